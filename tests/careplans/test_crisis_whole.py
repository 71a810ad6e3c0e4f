"""The crisis page, on screen and on paper: each thing that CARE.md lists is named, written or not."""

import re
from datetime import timedelta

import pytest

from careplans.rules.plan import ALSO_IN_CRISIS, HEADINGS, READ_FIRST
from tests.careplans.factories import make_plan, make_related
from tests.careplans.paper import sheets
from tests.patients.lists import make_medicine
from tests.world import NOW, TODAY, as_system

pytestmark = pytest.mark.django_db
LISTED = (*READ_FIRST, *ALSO_IN_CRISIS)


@pytest.fixture
def shown(client, sign_in, adair):
    """Both, as plain words."""
    sign_in("case_manager_1")
    address = f"/people/{adair.public_id}/crisis/"

    def words() -> list[str]:
        page = re.sub(r"<[^>]+>", " ", client.get(address).text.split("<main", 1)[1])
        return [" ".join(each.split()) for each in (page, " ".join(sheets(client.get(f"{address}pdf/"))))]

    return words


@pytest.mark.parametrize("planned", [False, True])
def test_what_is_not_recorded_is_named_and_says_so(shown, adair, planned):
    with as_system():
        if planned:
            make_plan(adair, words="Sit her up", agreed=True)

    for words in shown():
        assert [HEADINGS[each].label for each in LISTED if HEADINGS[each].label not in words] == []
        assert "Not written in a plan: " in words
        assert "Next of kin: not recorded" in words
        assert re.search("Allergies Not recorded", words)
        assert re.search("Rung first Not recorded", words)
        assert re.search("Medicines (• )?Not recorded", words)


def test_a_number_and_a_dose_that_are_missing_are_said(shown, world, adair):
    with as_system():
        make_related(adair, roles=("NEXT_OF_KIN",))
        make_medicine(adair, world.organisation("PA"), dose="")

    for words in shown():
        assert re.search("Karen Smith ?, daughter, number not recorded", words)
        assert "dose not recorded" in words
        assert "Next of kin: not recorded" not in words


def test_an_old_plan_says_its_age_and_that_its_review_is_over(shown, adair):
    with as_system():
        long_ago = timedelta(days=400)
        make_plan(adair, agreed=True, agreed_at=NOW - long_ago, agreed_on=TODAY - long_ago)

    page, paper = shown()
    for words in (page, paper):
        assert "13 months" in words
        assert "The day by which it was to be looked at again has passed: ask the person" in words
