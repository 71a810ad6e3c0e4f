"""What PostgreSQL's planner is told where it cannot know: rows written a moment ago, rows behind a policy."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_WITHOUT_LOOPS = """
SELECT set_config('enable_nestloop', 'off', true);
{statement};
SELECT set_config('enable_nestloop', 'on', true)
"""

# A merge joins rows that its own transaction has just written: the planner expects one, and loops over a
# hundred thousand.  Of a large one the rows are hashed and sorted without going to disk.
_MANY, _LARGE = 2_000, 200_000
_HASH = "SET LOCAL enable_nestloop = off"
_ROOM = "SET LOCAL work_mem = '160MB'; SET LOCAL maintenance_work_mem = '320MB'"


@contextmanager
def nested_loops(*, allowed: bool) -> Iterator[None]:
    """Statements inside may loop over one table within another, or must hash or sort; then it is as before.

    A planner that expects one row loops over a hundred thousand; one that must not loop reads a whole table
    for one.  A failure takes the transaction, and the setting with it, back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_nestloop')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('enable_nestloop', %s, true)", ["on" if allowed else "off"])
        yield
        cursor.execute("SELECT set_config('enable_nestloop', %s, true)", [before])


def without_loops(statement: str) -> str:
    """One message to the server for a statement that must hash or sort: its result is the second.

    Under a policy the planner takes every table for ten rows, because it does not know the array of the
    reach, and so it nests loops over thousands: 30 s for a hub of 4,096 people instead of a fifth of one.
    """
    return _WITHOUT_LOOPS.format(statement=statement)


def expect(rows: int) -> None:
    """Until the transaction ends its statements may meet so many rows, which it has written itself.

    The room to work in is for whoever has waited for a turn, so that it is taken once at a time.
    """
    with connection.cursor() as cursor:
        if rows >= _MANY:
            cursor.execute(_HASH)
        if rows >= _LARGE:
            cursor.execute(_ROOM)
