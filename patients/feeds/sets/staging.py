"""Rows on their way from a file to the merge, by COPY, into tables that may be lost: a file is read again.

Each feed has an UNLOGGED table made from its declaration; bad rows of all feeds go to one. Only `wsic_system`
has rights to them. That is their wall: COPY does not go into tables with row-level security.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from json import dumps

from django.db import connection
from django.db.migrations.state import ProjectState

from patients.feeds.blocks import SHOW, block, good_rows
from patients.feeds.declared import Column, Feed, Kind, feed_named
from patients.feeds.parsing import Blocked
from patients.feeds.reading import BadRow
from patients.feeds.rules import FaultyRow, Judged, row_digest
from wsic.walls import Statements

BAD = "patients_staged_bad"

_SQL_TYPES = {Kind.DATE: "date", Kind.DATE_TIME: "timestamp", Kind.YES_NO: "boolean", Kind.NUMBER: "numeric"}
_COMMON = ("import_id", "line", "digest", "raw")
_BAD_COLUMNS = (
    *_COMMON, "row_key", "nhs_number", "practice_code", "at_column", "reason", "other_reasons", "sentence",
    "given",
)  # fmt: skip


def table_of(feed: Feed) -> str:
    return f"patients_staged_{feed.name}"


class Stage(Statements):
    """Make the staging tables of these feeds anew from what is declared now; what they held is read again."""

    def __init__(self, *feeds: str) -> None:
        self.feeds = feeds

    def statements(self, state: ProjectState) -> Iterable[str]:
        for feed in map(feed_named, self.feeds):
            yield from _table_sql(table_of(feed), _definitions(feed))

    def statements_back(self) -> Iterable[str]:
        return (f"DROP TABLE IF EXISTS patients_staged_{name}" for name in self.feeds)

    def describe(self) -> str:
        return f"Staging of {', '.join(self.feeds)}"


class StageBad(Statements):
    """Make the table of rows that cannot be used."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        columns = [
            f'"{name}" text' for name in _BAD_COLUMNS if name not in (*_COMMON, "other_reasons", "given")
        ]
        return _table_sql(BAD, [*columns, "other_reasons jsonb", "given jsonb"])

    def statements_back(self) -> Iterable[str]:
        return [f"DROP TABLE IF EXISTS {BAD}"]

    def describe(self) -> str:
        return "Staging of rows that cannot be used"


def _definitions(feed: Feed) -> list[str]:
    return [f'"{column.name}" {sql_type(column)}' for column in feed.columns]


def sql_type(column: Column) -> str:
    """The type of a column between file and merge."""
    return _SQL_TYPES.get(column.kind, "text")


def _table_sql(table: str, definitions: Sequence[str]) -> list[str]:
    common = [
        "import_id bigint NOT NULL",
        "line bigint NOT NULL",
        "digest bytea NOT NULL",
        "raw text NOT NULL",
    ]
    return [
        f"DROP TABLE IF EXISTS {table}",
        f"CREATE UNLOGGED TABLE {table} ({', '.join([*common, *definitions])})",
        f"CREATE INDEX ON {table} USING brin (import_id) WITH (pages_per_range = 32)",
        f"REVOKE ALL ON {table} FROM wsic_app, wsic_system",
        f"GRANT SELECT, INSERT, DELETE ON {table} TO wsic_system",
    ]


def clear(feed: Feed, import_id: int) -> None:
    """Forget what was staged of this import."""
    with connection.cursor() as cursor:
        for table in (table_of(feed), BAD):
            cursor.execute(f"DELETE FROM {table} WHERE import_id = %s", [import_id])


_LEFT_BEHIND = """
DELETE FROM {table} WHERE import_id NOT IN (
    SELECT i.id FROM patients_import i JOIN jobs_job j ON j.id = i.job_id
    WHERE j.state IN ('WAITING', 'RUNNING'))
"""


def clear_left_behind(feed: Feed) -> None:
    """Forget what was staged by imports whose job is over, however it ended: nobody will merge it."""
    with connection.cursor() as cursor:
        for table in (table_of(feed), BAD):
            cursor.execute(_LEFT_BEHIND.format(table=table))


def copy_good(feed: Feed, import_id: int, judged: Iterable[Judged | Blocked]) -> None:
    """The good rows of some batches, in one COPY."""
    columns = ", ".join([*_COMMON, *(f'"{name}"' for name in feed.names)])
    with connection.cursor() as cursor, cursor.copy(_copy_sql(table_of(feed), columns)) as copy:
        for batch in judged:
            if isinstance(batch, Blocked):
                copy.write(batch.block)
            elif batch.rows:
                copy.write(block(good_rows(import_id, batch)))


def copy_bad(feed: Feed, import_id: int, bad: Iterable[BadRow], faulty: Iterable[FaultyRow]) -> None:
    """The rows that go to quarantine when the import is merged."""
    rows = [
        *(_bad_row(import_id, row) for row in bad),
        *(_faulty_row(feed, import_id, row) for row in faulty),
    ]
    if not rows:
        return
    columns = ", ".join(f'"{name}"' for name in _BAD_COLUMNS)
    with connection.cursor() as cursor, cursor.copy(_copy_sql(BAD, columns)) as copy:
        copy.write(block(rows))


def _bad_row(import_id: int, row: BadRow) -> Sequence[str]:
    raw = row.raw.translate(SHOW)
    digest = "\\x" + row_digest([row.raw]).hex()
    return (str(import_id), str(row.line), digest, raw, "", "", "", "", row.reason, "[]", row.sentence, "{}")


def _faulty_row(feed: Feed, import_id: int, row: FaultyRow) -> Sequence[str]:
    first, *others = row.problems
    cells = dict(zip(feed.names, row.cells, strict=True))
    given = {name: cell.translate(SHOW) for name, cell in zip(feed.names, row.given, strict=True) if cell}
    rest = [{"column": other.column, "reason": other.reason, "sentence": other.sentence} for other in others]
    return (
        str(import_id), str(row.line), "\\x" + row.digest.hex(), row.raw.translate(SHOW), "|".join(row.key),
        cells.get("nhs_number", ""), cells.get("practice_code", ""), first.column, first.reason, dumps(rest),
        first.sentence, dumps(given),
    )  # fmt: skip


def _copy_sql(table: str, columns: str) -> str:
    return f"COPY {table} ({columns}) FROM STDIN (FORMAT text, NULL '')"
