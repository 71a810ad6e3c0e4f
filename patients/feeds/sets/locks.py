"""What a merge does before it begins: wait for its turn."""

from django.db import connection

# Of two lists that share a person neither sees what the other has not committed: one merge at a time.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('patients.feeds'))"


def wait_for_turn() -> None:
    """Until the transaction ends nobody else merges. However long the others take: they are not stuck, and a
    job that waits holds its row of the ledger, so that nobody takes it for dead."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute(_LOCK)
