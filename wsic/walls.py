"""Row-level security and grants, made from `wsic.declared` inside migrations.

Two log-ins meet the policies: `wsic_app` (the web) sees the people it reaches, `wsic_system` (jobs and
feeds, taken by
`wsic.work.unit_of_work`) sees all.  The owner, who runs migrations, has no policy and with FORCE sees no row
at all, but where `wsic.declared` lets functions of the owner's act for a log-in that has no right itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable

from django.apps import apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from django.db.models import Model

from wsic.accounts.roles import VERBS, Role, Verb
from wsic.declared import TABLES, Table, Wall
from wsic.relationships import Holder, Opening, openings

FUNCTIONS = """
CREATE FUNCTION wsic_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('wsic.user_id', true), '')::bigint;
CREATE FUNCTION wsic_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('wsic.today', true), '')::date;
"""
# Of the process that asks, to the second; what ends at an instant ends by it.
NOW = """
CREATE FUNCTION wsic_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
    RETURN NULLIF(current_setting('wsic.now', true), '')::timestamptz;
"""


def _current(table: str) -> str:
    return f"{table}.from_on <= wsic_today() AND ({table}.to_on IS NULL OR wsic_today() < {table}.to_on)"


def _own_organisations(*, roles: Iterable[str] = ()) -> str:
    """An array of the organisations that the transaction's user works for on its day, in one of the roles."""
    chosen = f" AND m.role IN ({_quoted(roles)})" if roles else ""
    return (
        "ARRAY(SELECT m.organisation_id FROM accounts_membership m"
        f" WHERE m.user_id = wsic_user() AND {_current('m')}{chosen})"
    )


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _opened(opening: Opening, columns: Collection[str]) -> str:
    """Rows of Reach by which the transaction's user reaches somebody, for one group of relationships."""
    own = _own_organisations(roles=opening.roles)
    held = f"organisation_id = ANY ({own})"
    if opening.held_by is Holder.USER:
        acts = f"cardinality({own}) > 0"
        if "acting_for_id" in columns:
            acts = f"(acting_for_id IS NULL AND {acts} OR acting_for_id = ANY ({own}))"
        held = f"user_id = wsic_user() AND {acts}"
    return f"why IN ({_quoted(opening.reasons)}) AND {held}"


def _condition(table: Table, columns: Collection[str]) -> str:
    """The rows that `wsic_app` may meet, as SQL over those of the table's columns that are there."""
    if table.wall is Wall.PERSON:
        return " OR ".join(
            f"{key} = ANY (ARRAY(SELECT r.person_id FROM patients_reach r))" for key in table.key
        )
    if table.wall is Wall.REACH:
        holds = _current("patients_reach")
        if "ends_at" in columns:
            holds += " AND (ends_at IS NULL OR wsic_now() < ends_at)"
        return f"{holds} AND ({' OR '.join(f'({_opened(each, columns)})' for each in openings())})"
    if table.wall is Wall.ORGANISATION:
        return " OR ".join(f"{key} = ANY ({_own_organisations()})" for key in table.key if key in columns)
    if table.wall is Wall.TAKEN:
        reviewers = _own_organisations(roles=[each for each in Role if Verb.REVIEW_ACCESS in VERBS[each]])
        own = f"{table.key[0]} = wsic_user() AND wsic_today() IS NOT NULL"
        return f"({own}) OR cardinality({reviewers}) > 0"
    return "true"  # SYSTEM: the app's grants say what is left to it (INSERT without SELECT)


def met_by_the_app(label: str) -> str:
    """The rows of a table that the transaction's user meets, as SQL over its columns: for functions that run
    as the system and answer about these alone."""
    columns = {field.column for field in apps.get_model(label)._meta.local_concrete_fields}
    return _condition(TABLES[label], columns)


_CHECKED = {"INSERT": "WITH CHECK ({0})", "UPDATE": "USING ({0}) WITH CHECK ({0})"}


def wall_sql(label: str, columns: Collection[str] | None = None) -> list[str]:
    """Statements that give a table its grants and, when people or organisations are in it, its policies.

    :param label: a key of `wsic.declared.TABLES`
    :param columns: those that the table has by now, where a later migration adds more; None for all
    """
    declared, model = TABLES[label], apps.get_model(label)
    present = {field.column for field in model._meta.local_concrete_fields} if columns is None else columns
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
    statements.append(f"DROP POLICY IF EXISTS wsic_owner_wall ON {name}")
    if declared.owner:
        statements.append(
            f"CREATE POLICY wsic_owner_wall ON {name} FOR ALL TO wsic_owner USING ({declared.owner})"
        )
    for command in ("INSERT", "UPDATE"):
        statements.append(f"DROP POLICY IF EXISTS wsic_app_{command.lower()} ON {name}")
        rows = (declared.app_adds if command == "INSERT" else "") or declared.app_changes
        if rows:
            statements.append(
                f"CREATE POLICY wsic_app_{command.lower()} ON {name} AS RESTRICTIVE FOR {command} TO wsic_app"
                f" {_CHECKED[command].format(rows)}"
            )
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


def system_function(signature: str, definition: str) -> list[str]:
    """
    Statements that make a function which runs as the system whoever calls it: what a user's request needs of
    it, and no more.

    :param signature: name and types of the arguments
    :param definition: CREATE OR REPLACE FUNCTION ... SECURITY DEFINER with a search path of its own
    """
    return [
        "GRANT CREATE ON SCHEMA public TO wsic_system",
        "SET LOCAL ROLE wsic_system",
        definition,
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {signature} TO wsic_app",
        "RESET ROLE",
        "REVOKE CREATE ON SCHEMA public FROM wsic_system",
    ]


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
