"""Whom a held list takes away or changes: in numbers for everybody who sees the file, by name for whoever
works with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from patients.access import imports as access
from patients.models import Import, PersonDetail, PersonIdentifier
from patients.rules.taken import TAKEN
from wsic.access import require
from wsic.accounts.models import User

from .cells import PersonCell
from .spreadsheet import spreadsheet

MOST_SHOWN = 500  # names of a kind on the page; the list to download holds the rest
_NO_NAMES = "You see numbers and no names: names are shown to those who work with the people."


@dataclass(frozen=True, kw_only=True)
class TakenKind:
    """People whom the list takes away in one way. `shown` are the first by name of those the reader works
    with, `listed` is how many of these there are, and `kept` of how many in all it was noted who they are."""

    words: str
    says: str
    count: int
    kept: int
    listed: int
    shown: tuple[PersonCell, ...]

    @property
    def cut(self) -> str:
        """Where those are who are not shown."""
        more = self.listed - len(self.shown)
        first = "These are the first by name. " if more else ""
        there = f"{more:,} more are in the list to download. " if more else ""
        noted = (
            f"Only of the first {self.kept:,} it was noted who they are." if self.kept < self.count else ""
        )
        return f"{first}{there}{noted}".strip()


@dataclass(frozen=True, kw_only=True)
class TakenAway:
    """`practices` are (name, missing, leaving, never, listed now); `why_no_names` says why there are none."""

    of: int
    practices: tuple[tuple[str, int, int, int, int], ...]
    kinds: tuple[TakenKind, ...]
    why_no_names: str

    @property
    def people(self) -> list[int]:
        """Primary keys of the people shown."""
        return sorted({person.pk for kind in self.kinds for person in kind.shown})


def taken_away(imported: Import, *, user: User, today: date) -> TakenAway | None:
    """None for a file that takes nobody away."""
    stated = imported.report.get("missing")
    if not stated:
        return None
    noted = _noted(imported)
    known = _known((pk for each in noted.values() for pk in each["first"]), user, today)
    kinds = tuple(_kind(name, each, known) for name, each in noted.items())
    return TakenAway(
        of=stated.get("of", 0),
        practices=tuple(_practice(each) for each in stated.get("practices", ())),
        kinds=kinds,
        why_no_names="" if known else _NO_NAMES,
    )


def people_csv(imported: Import, *, user: User, today: date) -> tuple[str, list[int]]:
    """
    Everybody noted whom the reader works with, and their primary keys.

    :raises PermissionDenied: the file is not held
    """
    require(access.refuse_people(user, imported))
    noted = _noted(imported)
    known = _known((pk for each in noted.values() for pk in each["first"]), user, today)
    header = ("why", "nhs_number", "family_name", "given_name", "birth_date")
    lines = [
        (name, person.nhs_number, person.family_name, person.given_name, person.birth_date)
        for name, each in noted.items()
        for person in _of(each["first"], known)
    ]
    return spreadsheet([header, *lines]), sorted(known)


def _noted(imported: Import) -> dict[str, Mapping[str, Any]]:
    """Kind -> `count` people, and the primary keys of the `first` of them."""
    people = imported.report.get("people", {})
    return {name: people[name] for name in TAKEN if name in people}


def _practice(each: Mapping[str, Any]) -> tuple[str, int, int, int, int]:
    numbers = (each["missing"], each.get("leaving", 0), each.get("never", 0), each["listed"])
    return (f"{each['name']} ({each['code']})", *numbers)


def _kind(name: str, noted: Mapping[str, Any], known: Mapping[int, PersonCell]) -> TakenKind:
    found = _of(noted["first"], known)
    return TakenKind(
        words=TAKEN[name].words(noted["count"]),
        says=TAKEN[name].says,
        count=noted["count"],
        kept=len(noted["first"]),
        listed=len(found),
        shown=tuple(found[:MOST_SHOWN]),
    )


def _of(ids: Iterable[int], known: Mapping[int, PersonCell]) -> list[PersonCell]:
    """Those of them that the reader works with, by name."""
    wanted = set(ids)
    return [person for pk, person in known.items() if pk in wanted]


def _known(ids: Iterable[int], user: User, today: date) -> dict[int, PersonCell]:
    """By primary key, in the order of names."""
    wanted = set(ids)
    numbers = PersonIdentifier.objects.visible_to(user).current().filter(person_id__in=wanted)
    number_of = dict(numbers.values_list("person_id", "value"))
    details = PersonDetail.objects.visible_to(user).current().filter(person_id__in=wanted)
    named = details.select_related("person").order_by("family_name", "given_name", "pk")
    return {
        detail.person_id: PersonCell.of(detail, nhs_number=number_of.get(detail.person_id, ""), on=today)
        for detail in cast("Iterable[PersonDetail]", named)
    }
