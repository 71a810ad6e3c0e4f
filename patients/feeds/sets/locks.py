"""One merge at a time: of two lists that share a person neither sees what the other has not committed."""

from django.db import connection

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('patients.feeds'))"


def wait_for_turn() -> None:
    """Until the transaction ends nobody else merges."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
