"""What a merge does before it begins: wait for its turn, and tell the planner how much is coming."""

from django.db import connection

# Of two lists that share a person neither sees what the other has not committed: one merge at a time.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('patients.feeds'))"

# A merge joins rows that its own transaction has just written, of which the planner knows nothing yet: it
# expects one and loops over a hundred thousand. (ANALYZE is the owner's, before PostgreSQL 17.)
_MANY = 2_000
_HASH = "SET LOCAL enable_nestloop = off"


def wait_for_turn() -> None:
    """Until the transaction ends nobody else merges. However long the others take: they are not stuck, and a
    job that waits holds its row of the ledger, so that nobody takes it for dead."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute(_LOCK)


def expect(rows: int) -> None:
    """Let the transaction's statements hash or sort when they meet that many rows."""
    if rows >= _MANY:
        with connection.cursor() as cursor:
            cursor.execute(_HASH)
