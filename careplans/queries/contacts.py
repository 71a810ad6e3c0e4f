"""Contacts with a person, as their panel and their list show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from careplans.access import people as access
from careplans.access.own import is_own
from careplans.models import Contact, ContactRetraction, Means, Outcome, Place, RetractionReason, WithWhom
from careplans.models.contacts import ContactQuerySet
from careplans.rules.contacts import unanswered
from careplans.settings import safe_and_well
from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User
from wsic.dates import london_date

SAYS = {
    (Means.TELEPHONE, Outcome.REACHED): "Spoke by telephone",
    (Means.TELEPHONE, Outcome.NO_ANSWER): "No answer on the telephone",
    (Means.VISIT, Outcome.REACHED): "Visited",
    (Means.VISIT, Outcome.NO_ANSWER): "Nobody at the door",
    (Means.VIDEO, Outcome.REACHED): "Video call",
    (Means.VIDEO, Outcome.NO_ANSWER): "Video call, no answer",
    (Means.MESSAGE, Outcome.REACHED): "Message answered",
    (Means.MESSAGE, Outcome.SENT): "Message sent",
}


@dataclass(frozen=True, kw_only=True)
class ContactLine:
    """`retracted` says why it was entered in error, and then its words are left out; `late` is when it was
    recorded, where that was on a later day."""

    public_id: UUID
    at: datetime
    says: str
    attempt: bool
    with_whom: str
    facts: tuple[str, ...]
    note: str
    next_step: str
    author: str
    late: datetime | None
    retracted: str
    may_retract: bool


@dataclass(frozen=True, kw_only=True)
class ContactsPanel:
    """`spoken` and `seen` are the last times that the person was; `tried` attempts without answer since, and
    a check is raised at `most`.  `why_not` is the reason why the user records none."""

    spoken: ContactLine | None
    seen: ContactLine | None
    tried: int
    most: int
    total: int
    why_not: str | None


def contacts_panel(person: Person, *, user: User) -> ContactsPanel:
    """Four statements, however many contacts there are."""
    rows = _rows(person, user)
    standing = rows.standing()
    with_them = standing.filter(with_whom=WithWhom.PERSON, outcome=Outcome.REACHED)
    seen = with_them.filter(means__in=[Means.VISIT, Means.VIDEO]).first()
    spoken = with_them.first()
    told = Contact.objects.visible_to(user).saying_safe().filter(person=person).only("at", "outcome")
    return ContactsPanel(
        spoken=_line(spoken, user) if spoken else None,
        seen=_line(seen, user) if seen else None,
        tried=len(unanswered([each.told() for each in told], safe_and_well())),
        most=safe_and_well().after,
        total=rows.count(),
        why_not=access.refuse_plan(user, person),
    )


def contact_lines(person: Person, *, user: User, rows: slice) -> Sequence[ContactLine]:
    """The newest first."""
    return tuple(_line(each, user) for each in _rows(person, user)[rows])


def _rows(person: Person, user: User) -> ContactQuerySet:
    rows = Contact.objects.visible_to(user).filter(person=person)
    rows = rows.annotate(withheld=is_withheld(person, user=user))
    related = ("recorded_by", "organisation", "retraction", "person")
    return rows.select_related(*related).order_by("-at", "-pk")


def _line(contact: Contact, user: User) -> ContactLine:
    retraction: ContactRetraction | None = getattr(contact, "retraction", None)
    minutes = f"{contact.minutes} min" if contact.minutes else ""
    place = Place(contact.place).label.lower() if contact.place else ""
    late = contact.recorded_at if london_date(contact.recorded_at) > london_date(contact.at) else None
    return ContactLine(
        public_id=contact.public_id,
        at=contact.at,
        says=SAYS[Means(contact.means), Outcome(contact.outcome)],
        attempt=contact.outcome == Outcome.NO_ANSWER,
        with_whom="" if retraction else _with(contact),
        facts=tuple(each for each in (minutes, place) if each),
        note="" if retraction else contact.note,
        next_step="" if retraction else contact.next_step,
        author=_author(contact, user),
        late=late,
        retracted=RetractionReason(retraction.reason).label if retraction else "",
        may_retract=retraction is None and is_own(user, contact),
    )


def _with(contact: Contact) -> str:
    whom = WithWhom(contact.with_whom)
    if whom is WithWhom.PERSON and not contact.with_name:
        return ""
    return f"{contact.with_name} ({whom.label.lower()})" if contact.with_name else whom.label.lower()


def _author(contact: Contact, user: User) -> str:
    return author_of(
        author=contact.recorded_by,
        role=contact.role,
        organisation=contact.organisation,
        reader=user,
        withheld=getattr(contact, "withheld", False),
    )
