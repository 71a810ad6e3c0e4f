"""Checks that may be left out without anybody seeing or doing more, with the reason; as few as can be."""

# It asks within rows of people whom the user reaches, or of an entry they were given, and so for nobody else.
_WITHIN = "it narrows rows that were asked for on the same user's behalf"

# beginning of a mutant's text, without its line -> why
EQUIVALENT: dict[str, str] = {
    "function patients_refresh_reach: 4. o.kind = 'PRACTICE'": (
        "it only makes the pairs fewer: nobody but a practice registers people or is linked to a hub"
    ),
    "function patients_refresh_reach: 13. g.why IN ('HUB',": (
        "what is not shared, an emergency, is held for no organisation, so that no signature goes with it"
    ),
    "function patients_refresh_reach: 26. ($1 IS NULL OR person_id": (
        "dissents of other people are joined to nobody; it only spares reading them"
    ),
    "function patients_refresh_reach: 30. d.days IS NOT NULL": (
        "of who never dissented there are no days to take away, and unnest of nothing has no row"
    ),
    "scope patients/queries/access_reviews.py _steps: AccessReviewStep.objects": _WITHIN,
    "scope patients/queries/preferences.py is_withheld: Preference.objects": _WITHIN,
    "scope patients/queries/quarantine_page.py _identity: PersonIdentifier.objects": _WITHIN,
    "scope patients/queries/search.py find: Registration.objects": _WITHIN,
    "scope tiers/access.py refuse_decide: PersonDetail.objects": _WITHIN,
}
