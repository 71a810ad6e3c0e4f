"""What stands of allergies and current medicines is a matter of what was delivered, never of the order."""

import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from patients.models import Allergy, CurrentMedicine
from tests.patients.feeds.bringing import Row, bring, buckets
from tests.patients.feeds.recording import who
from tests.patients.lists import ALLERGIES, MEDICINES, allergy, medicine
from tests.world import TODAY, as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("never_held")]
DAYS = [TODAY - timedelta(days=days) for days in (14, 7, 0)]
ROUNDS = 6
Told = tuple[date, Row]  # the date of its version, which for a medicine is that of its file


def draw(draws: random.Random, feed: str, person: Row) -> Told:
    """A version of one of a few rows: few dates and words, so that they repeat and contradict."""
    on, row_id = draws.choice(DAYS), str(draws.randrange(5))
    if feed == MEDICINES:
        dose, code = draws.choice(["One", "one", "Two"]), draws.choice(["M1", "M1", "M2"])
        more = {"repeat": draws.choice(["", "Y", "N"]), "ended_on": draws.choice(["", "", "2026-12-31"])}
        return on, person | medicine(row_id, dose=dose, medicine_code=code, **more)
    status = draws.choice(["", "active", "resolved", "entered_in_error"])
    substance = draws.choice(["Penicillin", "PENICILLIN", "Latex"])
    reaction = draws.choice(["", "Rash", "rash", "Nausea"])
    return on, person | allergy(
        row_id, recorded_on=str(on), substance=substance, reaction=reaction, status=status
    )


def means(row: Row) -> tuple[str, ...]:
    if "dose" in row:
        return (row["medicine_code"], row["dose"].lower(), row["ended_on"])
    return (row["substance"].lower(), row["status"] or "active")


def beside(row: Row) -> str:
    return row["repeat"] if "dose" in row else row["reaction"].lower()


def expected(told: list[Told]) -> dict[str, tuple[object, ...]]:
    """Row id -> the date and meaning of what counts, worked out plainly."""
    by_row: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        by_row[each[1]["row_id"]].append(each)
    found = {}
    for row_id, versions in by_row.items():
        newest = max(on for on, _ in versions)
        last = [row for on, row in versions if on == newest]
        gone = any(row.get("status") == "entered_in_error" for row in last)
        if not gone and len({*map(means, last)}) == 1 and len({*map(beside, last)} - {""}) <= 1:
            found[row_id] = (newest, *means(last[0]))
    return found


def standing(feed: str) -> dict[str, tuple[object, ...]]:
    with as_system():
        if feed == MEDICINES:
            return {
                each.row_id: (
                    each.listed_on, each.medicine_code, each.dose.lower(), str(each.ended_on or "")
                )
                for each in CurrentMedicine.objects.all().counting()
            }  # fmt: skip
        return {
            each.row_id: (each.recorded_on, each.substance.lower(), each.status.lower())
            for each in Allergy.objects.all().counting()
        }


def outcome(folder: Path, feed: str, files: list[list[Told]]) -> dict[str, tuple[object, ...]]:
    """What counts after these files; nothing of it is kept."""
    with transaction.atomic():
        for told in files:
            as_on = told[0][0] if feed == MEDICINES else TODAY
            done = bring(folder, feed, [row for _, row in told], as_on=as_on)
            assert (done.state, sum(buckets(done).values())) == ("DONE", len(told))
        found = standing(feed)
        transaction.set_rollback(True)
    return found


def split(draws: random.Random, told: list[Told]) -> list[list[Told]]:
    """Files in any order, each of one day."""
    draws.shuffle(told)
    parts = draws.randrange(1, 4)
    files = [[each for each in told[part::parts] if each[0] == day] for part in range(parts) for day in DAYS]
    files = [each for each in files if each]
    draws.shuffle(files)
    return files


@pytest.mark.parametrize("feed", [ALLERGIES, MEDICINES])
@pytest.mark.parametrize("seed", [None, pytest.param(1, marks=pytest.mark.long)])
def test_any_order_and_any_split_end_in_the_same(tmp_path, world, feed, seed):
    seed = random.randrange(10**6) if seed is None else seed
    draws = random.Random(seed)
    person = who(world.person("ADAIR"))
    told = [draw(draws, feed, person) for _ in range(14)]
    stands = expected(told)

    for _ in range(ROUNDS):
        assert outcome(tmp_path, feed, split(draws, told)) == stands, f"seed {seed}"
