"""A CCG many times over: as many more practices of the same sizes, copied inside the database.

The demo builds 300,000 people in an hour; copying rows takes minutes, and everybody of the first CCG stays as
they are: same keys, same practice, same hub.  Copies have organisations, users and keys of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.database import clone, superuser

COPIES = 11  # beside the first CCG: 307,200 people on lists
STEP = 10_000_000_000  # between a row's key and that of its copy
# Whoever is copied with all that hangs on it, wherever a foreign key says so.
ROOTS = ("patients_person", "organisations_organisation", "accounts_user")
# Of nobody in particular, or of the machine; and what is read when tiers are scored, by no page of a day.
SHARED = (
    "accounts_session", "accounts_failedsignin", "accounts_secondfactor", "accounts_recoverycode",
    "careplans_lettertext", "jobs_job", "patients_import", "patients_quarantinedrow",
    "patients_columnmapping", "tiers_codelistversion", "tiers_medicinemapversion", "tiers_evidencefile",
)  # fmt: skip
NOT_READ = ("patients_codedentry", "patients_medicationissue")

_FOREIGN = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, a.attname
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""
_COUNTS = "SELECT count(*) FROM patients_person UNION ALL SELECT count(*) FROM careplans_task"
_COLUMNS = """
SELECT column_name, udt_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position
"""
# Beside keys: what is unique in the whole system.
_OWN = {
    ("organisations_organisation", "code"): "t.code || '-' || n",
    ("accounts_user", "username"): "t.username || '-' || n",
    ("patients_personidentifier", "value"): "t.value || '/' || n",
}


@contextmanager
def many_times_over(database: str) -> Iterator[str]:
    """The name of a database with this CCG and its copies, dropped afterwards."""
    with clone(database) as name:
        with superuser(name) as connection:
            before = [count for (count,) in connection.execute(_COUNTS)]
            multiply(connection, COPIES)
            after = [count for (count,) in connection.execute(_COUNTS)]
            assert after == [(COPIES + 1) * count for count in before]
        yield name


def multiply(connection: psycopg.Connection, copies: int) -> None:
    """As the superuser, with triggers and foreign keys asleep; `vacuumed` at the end."""
    foreign = connection.execute(_FOREIGN).fetchall()
    copied = hanging_on(ROOTS, foreign)
    connection.execute("SET session_replication_role = replica; SET work_mem = '256MB'")
    for table in sorted(copied):
        keys = {column for here, there, column in foreign if here == table and there in copied} | {"id"}
        columns = connection.execute(_COLUMNS, [table]).fetchall()
        names = ", ".join(f'"{name}"' for name, _ in columns)
        values = ", ".join(_value(table, name, kind, name in keys) for name, kind in columns)
        connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {values}"
            f" FROM generate_series(1, {copies}) AS n, {table} t ORDER BY n, t.id"
        )
    connection.execute("RESET session_replication_role; RESET work_mem")
    connection.execute("VACUUM ANALYZE")


def hanging_on(roots: tuple[str, ...], foreign: list[tuple[str, str, str]]) -> set[str]:
    """These tables, and whatever points at one of them, straight or through others."""
    found = set(roots)
    while more := {here for here, there, _ in foreign if there in found} - found - {*SHARED, *NOT_READ}:
        found |= more
    return found


def _value(table: str, name: str, kind: str, is_key: bool) -> str:
    if is_key:
        return f't."{name}" + n * {STEP}'
    if (table, name) in _OWN:
        return _OWN[table, name]
    return "gen_random_uuid()" if name == "public_id" and kind == "uuid" else f't."{name}"'
