"""The chain read anew: set-based, a stretch of batches at a time, so that its length costs no memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

STRETCH = 200  # batches in one statement
MOST_LOOKED_AT = 100  # rows that do not fit, compared with each other to find which were swapped


@dataclass(frozen=True, kw_only=True)
class BatchRead:
    """A batch as it states itself, and what its rows say: `found` of them, `unlike` with another hash."""

    number: int
    first: int
    rows: int
    sealed_at: datetime
    previous: bytes | None
    hash: bytes
    found: int
    unlike: int
    worked_out: bytes

    @property
    def last(self) -> int:
        return self.first + self.rows - 1


@dataclass(frozen=True)
class RowRead:
    """A number with how many rows carry it, whether one has another hash, and when it was written."""

    number: int
    rows: int
    unlike: bool
    at: datetime | None


_BATCHES = """
SELECT b.number, b.first, b.rows, b.sealed_at, b.previous, b.hash, r.found, r.unlike,
       audit_batch_digest(b.number, b.first, b.rows, b.sealed_at, b.previous, r.hashes) AS worked_out
FROM audit_auditbatch b
CROSS JOIN LATERAL (
    SELECT count(*) AS found,
           count(*) FILTER (WHERE e.hash IS DISTINCT FROM audit_digest(e.number, e)) AS unlike,
           coalesce(string_agg(e.hash, ''::bytea ORDER BY e.number), ''::bytea) AS hashes
    FROM audit_auditevent e WHERE e.number >= b.first AND e.number < b.first + b.rows
) r
WHERE b.number > %s ORDER BY b.number LIMIT %s
"""
_ROWS = """
SELECT n, count(e.number), coalesce(bool_or(e.hash IS DISTINCT FROM audit_digest(e.number, e)), false)
       AND count(e.number) > 0, min(e.at)
FROM generate_series(%s::bigint, %s::bigint) n LEFT JOIN audit_auditevent e ON e.number = n
GROUP BY n ORDER BY n
"""
# Two rows stand in each other's place when the one has the other's hash under the other's number.
_SWAPPED = """
WITH unlike AS MATERIALIZED (
    SELECT e.number, e AS event FROM audit_auditevent e
    WHERE e.number >= %s AND e.hash IS DISTINCT FROM audit_digest(e.number, e)
    ORDER BY e.number LIMIT %s
)
SELECT a.number, b.number FROM unlike a JOIN unlike b ON a.number < b.number
WHERE audit_digest(b.number, a.event) IN ((a.event).hash, (b.event).hash)
  AND audit_digest(a.number, b.event) IN ((a.event).hash, (b.event).hash)
ORDER BY 1, 2 LIMIT 1
"""
_STRAY = """
SELECT number, at FROM audit_auditevent WHERE number > %s OR number < 1 ORDER BY number LIMIT 1
"""


def batches() -> Iterator[BatchRead]:
    """Every batch by its number, with its rows worked out anew."""
    after = -(2**62)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_BATCHES, [after, STRETCH])
            names = [column.name for column in cursor.description]
            stretch = [BatchRead(**dict(zip(names, _plain(row), strict=True))) for row in cursor.fetchall()]
        yield from stretch
        if len(stretch) < STRETCH:
            return
        after = stretch[-1].number


def rows_of(batch: BatchRead) -> list[RowRead]:
    """Every number that the batch states."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [batch.first, batch.last])
        return [RowRead(*row) for row in cursor.fetchall()]


def swapped_from(number: int) -> tuple[int, int] | None:
    """The first two numbers from this one on whose rows stand in each other's place."""
    with connection.cursor() as cursor:
        cursor.execute(_SWAPPED, [number, MOST_LOOKED_AT])
        found: tuple[int, int] | None = cursor.fetchone()
        return found


def stray(last: int) -> tuple[int, datetime] | None:
    """A numbered row that no batch states: beyond the last number, or before the first."""
    with connection.cursor() as cursor:
        cursor.execute(_STRAY, [last])
        found: tuple[int, datetime] | None = cursor.fetchone()
        return found


def counted() -> tuple[int, int, datetime | None]:
    """How many batches there are, how many rows wait for one, and since when the oldest does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM audit_auditbatch), count(*), min(at)"
            " FROM audit_auditevent WHERE number IS NULL"
        )
        batches, waiting, since = cursor.fetchone()
        return batches, waiting, since


def _plain(row: tuple[object, ...]) -> list[object]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]
