"""An event of care planning in the words that are pasted into the GP record."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from careplans.models import OfferMeans, SessionState
from careplans.queries.plan_lines import GoalLine, SectionLine
from careplans.queries.plan_offers import plan_offers_of
from careplans.queries.plans import PlanPage, plan_page, plans_of
from careplans.queries.sessions import session_line, sessions_of
from careplans.rules.gp_record import Entry, Goal, RecordEvent, Whose, code_of, text_of
from careplans.rules.plan import State
from careplans.settings import gp_record_settings
from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.people import BannerPerson
from patients.queries.preferences import is_withheld
from tiers.queries.decisions import DecisionLine, decided_after, decision_line
from wsic.accounts.models import User
from wsic.dates import london_date, short_date

TWO_FACTS = (
    "The service tier is no diagnosis. A diagnosis of frailty is a fact of its own, coded where a clinician"
    " has made it."
)
REPLACED = "A later version has replaced this one."
WHOLE_PLAN = "The whole plan is in its PDF."


@dataclass(frozen=True, kw_only=True)
class Copied:
    """:attribute kept: labels of what is left out of the text, being kept from the person's portal"""

    text: str
    kept: tuple[str, ...]


def copied(
    kind: RecordEvent, event: UUID, person: Person, banner: BannerPerson, *, user: User, paper: bool = False
) -> Copied:
    """
    What is pasted of an event that stands; nothing of one that is not there any more.

    :param paper: on a sheet, which of somebody marked sensitive names nobody who cares for them
    """
    entry = _ENTRIES[kind](event, person, user)
    if entry is None:
        return Copied(text="", kept=())
    if paper and banner.withheld:
        entry = replace(entry, by="")
    name = f"{banner.family_name.upper()}, {banner.given_name}"
    titled = f"{name} ({banner.title})" if banner.title else name
    whose = Whose(name=titled, birth_date=banner.birth_date, nhs_number=_spaced(banner.nhs_number))
    text = text_of(entry, whose, code=code_of(kind, gp_record_settings().codes))
    return Copied(text=text, kept=tuple(entry.kept))


def _spaced(digits: str) -> str:
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else ""


def _plan(event: UUID, person: Person, user: User) -> Entry | None:
    """Goals and what to do in a crisis; the rest by its headings, since the plan itself is filed as a PDF."""
    plan = plans_of(user).filter(person=person, public_id=event, in_error_at=None).first()
    if plan is None or plan.agreed_on is None:
        return None
    shown = plan_page(plan, user=user)
    written = [each for each in shown.sections if each.words]
    crisis = [each for each in shown.crisis if each.words and not each.kept_why]
    return Entry(
        event=RecordEvent.PLAN_AGREED,
        on=plan.agreed_on,
        lines=_agreement(shown, [each for each in written if each not in crisis and not each.kept_why]),
        goals=[_goal(each) for each in shown.live_goals],
        sections={each.label: each.words for each in crisis},
        kept=[each.label for each in written if each.kept_why],
        by=shown.version.author,
    )


def _agreement(shown: PlanPage, others: list[SectionLine]) -> list[str]:
    version = shown.version
    also = f" It also has: {', '.join(each.label for each in others)}." if others else ""
    said = [f"Version {version.number}. {version.agreed}", f"Present: {', '.join(version.attended)}"]
    rests = [version.agreed_words] if version.agreed_words else []
    if version.state is State.SUPERSEDED:
        rests.insert(0, REPLACED)
    return [*(said if version.attended else said[:1]), *rests, f"{WHOLE_PLAN}{also}"]


def _goal(line: GoalLine) -> Goal:
    by = f"by {short_date(line.by_on)}" if line.by_on else ""
    sure = "" if line.confidence is None else f"confidence {line.confidence} of 10"
    owner = f"owner: {line.owner.written}"
    return Goal(what=line.what, said=[each for each in (line.why, line.steps, owner, by, sure) if each])


def _declined(event: UUID, person: Person, user: User) -> Entry | None:
    rows = plan_offers_of(user).filter(person=person, public_id=event, in_error_at=None)
    offer = rows.annotate(withheld=is_withheld(person, user=user)).first()
    if offer is None or offer.answered_at is None:
        return None
    how = OfferMeans(offer.means).label.lower()
    said = [f"A care plan was offered on {short_date(offer.offered_on)}, {how}, and declined."]
    said += [offer.answer_words] if offer.answer_words else []
    said += [f"To be asked again from {short_date(offer.again_on)}"] if offer.again_on else []
    by = author_of(
        author=offer.recorded_by,
        role=offer.role,
        organisation=offer.organisation,
        reader=user,
        withheld=bool(getattr(offer, "withheld", False)),
    )
    return Entry(event=RecordEvent.PLAN_DECLINED, on=london_date(offer.answered_at), lines=said, by=by)


def _session(event: UUID, person: Person, user: User) -> Entry | None:
    found = sessions_of(user).filter(person=person, public_id=event, state=SessionState.HELD).first()
    if found is None:
        return None
    line = session_line(found, user=user, why_not=None)
    said = [
        f"{line.kind}, {line.minutes} minutes, {line.place.lower()}",
        f"Present: {', '.join(line.attended)}",
    ]
    noted = [line.outcome_note] if line.outcome_note else []
    return Entry(event=RecordEvent.SESSION_HELD, on=line.on, lines=[*said, *noted], by=line.author)


def _tier(event: UUID, person: Person, user: User) -> Entry | None:
    line = decision_line(person, event, user=user)
    if line is None:
        return None
    said = _decided(line, decided_after(person, event, user=user))
    return Entry(event=RecordEvent.TIER_DECIDED, on=line.decided_on, lines=said, by=line.author)


def _decided(line: DecisionLine, later: date | None) -> list[str]:
    tier = (
        "Service tier follows the electronic Frailty Index again"
        if line.tier is None
        else f"Service tier {line.tier}"
    )
    found = [f"{tier}. {line.says}", f"Electronic Frailty Index then: {line.index}"]
    found += [f"Clinical Frailty Scale: {line.frailty_scale}"] if line.frailty_scale else []
    found += [f"Reason: {line.reason}"] if line.reason else []
    found += [line.words] if line.words else []
    found += [f"To be looked at again by {short_date(line.review_on)}"] if line.review_on else []
    found += [f"Another decision followed on {short_date(later)}"] if later else []
    return [*found, TWO_FACTS]


_ENTRIES: dict[RecordEvent, Callable[[UUID, Person, User], Entry | None]] = {
    RecordEvent.PLAN_AGREED: _plan,
    RecordEvent.PLAN_DECLINED: _declined,
    RecordEvent.SESSION_HELD: _session,
    RecordEvent.TIER_DECIDED: _tier,
}
