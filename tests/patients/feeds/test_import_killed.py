"""An import that dies at any statement and is taken up again ends as if it had not. Commits are real."""

import random
from pathlib import Path

import pytest
from django.db import connection

from patients.feeds import running
from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.afterwards import look
from tests.patients.feeds.bringing import bring, person
from tests.world import as_system

SEED = 20260630
KILLS = 8


class Killed(BaseException):
    """The process is gone: nothing catches this."""


class Killer:
    """Dies before the statement of this number; counts them when there is none."""

    def __init__(self, at: int | None = None) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at:
            raise Killed
        return execute(sql, params, many, context)


def rows() -> list[dict[str, str]]:
    people = [person(nhs_number(number), address=f"{number} High St\nLondon") for number in range(40)]
    return [*people, person(nhs_number(50), sex="X"), person("9E+09"), people[0]]


@pytest.fixture
def small_pieces(monkeypatch) -> None:
    """Several transactions, although the file is small."""
    monkeypatch.setattr(running, "PIECE", 1)


@pytest.fixture
def two_lists(committed_db, small_pieces, tmp_path: Path) -> Path:
    with as_system():
        OrganisationFactory(code="CCG", kind="CCG")
        OrganisationFactory(code="P1", name="First Surgery")
    bring(tmp_path, "people", rows()[:39])
    return tmp_path


@pytest.fixture(scope="module")
def never_killed() -> dict:
    """Filled by the first test: what is there, and after how many statements."""
    return {}


def test_import_that_is_not_killed(two_lists: Path, never_killed: dict) -> None:
    killer = Killer()
    with connection.execute_wrapper(killer):
        bring(two_lists, "people", rows())

    never_killed |= {"look": look(), "statements": killer.seen}
    assert killer.seen > 60
    assert never_killed["look"]["staged"] == [(0, 0)]


def test_what_an_import_given_up_has_staged_goes_with_the_next(two_lists: Path) -> None:
    with connection.cursor() as cursor, as_system():
        cursor.execute(
            "INSERT INTO patients_staged_people (import_id, line, digest, raw) VALUES (0, 1, '', 'x')"
        )
        cursor.execute(
            "INSERT INTO patients_staged_bad (import_id, line, digest, raw) VALUES (0, 1, '', 'x')"
        )

    bring(two_lists, "people", rows()[:39])

    assert look()["staged"] == [(0, 0)]


@pytest.mark.parametrize("share", [random.Random(SEED + turn).random() for turn in range(KILLS)])
def test_import_killed_at_a_statement_and_taken_up(two_lists: Path, never_killed: dict, share: float) -> None:
    at = 1 + int(share * never_killed["statements"])
    with pytest.raises(Killed), connection.execute_wrapper(Killer(at)):
        bring(two_lists, "people", rows())
    connection.close()

    bring(two_lists, "people", rows())

    assert look() == never_killed["look"]
