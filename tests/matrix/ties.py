"""How somebody may stand to a person, and what it opens: a plain reading of SECURITY.md, "Relationship, not
role alone", and of the table of relationships; never of Reach, which is asked against it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tests.matrix.answers import Address, Answers, Groups
from tests.matrix.table import TABLE
from tests.matrix.whom import (
    CRISIS_OF,
    DECIDE_OF,
    FILE_OF,
    LINK_OF,
    NOTE_OF,
    PEOPLE,
    PLAN_OF,
    REVIEW_PERSON,
    TEAM_OF,
)
from tests.world import NOW, TODAY
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import RELATIONSHIPS, Holder, Why

A_MONTH_AGO, YESTERDAY, TOMORROW, A_MONTH_ON = (TODAY + timedelta(days=days) for days in (-30, -1, 1, 30))
LISTS = frozenset({Why.REGISTERED, Why.HUB})
ROLES = frozenset(role.value for role in Role)


@dataclass(frozen=True)
class Tie:
    """A relationship as one kind of holder has it."""

    why: Why
    holder: Holder

    def __str__(self) -> str:
        return f"{self.why.value} of {'a user' if self.holder is Holder.USER else 'an organisation'}"

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(role.value for role in RELATIONSHIPS[self.why].roles)

    def to(self, verb: Verb) -> frozenset[str]:
        """Roles which the tie lets do this about the person, while it counts."""
        relationship = RELATIONSHIPS[self.why]
        able = {role.value for role in Role if verb in VERBS[role]}
        return self.roles & able if verb in relationship.verbs else frozenset()


TIES = tuple(
    Tie(why, holder)
    for why, relationship in RELATIONSHIPS.items()
    for holder in sorted(relationship.held_by, key=lambda each: each.value)
)


def every(tie: Tie) -> bool:
    return True


def none(tie: Tie) -> bool:
    return False


def unshared(tie: Tie) -> bool:
    """Nothing leaves the practice but what is opened in an emergency."""
    return tie.why in {Why.REGISTERED, Why.BREAK_GLASS}


def unshared_or_under_way(tie: Tie) -> bool:
    """ "Live referrals, the current plan and the crisis page stay readable until a dated hand-over"."""
    return unshared(tie) or tie.why in {Why.CARE_TEAM, Why.REFERRAL, Why.PRESCRIPTION, Why.OUT_OF_HOURS}


def until_hand_over(tie: Tie) -> bool:
    """A crisis page also opens meanwhile: it is of the plan that was there."""
    return unshared(tie) or tie.why is Why.OUT_OF_HOURS


def no_list(tie: Tie) -> bool:
    return tie.why not in LISTS


def emergency(tie: Tie) -> bool:
    return tie.why is Why.BREAK_GLASS


def granted(tie: Tie) -> bool:
    """Brought by other work, which may end within a day; a list holds for whole days."""
    return tie.why not in LISTS


@dataclass(frozen=True, kw_only=True)
class Circumstance:
    """
    What is so about the tie, its holder or the person today.

    :param opens: which ties count in it
    :param lasts: from now to its end, where that is within the day
    :param practice, holder: what is otherwise with the sharing agreement of either side; None: unsigned
    :param preference: kind, first day, first day without
    :param moved: to a practice that has "signed" or is "unsigned", or to "nowhere"
    :param left: who asks works for the holder no more
    :param of: the ties that it can befall
    """

    opens: Callable[[Tie], bool]
    from_on: date = A_MONTH_AGO
    to_on: date | None = None
    lasts: timedelta | None = None
    practice: Mapping[str, object] | None = field(default_factory=dict)
    holder: Mapping[str, object] | None = field(default_factory=dict)
    preference: tuple[str, date, date | None] | None = None
    moved: str = ""
    died: bool = False
    left: bool = False
    of: Callable[[Tie], bool] = every


DISSENT = "DIRECT_CARE_DISSENT"
UNDER_WAY = {"withdrawn_on": YESTERDAY, "hand_over_until": A_MONTH_ON}
HANDED_OVER = {"withdrawn_on": A_MONTH_AGO, "hand_over_until": TODAY}
CIRCUMSTANCES: dict[str, Circumstance] = {
    "live": Circumstance(opens=every),
    "first day": Circumstance(opens=every, from_on=TODAY),
    "last day": Circumstance(opens=every, to_on=TOMORROW),
    "ended yesterday": Circumstance(opens=none, to_on=TODAY),
    "beginning tomorrow": Circumstance(opens=none, from_on=TOMORROW),
    "over before it began": Circumstance(opens=none, from_on=TODAY, to_on=TODAY, of=granted),
    "open for an hour": Circumstance(opens=every, lasts=timedelta(hours=1), of=granted),
    "ended within the day": Circumstance(opens=none, lasts=timedelta(seconds=-1), of=granted),
    "practice withdrew": Circumstance(opens=unshared_or_under_way, practice=UNDER_WAY),
    "holder withdrew": Circumstance(opens=unshared_or_under_way, holder=UNDER_WAY),
    "begun in the hand-over": Circumstance(opens=until_hand_over, from_on=TODAY, practice=UNDER_WAY),
    "handed over": Circumstance(opens=unshared, practice=HANDED_OVER),
    "holder handed over": Circumstance(opens=unshared, holder=HANDED_OVER),
    "withdrawn without hand-over": Circumstance(opens=unshared, practice={"withdrawn_on": TODAY}),
    "withdrawn from tomorrow": Circumstance(opens=every, practice={"withdrawn_on": TOMORROW}),
    "practice never signed": Circumstance(opens=unshared, practice=None),
    "holder signs tomorrow": Circumstance(opens=unshared, holder={"signed_on": TOMORROW}),
    "heads of agreement alone": Circumstance(opens=unshared, holder={"kind": "HEADS_OF_AGREEMENT"}),
    "signature taken back": Circumstance(opens=unshared, practice={"replaced_at": NOW}),
    "dissents": Circumstance(opens=unshared, preference=(DISSENT, TODAY, None)),
    "dissents from tomorrow": Circumstance(opens=every, preference=(DISSENT, TOMORROW, None)),
    "dissented until yesterday": Circumstance(opens=every, preference=(DISSENT, A_MONTH_AGO, TODAY)),
    "type 1 opt-out": Circumstance(opens=every, preference=("TYPE_1", A_MONTH_AGO, None)),
    "national opt-out": Circumstance(opens=every, preference=("NATIONAL_OPT_OUT", A_MONTH_AGO, None)),
    "moved to who signed": Circumstance(opens=no_list, moved="signed"),
    "moved to who did not sign": Circumstance(opens=emergency, moved="unsigned"),
    "registered nowhere": Circumstance(opens=emergency, moved="nowhere"),
    "died": Circumstance(opens=every, died=True),
    "left the holder": Circumstance(opens=emergency, left=True),  # it is theirs wherever they work
}


def befalling(tie: Tie) -> dict[str, Circumstance]:
    return {name: each for name, each in CIRCUMSTANCES.items() if each.of(tie)}


def opened(tie: Tie, verb: Verb) -> Groups:
    """Circumstance -> roles that may do it about the person."""
    return {name: tie.to(verb) if each.opens(tie) else frozenset() for name, each in befalling(tie).items()}


DECIDERS = frozenset({Role.GP.value})  # as the settings have it when nothing is said


def addresses(tie: Tie) -> dict[str, Address]:
    """Every address about one person, as the tie opens it.  One whose groups are none of these is red."""
    groups = {
        id(PEOPLE): opened(tie, Verb.READ),
        id(CRISIS_OF): either(opened(tie, Verb.READ), opened(tie, Verb.CRISIS) | {"died": frozenset()}),
        id(PLAN_OF): opened(tie, Verb.PLAN),
        id(FILE_OF): opened(tie, Verb.FILE_RECORD),
        id(TEAM_OF): opened(tie, Verb.CARE_TEAM),
        id(LINK_OF): opened(tie, Verb.LINK),
        id(NOTE_OF): opened(tie, Verb.PREFERENCES),
        id(DECIDE_OF): deciding(tie),
    }
    about = {name: each for name, each in TABLE.items() if each.record == "person"}
    return {
        name: replace(each, get=_by_tie(each.get, groups), post=_by_tie(each.post, groups))
        for name, each in about.items()
    }


def deciding(tie: Tie) -> Groups:
    """Nobody stands on a tier who has died."""
    found = {name: roles & DECIDERS for name, roles in opened(tie, Verb.DECIDE_TIER).items()}
    return found | {"died": frozenset()}


def either(one: Groups, other: Groups) -> Groups:
    return {name: one[name] | other[name] for name in one}


_REVIEWERS = frozenset({Role.PRIVACY_OFFICER.value})
_REVIEW = Answers(to=dict.fromkeys(CIRCUMSTANCES, _REVIEWERS), role_refused=ROLES - _REVIEWERS)


def showing(tie: Tie) -> Groups:
    """Circumstance -> roles that may read who the person is, on the record or on their crisis page."""
    return either(opened(tie, Verb.READ), opened(tie, Verb.CRISIS))


def _by_tie(answers: Answers | int, groups: Mapping[int, Groups]) -> Answers | int:
    if isinstance(answers, int):
        return answers
    if answers is REVIEW_PERSON:  # a role's alone, whoever the person is to them
        return _REVIEW
    seen_by = groups[id(answers.seen_by)] if answers.seen_by else {}
    return replace(answers, to=groups[id(answers.to)], seen_by=seen_by)
