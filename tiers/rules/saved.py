"""Which words of a list's address a saved view keeps, and which of them are not on offer any more."""

from collections.abc import Iterable, Mapping

# Of a moment, and not of the list: which page, what was just done, which view it is.
NOT_KEPT = frozenset(
    {"page", "size", "told", "row", "given", "saved", "after", "place", "number", "back", "ended"}
)


def kept(words: Mapping[str, str]) -> dict[str, str]:
    """Filters and order."""
    return {name: value for name, value in words.items() if name not in NOT_KEPT and value}


def gone(asked: Mapping[str, str], shown: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the words that an address asks for and a list is shown without, or with others."""
    return tuple(name for name, value in kept(asked).items() if shown.get(name) != value)


def gone_sentence(labels: Iterable[str]) -> str:
    """ "" where nothing is gone."""
    found = [each for each in labels if each]
    if not found:
        return ""
    are = "is not on offer here any more" if len(found) == 1 else "are not on offer here any more"
    return f"What this saved view asks for under {' and '.join(found)} {are}: the list is shown without it."
