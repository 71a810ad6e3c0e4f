"""What a list of people does to persons and details."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from patients.models import PersonDetail, Reach, Registration
from patients.rules.search import without_accents
from tests.factories import nhs_number
from tests.patients.feeds.bringing import (
    PERSON,
    bring,
    buckets,
    crowd,
    details,
    entries,
    person,
    stays,
    to_csv,
)
from tests.world import TODAY, as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN = nhs_number(1)
BOB = nhs_number(2)
HARD = 'O\'Brien, "x" \\N'
MAY = date(2026, 5, 31)
JUNE = date(2026, 6, 15)
START = date(2011, 5, 6)


def test_people_come_in(tmp_path: Path) -> None:
    imported = bring(
        tmp_path,
        "people",
        [
            person(
                ANN, family_name='O\'Brien, "x" \\N', address="1 High St\nLondon\t\\", interpreter_needed="y"
            ),
            person(BOB, given_name="José", housebound="N", imd_quintile="3", deregistered_on="2020-01-01"),
        ],
    )

    assert buckets(imported) == {"accepted": 2}
    assert stays(ANN) == [("P1", "REGULAR", START, None)]
    assert stays(BOB) == [("P1", "REGULAR", START, date(2020, 1, 1))]
    ann, bob = details(ANN), details(BOB)
    assert (ann.family_name, ann.address) == (HARD, "1 High St\nLondon\t\\")
    assert (ann.interpreter_needed, ann.housebound, ann.imd_quintile, ann.title) == (True, None, None, "")
    assert (bob.search_text, bob.housebound, bob.imd_quintile) == ("GREY JOSE", False, 3)


@pytest.mark.parametrize(
    "name", ["Zoë", "Łukasz", "Strauß", "Ångström", "O’Brien-Ñuñez", "Østergård", "Čapek", "李"]
)
def test_search_text_is_what_is_searched_for(tmp_path: Path, name: str) -> None:
    bring(tmp_path, "people", [person(ANN, family_name=name, given_name="Anaïs")])

    assert details(ANN).search_text == without_accents(f"{name} Anaïs")


def test_people_are_reached_by_their_practice(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(ANN)])

    with as_system():
        reached = Reach.objects.filter(person__identifiers__value=ANN, why="REGISTERED")
        assert [(row.organisation.code, row.from_on, row.to_on) for row in reached] == [("P1", START, None)]


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
        lambda text: "\n".join([text.splitlines()[0], *sorted(text.splitlines()[1:], reverse=True)]),
        lambda text: text.replace(",", ";").encode("cp1252"),
        lambda text: gzip.compress(text.encode("utf-8-sig")),
        lambda text: text.replace("Grey", '"Grey"').replace("P1", "p1").replace("1941-03-04", " 1941-03-04"),
    ],
    ids=["same", "UTF-16 CRLF", "shuffled", "1252 semicolon", "gzip BOM", "quoted and blank"],
)
def test_the_same_people_in_any_form_change_nothing(tmp_path: Path, form) -> None:
    rows = [
        *crowd(5),
        person(ANN, family_name="Zoë"),
        person(BOB, nhs_number=f"{BOB[:3]} {BOB[3:6]}-{BOB[6:]}"),
    ]
    bring(tmp_path, "people", rows)
    with as_system():
        before = [Registration.objects.count(), PersonDetail.objects.count(), Reach.objects.count()]

    again = bring(tmp_path, "people", form(to_csv(rows)))

    assert buckets(again) == {"unchanged": 7}
    with as_system():
        assert [Registration.objects.count(), PersonDetail.objects.count(), Reach.objects.count()] == before


def test_the_same_people_in_a_workbook_change_nothing(tmp_path: Path, workbook) -> None:
    bring(tmp_path, "people", [person(ANN, imd_quintile="3"), person(BOB)])

    cells = [[int(ANN), "Grey", "Nell", date(1941, 3, 4), "F", "P1", date(2011, 5, 6), 3.0]]
    cells.append([BOB, "Grey", "Nell", "1941-03-04", "F", "P1", "2011-05-06", ""])
    path = workbook([[*person(ANN), "imd_quintile"], *cells])

    assert buckets(bring(tmp_path, "people", path.read_bytes())) == {"unchanged": 2}


def test_names_that_fall_apart_when_folded_fit(tmp_path: Path) -> None:
    assert buckets(bring(tmp_path, "people", [person(ANN, family_name="각" * 100, given_name="ß" * 100)]))


def test_where_columns_were_matched_no_other_counts(tmp_path: Path) -> None:
    row = person(ANN) | {"sex": "nonsense", "Gender": "F", "phone": "left out"}
    names = {name: name for name in PERSON if name != "sex"} | {"nhs_number": "NHS_Number ", "sex": "gender"}

    imported = bring(tmp_path, "people", [row], **names)

    assert buckets(imported) == {"accepted": 1}
    assert (details(ANN).sex, details(ANN).phone) == ("F", "")
    assert imported.report["unknown_columns"] == ["sex", "phone"]


def test_a_changed_person_is_a_new_version(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN), person(BOB)], as_on=MAY)

    newer = bring(tmp_path, "people", [person(ANN, family_name="Green"), person(BOB)])

    assert buckets(newer) == {"accepted": 1, "unchanged": 1}
    assert details(ANN).family_name == "Green"
    assert newer.report["notes"] == ["1 person has another family name than before."]
    with as_system():
        old = PersonDetail.objects.get(person__identifiers__value=ANN, replaced_by=newer)
    assert (old.family_name, old.as_on) == ("Grey", MAY)
    assert stays(ANN) == [("P1", "REGULAR", START, None)]


def test_an_older_list_is_history(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN, phone="2")])

    older = bring(tmp_path, "people", [person(ANN, phone="1", deregistered_on="2026-01-01")], as_on=MAY)
    again = bring(tmp_path, "people", [person(ANN, phone="1", deregistered_on="2026-01-01")], as_on=MAY)

    assert buckets(older) == {"superseded": 1}
    assert buckets(again) == {"unchanged": 1}
    assert (details(ANN).phone, stays(ANN)[0][3]) == ("2", None)
    with as_system():
        assert PersonDetail.objects.filter(person__identifiers__value=ANN).count() == 2
        assert Registration.objects.filter(person__identifiers__value=ANN).count() == 2


@pytest.mark.parametrize("days", [(MAY, TODAY), (MAY, JUNE, TODAY)])
def test_a_list_that_was_taken_long_ago_changes_nothing(tmp_path: Path, days: tuple[date, ...]) -> None:
    """Also when another, later list said the same for a while."""
    for day in days:
        bring(tmp_path, "people", [person(ANN, phone="2" if day == TODAY else "1")], as_on=day)

    again = bring(tmp_path, "people", [person(ANN, phone="1")], as_on=MAY)

    assert buckets(again) == {"unchanged": 1}
    assert details(ANN).phone == "2"


def test_a_list_between_two_others_does_not_overwrite_the_newest(tmp_path: Path) -> None:
    for day, phone in ((MAY, "1"), (TODAY, "1"), (JUNE, "2")):
        last = bring(tmp_path, "people", [person(ANN, phone=phone)], as_on=day)

    assert buckets(last) == {"superseded": 1}
    assert details(ANN).phone == "1"


def test_duplicate_and_conflict_in_one_file(tmp_path: Path) -> None:
    rows = [person(ANN), person(ANN), person(BOB, phone="1"), person(BOB, phone="2"), person(BOB, phone="2")]

    imported = bring(tmp_path, "people", rows)

    assert buckets(imported) == {"accepted": 1, "duplicate": 2, "quarantined": 2}
    assert entries() == [("OPEN", "conflicting_versions", "phone")] * 2
    assert stays(BOB) == []


def test_a_move_ends_the_stay_elsewhere(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN, address="old")], as_on=MAY)

    bring(tmp_path, "people", [person(ANN, practice_code="P2", registered_on="2026-06-01", address="new")])

    assert stays(ANN) == [
        ("P1", "REGULAR", START, date(2026, 6, 1)),
        ("P2", "REGULAR", date(2026, 6, 1), None),
    ]
    assert details(ANN).address == "new"
