"""What must hold of people after any fault, looked up in the rows rather than trusted to constraints."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from wsic.declared import STAGING

_CURRENT_DETAILS = """
SELECT p.id, count(d.id)
FROM patients_person p
LEFT JOIN patients_persondetail d ON d.person_id = p.id AND d.replaced_by_id IS NULL
GROUP BY p.id HAVING count(d.id) <> 1
ORDER BY p.id
"""

_LEFT_STAGED = """
SELECT count(*) FROM {table} WHERE import_id NOT IN (
    SELECT i.id FROM patients_import i JOIN jobs_job j ON j.id = i.job_id
    WHERE j.state IN ('WAITING', 'RUNNING'))
"""

# Somebody is registered on the day of the list that describes them, or the newest word about them is an end
# that a list states (a cut is none). It is none where an older list of the same practice goes on from there:
# then the newest list was overruled.
_REGISTERED_NOWHERE = """
WITH known AS MATERIALIZED (
    SELECT person_id, practice_id, from_on, to_on, stated_to_on, as_on,
           max(as_on) OVER (PARTITION BY person_id) AS newest
    FROM patients_registration WHERE replaced_by_id IS NULL
),
words AS (
    SELECT k.person_id, k.from_on, k.to_on, k.as_on = k.newest AND older.person_id IS NULL
           AND (k.to_on IS NULL OR k.to_on > k.as_on OR k.stated_to_on IS NOT NULL) AS holds
    FROM known k
    LEFT JOIN known older ON older.person_id = k.person_id AND older.practice_id = k.practice_id
      AND older.from_on = k.to_on AND older.as_on < k.as_on
)
SELECT d.person_id
FROM patients_persondetail d LEFT JOIN words w USING (person_id)
WHERE d.replaced_by_id IS NULL
GROUP BY d.person_id
HAVING NOT COALESCE(
    bool_or(w.holds OR w.from_on <= d.as_on AND (w.to_on IS NULL OR w.to_on > d.as_on)), false)
ORDER BY d.person_id
"""


# One reading of the table for all of its keys; what they lead to is hashed, and one row answers.
_LEADS_NOWHERE = "SELECT {counts} FROM {table} r {joins}"
_COUNT = """count(*) FILTER (WHERE {broken}), min(r.id) FILTER (WHERE {broken})"""
_BROKEN = "r.{column} IS NOT NULL AND {alias}.{key} IS NULL"
_JOIN = "LEFT JOIN {target} {alias} ON {alias}.{key} = r.{column}"


@dataclass(frozen=True)
class LeadsNowhere:
    """So many rows of a table name something by a column that is not there; `first` is the lowest id."""

    table: str
    column: str
    rows: int
    first: int


def people_without_one_current_detail() -> list[tuple[int, int]]:
    """Primary key of each such person, and how many current details there are instead of one."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT_DETAILS)
        return [(person, details) for person, details in cursor.fetchall()]


def rows_left_staged() -> list[tuple[str, int]]:
    """Each staging table with rows that nobody will merge, their import's job being over, and how many."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(STAGING):
            cursor.execute(_LEFT_STAGED.format(table=table))
            found.append((table, cursor.fetchone()[0]))
    return [(table, rows) for table, rows in found if rows]


def listed_and_registered_nowhere() -> list[int]:
    """Primary keys of people whom the newest list names, although no registration of theirs says so."""
    with connection.cursor() as cursor:
        cursor.execute(_REGISTERED_NOWHERE)
        return [person for (person,) in cursor.fetchall()]


def keys_that_lead_nowhere() -> Iterator[LeadsNowhere]:
    """Foreign keys that the database does not check, of all tables that have any."""
    for model in sorted(apps.get_models(), key=lambda each: each._meta.db_table):
        unchecked = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and not field.deconstruct()[3].get("db_constraint", True)
        ]
        if unchecked:
            yield from _keys_of(model, unchecked)


def _keys_of(model: type[models.Model], fields: list[models.ForeignKey[Any, Any]]) -> Iterator[LeadsNowhere]:
    places = [
        {
            "column": field.column,
            "alias": f"t{number}",
            "target": field.related_model._meta.db_table,
            "key": field.target_field.column,
        }
        for number, field in enumerate(fields)
    ]
    statement = _LEADS_NOWHERE.format(
        counts=", ".join(_COUNT.format(broken=_BROKEN.format(**place)) for place in places),
        table=model._meta.db_table,
        joins=" ".join(_JOIN.format(**place) for place in places),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchone()
    for place, rows, first in zip(places, found[::2], found[1::2], strict=True):
        if rows:
            yield LeadsNowhere(model._meta.db_table, str(place["column"]), rows, first)
