"""Which lines of a spool are in the audit, and what was wrong with it: each once, whoever comes second."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from wsic.audit.spooling import Line, Place, Problem

_TAKE = """
INSERT INTO audit_spooledline (line_id, spool, number, seal, taken_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING line_id
"""
_FOUND = """
INSERT INTO audit_spoolproblem (spool, kind, number, mark, says, found_at)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
"""
_LAST = "SELECT number, seal FROM audit_spooledline WHERE spool = %s ORDER BY id DESC LIMIT 1"


def last_taken(spool: str) -> Place:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [spool])
        return Place(*(cursor.fetchone() or ()))


def taken_of(ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the lines that are in the audit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line_id FROM audit_spooledline WHERE line_id = ANY (%s)", [list(ids)])
        return frozenset(row[0] for row in cursor.fetchall())


def take(lines: Iterable[Line], *, spool: str, at: datetime) -> list[Line]:
    """Those that nobody took before; a line that somebody else is taking is waited for."""
    return [each for each in lines if _added(_TAKE, [each.id, spool, each.number, each.seal, at])]


def note(problems: Iterable[Problem], *, spool: str, at: datetime) -> list[Problem]:
    """Those that were not known."""
    return [each for each in problems if _added(_FOUND, [spool, *_said(each), at])]


def _said(problem: Problem) -> tuple[str, int, str, str]:
    return problem.kind, problem.number, problem.mark, problem.says


def _added(statement: str, values: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() is not None
