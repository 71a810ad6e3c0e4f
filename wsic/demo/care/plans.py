"""What was done with one person's care plan at their sessions and after them, as plain values.

Shares are ours, so that there are plans in force, stale ones, drafts, and some entered in error.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from careplans.actions.plan_writing import Aim
from careplans.models import AgreedBy, Attendee, PlanAnswer, PlanErrorReason, SessionKind, SessionState
from wsic.dates import months_after
from wsic.demo.care.deeds import Booked, Deed, Known
from wsic.demo.care.kin import NEIGHBOUR, kin_of, neighbour
from wsic.demo.care.plan_deeds import Asked, End, Ended, Named, PlanDeed, ReadThrough, Signed, Version
from wsic.demo.care.plan_text import Author, theme_of
from wsic.demo.care.plan_words import MEMORY
from wsic.demo.streams import Draws, Weighted
from wsic.demo.world import AS_ON

OFFERED = {SessionKind.JOINT: 0.93, SessionKind.HSCA: 0.05}  # a plan, by the session they are seen in
AFTER_A_NO = 0.8  # asked again at the next session
WITHOUT_CAPACITY = 0.3  # of who has memory and cognitive problems in the record
ALONE_IN_THE_WORLD = 0.25  # nobody of the family
SIGNED, SIGNED_LATELY, LATELY = 0.97, 0.75, timedelta(days=60)  # shares of versions
SIGNED_WITHIN = 14  # days
LOOKED_AT, DUE_SOON = 0.9, timedelta(days=60)  # goals whose day comes before the next session
DRAFT_SINCE = timedelta(days=45)  # nobody leaves one lying longer
_KEPT_ASKING = {PlanAnswer.DECLINED: 12, PlanAnswer.UNDECIDED: 6}  # months until they are asked again
_ANSWER: Weighted[PlanAnswer] = Weighted(
    [(PlanAnswer.ACCEPTED, 0.92), (PlanAnswer.DECLINED, 0.05), (PlanAnswer.UNDECIDED, 0.03)]
)
_END: Weighted[End] = Weighted([(End.AGREED, 0.96), (End.DISCARDED, 0.02), (End.IN_ERROR, 0.02)])
_LAST: Weighted[End] = Weighted(
    [(End.AGREED, 0.68), (End.DRAFT, 0.28), (End.DISCARDED, 0.02), (End.IN_ERROR, 0.02)]
)
_WRONG: Weighted[PlanErrorReason] = Weighted(
    [(PlanErrorReason.WRONG, 0.6), (PlanErrorReason.WRONG_PERSON, 0.2), (PlanErrorReason.THIRD_PARTY, 0.2)]
)
_OTHERS: Weighted[AgreedBy] = Weighted(
    [(AgreedBy.ATTORNEY, 0.4), (AgreedBy.BEST_INTERESTS, 0.5), (AgreedBy.DEPUTY, 0.1)]
)


class Step(StrEnum):
    """What is done with a plan in force at the next session."""

    ANEW = "ANEW"
    READ = "READ"
    NOTHING = "NOTHING"


_STEP: Weighted[Step] = Weighted([(Step.ANEW, 0.4), (Step.READ, 0.42), (Step.NOTHING, 0.18)])


@dataclass
class _Course:
    """
    How it stands.

    :param force: the open goals of the plan in force by number; None where none is
    :param asked: what they answered last
    """

    author: Author
    force: dict[int, Aim] | None = None
    asked: PlanAnswer | None = None
    named: bool = False

    def has_goals_due(self, on: date) -> bool:
        days = [aim.by_on for aim in (self.force or {}).values() if aim.by_on]
        return any(each <= on + DUE_SOON for each in days)


def plan_deeds(deeds: Iterable[Deed], who: Known, rung: str, draws: Draws) -> list[PlanDeed]:
    """
    Of the sessions that were held, in order.

    :param rung: who of the team can be rung, with the number, as the plan says it
    """
    held = [each for each in deeds if isinstance(each, Booked) and each.state == SessionState.HELD]
    if not held:
        return []
    course = _Course(_author(who, rung, draws))
    done: list[PlanDeed] = []
    for place, session in enumerate(held, 1):
        until = held[place].on if place < len(held) else min(who.until, AS_ON + timedelta(days=1))
        found = list(_at(session, course, draws, is_last=place == len(held)))
        done += found
        signed = SIGNED_LATELY if session.on > AS_ON - LATELY else SIGNED
        if _is_agreed(found) and draws.chance(signed):
            on = session.on + timedelta(days=1 + draws.below(SIGNED_WITHIN))
            done += [Signed(on=on)] if on < until else []
    return done


def _author(who: Known, rung: str, draws: Draws) -> Author:
    theme = theme_of(who, draws)
    without = bool(who.deficits & MEMORY.deficits) and draws.chance(WITHOUT_CAPACITY)
    agreed_with = _OTHERS.pick(draws) if without else AgreedBy.PERSON
    alone = draws.chance(ALONE_IN_THE_WORLD) and not theme.carer
    kin = None if alone else kin_of(who.family_name, draws)
    return Author(who, theme, kin, agreed_with, rung, draws)


def _is_agreed(found: list[PlanDeed]) -> bool:
    return bool(found) and isinstance(found[-1], Version) and found[-1].end is End.AGREED


def _at(session: Booked, course: _Course, draws: Draws, *, is_last: bool) -> Iterator[PlanDeed]:
    kind = SessionKind(session.kind)
    if course.force is None:
        if course.asked not in (PlanAnswer.ACCEPTED, PlanAnswer.NOT_ABLE):
            if not draws.chance(AFTER_A_NO if course.asked else OFFERED[kind]):
                return
            yield _asked(session, course, draws)
        if course.asked in (PlanAnswer.ACCEPTED, PlanAnswer.NOT_ABLE):
            yield from _write(session, course, draws, is_last=is_last)
        return
    step = Step.ANEW if course.has_goals_due(session.on) and draws.chance(LOOKED_AT) else _STEP.pick(draws)
    if step is Step.READ:
        said = course.author.drawn("REVIEWS")
        yield ReadThrough(on=session.on, kind=kind, attended=session.attended, words=said)
    elif step is Step.ANEW:
        yield from _write(session, course, draws, is_last=is_last)


def _asked(session: Booked, course: _Course, draws: Draws) -> Asked:
    able = course.author.agreed_with == AgreedBy.PERSON
    answer = course.asked = _ANSWER.pick(draws) if able else PlanAnswer.NOT_ABLE
    months = _KEPT_ASKING.get(answer)
    return Asked(
        on=session.on,
        kind=SessionKind(session.kind),
        answer=answer,
        words=course.author.drawn(answer) if months else "",
        again_on=months_after(session.on, months) if months else None,
    )


def _write(session: Booked, course: _Course, draws: Draws, *, is_last: bool) -> Iterator[PlanDeed]:
    kind, author = SessionKind(session.kind), course.author
    if not course.named:
        yield from _named(session.on, kind, author, draws)
        course.named = True
    said = tuple(author.first(kind) if course.force is None else author.later())
    aims = [
        (number, author.looked_at(number, aim, session.on, kind))
        for number, aim in (course.force or {}).items()
    ]
    aims += author.new_goals(session.on, kind, sum(not aim.outcome for _, aim in aims))
    ended = _ended(session, author, draws, is_last=is_last)
    yield Version(on=session.on, kind=kind, said=said, aims=tuple(aims), ended=ended)
    if ended.end is End.AGREED:
        author.written += course.force is not None
        course.force = {number: aim for number, aim in aims if not aim.outcome}


def _named(on: date, kind: SessionKind, author: Author, draws: Draws) -> Iterator[Named]:
    if author.kin:
        yield Named(on=on, kind=kind, place=1, said=author.kin.related(author.agreed_with, on))
    if not author.who.in_home and draws.chance(NEIGHBOUR):
        yield Named(on=on, kind=kind, place=2, said=neighbour(draws))


def _ended(session: Booked, author: Author, draws: Draws, *, is_last: bool) -> Ended:
    recent = is_last and session.on > AS_ON - DRAFT_SINCE
    agreed_with = author.agreed_with
    found = Ended(
        end=(_LAST if recent else _END).pick(draws),
        agreed_with=agreed_with,
        attended=session.attended,
        wrong=_WRONG.pick(draws),
    )
    if agreed_with == AgreedBy.PERSON:
        return found
    return replace(
        found,
        attended=(*session.attended[:1], Attendee.CARER, *session.attended[1:]),
        words=author.drawn(agreed_with),
        capacity=author.drawn("CAPACITY"),
        decider=None if agreed_with == AgreedBy.BEST_INTERESTS else 1,
    )
