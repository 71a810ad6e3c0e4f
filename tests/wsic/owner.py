"""What only the owner of the tables may do, inside a transaction that the test throws away."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_owner() -> Iterator[None]:
    """DDL and grants; deferred checks are made first, they would be in the way."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE wsic_owner")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def execute(*statements: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def value(statement: str, *parameters: object) -> object:
    """The one value of a query, asked in whatever role and name the transaction has."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]
