"""Numbers of people by tier without people, from what is published alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from tiers.access import refuse_numbers
from tiers.models import PracticeCount
from tiers.rules import CURRENT
from tiers.rules.counts import Span, together
from wsic.access import require
from wsic.accounts.models import User
from wsic.organisations.models import Kind, LinkKind, Organisation, OrganisationLink
from wsic.organisations.queries import practices_of

TIERS: tuple[int | None, ...] = (*(band.tier for band in CURRENT.bands), None)
NOT_COUNTED = "Not counted"
FEWER = "fewer than 5"

# practice -> tier -> people as published
_Counts = dict[int, dict[int | None, int | None]]


@dataclass(frozen=True, kw_only=True)
class NumbersRow:
    """One organisation: `cells` in the order of TIERS, and all of them together, as words.

    `address` is that of its own numbers, or "" on its own page; `counted_on` the oldest day among its
    practices, None where nothing was counted yet; `uncounted` how many of its practices have no count.
    """

    name: str
    address: str
    cells: tuple[str, ...]
    people: str
    counted_on: date | None
    uncounted: int


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """`sum` is None where there is one row alone."""

    rows: tuple[NumbersRow, ...]
    sum: NumbersRow | None


def numbers(user: User, organisation: Organisation, *, on: date) -> Numbers | None:
    """
    Of a practice itself, a hub by its practices, the CCG by its hubs; None where an organisation has no list.

    Two or three statements, whatever the number of practices.

    :raises PermissionDenied: the user's role sees no numbers
    """
    require(refuse_numbers(user))
    groups = _groups(organisation, on)
    if not groups:
        return None
    counted, days = _published([key for _, _, keys in groups for key in keys], on)
    rows = tuple(_row(name, address, keys, counted, days) for name, address, keys in groups)
    everything = [key for _, _, keys in groups for key in keys]
    several = len(rows) > 1
    return Numbers(rows=rows, sum=_row(organisation.name, "", everything, counted, days) if several else None)


def _groups(organisation: Organisation, on: date) -> list[tuple[str, str, list[int]]]:
    """(name, address, keys of practices) of each row."""
    if organisation.kind == Kind.CCG:
        return _hubs(on)
    own = organisation.kind == Kind.PRACTICE
    return [
        (each.name, "" if own else _address(each), [each.pk]) for each in practices_of(organisation, on=on)
    ]


def _hubs(on: date) -> list[tuple[str, str, list[int]]]:
    """Every practice that is not closed is in one row: that of its hub, or the last."""
    links = OrganisationLink.objects.on(on).filter(kind=LinkKind.HUB, child=OuterRef("pk"))
    practices = Organisation.objects.filter(kind=Kind.PRACTICE).exclude(closed_on__lte=on)
    served: dict[int | None, list[int]] = {}
    found = practices.annotate(hub=Subquery(links.values("parent")[:1])).order_by("name", "pk")
    for key, hub in found.values_list("pk", "hub"):
        served.setdefault(hub, []).append(key)
    hubs = Organisation.objects.filter(pk__in=[key for key in served if key]).order_by("name", "pk")
    rows = [(each.name, _address(each), served[each.pk]) for each in hubs]
    return [*rows, ("Served by no hub", "", served[None])] if None in served else rows


def _address(organisation: Organisation) -> str:
    return reverse("tiers:organisation_numbers", args=[organisation.public_id])


def _published(practices: Sequence[int], on: date) -> tuple[_Counts, dict[int, date]]:
    """The newest count of each practice up to the day, and of which day it is."""
    until = PracticeCount.objects.filter(counted_on__lte=on)
    newest = until.filter(practice=OuterRef("practice")).order_by("-counted_on").values("counted_on")[:1]
    rows = until.filter(practice__in=practices).annotate(newest=Subquery(newest))
    counted: _Counts = {}
    days: dict[int, date] = {}
    for each in rows.filter(counted_on=F("newest")):
        counted.setdefault(each.practice_id, {})[each.tier] = each.people
        days[each.practice_id] = each.counted_on
    return counted, days


def _row(
    name: str, address: str, practices: Sequence[int], counted: _Counts, days: dict[int, date]
) -> NumbersRow:
    known = [counted[key] for key in practices if key in counted]
    if not known:
        nothing = (NOT_COUNTED,) * len(TIERS)
        return NumbersRow(
            name=name,
            address=address,
            cells=nothing,
            people=NOT_COUNTED,
            counted_on=None,
            uncounted=len(practices),
        )
    spans = [[each[tier] for each in known] for tier in TIERS]
    return NumbersRow(
        name=name,
        address=address,
        cells=tuple(in_words(together(span)) for span in spans),
        people=in_words(together(count for span in spans for count in span)),
        counted_on=min(days[key] for key in practices if key in days),
        uncounted=len(practices) - len(known),
    )


def in_words(span: Span) -> str:
    if span == Span(1, 4):
        return FEWER
    return f"{span.least:,}" if span.least == span.most else f"{span.least:,} to {span.most:,}"
