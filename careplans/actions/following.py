"""What a person's contacts mean for their safe-and-well check, after each change of either."""

from datetime import datetime

from careplans.actions.tasks import Order, close_task_row, raise_task
from careplans.models import Contact, Outcome, Task, TaskKind, TaskOutcome, WithWhom
from careplans.rules.contacts import Follows, Told, follows
from careplans.sets.locks import lock_person
from careplans.settings import safe_and_well
from patients.models import Person, PersonDetail
from wsic.accounts.models import Standing, User
from wsic.dates import london_date

SAYS_SAFE = (WithWhom.PERSON, WithWhom.CARER)
TOO_FEW = "Fewer attempts without answer than raise a check."


def follow_contacts(*, person: Person, standing: Standing, by: User, at: datetime) -> None:
    """
    Raise the check, or close it.  Changes of one person's contacts wait for each other.

    :param standing: in whose organisation's name a check is raised
    """
    lock_person(person.pk)
    checks = Task.objects.visible_to(by).filter(person=person, kind=TaskKind.SAFE_AND_WELL)
    check = checks.open().select_for_update(of=("self",)).select_related("contact").first()
    by_hand = checks.filter(closed_at__isnull=False, closing_contact=None).exclude(outcome_words=TOO_FEW)
    told = _told(person, by)
    found = follows(
        [each for each, _ in told],
        safe_and_well(),
        open_since=check.contact.at if check and check.contact else None,
        last_done_at=by_hand.order_by("-closed_at").values_list("closed_at", flat=True).first(),
        died=PersonDetail.objects.visible_to(by)
        .current()
        .filter(person=person, died_on__lte=london_date(at))
        .exists(),
    )
    because = next((contact for each, contact in told if each.key == found.because), None)
    if found.follows is Follows.RAISE:
        _raise(person, because, standing=standing, by=by, at=at)
    elif check and found.follows is Follows.REACHED:
        close_task_row(check, outcome=TaskOutcome.DONE, words="Reached.", contact=because, by=by, at=at)
    elif check and found.follows is Follows.TOO_FEW:
        close_task_row(check, outcome=TaskOutcome.NOT_NEEDED, words=TOO_FEW, contact=None, by=by, at=at)


def _raise(person: Person, because: Contact | None, *, standing: Standing, by: User, at: datetime) -> None:
    rule = safe_and_well()
    order = Order(
        kind=TaskKind.SAFE_AND_WELL,
        words=f"{rule.after} attempts without answer: find out whether they are safe and well",
        due_at=at + rule.done_in,
        owner=by,
        contact=because,
    )
    raise_task(person=person, order=order, standing=standing, by=by, at=at)


def _told(person: Person, by: User) -> list[tuple[Told, Contact]]:
    standing = Contact.objects.visible_to(by).standing().filter(person=person, with_whom__in=SAYS_SAFE)
    return [
        (Told(key=each.pk, at=each.at, reached=each.outcome == Outcome.REACHED), each)
        for each in standing.exclude(outcome=Outcome.SENT)
    ]
