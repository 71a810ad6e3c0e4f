"""What was recorded about a person since the user looked last, whoever recorded it.

By when it was recorded, not by when it was: what a colleague told late is new all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from careplans.models import (
    Assessment,
    CarePlan,
    Contact,
    FirstContact,
    Means,
    Outcome,
    PlanningSession,
    PlanOffer,
    PlanReview,
    ReviewRequest,
    SessionOffer,
    SessionState,
    TaskKind,
)
from careplans.queries.contacts import SAYS
from careplans.queries.tasks import WITHHELD, shown_tasks, words_of
from patients.models import Allergy, CareTeamMember, CurrentMedicine, Person, Preference
from patients.queries.authors import author_of, is_hidden
from patients.queries.preferences import withheld_among
from tiers.models import TierDecision, TierStanding
from tiers.models.scores import Basis
from wsic.accounts.models import User
from wsic.dates import LONDON, london_date, short_date
from wsic.organisations.models import Organisation

FIRST_TIME = timedelta(days=90)
MOST = 10
NOON = time(12)
_SESSIONS = {SessionState.IN_ERROR: "entered in error", SessionState.DID_NOT_ATTEND: "did not attend"}


@dataclass(frozen=True)
class Recorded:
    """`by` is "" of what came with a file."""

    at: datetime
    words: str
    by: str

    @property
    def on(self) -> date:
        return london_date(self.at)


@dataclass(frozen=True, kw_only=True)
class Since:
    """`looked_on` None: never before, and the lines are of three months; `more` are not shown."""

    looked_on: date | None
    days: int
    lines: tuple[Recorded, ...]
    more: int


@dataclass(frozen=True)
class _Reader:
    """:param withheld: nobody is shown where the person is, and so not who of elsewhere wrote about them"""

    person: Person
    user: User
    since: datetime
    today: date
    withheld: bool

    def rows(self, model: Any) -> Any:
        return model.objects.visible_to(self.user).filter(person=self.person)

    def author(self, author: User, organisation: Organisation, role: str) -> str:
        if author.pk == self.user.pk:
            return "you"
        return author_of(
            author=author, role=role, organisation=organisation, reader=self.user, withheld=self.withheld
        )

    def name(self, named: User | None, organisation: Organisation | None) -> str:
        if named is None:
            return ""
        if named.pk == self.user.pk:
            return "you"
        hidden = self.withheld if organisation is None else self._hides(organisation)
        return WITHHELD if hidden else named.display_name

    def _hides(self, organisation: Organisation) -> bool:
        return is_hidden(organisation, reader=self.user, withheld=self.withheld)


def since_last_look(person: Person, *, user: User, looked_at: datetime | None, now: datetime) -> Since:
    """
    Seventeen statements, however much was recorded.

    :param looked_at: last on an earlier day; None: never, and what the index proposed is not told, because
        all of it would be new
    """
    withheld = bool(withheld_among([person.pk], user=user, on=london_date(now)))
    reader = _Reader(person, user, looked_at or now - FIRST_TIME, london_date(now), withheld)
    sources = [_contacts, _tasks, _sessions, _offers, _reviews, _assessments]
    sources += [_plans, _plan_reviews, _plan_offers]
    sources += [_decisions, _first_contacts, _team, _noted]
    sources += [_proposals] if looked_at else []
    sources += [_allergies, _medicines]
    found = [each for source in sources for each in source(reader) if each.at > reader.since]
    found.sort(key=lambda each: each.at, reverse=True)
    looked_on = london_date(looked_at) if looked_at else None
    return Since(
        looked_on=looked_on,
        days=(london_date(now) - looked_on).days if looked_on else FIRST_TIME.days,
        lines=tuple(found[:MOST]),
        more=max(0, len(found) - MOST),
    )


def _contacts(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(Contact).standing().filter(recorded_at__gt=reader.since)
    for each in rows.select_related("recorded_by", "organisation"):
        words = SAYS[Means(each.means), Outcome(each.outcome)] + _late(london_date(each.at), each.recorded_at)
        yield Recorded(each.recorded_at, words, reader.author(each.recorded_by, each.organisation, each.role))


def _tasks(reader: _Reader) -> Iterator[Recorded]:
    rows = shown_tasks(reader.user).filter(person=reader.person).select_related("raised_by")
    for each in rows.filter(Q(raised_at__gt=reader.since) | Q(closed_at__gt=reader.since)):
        words = words_of(each)
        raised_at = None if each.kind == TaskKind.REQUEST else each.organisation  # asked from elsewhere
        yield Recorded(each.raised_at, f"To do: {words}", reader.name(each.raised_by, raised_at))
        if each.closed_at:
            says = f"{words}: {each.get_outcome_display().lower()}"
            yield Recorded(each.closed_at, says, reader.name(each.closed_by, None))


def _sessions(reader: _Reader) -> Iterator[Recorded]:
    told = Q(recorded_at__gt=reader.since) | Q(ended_at__gt=reader.since) | Q(in_error_at__gt=reader.since)
    rows = reader.rows(PlanningSession).filter(told)
    for each in rows.select_related("recorded_by", "ended_by", "in_error_by", "organisation"):
        day = short_date(each.on)
        if each.ended_at != each.recorded_at:
            by = reader.author(each.recorded_by, each.organisation, each.role)
            yield Recorded(each.recorded_at, f"Planning session booked for {day}", by)
        over_at, over_by = each.in_error_at or each.ended_at, each.in_error_by or each.ended_by
        if over_at:
            state = _SESSIONS.get(SessionState(each.state), each.get_state_display().lower())
            by = reader.name(over_by, None)
            yield Recorded(over_at, f"Planning session of {day}: {state}", by)


def _offers(reader: _Reader) -> Iterator[Recorded]:
    told = Q(recorded_at__gt=reader.since) | Q(answered_at__gt=reader.since)
    rows = reader.rows(SessionOffer).filter(told, in_error_at=None)
    for each in rows.select_related("recorded_by", "answered_by", "organisation"):
        by = reader.author(each.recorded_by, each.organisation, each.role)
        yield Recorded(each.recorded_at, f"Session offered: {each.get_means_display().lower()}", by)
        if each.answered_at:
            words = f"Offer of a session: {each.get_answer_display().lower()}"
            yield Recorded(each.answered_at, words, reader.name(each.answered_by, None))


def _reviews(reader: _Reader) -> Iterator[Recorded]:
    told = Q(raised_at__gt=reader.since) | Q(closed_at__gt=reader.since)
    for each in (
        reader.rows(ReviewRequest).filter(told).select_related("raised_by", "closed_by", "organisation")
    ):
        by = reader.author(each.raised_by, each.organisation, each.role)
        yield Recorded(each.raised_at, f"Review asked for: {each.get_reason_display().lower()}", by)
        if each.closed_at:
            words = f"Review closed: {each.get_outcome_display().lower()}"
            yield Recorded(each.closed_at, words, reader.name(each.closed_by, None))


def _assessments(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(Assessment).standing().filter(recorded_at__gt=reader.since)
    for each in rows.select_related("recorded_by", "organisation"):
        by = reader.author(each.recorded_by, each.organisation, each.role)
        yield Recorded(each.recorded_at, "Holistic assessment recorded", by)


def _plans(reader: _Reader) -> Iterator[Recorded]:
    """Of a version in error no more than that it is."""
    told = Q(agreed_at__gt=reader.since) | Q(in_error_at__gt=reader.since)
    rows = reader.rows(CarePlan).filter(told).select_related("agreed_by", "in_error_by")
    for each in rows:
        if each.in_error_at:
            words = f"Care plan, version {each.number}: entered in error"
            yield Recorded(each.in_error_at, words, reader.name(each.in_error_by, None))
        else:
            words = f"Care plan, version {each.number}: agreed" + _late(each.agreed_on, each.agreed_at)
            yield Recorded(each.agreed_at, words, reader.name(each.agreed_by, None))


def _plan_reviews(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(PlanReview).standing().filter(recorded_at__gt=reader.since, plan__in_error_at=None)
    for each in rows.select_related("recorded_by", "organisation"):
        by = reader.author(each.recorded_by, each.organisation, each.role)
        words = "Care plan read through: it holds" + _late(each.on, each.recorded_at)
        yield Recorded(each.recorded_at, words, by)


def _plan_offers(reader: _Reader) -> Iterator[Recorded]:
    told = Q(recorded_at__gt=reader.since) | Q(answered_at__gt=reader.since)
    rows = reader.rows(PlanOffer).standing().filter(told)
    for each in rows.select_related("recorded_by", "answered_by", "organisation"):
        by = reader.author(each.recorded_by, each.organisation, each.role)
        yield Recorded(each.recorded_at, f"Care plan offered: {each.get_means_display().lower()}", by)
        if each.answered_at:
            words = f"Offer of a care plan: {each.get_answer_display().lower()}"
            yield Recorded(each.answered_at, words, reader.name(each.answered_by, None))


def _decisions(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(TierDecision).filter(recorded_at__gt=reader.since)
    for each in rows.select_related("decided_by", "organisation"):
        words = "Tier handed back to the index" if each.tier is None else f"Tier {each.tier} decided"
        words += _late(each.decided_on, each.recorded_at)
        yield Recorded(each.recorded_at, words, reader.author(each.decided_by, each.organisation, each.role))


def _first_contacts(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(FirstContact).standing().filter(recorded_at__gt=reader.since)
    for each in rows.select_related("user", "organisation", "recorded_by"):
        named = reader.name(each.user, each.organisation)
        yield Recorded(each.recorded_at, f"First contact: {named}", reader.name(each.recorded_by, None))


def _team(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(CareTeamMember).ever().filter(recorded_at__gt=reader.since)
    for each in rows.select_related("user", "organisation", "recorded_by"):
        named = f", {reader.name(each.user, each.organisation)}" if each.user else ""
        by = reader.name(each.recorded_by, None)
        yield Recorded(each.recorded_at, f"On the care team: {each.role}{named}", by)


def _noted(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(Preference).known_now().filter(recorded_at__gt=reader.since)
    for each in rows.select_related("recorded_by"):
        yield Recorded(each.recorded_at, each.get_kind_display(), reader.name(each.recorded_by, None))


def _proposals(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(TierStanding).known_now().filter(basis=Basis.PROPOSED, to_on=None)
    for each in rows.filter(recorded_at__gt=reader.since):
        yield Recorded(each.recorded_at, f"Tier {each.tier} proposed, {each.deficit_count}/36", "index")


def _allergies(reader: _Reader) -> Iterator[Recorded]:
    rows = reader.rows(Allergy).told().filter(recorded_on__gt=london_date(reader.since))
    for each in rows.filter(recorded_on__lte=reader.today):
        yield _of_record(each.recorded_on, f"Allergy list: {each.substance or 'none known'}")


def _medicines(reader: _Reader) -> Iterator[Recorded]:
    new = (london_date(reader.since) + timedelta(days=1), reader.today)
    rows = reader.rows(CurrentMedicine).told()
    for each in rows.filter(Q(started_on__range=new) | Q(ended_on__range=new)):
        for day, word in ((each.started_on, "started"), (each.ended_on, "ended")):
            if day and new[0] <= day <= new[1]:
                yield _of_record(day, f"Medicine {word}: {each.medicine}")


def _of_record(day: date, words: str) -> Recorded:
    """By the day that the GP record says: when its file came is shown to the practice alone."""
    return Recorded(datetime.combine(day, NOON, tzinfo=LONDON), words, "GP record")


def _late(on: date, recorded_at: datetime) -> str:
    return f", on {short_date(on)}" if on < london_date(recorded_at) else ""
