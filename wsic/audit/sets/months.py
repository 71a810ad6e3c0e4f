"""The audit's table in months: made ahead, so that no first of a month is an outage."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.walls import Statements

from .appending import RIGHTS

MONTHS_AHEAD = 24
FEWEST_MONTHS_AHEAD = 12  # `manage.py verify` says when fewer are left: the nightly job has long failed then

_GUARD = """
CREATE OR REPLACE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS = 1 THEN
        IF OLD.number IS NULL AND NEW.number IS NOT NULL THEN
            OLD.number := NEW.number;
            OLD.hash := NEW.hash;
            IF OLD *= NEW THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'The audit is append-only.' USING ERRCODE = 'insufficient_privilege';
END $$
"""
# Months that hold rows in DEFAULT, or that the first partition covers, are left as they are: rows never move.
_ADD_MONTHS = f"""
CREATE OR REPLACE FUNCTION audit_add_months(today date, ahead integer) RETURNS integer LANGUAGE plpgsql
{RIGHTS} SET lock_timeout = '5s' AS $$
DECLARE
    first date;
    name text;
    added integer := 0;
BEGIN
    FOR first IN
        SELECT date_trunc('month', today::timestamp) + make_interval(months => n)
        FROM generate_series(0, ahead) n
    LOOP
        name := 'audit_auditevent_' || to_char(first, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.audit_auditevent'
                           ' FOR VALUES FROM (%L) TO (%L)', name, first::text || ' 00:00:00+00',
                           (first + interval '1 month')::date::text || ' 00:00:00+00');
            PERFORM public.audit_shut(name);
            added := added + 1;
        EXCEPTION WHEN invalid_object_definition OR check_violation THEN
            NULL;
        END;
    END LOOP;
    RETURN added;
END $$
"""
# A partition is reached through the table alone: by itself it shows nothing to anybody and takes nothing.
_SHUT = """
CREATE OR REPLACE FUNCTION audit_shut(name text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON public.%I'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION public.audit_guard()', name);
END $$
"""
_SEQUENCE = """
DO $$
BEGIN
    EXECUTE format('CREATE SEQUENCE audit_event_ids START %s', 1 + (
        SELECT coalesce(last_value, 0) FROM pg_sequences
        WHERE format('%I.%I', schemaname, sequencename) = pg_get_serial_sequence('audit_auditevent', 'id')));
END $$
"""
# The table that was becomes the first partition, up to the end of the month of the migration: no row moves.
_ATTACH = """
DO $$
BEGIN
    EXECUTE format('ALTER TABLE audit_auditevent ATTACH PARTITION audit_auditevent_before'
                   ' FOR VALUES FROM (MINVALUE) TO (%L)',
                   (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month')::text || '+00');
END $$
"""


class InMonths(Statements):
    """Make the table a partitioned one; there is no way back, which would move rows."""

    reversible = False

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield (
            "ALTER TABLE audit_auditevent ADD COLUMN login varchar(63) NOT NULL DEFAULT '',"
            " ADD COLUMN number bigint, ADD COLUMN hash bytea,"
            " ADD CONSTRAINT audit_sealed_whole CHECK ((number IS NULL) = (hash IS NULL))"
        )
        yield _SEQUENCE
        yield "ALTER TABLE audit_auditevent ALTER COLUMN id DROP IDENTITY"
        yield "ALTER TABLE audit_auditevent DROP CONSTRAINT audit_auditevent_pkey"
        yield "REVOKE ALL ON audit_auditevent FROM wsic_app, wsic_system"
        for whose in ("app", "system", "owner"):
            yield f"DROP POLICY IF EXISTS wsic_{whose}_wall ON audit_auditevent"
        yield "ALTER TABLE audit_auditevent RENAME TO audit_auditevent_before"
        yield (
            "CREATE TABLE audit_auditevent (LIKE audit_auditevent_before INCLUDING DEFAULTS"
            " INCLUDING CONSTRAINTS, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)"
        )
        yield _ATTACH
        yield "CREATE TABLE audit_auditevent_default PARTITION OF audit_auditevent DEFAULT"
        yield "CREATE INDEX audit_by_number ON audit_auditevent (number)"
        yield "CREATE INDEX audit_unsealed ON audit_auditevent (id) WHERE number IS NULL"
        yield "CREATE INDEX audit_by_user ON audit_auditevent (user_id, at)"
        yield "CREATE INDEX audit_by_person ON audit_auditevent USING gin (people)"
        yield _GUARD
        yield (
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditevent"
            " FOR EACH ROW EXECUTE FUNCTION audit_guard('sealing')"
        )
        yield (
            "CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit_auditevent"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        )
        yield _SHUT
        yield "REVOKE ALL ON FUNCTION audit_shut(text) FROM PUBLIC"
        yield "SELECT audit_shut('audit_auditevent_before'), audit_shut('audit_auditevent_default')"
        yield _ADD_MONTHS
        yield "REVOKE ALL ON FUNCTION audit_add_months(date, integer) FROM PUBLIC"
        yield "GRANT EXECUTE ON FUNCTION audit_add_months(date, integer) TO wsic_system"
        yield f"SELECT audit_add_months(current_date, {MONTHS_AHEAD})"

    def describe(self) -> str:
        return "The audit's table in months"


_LAST_MONTH = r"""
SELECT max(to_date(right(relname, 7), 'YYYY_MM')) FROM pg_class
WHERE relispartition AND relname ~ '^audit_auditevent_\d{4}_\d{2}$'
"""


def add_months(today: date) -> int:
    """Months that were missing ahead of a day and are there now."""
    return int(_value("SELECT audit_add_months(%s, %s)", [today, MONTHS_AHEAD]))


def months_ahead(today: date) -> int:
    """For how many whole months after that of the day there is a place."""
    last: date | None = _value(_LAST_MONTH, [])
    return 0 if last is None else (last.year - today.year) * 12 + last.month - today.month


def rows_without_month() -> int:
    """Rows whose month had no place of its own when they were written."""
    counted = "SELECT count(*) FROM audit_auditevent WHERE tableoid = 'audit_auditevent_default'::regclass"
    return int(_value(counted, []))


def _value(statement: str, values: list[date | int]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
