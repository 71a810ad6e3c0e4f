"""Entries in quarantine over several files: one for each bad line, closed when its row gets in."""

from datetime import date
from pathlib import Path

import pytest

from patients.feeds.files import size_and_sha256
from patients.models import Import, QuarantinedRow
from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, buckets, details, entries, person, run, stays, to_csv
from tests.world import NOW, TODAY, as_system
from wsic.jobs import actions as jobs
from wsic.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN, BOB = nhs_number(1), nhs_number(2)
MAY = date(2026, 5, 31)


def entry(**filters: object) -> QuarantinedRow:
    with as_system():
        return QuarantinedRow.objects.select_related("organisation", "importer").get(**filters)


def correct(row: QuarantinedRow, folder: Path, world, **cells: str) -> Import:
    """What the page does that mends a row: one line, brought by whoever mends it, approved."""
    path = folder / "one.csv"
    path.write_text(to_csv([row.given | cells]))
    with as_system() as by:
        imported = Import.objects.create(
            feed="people", organisation=Organisation.objects.get(code="P1"), file_name="one.csv", size=1,
            stored_path=str(path), sha256=size_and_sha256(path)[1], as_on=row.as_on, uploaded_at=NOW,
            corrects=row, uploaded_by=world.user("admin_a"), approved_by=world.user("gp_a"), approved_at=NOW,
        )  # fmt: skip
        key = str(imported.public_id)
        job = jobs.open_job(
            name="patients.import",
            key=key,
            payload={"import": key},
            purpose="Tests",
            as_on=TODAY,
            by=by,
            at=NOW,
        )
        job = jobs.claim(job, at=NOW)
    return run(imported, job)


def test_entry_holds_what_is_needed_to_mend_it(tmp_path: Path) -> None:
    imported = bring(tmp_path, "people", [person(ANN), person(BOB, birth_date="4/3/1941", sex="X")])

    row = entry()
    assert (row.line, row.reason, row.column) == (3, "date_invalid", "birth_date")
    assert row.sentence.startswith("Line 3, birth_date: '4/3/1941' is not a date.")
    assert [other["reason"] for other in row.other_reasons] == ["not_in_list"]
    assert row.given["birth_date"] == "4/3/1941"
    assert row.raw == f"{BOB},Grey,Nell,4/3/1941,X,P1,2011-05-06"
    assert row.row_key == f"{BOB}|P1|2011-05-06"
    assert (row.organisation.code, row.importer.code, row.as_on) == ("P1", "CCG", TODAY)
    assert row.imported_by_id == imported.pk
    assert imported.report["reasons"] == {"date_invalid": 1}


def test_entry_of_a_row_that_does_not_fit_what_is_known(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)])

    bring(tmp_path, "people", [person(ANN, birth_date="1950-01-01", housebound="y")])

    row = entry()
    assert row.given["birth_date"] == "1950-01-01"
    assert row.given["housebound"] == "Y"
    assert set(row.given) <= {"registration_kind", "housebound", *person(ANN)}
    assert row.sentence.startswith("Line 2, birth_date: the NHS number and the birth date do not go together")


def test_unreadable_line_belongs_to_who_brought_it(tmp_path: Path) -> None:
    bring(tmp_path, "people", to_csv([person(ANN)]) + "only,three,fields\n")

    row = entry()
    assert (row.organisation.code, row.reason, row.row_key) == ("CCG", "too_few_fields", "")
    assert row.raw == "only,three,fields"


def test_nul_is_kept_visible(tmp_path: Path) -> None:
    bring(tmp_path, "people", to_csv([person(ANN, family_name="Gr\0ey")]))

    assert "Gr\u2400ey" in entry().raw


def test_the_same_bad_line_again_is_one_entry(tmp_path: Path) -> None:
    rows = [person(ANN), person(BOB, sex="X"), person(BOB, sex="X")]

    first = bring(tmp_path, "people", rows)
    second = bring(tmp_path, "people", to_csv(rows[::-1]).encode("utf-16"))

    assert buckets(first) == {"accepted": 1, "quarantined": 2}
    assert buckets(second) == {"unchanged": 1, "quarantined": 2}
    assert entries() == [("OPEN", "not_in_list", "sex")]


def test_the_same_unreadable_line_of_two_practices_is_two_entries(tmp_path: Path) -> None:
    for code in ("P1", "P2", "P1"):
        bring(tmp_path, "people", f"{','.join(person(ANN))}\n,,,,,,\nonly,three,fields\n", by=code)

    assert sorted(entries(importer__code="P1")) == sorted(entries(importer__code="P2"))
    assert len(entries()) == 4


@pytest.mark.parametrize(
    "line",
    [
        "only,three,fields",
        ",,,,,,",
        f"{BOB},Grey,Nell,1941-02-30,F,P1,2011-05-06",
        f"{BOB},A,B,1941-03-04,F,P1,2011-05-06",
    ],
    ids=["unreadable", "empty", "faulty", "not theirs"],
)
def test_closing_a_line_by_hand_closes_it_for_one_practice(tmp_path: Path, world, line: str) -> None:
    for code in ("P2", "PB"):
        bring(tmp_path, "people", f"{','.join(person(ANN))}\n{line}\n", by=code)
        with as_system():
            QuarantinedRow.objects.update(state="CLOSED", closed_at=NOW, closed_by=world.user("gp_a"))

    assert len(entries(importer__code="P2")) == len(entries(importer__code="PB")) == 1
    bring(tmp_path, "people", f"{','.join(person(ANN))}\n{line}\n", by="PB")
    assert len(entries()) == 2


def test_a_corrected_row_in_a_file_closes_its_entry(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(BOB, sex="X")])

    imported = bring(tmp_path, "people", [person(BOB)])

    assert entries() == [("CORRECTED", "not_in_list", "sex")]
    assert entry().closed_by_import_id == imported.pk


def test_a_bad_line_that_comes_back_is_opened_again(tmp_path: Path) -> None:
    for sex in ("X", "F", "X"):
        bring(tmp_path, "people", [person(BOB, sex=sex)])

    assert entries() == [("CORRECTED", "not_in_list", "sex"), ("OPEN", "not_in_list", "sex")]


def test_what_somebody_closed_stays_closed(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(BOB, sex="X")])
    with as_system():
        QuarantinedRow.objects.update(state="CLOSED", closed_at=NOW, closed_by=world.user("gp_a"))

    bring(tmp_path, "people", [person(BOB, sex="X")])

    assert entries() == [("CLOSED", "not_in_list", "sex")]


def test_a_full_list_closes_what_it_does_not_hold_any_more(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN), person("9.43E+09")])
    bring(tmp_path, "people", [person(ANN, practice_code="P2", sex="X")])

    bring(tmp_path, "people", [person(ANN), person(BOB)])

    assert entries() == [("OPEN", "not_in_list", "sex"), ("CLOSED", "nhs_number_mangled", "nhs_number")]
    assert entry(state="CLOSED").closing_note == "Not in the list of 30 June 2026 any more."


def test_an_older_list_closes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN), person("9.43E+09")])

    bring(tmp_path, "people", [person(ANN), person(BOB)], as_on=MAY)

    assert entries() == [("OPEN", "nhs_number_mangled", "nhs_number")]


def test_a_correction_alone_gets_in_and_takes_nobody_away(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(ANN), person("9.43E+09", given_name="Bob")])

    imported = correct(entry(), tmp_path, world, nhs_number=BOB)

    assert buckets(imported) == {"accepted": 1}
    assert entries() == [("CORRECTED", "nhs_number_mangled", "nhs_number")]
    assert entry().closed_by == world.user("admin_a")
    assert (stays(ANN)[0][3], stays(BOB)[0][3]) == (None, None)


def test_a_correction_that_is_late_is_not_taken_for_gone(tmp_path: Path, world) -> None:
    """Lists that came since had the same bad line; the row is of the first."""
    for day in (MAY, TODAY):
        bring(tmp_path, "people", [person(ANN), person("9.43E+09")], as_on=day)

    correct(entry(), tmp_path, world, nhs_number=BOB)

    assert stays(BOB)[0][3] is None


def test_a_correction_with_another_fault_has_its_own_entry(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(BOB, sex="X")])

    imported = correct(entry(), tmp_path, world, sex="F", birth_date="2050-01-01")

    assert buckets(imported) == {"quarantined": 1}
    assert entries(state="OPEN") == [("OPEN", "date_in_future", "birth_date")]
    assert entry(state="CLOSED").closing_note.startswith("Sent again with another fault")


def test_a_correction_that_changes_nothing_leaves_the_entry_open(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(BOB, sex="X")])

    correct(entry(), tmp_path, world)

    assert entries() == [("OPEN", "not_in_list", "sex")]


def test_an_approved_identity_is_applied(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)
    newer = [person(ANN, birth_date="1942-03-04", phone="1")]
    bring(tmp_path, "people", newer)

    imported = correct(entry(), tmp_path, world)

    assert buckets(imported) == {"accepted": 1}
    assert details(ANN).birth_date == date(1942, 3, 4)
    assert entries() == [("CORRECTED", "identity_mismatch", "birth_date")]
    assert buckets(bring(tmp_path, "people", newer)) == {"unchanged": 1}
