"""What PostgreSQL's planner is told where it cannot know: rows written a moment ago, rows behind a policy."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


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
