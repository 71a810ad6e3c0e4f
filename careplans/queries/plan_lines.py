"""What stands in a version of a care plan: under each heading, and of each goal, the revision that counts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from careplans.models import CarePlan, PlanGoal, PlanSection, Voice
from careplans.models.plans import PlanGoalQuerySet
from careplans.queries.goal_owners import GoalOwner, goal_owner
from careplans.queries.tasks import leaving
from careplans.rules.plan import HEADINGS, Heading
from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.preferences import is_withheld
from wsic.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class SectionLine:
    """`revision` 0 and `words` "" where nothing was written; `kept_why` "" where the portal shows it."""

    heading: Heading
    label: str
    prompt: str
    revision: int
    words: str
    voice: str
    with_whom: str
    kept_why: str
    reviewed_on: date | None
    written_at: datetime | None
    author: str


@dataclass(frozen=True, kw_only=True)
class GoalLine:
    """`outcome` in words, "" while it is pursued; `taken_out` of the draft it was added to."""

    key: UUID
    revision: int
    what: str
    why: str
    steps: str
    by_on: date | None
    owner: GoalOwner
    confidence: int | None
    set_on: date
    reviewed_on: date
    outcome: str
    outcome_words: str
    taken_out: bool
    author: str


def sections_of(plan: CarePlan, user: User, *headings: Heading) -> dict[Heading, SectionLine]:
    """
    Nothing of a version in error, whoever asks.

    :param headings: which; none: all that are written
    """
    rows = PlanSection.objects.visible_to(user).filter(plan=plan, plan__in_error_at=None)
    rows = rows.filter(heading__in=headings or list(Heading))
    withheld = is_withheld(plan.person, user=user)
    last = rows.annotate(withheld=withheld).counting()
    return {
        Heading(each.heading): _section(each, user)
        for each in last.select_related("written_by", "organisation")
    }


def section_line(plan: CarePlan, heading: Heading, *, user: User) -> SectionLine:
    """What stands under one heading."""
    return sections_of(plan, user, heading).get(heading, empty_section(heading))


def _section(row: PlanSection, user: User) -> SectionLine:
    heading = Heading(row.heading)
    asked = HEADINGS[heading]
    return SectionLine(
        heading=heading,
        label=asked.label,
        prompt=asked.prompt,
        revision=row.revision,
        words=row.words,
        voice=Voice(row.voice).label,
        with_whom=row.with_whom,
        kept_why=row.kept_why,
        reviewed_on=row.reviewed_on,
        written_at=row.written_at,
        author=author_in(row, row.written_by, user),
    )


def empty_section(heading: Heading) -> SectionLine:
    asked = HEADINGS[heading]
    return SectionLine(
        heading=heading,
        label=asked.label,
        prompt=asked.prompt,
        revision=0,
        words="",
        voice="",
        with_whom="",
        kept_why="",
        reviewed_on=None,
        written_at=None,
        author="",
    )


def goals_of(plan: CarePlan, user: User) -> tuple[GoalLine, ...]:
    """Those taken out too; none of a version in error, whoever asks."""
    rows = PlanGoal.objects.visible_to(user).filter(plan=plan, plan__in_error_at=None)
    named = with_names(rows, plan.person, user).counting()
    found = sorted(named, key=lambda each: (each.set_on, each.pk))
    return tuple(goal_line(each, user) for each in found)


def with_names(rows: PlanGoalQuerySet, person: Person, user: User) -> PlanGoalQuerySet:
    """Goals of one person with what `goal_line` says beside each."""
    state = leaving("owner", organisation="owner_organisation")
    told = rows.annotate(withheld=is_withheld(person, user=user), **state)
    return told.select_related("written_by", "organisation", "owner", "owner_organisation")


def goal_named(plan: CarePlan, typed: str, *, user: User) -> GoalLine | None:
    """:param typed: the goal's key, as an address or a form has it"""
    return next((each for each in goals_of(plan, user) if str(each.key) == typed), None)


def was_agreed(plan: CarePlan, line: GoalLine, *, user: User) -> bool:
    """Whether the goal stands in the version that the draft was begun upon."""
    return PlanGoal.objects.visible_to(user).filter(plan=plan.upon_id, key=line.key).exists()


def goal_line(row: PlanGoal, user: User) -> GoalLine:
    """:param row: of `with_names`"""
    return GoalLine(
        key=row.key,
        revision=row.revision,
        what=row.what,
        why=row.why,
        steps=row.steps,
        by_on=row.by_on,
        owner=goal_owner(row, user),
        confidence=row.confidence,
        set_on=row.set_on,
        reviewed_on=row.reviewed_on,
        outcome=row.get_outcome_display() if row.outcome else "",
        outcome_words=row.outcome_words,
        taken_out=row.taken_out,
        author=author_in(row, row.written_by, user),
    )


def author_in(row: CarePlan | PlanSection | PlanGoal, author: User, user: User) -> str:
    withheld = bool(getattr(row, "withheld", False))
    return author_of(
        author=author, role=row.role, organisation=row.organisation, reader=user, withheld=withheld
    )
