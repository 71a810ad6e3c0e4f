"""Indexes of an empty table of records are built after its first rows, and are the same ones."""

import pytest
from django.db import connection, transaction
from django.db.utils import Error, ProgrammingError

from patients.feeds.sets.first_load import TABLES, indexes_built_after, waiting
from tests.patients.feeds.bringing import bring
from tests.patients.feeds.recording import ENTRIES, ISSUES, entry, issue, who
from tests.world import as_system
from tests.wsic.owner import execute

pytestmark = pytest.mark.django_db


def indexes(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass", [table]
        )
        return {definition for (definition,) in cursor.fetchall()}


@pytest.fixture(params=TABLES)
def empty(request) -> str:
    execute(f"TRUNCATE {request.param} CASCADE")
    return request.param


def test_an_empty_table_has_its_indexes_afterwards(empty):
    before = indexes(empty)

    with as_system(), indexes_built_after(empty):
        within = indexes(empty)

    assert len(before) > 3
    assert len(within) == 1  # the primary key
    assert indexes(empty) == before


def test_put_off_twice_they_are_all_built(empty):
    before = indexes(empty)

    with as_system():
        with connection.cursor() as cursor:
            cursor.execute("SELECT patients_put_off_indexes(%s::regclass)", [empty])
        assert waiting() == [empty]
        with indexes_built_after(empty):
            pass

    assert indexes(empty) == before
    assert waiting() == []


def test_a_table_with_rows_keeps_its_indexes(tmp_path, world, empty):
    feed, row = (ENTRIES, entry()) if empty == TABLES[0] else (ISSUES, issue())
    before = indexes(empty)
    assert bring(tmp_path, feed, [who(world.person("ADAIR")) | row]).accepted == 1

    assert indexes(empty) == before
    with as_system(), indexes_built_after(empty):
        assert indexes(empty) == before


def test_a_load_that_fails_leaves_the_indexes(empty):
    before = indexes(empty)

    with pytest.raises(ZeroDivisionError), transaction.atomic(), as_system(), indexes_built_after(empty):
        raise ZeroDivisionError

    assert indexes(empty) == before


def test_no_other_table_loses_indexes():
    refused = pytest.raises(Error, match="patients_person is no table of records")

    with refused, as_system(), indexes_built_after("patients_person"):
        pass


def test_nobody_but_the_system_may_ask():
    asked = "SELECT patients_put_off_indexes('patients_codedentry'::regclass)"

    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(asked)
