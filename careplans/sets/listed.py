"""Whom lists of work are about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from patients.models import PersonDetail, Registration
from wsic.accounts.models import User
from wsic.organisations.models import Organisation


def registered(user: User, practices: Sequence[Organisation], *, on: date) -> QuerySet[Any, dict[str, Any]]:
    """Keys of who is registered with these practices on the day, and reached by the user."""
    rows = Registration.objects.visible_to(user).regular_on(on)
    found: QuerySet[Any, dict[str, Any]] = rows.filter(practice__in=practices).values("person")
    return found


def registered_alive(
    user: User, practices: Sequence[Organisation], *, on: date
) -> QuerySet[Any, dict[str, Any]]:
    """Of these whoever has not died."""
    alive = PersonDetail.objects.visible_to(user).current().filter(died_on=None)
    return registered(user, practices, on=on).filter(person__in=alive.values("person"))
