"""Counts with the addresses of exactly what they count: the filters of a register are in its address, names
and numbers never."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from tiers.queries.register import VIEW_LABELS, Counts
from wsic.pages import address_with


@dataclass(frozen=True)
class Counted:
    """As `components/tabs.html` and `components/tallies.html` take it."""

    label: str
    tier: int | None
    count: int
    address: str
    current: bool


def register_address(organisation_id: UUID, query: QueryDict | None = None, **words: str | int | None) -> str:
    """A register under the filters of `query`, changed by `words`."""
    found = address_with(QueryDict() if query is None else query, **words)
    return reverse("tiers:register_of", args=[organisation_id]) + (found if found != "?" else "")


def explained(person_id: UUID, chosen: Mapping[str, str], *, opened: bool) -> str:
    """The explanation of a person's tier as of the day chosen, with every deficit opened or closed."""
    words = {**chosen, **({"open": "all"} if opened else {})}
    return reverse("tiers:explain", args=[person_id]) + (f"?{urlencode(words)}" if words else "")


def history(person_id: UUID, chosen: Mapping[str, str], *, printed: bool = False) -> str:
    """The tiers of a person over time, up to the day chosen and as known on it."""
    words = {**chosen, **({"open": "all"} if printed else {})}
    return reverse("tiers:person_history", args=[person_id]) + (f"?{urlencode(words)}" if words else "")


def print_address(organisation_id: UUID, query: QueryDict) -> str:
    """What is listed, all pages of it, to print."""
    found = address_with(query, size=None)
    return reverse("tiers:register_print", args=[organisation_id]) + (found if found != "?" else "")


def views(organisation_id: UUID, counts: Counts, query: QueryDict | None = None) -> list[Counted]:
    """Each view of a register, under the filters and the tier that are on."""
    current = query.get("view", "") if query is not None else None
    return [
        Counted(
            label,
            None,
            counts.views[name],
            register_address(organisation_id, query, view=name or None),
            name == current,
        )
        for name, label in VIEW_LABELS.items()
    ]


def tallies(organisation_id: UUID, counts: Counts, query: QueryDict | None = None) -> list[Counted]:
    """Each tier, under the filters and the view that are on."""
    current = query.get("tier") if query is not None else None
    return [
        Counted("", tier, count, register_address(organisation_id, query, tier=tier), str(tier) == current)
        for tier, count in counts.tiers.items()
    ]


def of_practice(practice_id: UUID) -> QueryDict:
    """The filter of a hub's register that leaves one practice."""
    query = QueryDict(mutable=True)
    query["practice"] = str(practice_id)
    return query
