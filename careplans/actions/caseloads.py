"""The caseload of somebody who leaves, handed to one colleague or several."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from careplans.access.first_contacts import planned_by
from careplans.actions.first_contacts import Choice, Given, give_people
from careplans.actions.leads import hand_sessions
from careplans.actions.notices import tell
from careplans.models import FirstContact, NoticeKind, PlanningSession, Task
from careplans.queries.handover import booked_sessions, open_tasks
from careplans.sets import first_contacts as sets
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import london_date


class Along(Enum):
    """Which of the leaver's open tasks, or booked sessions, go along: THEIRS are those about the people who
    are handed over, ALL also those about other people."""

    NONE = auto()
    THEIRS = auto()
    ALL = auto()


@dataclass(frozen=True)
class HandedOver:
    given: Given
    tasks: int
    sessions: int

    @property
    def nothing(self) -> bool:
        return not (self.given.changed or self.tasks or self.sessions)


@transaction.atomic
def hand_over(
    *,
    people: Iterable[int],
    leaver: User,
    choices: Sequence[Choice],
    with_tasks: Along,
    with_sessions: Along,
    once: UUID,
    by: User,
    at: datetime,
) -> HandedOver:
    """
    Of these people each gets one of those chosen, in turn, and with them the leaver's open tasks and booked
    sessions.

    These stay with their organisation, so only a colleague of there gets them, and only one who is reached
    about the person; the others stay with the leaver.

    :param once: of the form; sent twice it does one thing
    :raises ChangedMeanwhile: of one of them somebody else was named at the same moment
    """
    given = give_people(people=people, choices=choices, once=once, by=by, at=at)
    turns = _Turns(choices=choices, once=once, by=by, at=at)
    tasks = _hand_tasks(leaver, turns, with_tasks)
    sessions = _hand_sessions(leaver, turns, with_sessions)
    return HandedOver(given, tasks, sessions)


Row = TypeVar("Row", Task, PlanningSession)


@dataclass(frozen=True, kw_only=True)
class _Turns:
    """Those chosen, who get what goes along."""

    choices: Sequence[Choice]
    once: UUID
    by: User
    at: datetime

    def shares(self, found: Sequence[Row], which: Along) -> dict[int, list[Row]]:
        """By place of those chosen; who has the person now has what is about them."""
        people = [each.person_id for each in found]
        theirs = _holders(people, once=self.once, by=self.by)
        able = _able(people, self.choices, by=self.by, at=self.at)
        shares: dict[int, list[Row]] = defaultdict(list)
        for turn, row in enumerate(found):
            at_home = [
                each
                for each in able[row.person_id]
                if self.choices[each].organisation_id == row.organisation_id
            ]
            holding = [each for each in at_home if self.choices[each].user.pk == theirs.get(row.person_id)]
            if holding:
                shares[holding[0]].append(row)
            elif at_home and which is Along.ALL:
                shares[at_home[turn % len(at_home)]].append(row)
        return shares


def _hand_tasks(leaver: User, turns: _Turns, which: Along) -> int:
    if which is Along.NONE:
        return 0
    rows = open_tasks(leaver, user=turns.by, places=_places(turns), on=london_date(turns.at))
    found = list(rows.order_by("due_at", "pk").select_for_update(of=("self",)))
    shares = turns.shares(found, which)
    return sum(
        _hand(tasks, turns.choices[each], leaver, by=turns.by, at=turns.at) for each, tasks in shares.items()
    )


def _hand_sessions(leaver: User, turns: _Turns, which: Along) -> int:
    if which is Along.NONE:
        return 0
    rows = booked_sessions(leaver, user=turns.by, places=_places(turns), on=london_date(turns.at))
    found = list(rows.order_by("on", "pk").select_for_update(of=("self",)))
    shares = turns.shares(found, which)
    for each, sessions in shares.items():
        to = turns.choices[each].user
        hand_sessions(sessions, to, once=turns.once, by=turns.by, at=turns.at)
        audit.record(
            "sessions.handed_over",
            by=turns.by,
            people=sorted({each.person_id for each in sessions}),
            lead=str(to.public_id),
            lead_before=str(leaver.public_id),
        )
    return sum(map(len, shares.values()))


def _places(turns: _Turns) -> list[int]:
    return [each.organisation_id for each in turns.choices]


def _holders(people: Sequence[int], *, once: UUID, by: User) -> dict[int, int]:
    """Who got each of them with this form, by person."""
    rows = FirstContact.objects.visible_to(by).filter(recorded_by=by, once=once, person_id__in=people)
    return dict(rows.filter(to_on=None).values_list("person_id", "user_id"))


def _able(
    people: Sequence[int], choices: Sequence[Choice], *, by: User, at: datetime
) -> dict[int, list[int]]:
    """Places of those chosen who work where each of the people is cared for, as far as the user plans it."""
    reached, able = planned_by(by, people), defaultdict[int, list[int]](list)
    for place, choice in enumerate(choices):
        found = sets.choosable(list(people), on=london_date(at), user=choice.user.pk)
        for person in {each.person_id for each in found if each.organisation_id == choice.organisation_id}:
            if person in reached:
                able[person].append(place)
    return able


def _hand(tasks: Sequence[Task], choice: Choice, leaver: User, *, by: User, at: datetime) -> int:
    Task.objects.visible_to(by).filter(pk__in=[each.pk for each in tasks]).update(owner=choice.user)
    audit.record(
        "tasks.handed_over",
        by=by,
        people=sorted({each.person_id for each in tasks}),
        owner=str(choice.user.public_id),
        owner_before=str(leaver.public_id),
    )
    tell(choice.user.pk, NoticeKind.TASK_GIVEN, tasks, by=by, at=at)
    tell(leaver.pk, NoticeKind.TASK_TAKEN, tasks, by=by, at=at)
    return len(tasks)
