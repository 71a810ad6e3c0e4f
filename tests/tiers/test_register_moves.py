"""The register says of whom the score is computed which deficits made it change."""

from datetime import date

import pytest
from django.urls import reverse

from tests.tiers.onsets import make_onset, make_polypharmacy
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import ScoringOf
from tiers.queries.register import Wanted, register_page
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
LONG_AGO, IN_MAY, A_YEAR_BEFORE_MAY = date(2020, 1, 1), date(2026, 5, 31), date(2025, 5, 31)


@pytest.fixture
def practice(world):
    """ADAIR from 4 to 6, two gained; BELLO with one gained and polypharmacy gone."""
    place, adair, bello = world.organisation("PA"), world.person("ADAIR"), world.person("BELLO")
    with as_system():
        ScoringOf.objects.create(practice=place, source="COMPUTED", since_on=TODAY, entries_on=TODAY)
        for deficit in (1, 2, 3, 4):
            make_onset(adair, place, LONG_AGO, deficit)
        make_onset(adair, place, IN_MAY, 16)
        make_onset(adair, place, IN_MAY, 10)
        make_onset(bello, place, IN_MAY, 10)
        make_polypharmacy(bello, place, A_YEAR_BEFORE_MAY)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return place


def reasons(world, practice, on=TODAY):
    with acting_as(world.user("gp_a"), on=TODAY) as reader:
        rows = register_page(reader, [practice], Wanted(), on=on).rows
    return {row.person.family_name: row.reasons for row in rows}


def test_why_somebody_moved(world, practice):
    assert reasons(world, practice) == {
        "ADAIR": "Tier up, 4 to 6; gained Falls, Housebound",
        "BELLO": "Gained Falls, lost Polypharmacy",
    }


def test_before_anything_moved_nothing_is_said(world, practice):
    assert reasons(world, practice, on=date(2026, 5, 30))["BELLO"] == ""


def test_the_page_of_a_computed_practice_asks_no_more_than_twelve(
    client, sign_in, world, practice, django_assert_max_num_queries
):
    sign_in("gp_a")
    address = reverse("tiers:register_of", args=[practice.public_id])

    with django_assert_max_num_queries(12):
        assert "gained Falls, Housebound" in client.get(address).text
