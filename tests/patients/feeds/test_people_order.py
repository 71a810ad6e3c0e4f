"""Lists of several practices and days, in any order: what stands at the end is the same."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from patients.feeds.sets import people_missing
from patients.models import Registration
from tests.factories import nhs_number
from tests.patients.feeds.bringing import Row, bring, buckets, details, person, stays
from tests.world import TODAY, as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

WORLDS, ORDERS = 6, 3
NUMBERS = [nhs_number(number) for number in range(1, 6)]
APRIL, MAY = date(2026, 4, 16), date(2026, 5, 30)
DAYS = [TODAY - timedelta(days=days) for days in (90, 60, 30)]
List = tuple[date, list[Row]]


@pytest.fixture(autouse=True)
def never_held(monkeypatch) -> None:
    """Lists so short would all wait for a second person."""
    monkeypatch.setattr(people_missing, "MOST_MISSING", 2.0)


def history(draws: random.Random, number: str) -> list[tuple[str, date, date | None]]:
    """Where a person was, one practice after the other: code, first day, first day gone."""
    first = TODAY - timedelta(days=draws.randrange(100, 400))
    if draws.random() < 0.4:
        return [(draws.choice(["P1", "P2"]), first, None)]
    moved = TODAY - timedelta(days=draws.randrange(5, 95))
    return [("P1", first, moved), ("P2", moved, None)]


def lists(draws: random.Random) -> list[List]:
    """What each practice sends on each day: who is there, with the address of that day."""
    found = []
    been = {number: history(draws, number) for number in NUMBERS}
    for day in DAYS:
        for code in ("P1", "P2"):
            rows = [
                person(number, practice_code=code, registered_on=str(first), address=f"{code} {day:%B}")
                for number, history in been.items()
                for at, first, gone in history
                if at == code and first <= day and (gone is None or day < gone)
            ]
            found.append((day, rows))
    return [(day, rows) for day, rows in found if rows]


def outcome(folder: Path, sent: list[List]) -> dict[str, object]:
    """Who stands where in the end, and with which address; nothing of it is kept."""
    with transaction.atomic():
        for day, rows in sent:
            assert bring(folder, "people", rows, as_on=day).state == "DONE"
        with as_system():
            known = set(Registration.objects.values_list("person__identifiers__value", flat=True))
        found = {
            number: ([stay for stay in stays(number) if stay[2] != stay[3]], details(number).address)
            for number in NUMBERS
            if number in known
        }
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(more, marks=pytest.mark.long) for more in range(2, WORLDS))]
)
def test_lists_in_any_order(tmp_path: Path, seed: int) -> None:
    draws = random.Random(seed)
    sent = lists(draws)
    expected = outcome(tmp_path, sent)

    for _ in range(ORDERS):
        order = draws.sample(sent, len(sent))
        assert outcome(tmp_path, order) == expected, [(day, rows[0]["practice_code"]) for day, rows in order]


@pytest.mark.parametrize(
    "days", [(APRIL, MAY), (MAY, APRIL), (APRIL, MAY, APRIL)], ids=["told", "late", "again"]
)
def test_an_older_list_does_not_bring_a_corrected_first_day_back(tmp_path, days):
    number = nhs_number(1)
    first_day = {APRIL: "2026-03-02", MAY: "2026-01-01"}

    for day in days:
        bring(tmp_path, "people", [person(number, registered_on=first_day[day])], as_on=day)

    assert stays(number) == [("P1", "REGULAR", date(2026, 1, 1), None)]


def test_a_late_list_with_another_first_day_is_history_and_known_when_it_comes_again(tmp_path):
    number = nhs_number(1)
    bring(tmp_path, "people", [person(number, registered_on="2026-01-01")], as_on=MAY)

    late, again = (
        bring(tmp_path, "people", [person(number, registered_on="2026-03-02")], as_on=APRIL) for _ in range(2)
    )

    assert (buckets(late), buckets(again)) == ({"superseded": 1}, {"unchanged": 1})
