"""Checks that may be left out without anybody seeing or doing more, with the reason; as few as can be."""

# beginning of a mutant's text, without its line -> why
EQUIVALENT: dict[str, str] = {
    "function patients_refresh_reach: 4. o.kind = 'PRACTICE'": (
        "it only makes the pairs fewer: nobody but a practice registers people or is linked to a hub"
    ),
    "function patients_refresh_reach: 13. g.why IN ('HUB',": (
        "what is not shared, an emergency, is held for no organisation, so that no signature goes with it"
    ),
}
