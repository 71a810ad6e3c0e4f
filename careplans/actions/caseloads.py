"""The caseload of somebody who leaves, handed to one colleague or several."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from django.db import transaction

from careplans.access.first_contacts import planned_by
from careplans.actions.first_contacts import Choice, Given, give_people
from careplans.actions.notices import tell
from careplans.models import FirstContact, NoticeKind, Task
from careplans.queries.handover import open_tasks
from careplans.sets import first_contacts as sets
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import london_date


class Tasks(Enum):
    """Which of the leaver's open tasks go along: THEIRS are those about the people who are handed over, ALL
    also those about other people."""

    NONE = auto()
    THEIRS = auto()
    ALL = auto()


@dataclass(frozen=True)
class HandedOver:
    given: Given
    tasks: int


@transaction.atomic
def hand_over(
    *,
    people: Iterable[int],
    leaver: User,
    choices: Sequence[Choice],
    with_tasks: Tasks,
    once: UUID,
    by: User,
    at: datetime,
) -> HandedOver:
    """
    Of these people each gets one of those chosen, in turn, and with them the leaver's open tasks.

    A task stays with its organisation, so only a colleague of there gets it, and only one who is reached
    about the person; the others keep their owner.

    :param once: of the form; sent twice it does one thing
    :raises ChangedMeanwhile: of one of them somebody else was named at the same moment
    """
    given = give_people(people=people, choices=choices, once=once, by=by, at=at)
    tasks = _hand_tasks(leaver, choices, with_tasks, once=once, by=by, at=at)
    return HandedOver(given, tasks)


def _hand_tasks(
    leaver: User, choices: Sequence[Choice], which: Tasks, *, once: UUID, by: User, at: datetime
) -> int:
    if which is Tasks.NONE:
        return 0
    places = [each.organisation_id for each in choices]
    rows = open_tasks(leaver, user=by, places=places, on=london_date(at)).order_by("due_at", "pk")
    found = list(rows.select_for_update(of=("self",)))
    theirs = _holders([each.person_id for each in found], once=once, by=by)
    able = _able([each.person_id for each in found], choices, by=by, at=at)
    shares: dict[int, list[Task]] = defaultdict(list)
    for turn, task in enumerate(found):
        fit = [each for each in able[task.person_id] if choices[each].organisation_id == task.organisation_id]
        theirs_too = [each for each in fit if choices[each].user.pk == theirs.get(task.person_id)]
        if theirs_too:
            shares[theirs_too[0]].append(task)
        elif fit and which is Tasks.ALL:
            shares[fit[turn % len(fit)]].append(task)
    return sum(_hand(tasks, choices[each], leaver, by=by, at=at) for each, tasks in shares.items())


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
