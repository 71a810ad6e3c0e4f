"""What a person's contacts mean for their safe-and-well check, after each change of either."""

from datetime import datetime

from careplans.actions.tasks import DIED, Order, close_task_row, raise_task
from careplans.models import Contact, Task, TaskKind, TaskOutcome
from careplans.rules.contacts import Follows, follows
from careplans.sets.locks import lock_person
from careplans.settings import safe_and_well
from patients.models import Person, PersonDetail
from wsic.accounts.models import Standing, User
from wsic.dates import london_date

# Closed so, a check was seen to by nobody: what was tried before it still counts.
TOO_FEW = "Fewer attempts without answer than raise a check."
WORDS = {Follows.TOO_FEW: TOO_FEW, Follows.DIED: DIED}


def follow_contacts(*, person: Person, standing: Standing, by: User, at: datetime) -> None:
    """
    Raise the check, or close it.  Changes of one person's contacts wait for each other.

    :param standing: in whose organisation's name a check is raised
    """
    lock_person(person.pk)
    checks = Task.objects.visible_to(by).filter(person=person, kind=TaskKind.SAFE_AND_WELL)
    check = checks.open().select_for_update(of=("self",)).select_related("contact").first()
    by_hand = checks.filter(closed_at__isnull=False, closing_contact=None)
    seen_to = by_hand.exclude(outcome_words__in=WORDS.values()).order_by("-closed_at")
    told = {each.pk: each for each in Contact.objects.visible_to(by).saying_safe().filter(person=person)}
    found = follows(
        [each.told() for each in told.values()],
        safe_and_well(),
        open_since=check.contact.at if check and check.contact else None,
        last_done_at=seen_to.values_list("closed_at", flat=True).first(),
        died=PersonDetail.objects.visible_to(by)
        .current()
        .filter(person=person, died_on__lte=london_date(at))
        .exists(),
    )
    because = told.get(found.because) if found.because else None
    if found.follows is Follows.RAISE:
        _raise(person, because, standing=standing, by=by, at=at)
    elif check and found.follows is Follows.REACHED:
        close_task_row(check, outcome=TaskOutcome.DONE, words="Reached.", contact=because, by=by, at=at)
    elif check and found.follows in WORDS:
        words = WORDS[found.follows]
        close_task_row(check, outcome=TaskOutcome.NOT_NEEDED, words=words, contact=None, by=by, at=at)


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
