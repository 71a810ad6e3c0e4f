"""What a list of people does to persons, details and registrations."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from patients.models import Import, PersonDetail, QuarantinedRow, Reach, Registration
from patients.rules.search import without_accents
from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.bringing import PERSON, bring, buckets, details, entries, person, run, stays, to_csv
from tests.world import TODAY, as_system
from wsic.jobs import actions as jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practices")]

ANN, BOB, EVE = nhs_number(1), nhs_number(2), nhs_number(3)
HARD = 'O\'Brien, "x" \\N'
MAY, JUNE = date(2026, 5, 31), date(2026, 6, 15)
START = date(2011, 5, 6)
MOVED_ON = date(2026, 6, 1)


def crowd(size: int = 60, **more: str) -> list[dict[str, str]]:
    """So many people that one of them is less than 2 %."""
    return [
        person(nhs_number(number), given_name=f"Nell {number}", **more) for number in range(100, 100 + size)
    ]


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


MOVED = [
    person(ANN, address="old"),
    person(ANN, practice_code="P2", registered_on="2026-06-01", address="new"),
]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
@pytest.mark.parametrize("together", [True, False])
def test_a_move_whatever_the_order(tmp_path: Path, order: list[int], together: bool) -> None:
    rows = [MOVED[place] for place in order]
    for part in [rows] if together else [[row] for row in rows]:
        bring(tmp_path, "people", part)
    bring(tmp_path, "people", [MOVED[0]])

    assert stays(ANN) == [
        ("P1", "REGULAR", START, date(2026, 6, 1)),
        ("P2", "REGULAR", date(2026, 6, 1), None),
    ]
    assert details(ANN).address == "new"


def test_two_regular_stays_from_the_same_day_leave_one(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN), person(ANN, practice_code="P2")])

    assert sorted(stays(ANN)) == [("P1", "REGULAR", START, START), ("P2", "REGULAR", START, None)]


def test_temporary_stays_may_overlap(tmp_path: Path) -> None:
    there = person(
        ANN, practice_code="P2", registered_on="2026-06-01", registration_kind="temporary", phone="away"
    )

    bring(tmp_path, "people", [person(ANN, phone="home"), there])

    assert [(code, kind, to_on) for code, kind, _, to_on in stays(ANN)] == [
        ("P1", "REGULAR", None),
        ("P2", "TEMPORARY", None),
    ]
    assert details(ANN).phone == "home"


def test_a_corrected_first_day_replaces_the_stay(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)

    bring(tmp_path, "people", [person(ANN, registered_on="2010-01-01", deregistered_on="2026-02-03")])

    assert stays(ANN) == [("P1", "REGULAR", date(2010, 1, 1), date(2026, 2, 3))]


def test_who_is_missing_leaves_on_the_date_of_the_list(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=MAY)

    shorter = bring(tmp_path, "people", crowd(), as_on=JUNE)
    again = bring(tmp_path, "people", crowd(), as_on=JUNE)

    assert stays(ANN) == [("P1", "REGULAR", START, JUNE)]
    assert shorter.report["missing"]["practices"] == [
        {"code": "P1", "name": "First Surgery", "listed": 61, "missing": 1, "leaving": 0}
    ]
    assert shorter.report["notes"] == ["1 registration is not in the list any more and ended on its date."]
    assert again.report["ended"] == 0


def test_who_was_missing_comes_back(tmp_path: Path) -> None:
    everybody = [*crowd(), person(ANN)]
    for day, rows in ((MAY, everybody), (JUNE, crowd()), (TODAY, everybody)):
        last = bring(tmp_path, "people", rows, as_on=day)

    assert buckets(last) == {"accepted": 1, "unchanged": 60}
    assert stays(ANN) == [("P1", "REGULAR", START, None)]


def test_a_late_list_does_not_bring_back_who_left(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(), as_on=JUNE)

    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=MAY)

    assert stays(ANN) == [("P1", "REGULAR", START, JUNE)]


def test_a_late_list_ends_nobody_who_came_since(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=JUNE)

    late = bring(tmp_path, "people", crowd(), as_on=MAY)

    assert late.report["ended"] == 0
    assert stays(ANN)[0][3] is None


def test_too_many_missing_holds_the_list(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [*crowd(98), person(ANN), person(BOB)], as_on=MAY)

    held = bring(tmp_path, "people", crowd(98))

    assert held.state == "HELD"
    assert held.report["held"][0].startswith("P1: 2 of 100 people are missing")
    assert (held.report["missing"]["people"], held.report["missing"]["of"]) == (2, 100)
    assert len(held.report["missing_people"]) == 2
    assert stays(ANN)[0][3] is None


def test_a_held_list_goes_in_when_approved(tmp_path: Path, world) -> None:
    bring(tmp_path, "people", [person(ANN), person(BOB), person(EVE)], as_on=MAY)
    held = bring(tmp_path, "people", [person(BOB)], as_on=JUNE)
    assert held.state == "HELD"

    with as_system() as by:
        Import.objects.filter(pk=held.pk).update(
            approved_by=world.user("administrator"), approved_at=held.uploaded_at, state="WAITING"
        )
        key = str(held.public_id)
        job = jobs.open_job(
            name="patients.import", key=key, payload={"import": key}, purpose="x", as_on=JUNE, by=by,
            at=held.uploaded_at,
        )  # fmt: skip
        job = jobs.claim(job, at=held.uploaded_at)
    approved = run(held, job)

    assert buckets(approved) == {"unchanged": 1}
    assert stays(ANN)[0][3] == JUNE


def test_who_is_in_quarantine_is_not_missing(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN), person(BOB)], as_on=MAY)

    bring(tmp_path, "people", [*crowd(), person(ANN, sex="X"), person(BOB, birth_date="1950-01-01")])

    assert stays(ANN)[0][3] is None
    assert stays(BOB)[0][3] is None


def test_an_unreadable_number_ends_nobody(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN)], as_on=MAY)

    imported = bring(tmp_path, "people", [*crowd(), person("9.43E+09")])

    assert imported.state == "DONE"
    assert stays(ANN)[0][3] is None
    [note] = imported.report["notes"]
    assert note.startswith("P1: nobody's registration was ended, because 1 row has an NHS number that cannot")


def test_another_practice_is_not_touched(tmp_path: Path) -> None:
    bring(tmp_path, "people", [*crowd(), person(ANN, practice_code="P2")], as_on=MAY)

    bring(tmp_path, "people", crowd())

    assert stays(ANN)[0][3] is None


def test_another_birth_date_waits_in_quarantine(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)

    imported = bring(tmp_path, "people", [person(ANN, birth_date="1942-03-04")])

    assert buckets(imported) == {"quarantined": 1}
    assert entries() == [("OPEN", "identity_mismatch", "birth_date")]
    assert details(ANN).birth_date == date(1941, 3, 4)


def test_two_birth_dates_for_a_new_number(tmp_path: Path) -> None:
    other = person(ANN, practice_code="P2", birth_date="1942-03-04")

    assert buckets(bring(tmp_path, "people", [person(ANN), other])) == {"quarantined": 2}
    assert entries() == [("OPEN", "identity_mismatch", "birth_date")] * 2


def test_many_changed_identities_hold_the_list(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(), as_on=MAY)
    slipped = crowd()
    for row in slipped[:2]:
        row["birth_date"] = "1950-01-01"

    held = bring(tmp_path, "people", slipped)

    assert held.state == "HELD"
    assert "2 of 60 people known already" in held.report["held"][0]


@pytest.mark.parametrize(
    "change",
    [
        {"practice_code": "P9"},
        {"practice_code": "HUB1"},
        {"practice_code": "SHUT", "registered_on": "2026-06-02"},
    ],
)
def test_no_such_practice(tmp_path: Path, change: dict[str, str]) -> None:
    with as_system():
        OrganisationFactory(code="SHUT", closed_on=date(2026, 6, 2))

    imported = bring(tmp_path, "people", [person(ANN, **change)])

    assert buckets(imported) == {"quarantined": 1}
    assert entries() == [("OPEN", "organisation_unknown", "practice_code")]


def test_rows_from_before_a_practice_closed(tmp_path: Path) -> None:
    with as_system():
        OrganisationFactory(code="SHUT", closed_on=date(2026, 6, 2))

    imported = bring(tmp_path, "people", [person(ANN, practice_code="SHUT", registered_on="2026-06-01")])

    assert buckets(imported) == {"accepted": 1}


def test_a_practice_brings_its_own_list_alone(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN, practice_code="P2")], as_on=MAY)

    own = bring(
        tmp_path, "people", [person(BOB), person(ANN, practice_code="P2", birth_date="1950-01-01")], by="P1"
    )

    assert buckets(own) == {"accepted": 1, "quarantined": 1}
    assert entries(organisation__code="P1") == [("OPEN", "organisation_not_yours", "practice_code")]
    assert stays(ANN) == [("P2", "REGULAR", START, None)]


@pytest.mark.parametrize(
    "said",
    [{"died_on": "2026-06-01"}, {"deregistered_on": "2026-06-01"}, {"registration_kind": "private"}],
    ids=lambda said: next(iter(said)),
)
def test_a_list_that_says_too_many_left_is_held(tmp_path: Path, said: dict[str, str]) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    gone = [row | (said if number < 2 else {}) for number, row in enumerate(crowd(100))]

    held = bring(tmp_path, "people", gone)

    assert held.state == "HELD"
    assert "2 have died, left" in held.report["held"][0]


def test_a_list_that_says_few_left_goes_in(tmp_path: Path) -> None:
    bring(tmp_path, "people", crowd(100), as_on=MAY)
    gone = [row | ({"died_on": "2026-06-01"} if number < 1 else {}) for number, row in enumerate(crowd(100))]

    assert bring(tmp_path, "people", gone).state == "DONE"


def test_guesses_do_not_find_out_a_birth_date(tmp_path: Path) -> None:
    bring(tmp_path, "people", [person(ANN)], as_on=MAY)
    guesses = [
        person(ANN, birth_date=f"1941-03-0{day}", registered_on=f"2012-01-0{day}") for day in (3, 4, 5)
    ]

    assert buckets(bring(tmp_path, "people", guesses)) == {"quarantined": 3}


def test_a_bad_row_that_names_another_practice_stays_with_who_brought_it(tmp_path: Path) -> None:
    bad = person(ANN, practice_code="P2", birth_date="1941-02-30")

    bring(tmp_path, "people", [person(BOB), bad], by="P1")

    with as_system():
        assert QuarantinedRow.objects.get().organisation.code == "P1"
