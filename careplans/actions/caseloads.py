"""The caseload of somebody who leaves, handed to one colleague or several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from careplans.actions.first_contacts import Choice, Given, give_people
from careplans.models import FirstContact, Task
from wsic.accounts.models import User
from wsic.audit import actions as audit


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
    with_tasks: bool,
    once: UUID,
    by: User,
    at: datetime,
) -> HandedOver:
    """
    Of these people each gets one of those chosen, in turn, and with them the leaver's open tasks about them.

    A task stays with its organisation, so only a colleague of there gets it; the others keep their owner.

    :param once: of the form; sent twice it does one thing
    :raises ChangedMeanwhile: of one of them somebody else was named at the same moment
    """
    given = give_people(people=people, choices=choices, once=once, by=by, at=at)
    tasks = sum(_hand_tasks(leaver, choice, once=once, by=by) for choice in choices) if with_tasks else 0
    return HandedOver(given, tasks)


def _hand_tasks(leaver: User, choice: Choice, *, once: UUID, by: User) -> int:
    rows = FirstContact.objects.visible_to(by).filter(recorded_by=by, once=once, user=choice.user, to_on=None)
    theirs = (
        Task.objects.visible_to(by)
        .open()
        .filter(owner=leaver, organisation_id=choice.organisation_id, person__in=rows.values("person"))
    )
    found = dict(theirs.select_for_update(of=("self",)).values_list("pk", "person_id"))
    Task.objects.visible_to(by).filter(pk__in=found).update(owner=choice.user)
    if found:
        audit.record(
            "tasks.handed_over",
            by=by,
            people=sorted(set(found.values())),
            owner=str(choice.user.public_id),
            owner_before=str(leaver.public_id),
        )
    return len(found)
