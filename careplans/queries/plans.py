"""A person's care plan: the version in force, a draft, and any version as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from careplans.access import people as people_access
from careplans.access import plans as access
from careplans.models import AgreedBy, Attendee, CarePlan, PlanErrorReason, PlanReview
from careplans.queries.plan_lines import (
    GoalLine,
    SectionLine,
    author_in,
    empty_section,
    goals_of,
    sections_of,
)
from careplans.rules.plan import (
    ALSO_IN_CRISIS,
    CRISIS,
    STATES,
    Heading,
    State,
    Version,
    carrying,
    in_force,
    mark_of,
    missing,
    refuse_agree,
    review_due_on,
    state_of,
)
from patients.models import Person
from patients.queries.people import reached
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User

DECIDER_IN_ERROR = "Who decided was entered in error: look at this agreement again"


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """`why` of one entered in error; `agreed` with whom, in words."""

    public_id: UUID
    number: int
    state: State
    says: str
    agreed_on: date | None
    agreed: str
    attended: tuple[str, ...]
    agreed_words: str
    begun_at: datetime
    author: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """
    A version with all headings; `review_due_on` and `reviewed_on` of one in force; `lacks` in words.

    :attribute taken_out: goals that were added to it by mistake, and belong to it no more
    :attribute why_not: the reason why the user does not write in it, None where they do
    :attribute why_not_agreed: why it cannot be agreed
    :attribute mark: another one as soon as anything is saved in it
    """

    version: VersionLine
    sections: tuple[SectionLine, ...]
    goals: tuple[GoalLine, ...]
    taken_out: tuple[GoalLine, ...]
    review_due_on: date | None
    reviewed_on: date | None
    lacks: tuple[str, ...]
    why_not: str | None
    why_not_agreed: str | None
    may_mark: bool
    mark: str

    @property
    def crisis(self) -> tuple[SectionLine, ...]:
        return tuple(each for each in self.sections if each.heading in CRISIS)

    @property
    def also_in_crisis(self) -> tuple[SectionLine, ...]:
        """Diagnoses, written or not, and what else helps in a crisis where anything is written."""
        found = (each for each in self.sections if each.heading in ALSO_IN_CRISIS)
        return tuple(each for each in found if each.words or each.heading is Heading.PROBLEMS)

    @property
    def others(self) -> tuple[SectionLine, ...]:
        return tuple(each for each in self.sections if each.heading not in CRISIS)

    @property
    def live_goals(self) -> tuple[GoalLine, ...]:
        return tuple(each for each in self.goals if not each.outcome)


@dataclass(frozen=True, kw_only=True)
class PlansPanel:
    """`current` and `draft` None where there is none; `goals` as they were written last, in the draft if
    there is one; `versions` the newest first; `why_not` the reason why the user begins none."""

    current: PlanPage | None
    draft: VersionLine | None
    goals: tuple[GoalLine, ...]
    versions: tuple[VersionLine, ...]
    why_not: str | None


@dataclass(frozen=True, kw_only=True)
class Along:
    """`numbers` of versions that are entered in error along with one, being begun upon it; `then` what is in
    force after that."""

    numbers: tuple[int, ...]
    then: str

    @property
    def says(self) -> str:
        *most, last = (str(each) for each in self.numbers)
        named = f"Versions {', '.join(most)} and {last} go" if most else f"Version {last} goes"
        return f"{named} with it, being begun upon it; then {self.then}"


def plans_of(user: User) -> QuerySet[CarePlan]:
    """About whom the user reaches, for a role that reads records."""
    return _with_names(CarePlan.objects.visible_to(user).filter(person__in=reached(user)))


def plan_in_force(person: Person, *, user: User) -> PlanPage | None:
    """For their crisis page, whoever may open that: three statements, and none of goals."""
    rows = _annotated(_with_names(CarePlan.objects.visible_to(user)), person, user)
    current = _in_force(rows)
    shown = next((each for each in rows if _as_rule(each) == current), None) if current else None
    return _page(shown, _version(shown, current, user), user, with_goals=False) if shown else None


def _with_names(rows: QuerySet[CarePlan]) -> QuerySet[CarePlan]:
    return rows.select_related("person", "organisation", "recorded_by", "decider")


def plans_panel(person: Person, *, user: User) -> PlansPanel:
    """Four statements, however many versions there are; a draft takes a fifth."""
    rows = _rows(person, user)
    current = _in_force(rows)
    lines = {each.pk: _version(each, current, user) for each in rows}
    shown = next((each for each in rows if _as_rule(each) == current), None) if current else None
    draft = next((each for each in rows if lines[each.pk].state is State.DRAFT), None)
    in_force = _page(shown, lines[shown.pk], user) if shown else None
    stands = in_force.goals if in_force else ()
    return PlansPanel(
        current=in_force,
        draft=lines[draft.pk] if draft else None,
        goals=goals_of(draft, user) if draft else stands,
        versions=tuple(lines.values()),
        why_not=people_access.refuse_plan(user, person),
    )


def plan_page(plan: CarePlan, *, user: User) -> PlanPage:
    """A version as it stands, or as it was; of one in error nothing but that it was."""
    rows = _rows(plan.person, user)
    found = next(each for each in rows if each.pk == plan.pk)
    return _page(found, _version(found, _in_force(rows), user), user)


def along_with(plan: CarePlan, *, user: User) -> Along:
    rows = _rows(plan.person, user)
    numbers = {each.pk: each.number for each in rows}
    upon = {each.number: numbers[each.upon_id] for each in rows if each.upon_id in numbers}
    going = carrying(plan.number, upon)
    left = _in_force([each for each in rows if each.number not in (plan.number, *going)])
    then = "no plan is in force" if left is None else f"version {left.number} is in force again"
    if left and left == _in_force(rows):
        then = f"version {left.number} stays in force"
    read = sorted(each.number for each in rows if each.number in going and each.in_error_at is None)
    return Along(numbers=tuple(read), then=then)


def _rows(person: Person, user: User) -> list[CarePlan]:
    return _annotated(plans_of(user), person, user)


def _annotated(rows: QuerySet[CarePlan], person: Person, user: User) -> list[CarePlan]:
    rows = rows.filter(person=person).annotate(withheld=is_withheld(person, user=user))
    reviews = PlanReview.objects.visible_to(user).standing().filter(plan=OuterRef("pk"))
    reviewed_on = Subquery(reviews.order_by("-on").values("on")[:1])
    return list(rows.annotate(reviewed_on=reviewed_on).order_by("-number"))


def _as_rule(plan: CarePlan) -> Version:
    return Version(
        number=plan.number,
        agreed_at=plan.agreed_at,
        discarded_at=plan.discarded_at,
        in_error_at=plan.in_error_at,
    )


def _in_force(rows: Sequence[CarePlan]) -> Version | None:
    return in_force(_as_rule(each) for each in rows)


def _version(plan: CarePlan, current: Version | None, user: User) -> VersionLine:
    state = state_of(_as_rule(plan), current)
    hidden = state is State.IN_ERROR
    return VersionLine(
        public_id=plan.public_id,
        number=plan.number,
        state=state,
        says=STATES[state],
        agreed_on=None if hidden else plan.agreed_on,
        agreed=AgreedBy(plan.agreed_with).label if plan.agreed_with and not hidden else "",
        attended=() if hidden else tuple(Attendee(each).label for each in plan.attended),
        agreed_words="" if hidden else _rests_on(plan),
        begun_at=plan.recorded_at,
        author=author_in(plan, plan.recorded_by, user),
        why=PlanErrorReason(plan.in_error_reason).label if hidden else "",
    )


def _rests_on(plan: CarePlan) -> str:
    """Who decided by which document, what shows that the person could not, and who was consulted."""
    by = plan.decider
    decided = f"{by.name}, {by.relationship}: {by.document}" if by else ""
    decided = DECIDER_IN_ERROR if by and by.in_error_at else decided
    return ". ".join(each for each in (decided, plan.capacity_words, plan.agreed_words) if each)


def _page(plan: CarePlan, version: VersionLine, user: User, *, with_goals: bool = True) -> PlanPage:
    hidden = version.state is State.IN_ERROR
    sections = {} if hidden else sections_of(plan, user)
    either = goals_of(plan, user) if with_goals and not hidden else ()
    goals = tuple(each for each in either if not each.taken_out)
    lines = tuple(sections.get(each, empty_section(each)) for each in Heading)
    written = [each.heading for each in lines if each.words]
    alive = sum(not each.outcome for each in goals)
    agreed_on = version.agreed_on if version.state is State.CURRENT else None
    reviewed_on: date | None = plan.reviewed_on if agreed_on else None  # type: ignore[attr-defined]
    return PlanPage(
        version=version,
        sections=lines,
        goals=goals,
        taken_out=tuple(each for each in either if each.taken_out),
        review_due_on=review_due_on(agreed_on, reviewed_on) if agreed_on else None,
        reviewed_on=reviewed_on,
        lacks=missing(written, alive),
        why_not=access.refuse_write(user, plan),
        why_not_agreed=refuse_agree(written, alive),
        may_mark=access.refuse_mark_in_error(user, plan) is None,
        mark=mark_of((each.revision for each in lines), (each.revision for each in either)),
    )
