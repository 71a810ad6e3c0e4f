"""What the pages about who read what show.  No name, number or birth date of a person is on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.audit.models import EventKind
from wsic.dates import LONDON
from wsic.organisations.models import Organisation
from wsic.relationships import Why

from . import sets
from .questions import QUESTIONS

MOST_USERS = 20
OF_THE_REVIEW = "audit."  # verbs of what a privacy officer does here
MOST_ASKED = 200  # of a reason in a day: ours, as many as are looked through; one list can give thousands
MOST_DOWNLOADED = 20_000  # rows; more is a matter for a job, and no report about one person has them
WORDS = {
    "access_review.listed": "List of emergency accesses to review",
    "access_review.read": "Review of an emergency access",
    "account.signed_in": "Signed in",
    "account.signed_out": "Signed out",
    "audit.day_reviewed": "Reviewed a day of the audit",
    "audit.person_found": "Looked a person up for review",
    "audit.person_reviewed": "Reviewed who saw the person",
    "audit.user_reviewed": "Reviewed what a user saw",
    "break_glass.ended": "Ended an emergency access",
    "break_glass.open_read": "Records open in an emergency",
    "break_glass.not_opened": "Emergency access that opened nobody",
    "break_glass.opened": "Opened the record in an emergency",
    "home.read": "Home page",
    "import.people_exported": "List of an import's people, downloaded",
    "import.previewed": "First rows of a file",
    "import.read": "Page of an import",
    "import.report_exported": "Report of an import, downloaded",
    "page.read": "A page without people",
    "person.read": "Front sheet of the person",
    "person.details_read": "All details of the person",
    "contacts.read": "Contacts with the person",
    "contact.form": "Form for a contact",
    "contact.recorded": "Contact recorded",
    "contact.retracted": "Contact marked as entered in error",
    "tasks.read": "Tasks about the person",
    "task.raised": "Task raised",
    "task.handed": "Task handed on or put off",
    "task.closed": "Task closed",
    "assessment.read": "Holistic assessment of the person",
    "assessment.printed": "Assessment printed to write on",
    "assessment.recorded": "Holistic assessment recorded",
    "assessment.in_error": "Holistic assessment marked as entered in error",
    "sessions.read": "Planning sessions of the person",
    "day.printed": "My day printed",
    "duty.changed": "Duty rota changed",
    "day.calendar": "Calendar file of booked sessions, without names",
    "session.booked": "Planning session booked",
    "session.recorded": "Planning session recorded",
    "session.noted": "Note of a planning session that goes on",
    "session.ended": "Recorded what came of a planning session",
    "session.given": "Planning session given to another colleague to lead",
    "session.given_back": "Planning session given back to who led it",
    "sessions.handed_over": "Booked sessions handed over with a caseload",
    "session.in_error": "Planning session marked as entered in error",
    "session.offered": "Planning session offered",
    "session.answered": "Answer to an offer recorded",
    "session.letters_due_read": "List of people to invite by letter",
    "session.invited": "Invitations by letter",
    "session.letters_read": "List of letters written together",
    "session.letters_printed": "Letters printed",
    "session.letters_in_error": "Letters marked as entered in error",
    "letter_text.kept": "Wording of a letter in another language kept",
    "letter_text.withdrawn": "Wording of a letter in another language withdrawn",
    "session.offer_in_error": "Offer marked as entered in error",
    "review.asked": "Review of the plan asked for",
    "review.closed": "Review of the plan closed without a session",
    "hours.entered": "Hours of staff for planning sessions entered",
    "hours.in_error": "Hours of staff marked as entered in error",
    "due.exported": "Sessions due, downloaded",
    "due.printed": "Sessions due, printed",
    "first_contact.read": "First contact of the person",
    "first_contact.named": "First contact named",
    "first_contact.given_back": "First contacts given back",
    "first_contact.told": "Recorded that the person was told of their first contact",
    "first_contact.in_error": "First contact marked as entered in error",
    "caseload.hand_over_read": "Hand-over of a caseload",
    "tasks.handed_over": "Open tasks handed over with a caseload",
    "caseload.read": "Caseload, in a list",
    "due.read": "Sessions due, in a list",
    "day.read": "My day",
    "notices.read": "Notices of what colleagues did",
    "user.telephone_set": "Own telephone number changed",
    "person.opened_from_elsewhere": "Opened from another system",
    "person.searched": "Found in a search",
    "quarantine.listed": "Rows in quarantine",
    "quarantine.read": "A row in quarantine",
    "register.printed": "Register, printed",
    "register.read": "Register, in a list",
    "request.refused": "Refused",
    "tier.explained": "Page that explains the tier",
    "tier.read": "Tier of the person",
    "worklist.exported": "Tiers to look at, downloaded",
    "worklist.printed": "Tiers to look at, printed",
    "worklist.read": "Tiers to look at, in a list",
}


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
        return _midnight(self.from_on)

    @property
    def until(self) -> datetime:
        return _midnight(self.until_on + timedelta(days=1))


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
    labels = {} if person else _labels(one for event in events for one in event.people)
    staff, organisations = _staff(event.user_id for event in events), _organisations(events)
    lines = tuple(
        _line(event, labels, staff, organisations, about_person=person is not None) for event in events
    )
    return Trail(lines, events[0].total if events else 0, [person] if person else sorted(labels))


def day(on: date) -> tuple[tuple[Asked, ...], list[int]]:
    """What a day gives to look at, by reason, and whom it names."""
    found = sets.day(
        on, since=_midnight(on), until=_midnight(on + timedelta(days=1)), most=settings.REVIEW_PEOPLE_A_DAY
    )
    found.sort(key=lambda each: (-each.people, each.first_at))
    by_reason = {reason: [each for each in found if each.reason == reason] for reason in QUESTIONS}
    shown = [each for rows in by_reason.values() for each in rows[:MOST_ASKED]]
    labels, staff = _labels(each.person_id for each in shown), _staff(each.user_id for each in shown)
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


def _labels(ids: Iterable[int | None]) -> dict[int, Label]:
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


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=LONDON)
