"""Row-level security and grants, made from `wsic.declared` inside migrations.

Two log-ins meet the policies: `wsic_app` (the web) sees the people it reaches, `wsic_system` (jobs and
feeds, taken by
`wsic.work.unit_of_work`) sees all.  The owner, who runs migrations, has no policy and with FORCE sees no row
at all.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from django.db.models import Model

from wsic.declared import TABLES, Table, Wall

# Roles that work with aggregates or accounts and never reach a person through their organisation.
ROLES_WITHOUT_REACH = ("ANALYST", "PRIVACY_OFFICER", "ADMINISTRATOR")

FUNCTIONS = """
CREATE FUNCTION wsic_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('wsic.user_id', true), '')::bigint;
CREATE FUNCTION wsic_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('wsic.today', true), '')::date;
"""


def _current(table: str) -> str:
    return f"{table}.from_on <= wsic_today() AND ({table}.to_on IS NULL OR wsic_today() < {table}.to_on)"


def _own_organisations(*, without_roles: tuple[str, ...] = ()) -> str:
    """An array of the organisations that the transaction's user works for on its day."""
    roles = ", ".join(f"'{role}'" for role in without_roles)
    excluded = f" AND m.role NOT IN ({roles})" if roles else ""
    return (
        "ARRAY(SELECT m.organisation_id FROM accounts_membership m"
        f" WHERE m.user_id = wsic_user() AND {_current('m')}{excluded})"
    )


def _condition(table: Table, columns: Collection[str]) -> str:
    """The rows that `wsic_app` may meet, as SQL over those of the table's columns that are there."""
    if table.wall is Wall.PERSON:
        return f"{table.key[0]} = ANY (ARRAY(SELECT r.person_id FROM patients_reach r))"
    if table.wall is Wall.REACH:
        organisations = _own_organisations(without_roles=ROLES_WITHOUT_REACH)
        holds = _current("patients_reach")
        return f"{holds} AND (user_id = wsic_user() OR organisation_id = ANY ({organisations}))"
    if table.wall is Wall.ORGANISATION:
        return " OR ".join(f"{key} = ANY ({_own_organisations()})" for key in table.key if key in columns)
    return "true"  # SYSTEM: the app's grants say what is left to it (INSERT without SELECT)


def wall_sql(label: str, columns: Collection[str] | None = None) -> list[str]:
    """Statements that give a table its grants and, when people or organisations are in it, its policies.

    :param label: a key of `wsic.declared.TABLES`
    :param columns: those that the table has by now, where a later migration adds more; None for all
    """
    declared, model = TABLES[label], apps.get_model(label)
    present = declared.key if columns is None else columns
    name = model._meta.db_table
    names = [name, *(through._meta.db_table for through in _through_tables(label))]
    statements = []
    for table in names:
        statements.append(f"REVOKE ALL ON {table} FROM wsic_app, wsic_system")
        statements.append(f"GRANT {declared.system} ON {table} TO wsic_system")
        if declared.app:
            statements.append(f"GRANT {declared.app} ON {table} TO wsic_app")
    if declared.wall is Wall.OPEN:
        return statements
    return [
        *statements,
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS wsic_app_wall ON {name}",
        f"CREATE POLICY wsic_app_wall ON {name} FOR ALL TO wsic_app USING ({_condition(declared, present)})",
        f"DROP POLICY IF EXISTS wsic_system_wall ON {name}",
        f"CREATE POLICY wsic_system_wall ON {name} FOR ALL TO wsic_system USING (true) WITH CHECK (true)",
    ]


def _through_tables(label: str) -> list[type[Model]]:
    fields = apps.get_model(label)._meta.local_many_to_many
    return [field.remote_field.through for field in fields]


class Statements(ABC, migrations.operations.base.Operation):
    """An operation of a migration that is statements alone, there and, where it has any, back."""

    reduces_to_sql = True
    reversible = True

    @abstractmethod
    def statements(self, state: ProjectState) -> Iterable[str]:
        """:param state: the models as they are after this operation"""

    def statements_back(self) -> Iterable[str]:
        return ()

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing in Django's own picture of the tables changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.statements(to_state):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.statements_back():
            schema_editor.execute(statement, params=None)


class Protect(Statements):
    """Give tables the walls that `wsic.declared` states now; safe to run again after the declaration
    changed.  Back there is nothing to do: the table goes, and its walls with it."""

    def __init__(self, *labels: str) -> None:
        self.labels = labels

    def statements(self, state: ProjectState) -> Iterable[str]:
        for label in self.labels:
            fields = state.apps.get_model(label)._meta.local_concrete_fields
            yield from wall_sql(label, [field.column for field in fields])

    def describe(self) -> str:
        return f"Row-level security and grants of {', '.join(self.labels)}"
