"""What is written in one person's care plan: headings and goals, by what their record says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from careplans.actions.plan_writing import Aim, Said
from careplans.models import AgreedBy, GoalHolder, GoalOutcome, SessionKind, Voice
from careplans.rules.plan import Heading
from tiers.rules import DEFICITS
from wsic.demo.care.deeds import Known
from wsic.demo.care.kin import Kin
from wsic.demo.care.plan_words import ALONE, ALSO, COMMON, HOME, MEMORY, STEADY, THEMES, WORDS, Purpose, Theme
from wsic.demo.streams import Draws, Weighted, shuffled

GUIDANCE_OF_HSCA = 0.5
KEPT = 0.03
CAREFUL = 0.2  # who says how far treatment should go
_THEIRS = frozenset({Heading.ABOUT_ME, Heading.NEEDS, Heading.SELF_CARE, Heading.HELPS, Heading.SHARING})
# Until a goal is to be reached; 0: by no day.
_DAYS = {SessionKind.JOINT: (180, 210, 0), SessionKind.HSCA: (365, 395, 0, 0)}
_OUTCOME: Weighted[GoalOutcome] = Weighted(
    [
        (GoalOutcome.MET, 0.5),
        (GoalOutcome.PARTLY, 0.25),
        (GoalOutcome.NOT_MET, 0.2),
        (GoalOutcome.CHANGED, 0.05),
    ]
)

_HOLDER: Weighted[GoalHolder | None] = Weighted(
    [(GoalHolder.PERSON, 0.45), (GoalHolder.STAFF, 0.35), (GoalHolder.CARER, 0.15), (None, 0.05)]
)
_HOLDER_OF_TOLD: Weighted[GoalHolder | None] = Weighted([(GoalHolder.CARER, 0.55), (GoalHolder.STAFF, 0.45)])


@dataclass
class Author:
    """
    Writes one person's plan, version upon version.

    :param rung: who of the team can be rung, with the number
    :param written: how often the plan was agreed anew
    """

    who: Known
    theme: Theme
    kin: Kin | None
    agreed_with: AgreedBy
    rung: str
    draws: Draws
    purposes: Sequence[Purpose] = ()
    goals: int = 0
    written: int = 0
    _words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._words = {"rung": self.rung, **(self.kin.words() if self.kin else {})}
        also = [ALSO[place].purpose for place in sorted(self.who.deficits & ALSO.keys())]
        mine = [] if self.theme.carer else also
        told = (*shuffled([*self.theme.purposes, *mine], self.draws), *COMMON)
        self.purposes = [each for each in told if not (each.out and self.who.housebound)]

    def first(self, kind: SessionKind) -> Iterator[Said]:
        joint = kind == SessionKind.JOINT
        guidance = joint or self.draws.chance(GUIDANCE_OF_HSCA)
        yield self._drawn(Heading.ABOUT_ME, "ABOUT_ME_TOLD" if self._is_told else "ABOUT_ME")
        of_theme = self.theme.first if guidance else (Heading.NEEDS, Heading.SELF_CARE)
        yield from (self._said(heading, self.theme.first[heading]) for heading in of_theme)
        if not self.theme.carer:
            yield self._drawn(Heading.STRENGTHS, "STRENGTHS")
        yield self._drawn(Heading.SOCIAL, self._at("SOCIAL"))
        if guidance:
            yield self._drawn(Heading.RING, "RING" if self.kin else "RING_NONE")
        if joint:
            yield from self._joint()

    def _joint(self) -> Iterator[Said]:
        if problems := [DEFICITS[place - 1].lower() for place in sorted(self.who.deficits)]:
            yield self._said(Heading.PROBLEMS, f"From the record: {', '.join(problems)}.")
        for place in sorted(self.who.deficits & ALSO.keys()):
            if ALSO[place].adjustments:
                yield self._said(Heading.ADJUSTMENTS, ALSO[place].adjustments)
                break
        yield self._drawn(Heading.CARERS, self._at("CARERS") if self.kin else "CARERS_NONE")
        told_at_home = self.theme.carer and not self.who.in_home
        yield self._drawn(Heading.MEDICINES, "MEDICINES_TOLD" if told_at_home else self._at("MEDICINES"))
        yield self._drawn(Heading.ACCESS, self._at("ACCESS"))
        yield self._drawn(Heading.SHARING, "SHARING_TOLD" if self._is_told else "SHARING")
        yield from self._sometimes()
        if self.agreed_with != AgreedBy.PERSON:
            attorney = self.agreed_with == AgreedBy.ATTORNEY
            yield self._drawn(Heading.LEGAL, "LEGAL_ATTORNEY" if attorney else "LEGAL")

    def _sometimes(self) -> Iterator[Said]:
        draws, at_home = self.draws, not self.who.in_home
        if draws.chance(0.5) and self.kin and at_home:
            yield self._drawn(Heading.CONTINGENCY, "CONTINGENCY")
        if draws.chance(0.4) and at_home:
            yield self._drawn(Heading.PROFESSIONALS, "PROFESSIONALS")
        if draws.chance(CAREFUL) and not self._is_told:
            yield self._drawn(Heading.CEILINGS, "CEILINGS")
        if draws.chance(KEPT):
            yield replace(self._drawn(Heading.RISKS, "RISKS"), kept_why=draws.pick(WORDS["KEPT_WHY"]))

    def later(self) -> Iterator[Said]:
        """What has changed; once all has been said, what is looked at anew are the goals."""
        texts = self.theme.later[self.written : self.written + 1]
        yield from (self._said(heading, text) for each in texts for heading, text in each.items())
        if not texts:
            yield self._drawn(Heading.SOCIAL, self._at("SOCIAL"))

    def new_goals(self, on: date, kind: SessionKind, open_goals: int) -> Iterator[tuple[int, Aim]]:
        """As long as there are not two open ones and there is one that was not set before."""
        wanted = (2 if self.draws.chance(0.6) else 1) - open_goals
        for purpose in self.purposes[self.goals :][: max(0, wanted)]:
            self.goals += 1
            yield (
                self.goals,
                Aim(
                    what=purpose.what.format_map(self._words),
                    why=purpose.why.format_map(self._words),
                    steps=purpose.steps.format_map(self._words),
                    by_on=self._by(on, kind),
                    held_by=self._holder(),
                    confidence=self._confidence(),
                ),
            )

    def _holder(self) -> GoalHolder | None:
        """Who cannot say what they want sees to nothing alone."""
        chosen = (_HOLDER_OF_TOLD if self._is_told else _HOLDER).pick(self.draws)
        return GoalHolder.STAFF if chosen == GoalHolder.CARER and not self.kin else chosen

    def looked_at(self, number: int, aim: Aim, on: date, kind: SessionKind) -> Aim:
        """Something came of it, or it goes on."""
        purpose = self.purposes[number - 1]
        if self.draws.chance(0.3):
            return replace(aim, by_on=self._by(on, kind), confidence=self._confidence())
        outcome = _OUTCOME.pick(self.draws)
        good = outcome in (GoalOutcome.MET, GoalOutcome.PARTLY)
        return replace(aim, outcome=outcome, outcome_words=purpose.met if good else purpose.not_met)

    def _by(self, on: date, kind: SessionKind) -> date | None:
        """About when they are seen again."""
        days = self.draws.pick(_DAYS[kind])
        return on + timedelta(days=days) if days else None

    def _confidence(self) -> int | None:
        """Not asked of who could not say."""
        return 3 + self.draws.below(7) if self.agreed_with == AgreedBy.PERSON else None

    def drawn(self, name: str) -> str:
        return self.draws.pick(WORDS[name]).format_map(self._words)

    @property
    def _is_told(self) -> bool:
        """In somebody else's words than the person's."""
        return self.theme.carer or self.agreed_with != AgreedBy.PERSON

    def _at(self, name: str) -> str:
        return f"{name}_IN_HOME" if self.who.in_home else name

    def _drawn(self, heading: Heading, name: str) -> Said:
        return self._said(heading, self.draws.pick(WORDS[name]))

    def _said(self, heading: Heading, text: str) -> Said:
        words = text.format_map(self._words)
        if heading not in _THEIRS:
            return Said(heading=heading, words=words, voice=Voice.STAFF)
        if not self._is_told:
            return Said(heading=heading, words=words, voice=Voice.PERSON)
        if self.kin and heading != Heading.SHARING:
            with_whom = f"{self.kin.name}, {self.kin.kin}"
            return Said(heading=heading, words=words, voice=Voice.CARER, with_whom=with_whom)
        return Said(heading=heading, words=words, voice=Voice.STAFF)


def theme_of(who: Known, draws: Draws) -> Theme:
    """One of those that the record has a reason for."""
    if who.in_home:
        return HOME
    if who.deficits & MEMORY.deficits:
        return MEMORY
    fitting = [each for each in THEMES.values() if each.deficits & who.deficits]
    return draws.pick(fitting or [ALONE if who.housebound else STEADY])
