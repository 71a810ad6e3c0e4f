"""What session mode shows: what changed since the last session, what stands, and what is still missing."""

from dataclasses import dataclass
from datetime import datetime, time

from careplans.access import people as access
from careplans.models import PlanningSession
from careplans.queries.assessments import AssessmentPanel, assessment_panel
from careplans.queries.goals import Pursued, pursued
from careplans.queries.plans import PlansPanel, plans_panel
from careplans.queries.sessions import ReviewLine, SessionLine, session_line, sessions_panel
from careplans.queries.since import Since, since_last_look
from careplans.queries.tasks import TaskLine, tasks_panel
from patients.queries.people import died_on
from tiers.queries.person import TierPanel, tier_panel
from wsic.accounts.models import User
from wsic.dates import LONDON, london_date

# What a session is for besides the assessment (CARE.md); it has its place here until it is recorded.
NOT_YET = ("Activity", "Survey")


@dataclass(frozen=True, kw_only=True)
class SessionRun:
    """
    :param since: what was recorded since the last session that was held, or of three months where none was
    :param plan: what is in force, and a draft
    :param goals: of which nothing came yet, as they were written last
    :param tasks: that are open
    """

    line: SessionLine
    since: Since
    reviews: tuple[ReviewLine, ...]
    tier: TierPanel
    assessment: AssessmentPanel
    plan: PlansPanel
    goals: tuple[Pursued, ...]
    tasks: tuple[TaskLine, ...]
    missing: tuple[str, ...]
    not_yet: tuple[str, ...] = NOT_YET


def session_run(session: PlanningSession, *, user: User, now: datetime) -> SessionRun:
    """
    :param session: a booked one, of `sessions_of`
    :param now: in London
    """
    person, on = session.person, london_date(now)
    panel = sessions_panel(person, user=user, on=on)
    last = PlanningSession.objects.visible_to(user).held().filter(person=person).last_day()
    began = datetime.combine(last, time.max, LONDON) if last else None
    assessment, plans = assessment_panel(person, user=user), plans_panel(person, user=user)
    return SessionRun(
        line=session_line(session, user=user, why_not=access.refuse_plan(user, person)),
        since=since_last_look(person, user=user, looked_at=began, now=now),
        reviews=tuple(each for each in panel.reviews if each.open),
        tier=tier_panel(person, user=user, on=on),
        assessment=assessment,
        plan=plans,
        goals=pursued(plans.goals, now=now, died=died_on(person, user=user) is not None),
        tasks=tasks_panel(person, user=user, now=now).open,
        missing=_missing(assessment),
    )


def _missing(assessment: AssessmentPanel) -> tuple[str, ...]:
    """What nobody has asked about in the assessment that stands."""
    if assessment.current is None:
        return ("The whole assessment",)
    return tuple(each.label for each in assessment.current.not_asked)
