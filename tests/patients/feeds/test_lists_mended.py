"""Rows about allergies, medicines and residences put right in quarantine."""

import pytest

from patients.models import Allergy, CurrentMedicine, Residence
from tests.patients.feeds.bringing import Row, bring, buckets, entries
from tests.patients.feeds.recording import who
from tests.patients.lists import ALLERGIES, MEDICINES, allergy, medicine
from tests.world import as_system

pytestmark = pytest.mark.django_db
RESIDENCE = "residence"
MODELS = {ALLERGIES: Allergy, MEDICINES: CurrentMedicine, RESIDENCE: Residence}


@pytest.fixture
def adair(world) -> Row:
    return who(world.person("ADAIR"))


@pytest.mark.parametrize(
    ("feed", "row", "mended"),
    [
        (ALLERGIES, allergy(substance=""), {"substance": "Latex"}),
        (ALLERGIES, allergy(substance="None", reaction=""), {"status": "no_known_allergies"}),
        (MEDICINES, medicine(dose=""), {"dose": "One at night"}),
        (RESIDENCE, {"from_on": "2026-01-05", "kind": "hospital"}, {"kind": "care_home"}),
    ],
)
def test_a_row_in_quarantine_is_put_right_and_gets_in(tmp_path, adair, mend, feed, row, mended):
    bring(tmp_path, feed, [adair | row], by="PA")

    assert buckets(mend(**mended)) == {"accepted": 1}
    assert [state for state, _, _ in entries()] == ["CORRECTED"]
    with as_system():
        assert MODELS[feed].objects.count() == 1
