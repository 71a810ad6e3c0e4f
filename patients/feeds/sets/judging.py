"""Steps of judging staged rows that feeds have in common. Each is one statement on the temporary table
`incoming`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from patients.feeds.declared import Feed
from patients.feeds.merging import Run
from patients.feeds.sets.staging import table_of

# The same line again is a duplicate of its first copy.
START = """
CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
SELECT s.*, {resolved}, concat_ws('|', {key}) AS row_key,
       CASE WHEN row_number() OVER (PARTITION BY s.digest ORDER BY s.line) > 1 THEN 'duplicate' END AS fate,
       NULL::text AS reason, NULL::text AS at_column, NULL::text AS says
FROM {staged} s {joins}
WHERE s.import_id = %(import)s
"""
# They go with the transaction; a test has several merges in one.
_TEMPORARY = """
SELECT format('DROP TABLE pg_temp.%I', relname) FROM pg_class
WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'
"""
INDEX = "CREATE INDEX ON incoming (row_key)"
ANALYZE = "ANALYZE incoming (line, row_key)"

# Other content of one key in one file: neither can be believed. The column at fault is the first that
# differs.
_CONFLICTS = """
UPDATE incoming i
SET fate = 'quarantined', reason = 'conflicting_versions', at_column = c.at_column,
    says = 'this file has the row twice, with different content. Keep the right one and send it again.'
FROM (
    SELECT row_key, CASE {differing} END AS at_column
    FROM incoming
    WHERE fate IS NULL AND row_key IN (
        SELECT row_key FROM incoming WHERE fate IS NULL GROUP BY row_key HAVING count(*) > 1)
    GROUP BY row_key
) c
WHERE i.row_key = c.row_key AND i.fate IS NULL
"""

TURN_AWAY = """
UPDATE incoming i SET fate = 'quarantined', reason = %(reason)s, at_column = %(at_column)s, says = %(says)s
WHERE i.fate IS NULL AND ({condition})
"""

_COUNTS = "SELECT fate, count(*) FROM incoming GROUP BY fate"


def forget() -> None:
    """Drop the temporary tables of a merge before this one."""
    with connection.cursor() as cursor:
        cursor.execute(_TEMPORARY)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def start(feed: Feed, run: Run, *, resolved: str, joins: str) -> None:
    """Make `incoming` of what was staged. `resolved` are expressions over `s` and `joins`, each with its
    alias.
    """
    key = ", ".join(f"s.{name}" for name in feed.key)
    forget()
    with connection.cursor() as cursor:
        cursor.execute(
            START.format(resolved=resolved, key=key, staged=table_of(feed), joins=joins), run.parameters
        )
        cursor.execute(INDEX)
        cursor.execute(ANALYZE)


def turn_away(reason: str, at_column: str, says: str, *, condition: str) -> int:
    """Quarantine what is not judged yet and meets the condition, over `i`; returns how many rows."""
    parameters = {"reason": reason, "at_column": at_column, "says": says}
    with connection.cursor() as cursor:
        cursor.execute(TURN_AWAY.format(condition=condition), parameters)
        return int(cursor.rowcount)


def turn_away_conflicts(feed: Feed) -> None:
    """Quarantine rows of one key with different content."""
    with connection.cursor() as cursor:
        cursor.execute(_CONFLICTS.format(differing=_differing(feed)))


def _differing(feed: Feed) -> str:
    names = [name for name in feed.names if name not in feed.key]
    return " ".join(
        f"""WHEN count(DISTINCT COALESCE("{name}"::text, '')) > 1 THEN '{name}'""" for name in names
    )


def execute(statements: Sequence[str], run: Run, **more: Any) -> list[int]:
    """Run static statements with the parameters of the run and `more`; how many rows each changed."""
    changed = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, run.parameters | more)
            changed.append(int(cursor.rowcount))
    return changed


def fates() -> dict[str, int]:
    """How many of the staged rows have each fate."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        return dict(cursor.fetchall())
