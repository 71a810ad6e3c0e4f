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
from wsic.declared import REACHES, REACHES_IN_CRISIS, TABLES, Table, Wall
from wsic.relationships import CRISIS_ALONE, Holder, Opening, openings

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
# What the policies ask.  In plpgsql it is planned once a session; written out in every policy it was planned
# for each table of each statement, half of a page about one person.  They run with the rights of whoever
# asks: of Reach they see what its own policy shows.  Where `wsic.about` names people, they are asked of these
# alone: it narrows and never widens.  Of whom the user may open the crisis page alone, only the tables that
# it asks know.
_CRISIS_ALONE = ", ".join(f"'{why}'" for why in CRISIS_ALONE)


def _reached(name: str, rows: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $function$
DECLARE
    about bigint[] := NULLIF(current_setting('wsic.about', true), '')::bigint[];
BEGIN
    IF about IS NULL THEN
        RETURN ARRAY(SELECT r.person_id FROM public.patients_reach r WHERE {rows});
    END IF;
    RETURN ARRAY(SELECT r.person_id FROM public.patients_reach r WHERE r.person_id = ANY (about) AND {rows});
END $function$
"""


REACHED = (
    """
CREATE OR REPLACE FUNCTION wsic_places(roles text[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $function$
BEGIN
    RETURN ARRAY(
        SELECT m.organisation_id FROM public.accounts_membership m
        WHERE m.user_id = public.wsic_user() AND m.from_on <= public.wsic_today()
              AND (m.to_on IS NULL OR public.wsic_today() < m.to_on) AND m.role = ANY (roles));
END $function$
""",
    _reached("wsic_reached", f"r.why NOT IN ({_CRISIS_ALONE})"),
    _reached("wsic_reached_in_crisis", "true"),
)
_USER, _TODAY, _NOW = (
    "(SELECT wsic_user())",
    "(SELECT wsic_today())",
    "(SELECT wsic_now())",
)  # once a statement


def _own_organisations(*, roles: Iterable[str] = ()) -> str:
    """An array of the organisations that the transaction's user works for on its day, in one of the roles."""
    if roles:
        return f"(SELECT wsic_places(ARRAY[{_quoted(roles)}]))::bigint[]"
    return (
        "ARRAY(SELECT m.organisation_id FROM accounts_membership m WHERE m.user_id = wsic_user()"
        " AND m.from_on <= wsic_today() AND (m.to_on IS NULL OR wsic_today() < m.to_on))"
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
        held = f"user_id = {_USER} AND {acts}"
    return f"why IN ({_quoted(opening.reasons)}) AND {held}"


def _condition(table: Table, columns: Collection[str]) -> str:
    """The rows that `wsic_app` may meet, as SQL over those of the table's columns that are there."""
    if table.wall is Wall.PERSON:
        reaches = REACHES_IN_CRISIS if table.in_crisis else REACHES
        return " OR ".join(reaches.format(key) for key in table.key)
    if table.wall is Wall.REACH:
        holds = f"from_on <= {_TODAY} AND (to_on IS NULL OR {_TODAY} < to_on)"
        if "ends_at" in columns:
            holds += f" AND (ends_at IS NULL OR {_NOW} < ends_at)"
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


def _ruled(table: Table, columns: Collection[str]) -> str:
    """Rows that are met, and that are written: who reads for a crisis writes nothing of it."""
    met = f"USING ({_condition(table, columns)})"
    if not table.in_crisis:
        return met
    return f"{met} WITH CHECK ({' OR '.join(REACHES.format(key) for key in table.key)})"


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
        f"CREATE POLICY wsic_app_wall ON {name} FOR ALL TO wsic_app {_ruled(declared, present)}",
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


class ProtectAgain(Statements):
    """Give all tables of these walls that are there by now what `wsic.declared` states now, in one step and
    of whatever app: for a change of the walls themselves.  In a new system there are none yet, and each gets
    it by its own `Protect`."""

    def __init__(self, *walls: Wall) -> None:
        self.walls = walls

    def statements(self, state: ProjectState) -> Iterable[str]:
        return REACHED

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        inside = schema_editor.connection.introspection
        with schema_editor.connection.cursor() as cursor:
            there = set(inside.table_names(cursor))
            for label, declared in TABLES.items():
                table = apps.get_model(label)._meta.db_table
                if declared.wall in self.walls and table in there:
                    columns = [each.name for each in inside.get_table_description(cursor, table)]
                    for statement in wall_sql(label, columns):
                        schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "The walls as they are stated now"
