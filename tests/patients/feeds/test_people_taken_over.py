"""A practice's own file takes nobody over from another practice, and finds out nothing by trying."""

from datetime import date
from pathlib import Path

import pytest

from patients.models import QuarantinedRow, Reach
from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.bringing import bring, buckets, details, entries, person, stays
from tests.world import TODAY, as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN, BOB = nhs_number(1), nhs_number(2)
START, MAY, JUNE = date(2011, 5, 6), date(2026, 5, 31), date(2026, 6, 15)
MISMATCH = ("OPEN", "identity_mismatch", "birth_date")
WRONG = {"birth_date": "1950-01-01"}
HERS = person(ANN, practice_code="P1")
THEIRS = person(ANN, practice_code="P2", registered_on="2026-06-01")


def queue() -> list[tuple[str, str]]:
    """Whose queue each entry lies in, and who brought it."""
    with as_system():
        rows = QuarantinedRow.objects.select_related("organisation", "importer").order_by("pk")
        return [(row.organisation.code, row.importer.code) for row in rows]


@pytest.fixture
def at_p1(tmp_path: Path) -> None:
    bring(tmp_path, "people", [HERS], as_on=MAY, by="P1")


@pytest.mark.parametrize("kind", ["regular", "temporary", "private"])
@pytest.mark.parametrize("as_on", [date(2010, 1, 1), JUNE, TODAY], ids=str)
def test_a_practice_takes_nobody_over(tmp_path: Path, at_p1, kind: str, as_on: date) -> None:
    row = person(ANN, practice_code="P2", registered_on="2009-01-01", registration_kind=kind)

    assert buckets(bring(tmp_path, "people", [row], as_on=as_on, by="P2")) == {"quarantined": 1}
    assert stays(ANN) == [("P1", "REGULAR", START, None)]
    assert queue() == [("P1", "P2")]
    with as_system():
        assert not Reach.objects.filter(person__identifiers__value=ANN, organisation__code="P2").exists()


def test_another_birth_date_and_another_practice_s_person_read_alike(tmp_path: Path, at_p1) -> None:
    bring(tmp_path, "people", [THEIRS], by="P2")
    bring(tmp_path, "people", [THEIRS | WRONG], by="P2")

    assert {entry[1:] for entry in entries()} == {MISMATCH[1:]}
    with as_system():
        assert QuarantinedRow.objects.count() == 2
        assert len(set(QuarantinedRow.objects.values_list("sentence", flat=True))) == 1


def test_whoever_had_somebody_does_not_take_them_back(tmp_path: Path, at_p1) -> None:
    bring(tmp_path, "people", [THEIRS], as_on=JUNE)
    back = [HERS | {"registration_kind": "temporary"}, HERS | {"registered_on": "2026-05-01"}]

    for row in back:
        for as_on in (date(2026, 5, 31), TODAY):
            bring(tmp_path, "people", [row | {"registration_kind": "temporary"}], as_on=as_on, by="P1")

    with as_system():
        reached = Reach.objects.filter(person__identifiers__value=ANN, organisation__code="P1")
        assert [row.to_on for row in reached] == [date(2026, 6, 1)]


@pytest.mark.parametrize(
    ("known", "row", "as_on"),
    [
        ({"registration_kind": "temporary", "deregistered_on": "2024-06-01"}, {}, date(2024, 5, 15)),
        ({"registration_kind": "temporary", "deregistered_on": "2024-06-01"}, {}, TODAY),
        ({"registration_kind": "temporary"}, {}, TODAY),
        ({"registration_kind": "private"}, {"registered_on": "2024-05-01"}, TODAY),
        ({"registration_kind": "temporary"}, {"deregistered_on": "2024-05-20"}, TODAY),
    ],
    ids=str,
)
def test_a_visitor_is_not_taken_over(tmp_path: Path, at_p1, known, row, as_on) -> None:
    there = person(ANN, practice_code="P2", registered_on="2024-05-01")
    bring(tmp_path, "people", [there | known], as_on=MAY)

    regular = there | {"registered_on": "2024-05-10"} | row
    assert buckets(bring(tmp_path, "people", [regular], as_on=as_on, by="P2")) == {"quarantined": 1}
    assert [stay for stay in stays(ANN) if stay[0] == "P1"] == [("P1", "REGULAR", START, None)]
    assert queue() == [("P1", "P2")]


def test_an_earlier_first_day_does_not_shorten_a_stay_elsewhere(tmp_path: Path, at_p1) -> None:
    """The practice that has the person now asks too: the other's stay is not its own to correct."""
    bring(tmp_path, "people", [THEIRS], as_on=JUNE)
    before = stays(ANN)

    earlier = THEIRS | {"registered_on": "2026-05-01"}
    assert buckets(bring(tmp_path, "people", [earlier], by="P2")) == {"quarantined": 1}
    assert stays(ANN) == before


def test_the_list_of_before_the_move_still_changes_nothing(tmp_path: Path, at_p1) -> None:
    bring(tmp_path, "people", [THEIRS], as_on=JUNE)

    assert buckets(bring(tmp_path, "people", [HERS], as_on=MAY, by="P1")) == {"unchanged": 1}


def test_it_comes_in_when_the_other_practice_names_the_person_no_more(tmp_path: Path) -> None:
    crowd = [person(nhs_number(n), given_name=f"Nell {n}") for n in range(100, 160)]
    bring(tmp_path, "people", [*crowd, HERS], as_on=MAY, by="P1")
    bring(tmp_path, "people", [THEIRS], as_on=JUNE, by="P2")
    assert entries() == [MISMATCH]

    bring(tmp_path, "people", crowd, as_on=JUNE, by="P1")
    later = bring(tmp_path, "people", [THEIRS], by="P2")

    assert buckets(later) == {"accepted": 1}
    assert entries() == [("CORRECTED", "identity_mismatch", "birth_date")]
    assert stays(ANN)[-1] == ("P2", "REGULAR", date(2026, 6, 1), None)


def test_the_ccg_moves_people(tmp_path: Path, at_p1) -> None:
    bring(tmp_path, "people", [THEIRS], by="P2")

    assert buckets(bring(tmp_path, "people", [THEIRS])) == {"accepted": 1}
    assert entries() == [("CORRECTED", "identity_mismatch", "birth_date")]


def test_the_other_practice_s_list_does_not_close_the_entry(tmp_path: Path, at_p1) -> None:
    bring(tmp_path, "people", [THEIRS], as_on=JUNE, by="P2")

    bring(tmp_path, "people", [HERS], by="P1")
    assert entries() == [MISMATCH]
    bring(tmp_path, "people", [person(BOB, practice_code="P2")], by="P2")

    assert entries() == [("CLOSED", "identity_mismatch", "birth_date")]


def test_whom_nobody_has_comes_in_and_a_wrong_birth_date_goes_to_the_ccg(tmp_path: Path) -> None:
    bring(tmp_path, "people", [HERS | {"deregistered_on": "2026-01-01"}], as_on=MAY, by="P1")

    bring(tmp_path, "people", [THEIRS | WRONG], by="P2")
    right = bring(tmp_path, "people", [THEIRS], by="P2")

    assert queue() == [("CCG", "P2")]
    assert buckets(right) == {"accepted": 1}


def test_guesses_over_several_files_find_nothing_out(tmp_path: Path) -> None:
    bring(tmp_path, "people", [HERS | {"deregistered_on": "2026-01-01"}], as_on=MAY, by="P1")
    for wrong in ("1941-03-03", "1941-03-05"):
        bring(tmp_path, "people", [THEIRS | {"birth_date": wrong}], by="P2")

    assert buckets(bring(tmp_path, "people", [THEIRS], by="P2")) == {"quarantined": 1}
    assert entries(state="OPEN") == [MISMATCH]
    assert buckets(bring(tmp_path, "people", [THEIRS])) == {"accepted": 1}


def test_one_wrong_date_before_and_one_beside_are_two_guesses(tmp_path: Path) -> None:
    bring(tmp_path, "people", [HERS | {"deregistered_on": "2026-01-01"}], as_on=MAY, by="P1")
    bring(tmp_path, "people", [THEIRS | {"birth_date": "1941-03-03"}], by="P2")
    beside = THEIRS | {"birth_date": "1941-03-05", "registered_on": "2026-06-02"}

    assert buckets(bring(tmp_path, "people", [THEIRS, beside], by="P2")) == {"quarantined": 2}


def test_a_practice_s_own_people_are_corrected_however_often_they_were_wrong(tmp_path: Path, at_p1) -> None:
    for wrong in ("1941-03-03", "1941-03-05"):
        bring(tmp_path, "people", [HERS | {"birth_date": wrong}], by="P1")

    assert buckets(bring(tmp_path, "people", [HERS | {"phone": "1"}], by="P1")) == {"accepted": 1}


def test_other_practices_guesses_do_not_count(tmp_path: Path) -> None:
    with as_system():
        OrganisationFactory(code="P3")
    bring(tmp_path, "people", [HERS | {"deregistered_on": "2026-01-01"}], as_on=MAY, by="P1")
    for wrong in ("1941-03-03", "1941-03-05"):
        bring(tmp_path, "people", [THEIRS | {"birth_date": wrong}], by="P2")

    there = THEIRS | {"practice_code": "P3"}
    assert buckets(bring(tmp_path, "people", [there], by="P3")) == {"accepted": 1}
    assert details(ANN).as_on == TODAY
