"""The boundaries of EFI.md through files and database: rows in, `score_efi` out; and by the plain rules."""

import csv
import io

import pytest
from django.core.management import call_command

from tests.demo.plain_reading import current_entry, current_issue
from tests.factories import PersonFactory
from tests.patients.feeds.bringing import bring, buckets
from tests.patients.feeds.recording import ENTRIES, ISSUES, entry, who
from tests.tiers.boundaries import CASES, CATEGORIES
from tests.tiers.codelists.people import CODE_LIST, MEDICINES, read
from tests.tiers.records import lay_down_list, lay_down_map
from tests.world import as_system
from tiers.rules import DEFICITS

CATEGORY = dict(CATEGORIES)


@pytest.mark.fast
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_table_is_what_the_plain_rules_say(case):
    entries = [current_entry([row]) for row in case.entries]
    issues = [current_issue([row]) for row in case.issues]
    later = case.deficits if case.retrospective is None else case.retrospective

    for known_now, deficits in ((False, case.deficits), (True, later)):
        told = read(entries, issues, sex=case.sex, on=case.on, known_now=known_now)
        assert set(told.deficits) == set(deficits)


@pytest.fixture
def numbers(world, tmp_path):
    """NHS number -> case: each a person of practice A, whose rows came in two files."""
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MEDICINES)
        practice = world.organisation("PA")
        people = [(PersonFactory(practice=practice, details__sex=case.sex), case) for case in CASES]
    told = [(who(person), case) for person, case in people]
    seen = entry(code="20135006", effective_on="2001-01-01", recorded_on="2001-01-01")  # shows no deficit
    first = [by | seen | {"row_id": f"seen {place}"} for place, (by, _) in enumerate(told)]
    for feed, rows in (
        (ENTRIES, first + [by | row for by, case in told for row in case.entries]),
        (ISSUES, [by | row for by, case in told for row in case.issues]),
    ):
        assert buckets(bring(tmp_path, feed, rows, by="PA")) == {"accepted": len(rows)}
    return {by["nhs_number"]: case for by, case in told}


def scored(day, *options):
    """NHS number -> the row of the command."""
    out = io.StringIO()
    call_command("score_efi", "--as-of", f"{day}", "--format", "csv", *options, stdout=out)
    return {row["nhs_number"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}


@pytest.mark.django_db
@pytest.mark.parametrize("known_now", [False, True])
def test_each_case_through_files_and_database(numbers, known_now):
    options = ["--known-now"] if known_now else []
    rows = {day: scored(day, *options) for day in {case.on for case in CASES}}

    wrong = []
    for number, case in numbers.items():
        later = known_now and case.retrospective is not None
        expected = case.retrospective if later else case.deficits
        row = rows[case.on][number]
        in_order = ";".join(sorted(expected, key=DEFICITS.index))
        wrong += [] if row["deficits"] == in_order else [(case.says, in_order, row["deficits"])]
        category = CATEGORY.get(len(expected), row["category"])
        wrong += [] if row["category"] == category else [(case.says, category, row["category"])]
    assert wrong == []
