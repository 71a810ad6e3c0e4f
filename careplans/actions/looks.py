"""That a user has looked at a person's front sheet."""

from datetime import datetime

from django.db import transaction

from careplans.models import Look
from careplans.rules.looks import looked_again
from patients.models import Person
from wsic.accounts.models import User


@transaction.atomic
def keep_look(*, person: Person, by: User, at: datetime) -> datetime | None:
    """
    When the user looked last on an earlier day, None the first time.

    Of a person whom they reach.  It leaves no row in the audit: that the page was read stands there already.
    """
    rows = Look.objects.visible_to(by).select_for_update(of=("self",))
    look, is_new = rows.get_or_create(person=person, user=by, defaults={"at": at})
    if not is_new:
        look.at, look.before = looked_again(look.at, look.before, at)
        look.save(update_fields=["at", "before"])
    return look.before
