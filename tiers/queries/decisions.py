"""What was decided about a person's tier, and what may be decided now."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from patients.models import Person
from patients.queries.authors import author_of
from patients.queries.preferences import is_withheld
from tiers import access
from tiers.models import DecisionReason, TierDecision
from tiers.rules import MOST_DEFICITS
from tiers.rules.decisions import FRAILTY_SCALE, Direction, Seen, direction
from tiers.sets.standing import PersonStanding, standings_of
from wsic.accounts.models import User

_SAYS = {
    Direction.AGREED: "Agreed",
    Direction.UP: "Overridden, up",
    Direction.DOWN: "Overridden, down",
    Direction.ALONE: "Decided without a score",
    Direction.HANDED_BACK: "Handed back to the index",
}


@dataclass(frozen=True)
class Option:
    """One tier to choose; `words` say how it stands to the index."""

    value: str
    words: str
    tier: int | None


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    tier: int | None
    says: str
    author: str
    decided_on: date
    reason: str
    words: str
    frailty_scale: str
    index: str  # what it said then
    review_on: date | None


@dataclass(frozen=True, kw_only=True)
class DecisionPanel:
    """
    `why_not` is None for who may decide; `seen` goes back with the decision.  `due_on` is the day on which
    the standing decision was to be looked at again, where that has come; `moved` says how the index has
    moved since, or is empty.
    """

    tier: int | None
    proposed: bool
    last: DecisionLine | None
    lines: tuple[DecisionLine, ...]
    due_on: date | None
    moved: str
    why_not: str | None
    seen: Seen
    options: tuple[Option, ...]


def decision_panel(person: Person, *, user: User, on: date) -> DecisionPanel:
    """Of a person whom the user reaches; three statements, and who may decide."""
    stands = standings_of([person.pk], on=on)[person.pk]
    found = _decisions(person, user, on=on)
    lines = tuple(_line(each, user) for each in found)
    last = found[0] if found else None
    running = last if last and stands.decided_tier is not None else None
    due = running.review_on if running and running.review_on and running.review_on <= on else None
    return DecisionPanel(
        tier=stands.tier,
        proposed=stands.decided_tier is None,
        last=lines[0] if lines else None,
        lines=lines,
        due_on=due,
        moved=_moved(running, stands) if running else "",
        why_not=access.refuse_decide(user, person, on=on),
        seen=Seen(last.number if last else 0, stands.proposed_tier, stands.deficit_count),
        options=_options(stands, decided=running is not None),
    )


def standing_decision(person: Person, *, user: User, on: date) -> DecisionLine | None:
    """The last decision up to a day, unless it handed back to the index."""
    found = _decisions(person, user, on=on)[:1]
    return _line(found[0], user) if found and found[0].tier is not None else None


def decided_by(person: Person, *, user: User, on: date) -> tuple[DecisionLine, ...]:
    """What was decided up to a day, the newest first."""
    return tuple(_line(each, user) for each in _decisions(person, user, on=on))


def decision_line(person: Person, event: UUID, *, user: User) -> DecisionLine | None:
    """One decision, whatever was decided after it."""
    rows = TierDecision.objects.visible_to(user).filter(person=person, public_id=event)
    rows = rows.annotate(withheld=is_withheld(person, user=user))
    found = rows.select_related("decided_by", "organisation").first()
    return _line(found, user) if found else None


def decided_after(person: Person, event: UUID, *, user: User) -> date | None:
    """The day of the next decision, None where none followed."""
    rows = TierDecision.objects.visible_to(user).filter(person=person)
    number = rows.filter(public_id=event).values("number")
    return rows.filter(number__gt=number).order_by("number").values_list("decided_on", flat=True).first()


def _decisions(person: Person, user: User, *, on: date) -> list[TierDecision]:
    rows = TierDecision.objects.visible_to(user).filter(person=person, decided_on__lte=on)
    rows = rows.annotate(withheld=is_withheld(person, user=user))
    return list(rows.select_related("decided_by", "organisation").order_by("-number"))


def _line(decision: TierDecision, user: User) -> DecisionLine:
    scale, count = decision.frailty_scale, decision.deficit_count
    return DecisionLine(
        tier=decision.tier,
        says=_SAYS[direction(decision.tier, decision.proposed_tier)],
        author=_author(decision, user),
        decided_on=decision.decided_on,
        reason=DecisionReason(decision.reason).label if decision.reason else "",
        words=decision.words,
        frailty_scale=f"{scale} {FRAILTY_SCALE[scale]}" if scale else "",
        index="no score" if count is None else f"{count}/{MOST_DEFICITS}",
        review_on=decision.review_on,
    )


def _author(decision: TierDecision, user: User) -> str:
    return author_of(
        author=decision.decided_by,
        role=decision.role,
        organisation=decision.organisation,
        reader=user,
        withheld=getattr(decision, "withheld", False),
    )


def _moved(decision: TierDecision, stands: PersonStanding) -> str:
    """A new count within the tier moves nothing that was decided."""
    if decision.proposed_tier == stands.proposed_tier:
        return ""
    then, now = (
        "no tier" if tier is None else f"tier {tier}"
        for tier in (decision.proposed_tier, stands.proposed_tier)
    )
    return f"The index proposed {then} when this was decided, and proposes {now} now."


def _options(stands: PersonStanding, *, decided: bool) -> tuple[Option, ...]:
    """The proposal first, then what is nearest to it; who decides all the same may choose any."""
    proposed = stands.proposed_tier
    tiers = range(4) if proposed is None else sorted(range(4), key=lambda tier: (abs(tier - proposed), tier))
    words = {Direction.AGREED: "Confirm", Direction.UP: "Override, up", Direction.DOWN: "Override, down"}
    options = [Option(str(tier), words.get(direction(tier, proposed), "Decide"), tier) for tier in tiers]
    back = [Option("back", "Hand back to the index", None)] if decided else []
    return (*options, *back)
