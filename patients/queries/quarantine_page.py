"""What the page of one quarantined row shows, and what its feed's rules say of it once it is mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from patients.access import imports as access
from patients.feeds.declared import feed_named
from patients.feeds.reading import Batch
from patients.feeds.rules import Judge
from patients.models import (
    Import,
    ImportState,
    PersonDetail,
    PersonIdentifier,
    QuarantinedRow,
    QuarantineState,
    Registration,
    RegistrationKind,
)
from patients.rules.importing import IDENTITY_MISMATCH
from wsic.accounts.models import Membership, User
from wsic.dates import london_date

from .imports import RUNNING, Progress, feed_title, has_failed, progress
from .preferences import withheld_among
from .quarantine import files_of, found_rows, organisation_shown, visible, visible_rows
from .reasons import words

SENT = "This row has been sent again and is being read. Wait until it has been read."
_WHERE = frozenset({"postcode", "practice_code"})  # of somebody marked sensitive shown to nobody
_COMPARED = ("nhs_number", "family_name", "given_name", "birth_date", "sex", "postcode", "died_on")


@dataclass(frozen=True)
class Compared:
    """One field of a person as we hold it and as the row says."""

    name: str
    held: str
    said: str
    differs: bool | None  # None where what we hold is withheld: to compare it would tell it


@dataclass(frozen=True, kw_only=True)
class IdentityChange:
    person_id: int
    person_public_id: UUID
    fields: tuple[Compared, ...]
    consequence: str  # what approving does to the person's registration, in a sentence
    moves: bool
    why_not: str | None


@dataclass(frozen=True, kw_only=True)
class QuarantinePage:
    """`problems` are (column, sentence), '' for the whole row; `again` is the entry in this one's place;
    `to_decide`: an identity that the reader approves without holding the record."""

    public_id: UUID
    title: str
    feed: str
    reason: str
    sentence: str
    raw: str
    problems: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, object], ...]
    file_id: UUID | None
    state: str
    state_label: str
    closed: tuple[tuple[str, object], ...]
    sending: Progress | None
    again: UUID | None
    not_taken: str
    identity: IdentityChange | None
    to_decide: bool
    why_not: str | None
    why_not_correct: str | None
    previous: UUID | None
    next: UUID | None


def quarantine_page(
    row: QuarantinedRow, *, user: User, chosen: Mapping[str, str], at: datetime
) -> QuarantinePage:
    """:param chosen: the list's filter, which previous and next keep to; `at` is the instant"""
    imported = files_of(user, [row]).get(row.imported_by_id)
    correction = Import.objects.filter(corrects=row).select_related("job").order_by("-pk").first()
    neighbours = found_rows(user, chosen={**chosen, "state": QuarantineState.OPEN.value}).order_by("pk")
    before, after = neighbours.filter(pk__lt=row.pk).last(), neighbours.filter(pk__gt=row.pk).first()
    sending = correction is not None and correction.state in RUNNING
    waiting = correction is not None and sending and not has_failed(correction)
    identity = _identity(row, user, on=london_date(at))
    return QuarantinePage(
        public_id=row.public_id,
        title=f"{feed_title(row.feed)}, line {row.line:,}",
        feed=row.feed,
        reason=words(row.reason),
        sentence=row.sentence,
        raw=visible(row.raw),
        problems=problems(row),
        facts=_facts(row, imported, user),
        file_id=imported.public_id if imported else None,
        state=row.state,
        state_label=QuarantineState(row.state).label,
        closed=_closed(row, user),
        sending=progress(correction, at=at) if correction and sending else None,
        again=_again(correction, row, user),
        not_taken=_not_taken(correction, row),
        identity=identity,
        to_decide=identity is None and not waiting and access.refuse_approve_identity(user, row) is None,
        why_not=access.refuse_mend(user, row) or (SENT if waiting else None),
        why_not_correct=access.refuse_correct(user, row) or (SENT if waiting else None),
        previous=before.public_id if before else None,
        next=after.public_id if after else None,
    )


def problems(row: QuarantinedRow) -> tuple[tuple[str, str], ...]:
    """(column, sentence) of everything that is wrong with a row, the one it is listed under first."""
    others = [
        (str(other.get("column", "")), str(other.get("sentence", "")))
        for other in row.other_reasons
        if isinstance(other, dict) and other.get("sentence") not in ("", None, row.sentence)
    ]
    codes = [("", words(str(other))) for other in row.other_reasons if not isinstance(other, dict)]
    return ((row.column, row.sentence), *others, *codes)


def judge(row: QuarantinedRow, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(column, sentence) of what the feed's own rules still find wrong; the import finds the
    rest."""
    feed, on = feed_named(row.feed), row.as_on or london_date(row.created_at)
    cells = tuple(values.get(name, "") for name in feed.names)
    judged = Judge(feed, on=on, source=access.source_of(row)).judge(
        Batch(rows=[cells], lines=[row.line], raws=[""])
    )
    return tuple(
        (problem.column, problem.sentence) for faulty in judged.faulty for problem in faulty.problems
    )


def _facts(row: QuarantinedRow, imported: Import | None, user: User) -> tuple[tuple[str, object], ...]:
    return (
        ("Organisation", organisation_shown(user, row).name),
        ("File", imported.file_name if imported else f"brought by {row.importer.name}"),
        ("Line", f"{row.line:,}"),
        ("Date of the extract", row.as_on),
        ("In quarantine since", row.created_at),
        ("State", QuarantineState(row.state).label),
    )


def _closed(row: QuarantinedRow, user: User) -> tuple[tuple[str, object], ...]:
    """When and by whom; somebody of another organisation is not named, as that tells where the person is."""
    if row.closed_at is None:
        return ()
    if row.closed_by and not _is_told_who(row, user):
        return (("Closed at", row.closed_at), ("Closed by", "the person's practice or the CCG"))
    by = row.closed_by.display_name if row.closed_by else "a later import"
    note = (("Note", row.closing_note),) if row.closing_note else ()
    return (("Closed at", row.closed_at), ("Closed by", by), *note)


def _is_told_who(row: QuarantinedRow, user: User) -> bool:
    if row.organisation_id in access.organisations_whose_rows(user):
        return True
    return Membership.objects.filter(user=row.closed_by_id, organisation=row.importer_id).exists()


def _not_taken(correction: Import | None, row: QuarantinedRow) -> str:
    """Why the row is still open though it was sent again."""
    if correction is None or row.state != QuarantineState.OPEN:
        return ""
    if correction.state == ImportState.REFUSED:
        return correction.refusal
    unhelpful = correction.state == ImportState.DONE and correction.quarantined
    return "It was sent again, and the same is still wrong with it." if unhelpful else ""


def _again(correction: Import | None, row: QuarantinedRow, user: User) -> UUID | None:
    """The entry that stands in this one's place, where the corrected row was not taken either."""
    if correction is None or correction.state != ImportState.DONE or not correction.quarantined:
        return None
    entry = visible_rows(user).filter(imported_by=correction).exclude(pk=row.pk).first()
    return entry.public_id if entry else None


def _identity(row: QuarantinedRow, user: User, *, on: date) -> IdentityChange | None:
    """Who we hold under the row's NHS number, where the reader works with them."""
    if row.feed != "people" or row.reason != IDENTITY_MISMATCH or row.state != QuarantineState.OPEN:
        return None
    said = row.given_texts
    digits = access.number_given(row)
    people = PersonIdentifier.objects.visible_to(user).current().filter(value=digits).values("person")
    details = PersonDetail.objects.visible_to(user).current().filter(person__in=people)
    held = cast("PersonDetail | None", details.select_related("person").first())
    if held is None:
        return None
    registered = _registered(held, user)
    withheld = bool(withheld_among([held.person_id], user=user, on=on))
    moves = registered is not None and said.get("practice_code") != registered.practice.code
    return IdentityChange(
        person_id=held.person_id,
        person_public_id=held.person.public_id,
        fields=tuple(
            Compared(each.name, "Withheld", each.said, None) if withheld and each.name in _WHERE else each
            for each in (
                *(_compared(name, _held(name, held, digits), said) for name in _COMPARED),
                *_compared_registration(registered, said),
            )
        ),
        consequence=_consequence(registered, said, moves=moves, withheld=withheld),
        moves=moves,
        why_not=access.refuse_approve_identity(user, row),
    )


def _registered(held: PersonDetail, user: User) -> Registration | None:
    """The registration that the person has now, or had last; a regular one before others."""
    registrations = Registration.objects.visible_to(user).current().filter(person=held.person_id)
    newest = registrations.select_related("practice").order_by("-from_on", "pk")
    regular = newest.filter(kind=RegistrationKind.REGULAR).first()
    return cast("Registration | None", regular or newest.first())


def _held(name: str, held: PersonDetail, number: str) -> str:
    value = number if name == "nhs_number" else getattr(held, name)
    return "" if value is None else str(value)


def _compared_registration(registered: Registration | None, said: Mapping[str, str]) -> tuple[Compared, ...]:
    if registered is None:
        return ()
    ended = "" if registered.to_on is None else registered.to_on.isoformat()
    kind = {**said, "registration_kind": said.get("registration_kind") or RegistrationKind.REGULAR}
    return (
        _compared("practice_code", registered.practice.code, said),
        _compared("registered_on", registered.from_on.isoformat(), said),
        _compared("deregistered_on", ended, said),
        _compared("registration_kind", registered.kind, kind),
    )


def _compared(name: str, ours: str, said: Mapping[str, str]) -> Compared:
    theirs = said.get(name, "")
    plain = [value.replace(" ", "").replace("-", "").casefold() for value in (ours, theirs)]
    return Compared(name, ours, theirs, plain[0] != plain[1])


def _consequence(
    registered: Registration | None, said: Mapping[str, str], *, moves: bool, withheld: bool
) -> str:
    """What is easily missed in a table: on whose list the person is afterwards."""
    if registered is None or not moves:
        return "The person stays where they are registered; what the row says is taken over."
    practice = registered.practice
    leaves = "the practice they are registered with" if withheld else f"{practice.name} ({practice.code})"
    return (
        f"Approved, the person leaves the list of {leaves} "
        f"on {said.get('registered_on', '')} and is on the list of {said.get('practice_code', '')} "
        "from then on. "
        f"{'That practice' if withheld else practice.name} does not see them any more."
    )
