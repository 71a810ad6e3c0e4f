"""What a process refuses to start without: walls that its log-in cannot step over.

Called once by `wsic.wsgi` and by the Celery worker before they take their first request or message.
"""

import logging

from django.apps import apps
from django.db import connection

from wsic.audit import spool
from wsic.declared import TABLES, Wall

log = logging.getLogger(__name__)


class WallsDown(RuntimeError):
    """This process could see people behind the walls; each reason is a sentence."""


# A role counts when the log-in is it or may become it by SET ROLE.
_ROLES_ABOVE_THE_WALLS = """
SELECT rolname FROM pg_roles
WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER')
ORDER BY rolname
"""
_OWNED = """
SELECT relname FROM pg_class
WHERE oid = ANY (%s::regclass[]) AND pg_has_role(session_user, relowner, 'MEMBER')
ORDER BY relname
"""
_WITHOUT_WALL = """
SELECT relname FROM pg_class
WHERE oid = ANY (%s::regclass[]) AND NOT (relrowsecurity AND relforcerowsecurity)
ORDER BY relname
"""
_THERE = "SELECT array_agg(name) FROM unnest(%s::text[]) name WHERE to_regclass(name) IS NOT NULL"


def protected_tables() -> list[str]:
    """Names of the tables that a policy must guard."""
    return [
        apps.get_model(label)._meta.db_table
        for label, declared in TABLES.items()
        if declared.wall is not Wall.OPEN
    ]


def problems() -> list[str]:
    """Why this process must not start, as sentences; a table that is not migrated yet holds nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [protected_tables()])
        there = cursor.fetchone()[0] or []
        cursor.execute(_ROLES_ABOVE_THE_WALLS)
        roles = [row[0] for row in cursor.fetchall()]
        cursor.execute(_OWNED, [there])
        owned = [row[0] for row in cursor.fetchall()]
        cursor.execute(_WITHOUT_WALL, [there])
        open_tables = [row[0] for row in cursor.fetchall()]
    return [
        *(f"The log-in is, or may become, {role}, which no row-level security holds." for role in roles),
        *(f"The log-in owns {table}, so it could take its wall down." for table in owned),
        *(f"{table} has no forced row-level security." for table in open_tables),
    ]


def warn_without_spool() -> None:
    """A web process without one still starts: what it cannot show is the crisis page, and only while the
    audit cannot be written."""
    if refusal := spool.why_not():
        log.error("While the audit cannot be written no crisis page will be shown. %s", refusal)


def refuse_without_walls() -> None:
    """
    Look once and close the connection again: the caller may fork afterwards.

    :raises WallsDown: a reason not to start
    :raises django.db.Error: the database does not answer, so nothing is known
    """
    try:
        found = problems()
    finally:
        connection.close()
    if found:
        raise WallsDown(" ".join(found))
