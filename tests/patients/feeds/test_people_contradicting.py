"""Lists of two practices that contradict each other: in every order of three of them the same people stand
where they stand, described by the list of the practice that has them.

What the order does decide, and no test here asks: of two lists of one practice and day the one brought last
counts; and whether a practice's stay whose first day it has corrected is one row or two, where another
practice's had cut it, or an older list had ended it.
"""

import random
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from django.db import transaction

from patients.feeds.sets import people_missing
from patients.models import Registration
from patients.sets.checks import listed_and_registered_nowhere
from tests.factories import nhs_number
from tests.patients.feeds.bringing import Row, bring, details, person, stays
from tests.world import TODAY, as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

NUMBERS = [nhs_number(number) for number in range(1, 9)]
SOMEBODY = {"P1": nhs_number(901), "P2": nhs_number(902)}  # on every list, so that none is empty
FIRST_DAYS = [TODAY - timedelta(days=days) for days in (400, 300, 200, 65, 45, 25)]
AGO = {"each of its day": (60, 40, 20), "two of one day": (30, 30, 10), "two of the last": (10, 10, 30)}
KINDS = ("each of its day", *(pytest.param(kind, marks=pytest.mark.long) for kind in list(AGO)[1:]))
SEEDS = (0, pytest.param(1, marks=pytest.mark.long))
Stay = tuple[str, str, date, date | None]
List = tuple[str, date, list[Row]]


@pytest.fixture(autouse=True)
def never_held(monkeypatch) -> None:
    """Lists so short would all wait for a second person."""
    for name in ("MOST_MISSING", "MOST_CHANGED", "MOST_DELETED"):
        monkeypatch.setattr(people_missing, name, 2.0)


def lists(draws: random.Random, kind: str, says: str) -> list[List]:
    """Each practice's word on where the people are, the first one's twice."""
    days = [TODAY - timedelta(days=days) for days in AGO[kind]]
    first = {(number, code): draws.sample(FIRST_DAYS, 2) for number in NUMBERS for code in SOMEBODY}
    found = []
    for code, day in zip(("P1", "P2", "P1"), days, strict=True):
        rows = [person(SOMEBODY[code], practice_code=code)]
        for number in NUMBERS:
            began = first[number, code][says == "other first days" and draws.random() < 0.3]
            if draws.random() < 0.7 and began <= day:
                left = str(max(began, day - timedelta(days=7))) if draws.random() < 0.2 else ""
                more = {"deregistered_on": left if says == "ends" else "", "address": f"{code} {day}"}
                rows.append(person(number, practice_code=code, registered_on=str(began), **more))
        found.append((code, day, rows))
    return found


def joined(found: list[Stay]) -> list[Stay]:
    """Without those of no day; one of a practice after the other is one."""
    whole: list[Stay] = []
    for practice, kind, from_on, to_on in found:
        if whole and (practice, kind, from_on) == (*whole[-1][:2], whole[-1][3]):
            from_on = whole.pop()[2]
        if from_on != to_on:
            whole.append((practice, kind, from_on, to_on))
    return whole


def outcome(folder: Path, sent: list[List]) -> dict[str, object]:
    """Where each person is at the end, by which address, and who is lost; nothing of it is kept."""
    with transaction.atomic():
        for _, day, rows in sent:
            assert bring(folder, "people", rows, as_on=day).state == "DONE"
        with as_system():
            known = set(Registration.objects.values_list("person__identifiers__value", flat=True))
            lost = len(listed_and_registered_nowhere())
        found: dict[str, object] = {
            number: (joined(stays(number)), details(number).address) for number in NUMBERS if number in known
        }
        transaction.set_rollback(True)
    return found | {"lost": lost}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("says", ["one first day", "other first days", "ends"])
@pytest.mark.parametrize("kind", KINDS)
def test_any_order_of_three_lists_that_contradict_each_other(tmp_path, kind, says, seed) -> None:
    sent = lists(random.Random(f"{kind} {says} {seed}"), kind, says)
    expected = outcome(tmp_path, sent)

    assert expected["lost"] == 0
    for order in permutations(sent):
        assert outcome(tmp_path, list(order)) == expected, [(code, day) for code, day, _ in order]


@pytest.mark.parametrize("later", [True, False], ids=["named last", "left out last"])
def test_of_two_lists_of_one_practice_and_day_the_one_brought_last_counts(tmp_path, later) -> None:
    with_her, without = [person(number) for number in NUMBERS], [person(SOMEBODY["P1"])]

    for rows in (without, with_her) if later else (with_her, without):
        bring(tmp_path, "people", rows)

    assert (stays(NUMBERS[0])[0][3] is None) is later
