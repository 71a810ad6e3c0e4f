"""The lock of signing in: whoever tries the same waits until what is tried now is over and counted; and the
one thing of a membership that its user changes."""

from collections.abc import Iterable, Iterator

from django.db import OperationalError, connection, transaction
from django.db.migrations.state import ProjectState
from psycopg.errors import LockNotAvailable

from wsic.walls import Statements, system_function

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


_SIGNATURE = "accounts_set_telephone(bigint, text)"
# The web's log-in changes no membership: a role is a column of it.
_SET_TELEPHONE = """
CREATE OR REPLACE FUNCTION accounts_set_telephone(place bigint, number text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
    WITH changed AS (
        UPDATE accounts_membership SET telephone = number
        WHERE user_id = wsic_user() AND organisation_id = place AND telephone <> number
              AND from_on <= wsic_today() AND (to_on IS NULL OR wsic_today() < to_on)
        RETURNING 1
    )
    SELECT count(*) FROM changed
$function$
"""


class DefineSetTelephone(Statements):
    """Make the function by which somebody says under which number they are rung at a place of their own."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        return system_function(_SIGNATURE, _SET_TELEPHONE)

    def statements_back(self) -> Iterator[str]:
        yield f"DROP FUNCTION {_SIGNATURE}"


def set_own_telephone(organisation_id: int, number: str) -> int:
    """Of the transaction's user, where they work on its day; how many memberships changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_set_telephone(%s, %s)", [organisation_id, number])
        (changed,) = cursor.fetchone()
    return int(changed)
