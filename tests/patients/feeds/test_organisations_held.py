"""A list of organisations that closes, retypes or moves many waits for a second person."""

from pathlib import Path

import pytest

from tests.factories import OrganisationFactory
from tests.patients.feeds.bringing import Row, approve, bring
from tests.world import as_system
from wsic.organisations.models import Organisation, OrganisationLink

pytestmark = pytest.mark.django_db

HUBS = [{"code": f"T8000{n}", "name": f"Hub {n}", "kind": "hub", "hub_code": ""} for n in (1, 2)]
CCG = {"code": "CCG", "name": "The CCG", "kind": "ccg"}


def surgeries(many: int = 100) -> list[Row]:
    return [
        {"code": f"T9{n:04}", "name": f"Surgery {n}", "kind": "practice", "hub_code": "T80001"}
        for n in range(many)
    ]


def changed(rows: list[Row], many: int, **change: str) -> list[Row]:
    return [row | (change if n < many else {}) for n, row in enumerate(rows)]


@pytest.fixture
def known(tmp_path: Path) -> list[Row]:
    rows = surgeries()
    assert bring(tmp_path, "organisations", [*HUBS, *rows]).state == "DONE"
    return rows


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"closed_on": "2026-07-01"}, "3 of 111 organisations known already would close"),
        ({"kind": "community", "hub_code": ""}, "3 of 111 organisations known already would close"),
        ({"hub_code": "T80002"}, "3 of 102 practices would leave their hub"),
        ({"hub_code": ""}, "3 of 102 practices would leave their hub"),
    ],
    ids=str,
)
def test_more_than_two_in_a_hundred_are_held(
    tmp_path: Path, known: list[Row], change: Row, says: str
) -> None:
    assert bring(tmp_path, "organisations", changed(known, 2, **change)).state == "DONE"

    held = bring(tmp_path, "organisations", changed(known, 5, **change))

    assert held.state == "HELD"
    assert held.report["held"][0].startswith(says)


def test_nothing_of_a_held_list_is_in_until_it_is_approved(tmp_path: Path, known: list[Row], world) -> None:
    held = bring(tmp_path, "organisations", changed(known, 50, hub_code="T80002"))
    moved = OrganisationLink.objects.filter(parent__code="T80002")
    assert not moved.exists()

    assert approve(held, world).state == "DONE"
    assert moved.count() == 50


def test_what_grew_since_the_approval_is_held_again(tmp_path: Path, known: list[Row], world) -> None:
    (tmp_path / "held").mkdir()
    held = bring(tmp_path / "held", "organisations", changed(known, 50, closed_on="2026-07-01"))
    with as_system():
        Organisation.objects.filter(code="T90050").update(kind="COMMUNITY")
        OrganisationFactory(code="T90051X")

    again = approve(held, world)

    assert again.state == "HELD"
    assert "organisations closed or of another kind: 51 instead of 50" in again.report["held"][0]


@pytest.mark.parametrize("kind", ["council", "acute"])
def test_the_ccg_s_own_kind_is_held(tmp_path: Path, world, kind: str) -> None:
    held = bring(tmp_path, "organisations", [CCG | {"kind": kind}])

    assert held.state == "HELD"
    assert held.report["held"][0].startswith(
        "The organisation that brings this list would be of another kind"
    )
    assert Organisation.objects.get(code="CCG").kind == "CCG"


def test_the_ccg_s_own_name_is_not_held(tmp_path: Path, world) -> None:
    assert bring(tmp_path, "organisations", [CCG | {"name": "Another"}]).state == "DONE"


def test_new_organisations_are_not_held(tmp_path: Path, known: list[Row]) -> None:
    assert bring(tmp_path, "organisations", surgeries(300)).state == "DONE"
