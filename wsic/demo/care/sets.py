"""Care as rows, some hundred thousand of them: of each kind one COPY and one INSERT a practice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, ForeignKey, Model

from careplans.actions.plan_writing import Aim, Said
from careplans.models import CarePlan
from wsic.accounts.models import Membership


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A row of `careplans.PlanSection`; its plan has a key by the time it is written."""

    plan: CarePlan
    revision: int
    said: Said
    by: Membership
    at: datetime

    def carried(self, plan: CarePlan) -> "SectionRow":
        """Into another version, with who wrote it when."""
        return SectionRow(plan, 1, self.said, self.by, self.at)

    def values(self) -> tuple[object, ...]:
        said, by = self.said, self.by
        return (
            self.plan.pk, self.plan.person_id, said.heading, self.revision, said.words, said.voice,
            said.with_whom, said.kept_why, self.at.date(), by.organisation_id, by.role, by.user_id, self.at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A row of `careplans.PlanGoal`."""

    plan: CarePlan
    revision: int
    key: UUID
    aim: Aim
    set_on: date
    by: Membership
    at: datetime

    def carried(self, plan: CarePlan) -> "GoalRow":
        return GoalRow(plan, 1, self.key, self.aim, self.set_on, self.by, self.at)

    def values(self) -> tuple[object, ...]:
        aim, by = self.aim, self.by
        return (
            self.plan.pk, self.plan.person_id, self.key, self.revision, aim.what, aim.why, aim.steps,
            aim.by_on, aim.held_by or "", aim.owner and aim.owner.pk, aim.team, aim.confidence, self.set_on,
            self.at.date(), aim.outcome or "", aim.outcome_words, by.organisation_id, by.role, by.user_id,
            self.at,
        )  # fmt: skip


_SECTIONS = (
    "plan_id, person_id, heading, revision, words, voice, with_whom, kept_why, reviewed_on,"
    " organisation_id, role, written_by_id, written_at"
)
_GOALS = (
    "plan_id, person_id, key, revision, what, why, steps, by_on, held_by, owner_id, owner_organisation_id,"
    " confidence, set_on, reviewed_on, outcome, outcome_words, organisation_id, role, written_by_id,"
    " written_at"
)


def add(rows: Sequence[Model]) -> None:
    """What is there already stays; who is new has a key."""
    if not rows:
        return
    model = type(rows[0])
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    names = ", ".join(f'"{each.column}"' for each in fields)
    copied = ([_value(row, each) for each in fields] for row in rows)
    keys = _add(model._meta.db_table, names, copied, ending="ON CONFLICT DO NOTHING RETURNING public_id, id")
    for row in rows:
        row.pk = keys.get(row.public_id)  # type: ignore[attr-defined]


def _value(row: Model, field: "Field[Any, Any]") -> object:
    if isinstance(field, ForeignKey) and field.is_cached(row):
        found = field.get_cached_value(row)
        return found.pk if found else None
    value = getattr(row, field.attname)
    return [str(each) for each in value] if isinstance(value, list) else value


def add_sections(rows: Iterable[SectionRow]) -> None:
    _add("careplans_plansection", _SECTIONS, (row.values() for row in rows))


def add_goals(rows: Iterable[GoalRow]) -> None:
    _add("careplans_plangoal", _GOALS, (row.values() for row in rows))


def _add(table: str, names: str, rows: Iterable[Sequence[object]], *, ending: str = "") -> dict[UUID, int]:
    """By way of a table of one's own, as a walled one takes no COPY; answers what the ending returns."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE demo_rows AS SELECT {names} FROM {table} WITH NO DATA")
        with cursor.copy(f"COPY demo_rows ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM demo_rows {ending}")
        keys = dict(cursor.fetchall()) if ending else {}
        cursor.execute("DROP TABLE demo_rows")
    return keys
