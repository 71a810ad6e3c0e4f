"""The first load of records: indexes of an empty table are built after its rows, in a fraction of the time.

Indexes are the owner's.  Two functions of the owner's, which `wsic_system` alone may call, put them off and
build them; what they build they keep where only the owner can write, so that nobody tells them what to run.
Reason and measure: docs/decisions/0009-first-load.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.walls import Statements

TABLES = ("patients_codedentry", "patients_medicationissue")

_NAMED = f"""
    IF NOT EXISTS (
        SELECT FROM pg_class
        WHERE oid = relation AND relowner = current_user::regrole AND relname IN {TABLES}
    ) THEN
        RAISE EXCEPTION '% is no table of records', relation;
    END IF;
"""
_RIGHTS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

# A database has the functions of the day of its migration: whoever changes them here adds a migration that
# makes them anew.  The size in bytes, because the owner sees no row of a table with row-level security.  Who
# reads the table for longer than the lock may take has the rows indexed one by one, as ever.
_PUT_OFF = f"""
CREATE OR REPLACE FUNCTION patients_put_off_indexes(relation regclass) RETURNS boolean
{_RIGHTS} SET lock_timeout = '2s' AS $$
DECLARE
    put_off record;
    definitions jsonb := COALESCE(obj_description(relation, 'pg_class')::jsonb, '[]');  -- asked twice
BEGIN
    {_NAMED}
    IF pg_relation_size(relation) > 0 THEN
        RETURN false;
    END IF;
    BEGIN
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', relation);
    EXCEPTION WHEN lock_not_available THEN
        RETURN false;
    END;
    IF pg_relation_size(relation) > 0 THEN
        RETURN false;
    END IF;
    FOR put_off IN
        SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS definition
        FROM pg_index WHERE indrelid = relation AND NOT indisprimary
    LOOP
        definitions := definitions || jsonb_build_array(put_off.definition);
        EXECUTE format('DROP INDEX %s', put_off.name);
    END LOOP;
    EXECUTE format('COMMENT ON TABLE %s IS %L', relation, definitions);
    RETURN true;
END $$
"""
_BUILD = f"""
CREATE OR REPLACE FUNCTION patients_build_indexes(relation regclass) RETURNS void {_RIGHTS} AS $$
DECLARE
    definition text;
BEGIN
    {_NAMED}
    FOR definition IN SELECT jsonb_array_elements_text(obj_description(relation, 'pg_class')::jsonb) LOOP
        EXECUTE definition;
    END LOOP;
    EXECUTE format('COMMENT ON TABLE %s IS NULL', relation);
END $$
"""
_FUNCTIONS = ("patients_put_off_indexes(regclass)", "patients_build_indexes(regclass)")


class PutOffIndexes(Statements):
    """Make the two functions."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield _PUT_OFF
        yield _BUILD
        for function in _FUNCTIONS:
            yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
            yield f"GRANT EXECUTE ON FUNCTION {function} TO wsic_system"

    def statements_back(self) -> Iterable[str]:
        return (f"DROP FUNCTION IF EXISTS {function}" for function in _FUNCTIONS)

    def describe(self) -> str:
        return "Indexes of records put off for the first load"


_WAITING = "SELECT obj_description(%s::regclass, 'pg_class') IS NOT NULL"


def waiting() -> list[str]:
    """Tables whose indexes were put off and not built, which no merge leaves behind."""
    found = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(_WAITING, [table])
            found += [table] * cursor.fetchone()[0]
    return found


@contextmanager
def indexes_built_after(table: str) -> Iterator[None]:
    """Rows written inside are indexed when all are there, if they are the table's first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_put_off_indexes(%s::regclass)", [table])
        (first,) = cursor.fetchone()
        yield
        if first:
            cursor.execute("SELECT patients_build_indexes(%s::regclass)", [table])
