"""Names, birth dates and numbers of many people by one statement, without a loop over any of them."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import FilteredRelation, Q

from patients.models import PersonDetail
from patients.models.people import IdentifierKind
from wsic.accounts.models import User
from wsic.plans import without_loops

COLUMNS = (
    "person_id", "person__public_id", "family_name", "given_name", "title", "birth_date", "died_on",
    "number__value",
)  # fmt: skip


def cells_among(people: Iterable[int], user: User) -> list[tuple[Any, ...]]:
    """COLUMNS of those among them whom the user reaches; the number is None where there is none."""
    keys = sorted(set(people))
    if not keys:
        return []
    # Keys beside each table of the join: behind the wall the planner would read all whom the user reaches.
    current = Q(
        person__identifiers__replaced_by=None,
        person__identifiers__kind=IdentifierKind.NHS_NUMBER,
        person__identifiers__person__in=keys,
    )
    rows = PersonDetail.objects.visible_to(user).current().filter(person_id__in=keys, person__id__in=keys)
    rows = rows.annotate(number=FilteredRelation("person__identifiers", condition=current))
    statement, values = rows.values_list(*COLUMNS).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(without_loops(statement), values)
        cursor.nextset()
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
