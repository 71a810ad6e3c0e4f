"""What the pages about who read what show.  No name, number or birth date of a person is on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.audit import spool
from wsic.audit.models import EventKind, SpoolProblem
from wsic.dates import LONDON
from wsic.organisations.models import Organisation
from wsic.relationships import Why
from wsic.review.questions import QUESTIONS
from wsic.review.sets import trail as sets
from wsic.review.words import WORDS

MOST_USERS = 20
OF_THE_REVIEW = "audit."  # verbs of what a privacy officer does here
MOST_ASKED = 200  # of a reason in a day: ours, as many as are looked through; one list can give thousands
MOST_PROBLEMS = 50
MOST_DOWNLOADED = 20_000  # rows; more is a matter for a job, and no report about one person has them


@dataclass(frozen=True)
class Label:
    """A person, as far as the reviewer needs to tell one from another."""

    public_id: UUID
    words: str


@dataclass(frozen=True, kw_only=True)
class Line:
    at: datetime
    who: str
    who_id: UUID | None
    role: str
    organisation: str
    what: str
    kind: str
    denied: bool
    people: tuple[Label, ...]
    more: int
    why: str
    unrelated: bool  # it is about one person, and nothing says why
    address: str


@dataclass(frozen=True)
class Question:
    who: str
    who_id: UUID
    person: Label | None
    people: int
    events: int
    first_at: datetime


@dataclass(frozen=True)
class Asked:
    title: str
    text: str
    questions: tuple[Question, ...]  # the first `MOST_ASKED`
    total: int


@dataclass(frozen=True)
class Trail:
    lines: tuple[Line, ...]
    total: int
    people: list[int]  # primary keys of those who are labelled on it


@dataclass(frozen=True)
class Wanted:
    """Days from and until (included), and kinds; None for all."""

    from_on: date
    until_on: date
    kind: str = ""

    @property
    def since(self) -> datetime:
        return midnight(self.from_on)

    @property
    def until(self) -> datetime:
        return midnight(self.until_on + timedelta(days=1))


@dataclass(frozen=True)
class SpoolState:
    """Lines that wait on this server, and what was found wrong with lines there, the newest first."""

    waiting: int
    problems: tuple[tuple[datetime, str], ...]


def spool_state() -> SpoolState:
    rows = SpoolProblem.objects.order_by("-found_at", "-pk").values_list("found_at", "spool", "says")
    found = tuple((at, f"{name}: {says}") for at, name, says in rows[:MOST_PROBLEMS])
    return SpoolState(spool.waiting(), found)


def users(typed: str) -> list[User]:
    """Staff whose name or user name holds what was typed."""
    named = Q(display_name__icontains=typed) | Q(username__icontains=typed)
    return list(User.objects.filter(named).order_by("display_name", "pk")[:MOST_USERS])


def person(public_id: UUID) -> tuple[int, Label] | None:
    found = sets.person(public_id)
    return None if found is None else (found.id, _label(found))


def trail(
    wanted: Wanted, *, person: int | None = None, user: int | None = None, skip: int, most: int
) -> Trail:
    """Rows about one person or of one user, newest first."""
    events = sets.trail(
        person=person,
        user=user,
        since=wanted.since,
        until=wanted.until,
        kinds=[wanted.kind] if wanted.kind else None,
        skip=skip,
        most=most,
    )
    labels = {} if person else labels_of(one for event in events for one in event.people)
    staff, organisations = _staff(event.user_id for event in events), _organisations(events)
    lines = tuple(
        _line(event, labels, staff, organisations, about_person=person is not None) for event in events
    )
    return Trail(lines, events[0].total if events else 0, [person] if person else sorted(labels))


def day(on: date) -> tuple[tuple[Asked, ...], list[int]]:
    """What a day gives to look at, by reason, and whom it names."""
    found = sets.day(
        on, since=midnight(on), until=midnight(on + timedelta(days=1)), most=settings.REVIEW_PEOPLE_A_DAY
    )
    found.sort(key=lambda each: (-each.people, each.first_at))
    by_reason = {reason: [each for each in found if each.reason == reason] for reason in QUESTIONS}
    shown = [each for rows in by_reason.values() for each in rows[:MOST_ASKED]]
    labels, staff = labels_of(each.person_id for each in shown), _staff(each.user_id for each in shown)
    many, asked = f"More than {settings.REVIEW_PEOPLE_A_DAY} people opened in the day.", []
    for reason, (title, text) in QUESTIONS.items():
        rows = tuple(_question(each, labels, staff) for each in by_reason[reason][:MOST_ASKED])
        asked.append(Asked(title, text or many, rows, len(by_reason[reason])))
    return tuple(asked), sorted(labels)


def _question(each: sets.Asked, labels: dict[int, Label], staff: dict[int, User]) -> Question:
    whom = labels.get(each.person_id) if each.person_id else None
    who = staff[each.user_id]
    return Question(who.display_name, who.public_id, whom, each.people, each.events, each.first_at)


def _line(
    event: sets.Event,
    labels: dict[int, Label],
    staff: dict[int, User],
    organisations: dict[int, str],
    *,
    about_person: bool,
) -> Line:
    who = staff.get(event.user_id or 0)
    why = event.purpose or ", ".join(Why(each).label for each in event.relations)
    if event.verb.startswith(OF_THE_REVIEW):
        why = "Review of access"
    shown = tuple(labels[each] for each in event.people if each in labels)
    return Line(
        at=event.at,
        who=who.display_name if who else event.actor,
        who_id=who.public_id if who else None,
        role=Role(event.role).label if event.role in Role.values else event.role,
        organisation=organisations.get(event.organisation_id or 0, ""),
        what=WORDS.get(event.verb, event.verb),
        kind=EventKind(event.kind).label,
        denied=event.kind == EventKind.DENIAL,
        people=shown,
        more=0 if about_person else event.persons - len(shown),
        why=why,
        unrelated=not why and (about_person or event.persons == 1),
        address=event.address,
    )


def labels_of(ids: Iterable[int | None]) -> dict[int, Label]:
    wanted = sorted({each for each in ids if each})
    return {each.id: _label(each) for each in sets.people(wanted)} if wanted else {}


def _label(found: sets.Somebody) -> Label:
    ending = f"number ending {found.ending}" if found.ending else "no number"
    return Label(found.public_id, ", ".join([found.initials or "?", ending, found.practice or "no practice"]))


def _staff(ids: Iterable[int | None]) -> dict[int, User]:
    return User.objects.in_bulk({each for each in ids if each})


def _organisations(events: Sequence[sets.Event]) -> dict[int, str]:
    wanted = {event.organisation_id for event in events if event.organisation_id}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))


def midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=LONDON)
