"""What the list of organisations does."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, buckets, entries, person
from tests.world import TODAY, as_system
from wsic.organisations.models import Organisation, OrganisationLink

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 31)
HUB = {"code": "T80001", "name": "Hub", "kind": "hub"}
OTHER_HUB = {"code": "T80002", "name": "Other Hub", "kind": "hub"}
SURGERY = {
    "code": "t90001", "name": "Surgery", "kind": "practice", "borough": "Aldermere", "hub_code": "T80001",
    "wave": "2", "live_on": "2024-04-01", "latitude": "51.5200", "longitude": "-0.2",
}  # fmt: skip


def organisation(code: str = "T90001") -> Organisation:
    return Organisation.objects.get(code=code)


def links() -> list[tuple[str, date, date | None, bool]]:
    """Hub, from, to, whether it was replaced, of the surgery."""
    rows = OrganisationLink.objects.filter(child__code="T90001").select_related("parent").order_by("pk")
    return [(row.parent.code, row.from_on, row.to_on, row.replaced_at is not None) for row in rows]


def test_organisations_come_in(tmp_path: Path) -> None:
    imported = bring(tmp_path, "organisations", [SURGERY, HUB])

    assert buckets(imported) == {"accepted": 2}
    surgery = organisation()
    assert (surgery.kind, surgery.wave, surgery.live_on) == ("PRACTICE", 2, date(2024, 4, 1))
    assert (str(surgery.latitude), str(surgery.longitude)) == ("51.520000", "-0.200000")
    assert (organisation("T80001").borough, organisation("T80001").wave) == ("", None)
    assert links() == [("T80001", date(2024, 4, 1), None, False)]


def test_the_same_organisations_change_nothing(tmp_path: Path) -> None:
    bring(tmp_path, "organisations", [SURGERY, HUB])

    again = bring(tmp_path, "organisations", [HUB, SURGERY | {"latitude": "51.52"}, SURGERY])

    assert buckets(again) == {"unchanged": 3} or buckets(again) == {"unchanged": 2, "duplicate": 1}
    assert len(links()) == 1


def test_a_renamed_organisation(tmp_path: Path) -> None:
    bring(tmp_path, "organisations", [SURGERY, HUB], as_on=MAY)

    bring(tmp_path, "organisations", [SURGERY | {"name": "New name", "closed_on": "2027-01-01"}, HUB])

    assert (organisation().name, organisation().closed_on) == ("New name", date(2027, 1, 1))


def test_an_older_list_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, "organisations", [SURGERY, HUB])

    older = bring(tmp_path, "organisations", [SURGERY | {"name": "Old name"}, OTHER_HUB], as_on=MAY)

    assert buckets(older) == {"accepted": 1, "superseded": 1}
    assert organisation().name == "Surgery"


def test_a_list_that_was_taken_long_ago_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, "organisations", [SURGERY, HUB], as_on=MAY)
    bring(tmp_path, "organisations", [SURGERY | {"name": "New name"}, HUB])

    again = bring(tmp_path, "organisations", [SURGERY, HUB], as_on=MAY)

    assert buckets(again) == {"unchanged": 2}
    assert organisation().name == "New name"


def test_another_hub_begins_where_the_old_one_ends(tmp_path: Path) -> None:
    bring(tmp_path, "organisations", [SURGERY, HUB, OTHER_HUB], as_on=MAY)

    bring(tmp_path, "organisations", [SURGERY | {"hub_code": "T80002"}])

    assert links() == [("T80001", date(2024, 4, 1), TODAY, False), ("T80002", TODAY, None, False)]


def test_a_link_of_the_same_day_was_a_mistake(tmp_path: Path) -> None:
    rows = [SURGERY | {"live_on": ""}, HUB, OTHER_HUB]
    bring(tmp_path, "organisations", rows)

    bring(tmp_path, "organisations", [rows[0] | {"hub_code": "T80002"}])
    bring(tmp_path, "organisations", [rows[0] | {"hub_code": ""}])

    assert links() == [("T80001", TODAY, None, True), ("T80002", TODAY, None, True)]


def test_conflicting_organisations(tmp_path: Path) -> None:
    imported = bring(tmp_path, "organisations", [HUB, HUB | {"name": "New"}, SURGERY])

    assert buckets(imported) == {"quarantined": 3}
    assert entries() == [
        ("OPEN", "conflicting_versions", "name"),
        ("OPEN", "conflicting_versions", "name"),
        ("OPEN", "organisation_unknown", "hub_code"),
    ]


@pytest.mark.parametrize("hub", ["T89999", "T90001", "CCG"])
def test_no_such_hub(tmp_path: Path, hub: str) -> None:
    imported = bring(tmp_path, "organisations", [SURGERY | {"hub_code": hub}])

    assert buckets(imported) == {"quarantined": 1}
    assert entries() == [("OPEN", "organisation_unknown", "hub_code")]


def test_only_the_ccg_brings_organisations(tmp_path: Path) -> None:
    imported = bring(tmp_path, "organisations", [HUB], by="PA")

    assert (imported.state, imported.refusal) == ("REFUSED", "Only the CCG brings the list of organisations.")


def test_people_of_a_new_practice(tmp_path: Path) -> None:
    bring(tmp_path, "organisations", [SURGERY, HUB])

    assert buckets(bring(tmp_path, "people", [person(nhs_number(1), practice_code="T90001")])) == {
        "accepted": 1
    }


def test_a_correction_of_an_unknown_practice(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(nhs_number(1), practice_code="T90001")])
    bring(tmp_path, "organisations", [SURGERY, HUB])

    bring(tmp_path, "people", [person(nhs_number(1), practice_code="T90001")])

    with as_system():
        assert entries() == [("CORRECTED", "organisation_unknown", "practice_code")]
