"""One after the other where two at once would each not see what the other writes."""

from django.db import connection

ROOM = 0x636172  # "car": of these locks among the database's other ones


def lock_person(person_id: int) -> None:
    """Until the transaction ends; the web's log-in changes no row of a person that it could lock instead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [ROOM, person_id])
