"""Records of one human being: what a banner says of the other one, and what the page of links shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from patients.access import links as access
from patients.models import (
    CodedEntry,
    LinkReason,
    MedicationIssue,
    Person,
    PersonDetail,
    PersonIdentifier,
    PersonLink,
    Registration,
)
from patients.models.people import RegistrationKind, Sex
from patients.queries.cells import PersonCell
from patients.queries.preferences import withheld_among
from wsic.accounts.models import User

UNNAMED = "somebody whose name is withheld"  # it would tell where the person is


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Another record of the same human being: `keeps` is the one to work with, `other` None where the reader
    may not open it."""

    other: PersonCell | None
    keeps: bool
    from_on: date


@dataclass(frozen=True, kw_only=True)
class LinkLine:
    """A link of one person's, `to_on` None while it stands.  `words` are withheld with the other record."""

    pk: int
    linked: Linked
    to_on: date | None
    reason: str
    words: str
    recorded: str
    recorded_at: datetime
    ended: str
    ended_at: datetime | None
    ended_why: str


@dataclass(frozen=True, kw_only=True)
class LinkPanel:
    """`why_not` is the reason why the user links nothing here, None where they may."""

    lines: tuple[LinkLine, ...]
    why_not: str | None

    @property
    def others(self) -> list[int]:
        return [line.linked.other.pk for line in self.lines if line.linked.other]


@dataclass(frozen=True)
class Recorded:
    """So many rows up to a day, the newest of which day."""

    rows: int
    newest: date | None


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """What another record of the same person holds: `keeps` is the one to work with; without `reached`
    nothing is known of it."""

    keeps: bool
    reached: bool
    entries: Recorded
    issues: Recorded


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One of two records, side by side: `registrations` in words, the newest first."""

    person: PersonCell
    gender: str
    numbers: tuple[str, ...]
    registrations: tuple[str, ...]
    entries: Recorded
    issues: Recorded


def linked(person: Person, *, user: User, on: date) -> tuple[Linked, ...]:
    """Other records of the person's on a day; one statement, three where there is any."""
    rows = list(
        PersonLink.objects.visible_to(user).concerning(person).standing_on(on).order_by("from_on", "pk")
    )
    cells = cells_of([_other(row, person) for row in rows], user=user, on=on) if rows else {}
    return tuple(_linked(row, person, cells) for row in rows)


def cells_of(people: Iterable[int], *, user: User, on: date) -> dict[int, PersonCell]:
    """Of those of them whom the user reaches; two statements."""
    keys = list(people)
    details = PersonDetail.objects.visible_to(user).current().filter(person_id__in=keys)
    numbers = PersonIdentifier.objects.visible_to(user).current().filter(person_id__in=keys)
    by_person = dict(numbers.values_list("person_id", "value"))
    found: QuerySet[Any] = details.select_related("person")
    return {
        each.person_id: PersonCell.of(each, nhs_number=by_person.get(each.person_id, ""), on=on)
        for each in found
    }


def set_aside_of(people: Iterable[int], *, user: User, on: date) -> list[tuple[PersonCell, Linked]]:
    """Of these persons, whom the user reaches, each whose record is set aside on the day, and for which."""
    rows = list(PersonLink.objects.visible_to(user).standing_on(on).filter(person_id__in=list(people)))
    cells = cells_of([key for row in rows for key in (row.person_id, row.kept_id)], user=user, on=on)
    return [
        (cells[row.person_id], Linked(other=cells.get(row.kept_id), keeps=True, from_on=row.from_on))
        for row in rows
    ]


def link_panel(person: Person, *, user: User, on: date) -> LinkPanel:
    rows = PersonLink.objects.visible_to(user).concerning(person).order_by("-from_on", "-pk")
    found = list(rows.select_related("recorded_by", "ended_by"))
    both = {person.pk, *(_other(row, person) for row in found)}
    cells = cells_of(both - {person.pk}, user=user, on=on)
    lines = [_line(row, person, cells) for row in found]
    if withheld_among(both, user=user, on=on):
        lines = [replace(each, recorded=UNNAMED, ended=each.ended and UNNAMED) for each in lines]
    return LinkPanel(lines=tuple(lines), why_not=access.refuse_link(user, person))


def found_by(nhs_number: str, birth_date: date, *, user: User) -> Person | None:
    """Whoever of those the user reaches has, or had, the number, and this birth date; None: nobody."""
    details = PersonDetail.objects.visible_to(user).current().filter(birth_date=birth_date)
    numbers = PersonIdentifier.objects.visible_to(user).filter(value=nhs_number).order_by("replaced_by")
    people = Person.objects.visible_to(user).filter(pk__in=details.values("person"))
    return people.filter(pk__in=numbers.values("person")).first()


def compared(person: Person, *, user: User, on: date) -> Compared:
    """What says of a record whose it is."""
    numbers = PersonIdentifier.objects.visible_to(user).filter(person=person).order_by("-pk")
    entries, issues = recorded_of(person, user=user, on=on)
    detail = PersonDetail.objects.visible_to(user).current().filter(person=person)
    return Compared(
        gender=Sex(detail.values_list("sex", flat=True).get()).label,
        person=cells_of([person.pk], user=user, on=on)[person.pk],
        numbers=tuple(numbers.values_list("value", flat=True)),
        registrations=_registrations(person, user, on),
        entries=entries,
        issues=issues,
    )


def recorded_of(person: Person, *, user: User, on: date, known_now: bool = True) -> tuple[Recorded, Recorded]:
    """Coded entries and issues of medicines that count, up to a day; none where the user does not reach."""
    entries = CodedEntry.objects.visible_to(user).counting().filter(person=person, effective_on__lte=on)
    if not known_now:
        entries = entries.filter(known_on__lte=on)
    issues = MedicationIssue.objects.visible_to(user).counting().filter(person=person, issued_on__lte=on)
    found = (
        entries.aggregate(rows=Count("pk"), newest=Max("effective_on")),
        issues.aggregate(rows=Count("pk"), newest=Max("issued_on")),
    )
    return Recorded(**found[0]), Recorded(**found[1])


def elsewhere(person: Person, *, user: User, on: date, known_now: bool) -> tuple[Elsewhere, ...]:
    """What other records of the person hold up to a day, which nothing here counts."""
    rows = PersonLink.objects.visible_to(user).concerning(person).standing_on(on).order_by("from_on", "pk")
    return tuple(_elsewhere(each, person, user, on, known_now=known_now) for each in rows)


def _elsewhere(link: PersonLink, person: Person, user: User, on: date, *, known_now: bool) -> Elsewhere:
    other = Person(pk=_other(link, person))
    reached = Person.objects.visible_to(user).filter(pk=other.pk).exists()
    entries, issues = recorded_of(other, user=user, on=on, known_now=known_now)
    return Elsewhere(keeps=link.person_id == person.pk, reached=reached, entries=entries, issues=issues)


def linked_among(people: Iterable[int], *, user: User, on: date) -> tuple[frozenset[int], frozenset[int]]:
    """Of these persons those that are set aside for another record, and those that are kept for one."""
    keys = list(people)
    rows = PersonLink.objects.visible_to(user).standing_on(on)
    pairs = list(rows.filter(Q(person_id__in=keys) | Q(kept_id__in=keys)).values_list("person_id", "kept_id"))
    return frozenset(aside for aside, _ in pairs), frozenset(kept for _, kept in pairs)


def _other(link: PersonLink, person: Person) -> int:
    return link.kept_id if link.person_id == person.pk else link.person_id


def _linked(link: PersonLink, person: Person, cells: dict[int, PersonCell]) -> Linked:
    keeps = link.person_id == person.pk
    return Linked(other=cells.get(_other(link, person)), keeps=keeps, from_on=link.from_on)


def _line(link: PersonLink, person: Person, cells: dict[int, PersonCell]) -> LinkLine:
    shown = _linked(link, person, cells)
    return LinkLine(
        pk=link.pk,
        linked=shown,
        to_on=link.to_on,
        reason=LinkReason(link.reason).label,
        words=link.words if shown.other else "",
        recorded=link.recorded_by.display_name,
        recorded_at=link.recorded_at,
        ended=link.ended_by.display_name if link.ended_by else "",
        ended_at=link.ended_at,
        ended_why=link.ended_why if shown.other else "",
    )


def _registrations(person: Person, user: User, on: date) -> tuple[str, ...]:
    if person.pk in withheld_among([person.pk], user=user, on=on):
        return ("Withheld",)
    rows = Registration.objects.visible_to(user).current().filter(person=person)
    found: QuerySet[Any] = rows.select_related("practice").order_by("-from_on", "-pk")
    return tuple(_stay(each) for each in found)


def _stay(stay: Registration) -> str:
    kind = "" if stay.kind == RegistrationKind.REGULAR else f", {RegistrationKind(stay.kind).label.lower()}"
    until = f" until {stay.to_on:%d-%b-%Y}" if stay.to_on else ""
    return f"{stay.practice.name}{kind}, from {stay.from_on:%d-%b-%Y}{until}"
