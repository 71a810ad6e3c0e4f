"""Counts with the addresses of exactly what they count: the filters of a register are in its address, names
and numbers never."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from tiers.queries.register import VIEW_LABELS, Counts
from tiers.queries.worklist import WorklistCounts
from tiers.queries.worklist_words import LABELS
from wsic.pages import address_with

# Where a keyboard goes on: of the page on which a tier is decided, and of the list when nobody comes next.
FORM, ENDED = "id_tier", "ended"


@dataclass(frozen=True)
class Counted:
    """As `components/tabs.html` and `components/tallies.html` take it."""

    label: str
    tier: int | None
    count: int
    address: str
    current: bool


class Found(NamedTuple):
    """How somebody stood on a list when their page was made: where, and the number of the last decision."""

    place: int
    number: int


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


def worklist_address(organisation_id: UUID, query: QueryDict | None = None, **words: str | int | None) -> str:
    """The tiers to look at under the filters of `query`, changed by `words`."""
    found = address_with(QueryDict() if query is None else query, **words)
    return reverse("tiers:worklist_of", args=[organisation_id]) + (found if found != "?" else "")


def walked_to_the_end(organisation_id: UUID, query: QueryDict) -> str:
    """The tiers to look at, which say that nobody came next."""
    return f"{worklist_address(organisation_id, query, ended='1')}#{ENDED}"


def worklist_print(organisation_id: UUID, query: QueryDict) -> str:
    """What is listed, all pages of it, to print."""
    return _whole("tiers:worklist_print", organisation_id, query)


def worklist_csv(organisation_id: UUID, query: QueryDict) -> str:
    """What is listed, all pages of it, as a file."""
    return _whole("tiers:worklist_csv", organisation_id, query)


def _whole(name: str, organisation_id: UUID, query: QueryDict) -> str:
    found = query.urlencode()
    return reverse(name, args=[organisation_id]) + (f"?{found}" if found else "")


def reasons(organisation_id: UUID, counts: WorklistCounts, query: QueryDict) -> list[Counted]:
    """Everybody who is to be looked at, and each reason that anybody has, under the tier that is on."""
    current = query.get("reason")
    everybody = ("Everybody", counts.everybody, None)
    found = [
        (LABELS[each], count, str(each))
        for each, count in counts.reasons.items()
        if count or str(each) == current
    ]
    return [
        Counted(label, None, count, worklist_address(organisation_id, query, reason=word), word == current)
        for label, count, word in (everybody, *found)
    ]


def worklist_tallies(organisation_id: UUID, counts: WorklistCounts, query: QueryDict) -> list[Counted]:
    """Each tier, under the reason that is on."""
    current = query.get("tier")
    return [
        Counted("", tier, count, worklist_address(organisation_id, query, tier=tier), str(tier) == current)
        for tier, count in counts.tiers.items()
    ]


def looked_at(
    person_id: UUID, organisation_id: UUID, query: QueryDict, place: int, *, at_the_form: bool = False
) -> str:
    """The page on which somebody on a worklist is looked at; where on which list stands in it."""
    words = _on_list(organisation_id, query, place)
    form = f"#{FORM}" if at_the_form else ""
    return f"{reverse('tiers:explain', args=[person_id])}?{words.urlencode()}{form}"


def decided(person_id: UUID, organisation_id: UUID, query: QueryDict, found: Found) -> str:
    """Where the form of `looked_at` goes."""
    words = _on_list(organisation_id, query, found.place)
    words["number"] = str(found.number)
    return f"{reverse('tiers:decide', args=[person_id])}?{words.urlencode()}"


def went_on(
    organisation_id: UUID,
    query: QueryDict,
    *,
    after: UUID | None = None,
    found: Found | None = None,
    back: bool = False,
) -> str:
    """To the next on the list after somebody, or to the first."""
    words = query.copy()
    asked = {"after": after, **(found._asdict() if found else {}), "back": "1" if back else None}
    words.update({name: str(value) for name, value in asked.items() if value is not None})
    address = words.urlencode()
    return reverse("tiers:worklist_next", args=[organisation_id]) + (f"?{address}" if address else "")


def _on_list(organisation_id: UUID, query: QueryDict, place: int) -> QueryDict:
    words = query.copy()
    words.update({"list": str(organisation_id), "place": str(place)})
    return words
