"""A person's planning sessions: which is next and what to do for it, and what was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.access.own import is_own
from careplans.models import (
    Attendee,
    OfferAnswer,
    OfferMeans,
    PlanningSession,
    ReviewReason,
    ReviewRequest,
    SessionKind,
    SessionOffer,
    SessionPlace,
    SessionState,
    ToldBy,
)
from careplans.queries.due_words import BECAUSE, LABELS, says, short, window
from careplans.rules.clocks import Clock
from careplans.rules.due import DueList
from careplans.rules.entitlement import Because
from careplans.sets import due as sets
from careplans.settings import session_settings
from patients.models import Person, Registration
from patients.queries.authors import author_of
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User
from wsic.ids import typed_id


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """`why_not` is the reason why the user ends nothing here, None where they do."""

    public_id: UUID
    kind: str
    on: date
    time: time | None
    minutes: int
    place: str
    state: SessionState
    says: str
    attended: tuple[str, ...]
    note: str
    outcome_note: str
    lead: str
    author: str
    recorded_at: datetime
    why_not: str | None
    may_mark: bool


@dataclass(frozen=True, kw_only=True)
class OfferLine:
    public_id: UUID
    on: date
    says: str
    answer: str
    words: str
    again_on: date | None
    author: str
    open: bool
    in_error: bool
    may_mark: bool


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    public_id: UUID
    on: date
    says: str
    told_by: str
    words: str
    author: str
    outcome: str
    outcome_words: str
    open: bool


@dataclass(frozen=True, kw_only=True)
class Next:
    """The next session; `list` None for who is on no register of today."""

    list: DueList | None
    label: str
    says: str
    kind: SessionKind
    clock: Clock | None
    because: str
    from_on: date | None
    by_on: date | None
    last_on: date | None
    housebound: bool


@dataclass(frozen=True, kw_only=True)
class SessionsPanel:
    """`why_not` is the reason why the user records nothing here."""

    next: Next
    booked: SessionLine | None
    sessions: tuple[SessionLine, ...]
    offers: tuple[OfferLine, ...]
    reviews: tuple[ReviewLine, ...]
    why_not: str | None

    @property
    def open_offer(self) -> OfferLine | None:
        """The last invitation since a session was held, while nobody has said what they answered."""
        held_on = max((each.on for each in self.sessions if each.state == SessionState.HELD), default=None)
        last = next((each for each in self.offers if not each.in_error), None)
        return last if last and last.open and (held_on is None or last.on > held_on) else None


NOT_LOOKED_AFTER = "Not on a practice's register today: no session is due."


def sessions_of(user: User) -> QuerySet[PlanningSession]:
    """About whom the user reaches, for a role that reads records."""
    rows = PlanningSession.objects.visible_to(user).filter(person__in=reached(user))
    rows = rows.annotate(withheld=is_withheld(OuterRef("person"), user=user))
    return rows.select_related("person", "organisation", "recorded_by", "lead")


def session_of(person: Person, typed: str, *, user: User) -> PlanningSession | None:
    """Of the person's that an address names."""
    asked = typed_id(typed)
    return sessions_of(user).filter(person=person, public_id=asked).first() if asked else None


def offers_of(user: User) -> QuerySet[SessionOffer]:
    rows = SessionOffer.objects.visible_to(user).filter(person__in=reached(user))
    return rows.select_related("person", "organisation", "recorded_by")


def reviews_of(user: User) -> QuerySet[ReviewRequest]:
    rows = ReviewRequest.objects.visible_to(user).filter(person__in=reached(user))
    return rows.select_related("person", "organisation", "raised_by")


def next_session(person: Person, *, user: User, on: date) -> Next:
    """Two statements; the same that the due-lists are made of."""
    stays = Registration.objects.visible_to(user).regular_on(on).filter(person=person)
    practice = stays.values_list("practice_id", flat=True).first()
    found: list[dict[str, Any]] = []
    if practice is not None:
        parameters = sets.due_parameters(on, session_settings(), practices=[practice], people=[person.pk])
        only = RawSQL("SELECT %s::bigint", [person.pk])
        found = sets.page_of(only, {**parameters, "page": 1, "size": 1}, sort="due")
    if not found or found[0]["person_id"] is None:
        return _nothing_due()
    return _next(found[0], on)


def sessions_panel(person: Person, *, user: User, on: date) -> SessionsPanel:
    """Five statements, however much there is."""
    mine = sessions_of(user).filter(person=person).order_by("-on", "-pk")
    withheld = is_withheld(person, user=user)
    offers = offers_of(user).filter(person=person).annotate(withheld=withheld).order_by("-offered_on", "-pk")
    reviews = reviews_of(user).filter(person=person).annotate(withheld=withheld).order_by("-raised_on", "-pk")
    why_not = access.refuse_plan(user, person)
    lines = tuple(session_line(each, user=user, why_not=why_not) for each in mine)
    return SessionsPanel(
        next=next_session(person, user=user, on=on),
        booked=next((each for each in lines if each.state == SessionState.BOOKED), None),
        sessions=lines,
        offers=tuple(_offer(each, user, acts=why_not is None) for each in offers),
        reviews=tuple(_review(each, user, acts=why_not is None) for each in reviews),
        why_not=why_not,
    )


def session_line(session: PlanningSession, *, user: User, why_not: str | None) -> SessionLine:
    """:param why_not: why the user records nothing about the person"""
    in_error = session.state == SessionState.IN_ERROR
    over = None if session.state == SessionState.BOOKED else sessions_access.ENDED
    return SessionLine(
        public_id=session.public_id,
        kind=SessionKind(session.kind).label,
        on=session.on,
        time=session.time,
        minutes=session.minutes,
        place=SessionPlace(session.place).label,
        state=SessionState(session.state),
        says=SessionState(session.state).label,
        attended=() if in_error else tuple(Attendee(each).label for each in session.attended),
        note="" if in_error else session.note,
        outcome_note="" if in_error else session.outcome_note,
        lead=session.lead.display_name if session.lead and not getattr(session, "withheld", False) else "",
        author=_author(session, user),
        recorded_at=session.recorded_at,
        why_not=why_not or over,
        may_mark=why_not is None and not in_error and is_own(user, session),
    )


def _next(row: Mapping[str, Any], on: date) -> Next:
    found = DueList(row["list"])
    text, urgency = window(row, on)
    return Next(
        list=found,
        label=LABELS[found],
        says=says(row, on),
        kind=SessionKind(row["kind"]),
        clock=Clock(text, urgency),
        because=BECAUSE[Because(row["because"])] if row["because"] else "",
        from_on=row["from_on"],
        by_on=row["by_on"],
        last_on=row["last_on"],
        housebound=bool(row["housebound"]),
    )


def _nothing_due() -> Next:
    return Next(
        list=None,
        label="Nothing is due",
        says=NOT_LOOKED_AFTER,
        kind=SessionKind.HSCA,
        clock=None,
        because="",
        from_on=None,
        by_on=None,
        last_on=None,
        housebound=False,
    )


def _offer(offer: SessionOffer, user: User, *, acts: bool) -> OfferLine:
    again = f", ask again {short(offer.again_on, offer.offered_on)}" if offer.again_on else ""
    in_error = offer.in_error_at is not None
    return OfferLine(
        public_id=offer.public_id,
        on=offer.offered_on,
        says=f"Offered, {OfferMeans(offer.means).label.lower()}",
        answer=f"{OfferAnswer(offer.answer).label}{again}" if offer.answer else "",
        words="" if in_error else offer.answer_words,
        again_on=offer.again_on,
        author=_author(offer, user),
        open=acts and not offer.answer and not in_error,
        in_error=in_error,
        may_mark=acts and not in_error and is_own(user, offer),
    )


def _review(review: ReviewRequest, user: User, *, acts: bool) -> ReviewLine:
    return ReviewLine(
        public_id=review.public_id,
        on=review.raised_on,
        says=ReviewReason(review.reason).label,
        told_by=ToldBy(review.told_by).label.lower(),
        words=review.words,
        author=author_of(
            author=review.raised_by,
            role=review.role,
            organisation=review.organisation,
            reader=user,
            withheld=getattr(review, "withheld", False),
        ),
        outcome=review.get_outcome_display() if review.outcome else "",
        outcome_words=review.outcome_words,
        open=acts and review.closed_at is None,
    )


def _author(recorded: PlanningSession | SessionOffer, user: User) -> str:
    return author_of(
        author=recorded.recorded_by,
        role=recorded.role,
        organisation=recorded.organisation,
        reader=user,
        withheld=getattr(recorded, "withheld", False),
    )
