"""The front sheet of a person: what to do next, how they are, whom to ring; one page, no tabs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from careplans.queries.assessments import assessed_on
from careplans.queries.contacts import ContactsPanel, contacts_panel
from careplans.queries.first_contacts import FirstContactPanel, first_contact_panel
from careplans.queries.goals import pursued
from careplans.queries.plan_lines import SectionLine
from careplans.queries.plans import PlanPage, PlansPanel, plans_panel
from careplans.queries.sessions import Next, next_session
from careplans.queries.since import Since, since_last_look
from careplans.queries.tasks import TaskLine, TasksPanel, tasks_panel
from careplans.rules.clocks import Clock
from careplans.rules.due import TO_DO, DueList
from careplans.rules.plan import Heading
from patients.models import Person
from patients.queries.care_teams import Member, care_team
from patients.queries.lists import Lists, lists_of
from patients.queries.people import PersonPage, person_page
from tiers.queries.decisions import DecisionPanel, decision_panel
from tiers.queries.person import TierPanel, tier_panel
from tiers.queries.recorded import CareLine, severe_care
from wsic.accounts.models import User
from wsic.dates import london_date
from wsic.work import about

NEXT = 5  # steps shown; the rest is a page of its own
WORTH_A_LOOK = 2  # proposed 0 and 1 stand without work
# What is recorded by later work has its place, and till then says what the plan in force has under these
# headings: never blank (CARE.md).
SAFETY: Mapping[str, tuple[Heading, ...]] = {
    "CPR decision": (Heading.CEILINGS, Heading.LEGAL),
    "ReSPECT, advance decision": (Heading.LEGAL, Heading.CEILINGS),
    "Universal Care Plan": (Heading.DOCUMENTS,),
    "Safeguarding": (Heading.RISKS,),
    "Getting in, communication": (Heading.ACCESS, Heading.ADJUSTMENTS),
}
# Whose headings are what the place asks; the others may say it or something else: "Daughter is attorney" is
# no CPR decision.
IN_WORDS = frozenset({"Getting in, communication"})
LONGEST_WORDS = 80  # characters that have room in the strip; of longer words it leads to the whole


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: a task, the next session, a goal to look at, a tier that waits for somebody who
    decides, or a first contact to choose."""

    words: str
    says: str
    clock: Clock | None = None
    task: TaskLine | None = None
    session: bool = False
    goal: UUID | None = None
    first_contact: bool = False
    decide: bool = False


@dataclass(frozen=True, kw_only=True)
class FrontSheet:
    """`why_not` is the reason why the user records nothing here, None where they do; `more` are steps that
    are not shown."""

    page: PersonPage
    lists: Lists
    steps: tuple[Step, ...]
    more: int
    tier: TierPanel
    decisions: DecisionPanel
    severe_care: tuple[CareLine, ...]
    contacts: ContactsPanel
    tasks: TasksPanel
    next: Next
    assessed_on: date | None
    plan: PlanPage | None
    draft_id: UUID | None
    first_contact: FirstContactPanel
    team: tuple[Member, ...]
    usual_gp: str
    since: Since
    why_not: str | None

    @property
    def public_id(self) -> UUID:
        return self.page.public_id

    @property
    def safety(self) -> tuple[tuple[str, tuple[tuple[SectionLine, str], ...]], ...]:
        """
        Of each place the headings of the plan where something is written about it, each with its words where
        they answer it.

        The words are whole or "", never cut.  Nor are those there that are kept from the person, who may see
        the screen.
        """
        written = {each.heading: each for each in (self.plan.sections if self.plan else ()) if each.words}
        return tuple(
            (
                name,
                tuple((written[each], _words(name, written[each])) for each in headings if each in written),
            )
            for name, headings in SAFETY.items()
        )


def _words(place: str, line: SectionLine) -> str:
    has_room = len(line.words) <= LONGEST_WORDS and not line.kept_why
    return line.words if place in IN_WORDS and has_room else ""


def front_sheet(person: Person, *, user: User, now: datetime, looked_at: datetime | None) -> FrontSheet:
    """
    A person of `reached`; a number of statements that does not grow with what is recorded.

    :param now: in London
    :param looked_at: when the user looked last on an earlier day, None for never
    """
    shown = person_page(person, user=user, on=london_date(now))
    with about([person.pk, *shown.banner.others]):
        return _sheet(person, shown, user=user, now=now, looked_at=looked_at)


def _sheet(
    person: Person, shown: PersonPage, *, user: User, now: datetime, looked_at: datetime | None
) -> FrontSheet:
    on = london_date(now)
    tier = tier_panel(person, user=user, on=on)
    decisions = decision_panel(person, user=user, on=on)
    contacts, tasks = contacts_panel(person, user=user), tasks_panel(person, user=user, now=now)
    upcoming = next_session(person, user=user, on=on)
    rung = first_contact_panel(person, user=user, on=on)
    plans = plans_panel(person, user=user)
    steps = [*_tasks(tasks), *_session(upcoming, contacts), *_goals(plans, shown, now), *_decision(decisions)]
    steps += _first_contact(rung, shown)
    return FrontSheet(
        page=shown,
        lists=lists_of(person, user=user, on=on, banner=shown.banner),
        steps=tuple(steps[:NEXT]),
        more=max(0, len(steps) - NEXT),
        tier=tier,
        decisions=decisions,
        severe_care=severe_care(person, tier=tier.tier, user=user, on=on),
        contacts=contacts,
        tasks=tasks,
        next=upcoming,
        assessed_on=assessed_on(person, user=user),
        plan=plans.current,
        draft_id=plans.draft.public_id if plans.draft else None,
        first_contact=rung,
        team=tuple(each for each in care_team(person, user=user, on=on).members if each.now),
        usual_gp=dict(shown.details).get("Usual GP", ""),
        since=since_last_look(person, user=user, looked_at=looked_at, now=now),
        why_not=contacts.why_not,
    )


def _tasks(tasks: TasksPanel) -> list[Step]:
    return [Step(words=each.words, says=each.owner, clock=each.clock, task=each) for each in tasks.open]


def _session(upcoming: Next, contacts: ContactsPanel) -> list[Step]:
    """For who plans: a session on a list that asks for something, or one that is today."""
    today = upcoming.list is DueList.BOOKED and upcoming.clock and upcoming.clock.text == "today"
    if contacts.why_not or not (upcoming.list in TO_DO or today):
        return []
    words = f"Planning session: {upcoming.label.lower()}"
    return [Step(words=words, says=upcoming.says, clock=upcoming.clock, session=True)]


def _goals(plans: PlansPanel, shown: PersonPage, now: datetime) -> list[Step]:
    """For who plans: goals whose day is near or over, as they were written last."""
    if plans.why_not or shown.banner.died_on:
        return []
    asked = [each for each in pursued(plans.goals, now=now) if each.clock]
    asked.sort(key=lambda each: (each.line.by_on or date.max, each.line.set_on))
    return [
        Step(
            words=f"Goal: {each.line.what}",
            says=each.line.owner.says,
            clock=each.clock,
            goal=each.line.key,
        )
        for each in asked
    ]


def _first_contact(rung: FirstContactPanel, shown: PersonPage) -> list[Step]:
    """For who plans, of somebody who is cared for here: nobody is named, or who is cannot be rung."""
    if rung.why_not or shown.banner.died_on or not rung.problem:
        return []
    return [Step(words="Choose the first contact", says=rung.problem, first_contact=True)]


def _decision(decisions: DecisionPanel) -> list[Step]:
    """For who decides: a review that is due, an index that moved, a severe or moderate tier to confirm."""
    if decisions.why_not:
        return []
    if decisions.due_on:
        return [_to_decide("Review the tier", "The day on which it was to be looked at has come")]
    if decisions.moved:
        return [_to_decide("Look at the tier again", decisions.moved)]
    if decisions.proposed and (decisions.tier or 0) >= WORTH_A_LOOK:
        return [_to_decide("Decide the tier", "Proposed by the index, not yet confirmed")]
    return []


def _to_decide(words: str, says: str) -> Step:
    return Step(words=words, says=says, decide=True)
