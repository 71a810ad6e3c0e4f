"""An import of allergies, medicines or residences that dies at any statement and is taken up again ends as if
it had not. Commits are real."""

import random
from contextlib import suppress

import pytest
from django.db import connection

from patients.models import Allergy, CurrentMedicine, Residence
from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.bringing import Row, bring, buckets, entries, person
from tests.patients.feeds.test_import_killed import Killed, Killer
from tests.patients.lists import ALLERGIES, MEDICINES, allergy, medicine
from tests.world import as_system

RESIDENCE = "residence"
MODELS = {ALLERGIES: Allergy, MEDICINES: CurrentMedicine, RESIDENCE: Residence}


def told(feed: str) -> list[Row]:
    """Three rows that get in and one that does not."""
    who_of = {"nhs_number": person(nhs_number(60))["nhs_number"], "birth_date": person("")["birth_date"]}
    if feed == RESIDENCE:
        days = ("2001-02-03", "2020-02-03", "2026-02-03")
        rows = [who_of | {"from_on": day, "kind": "own_home"} for day in days]
        return [*rows, rows[0] | {"kind": "hospital"}]
    row = allergy if feed == ALLERGIES else medicine
    return [*(who_of | row(str(number)) for number in range(3)), who_of | row("")]


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("feed", MODELS)
def test_an_import_killed_anywhere_and_taken_up_ends_as_if_never_killed(committed_db, tmp_path, feed, turn):
    seed = random.randrange(10**6)
    with as_system():
        OrganisationFactory(code="CCG", kind="CCG")
        OrganisationFactory(code="P1")
    bring(tmp_path, "people", [person(nhs_number(60))])

    with suppress(Killed), connection.execute_wrapper(Killer(1 + random.Random(seed).randrange(90))):
        bring(tmp_path, feed, told(feed))
    connection.close()
    bring(tmp_path, feed, told(feed))

    with as_system():
        assert MODELS[feed].objects.filter(replaced_by=None).count() == 3, f"seed {seed}"
    assert len(entries()) == 1, f"seed {seed}"
    again = buckets(bring(tmp_path, feed, told(feed)))
    assert again == {"unchanged": 3, "quarantined": 1}, f"seed {seed}"
