"""The lock of signing in: whoever tries the same waits until what is tried now is over and counted."""

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def has_turn(what: str) -> bool:
    """Of those who name the same thing one goes on, the others when its transaction is over; not those who
    have waited for as long as a lock is waited for."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TURN, [what])
    except OperationalError as problem:
        if isinstance(problem.__cause__, LockNotAvailable):
            return False
        raise
    return True
