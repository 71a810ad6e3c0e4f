"""The feeds allergies and current_medicines, from file to row."""

from datetime import date, timedelta

import pytest

from patients.actions.sensitive import replace_sensitive_codes
from patients.feeds.allergies import STATUSES, says_nothing_known
from patients.models import Allergy, AllergyStatus, CurrentMedicine, QuarantinedRow, SensitiveCode
from patients.rules.sensitive import SensitiveCode as Listed
from patients.rules.sensitive import SensitiveList
from tests.patients.feeds.bringing import Row, approve, bring, buckets, entries, to_csv
from tests.patients.feeds.recording import who
from tests.patients.lists import ALLERGIES, MEDICINES, allergy, medicine
from tests.tiers.codelists.people import CODE_LIST
from tests.tiers.codelists.people import MEDICINES as MAP
from tests.tiers.records import lay_down_list, lay_down_map
from tests.world import NOW, TODAY, as_system
from tiers.models import PolypharmacyPeriod

pytestmark = pytest.mark.django_db
EARLIER = TODAY - timedelta(days=7)
NOTHING = {"substance": "No known allergies", "reaction": "", "status": "no_known_allergies"}
ROWS = {ALLERGIES: allergy, MEDICINES: medicine}
MODELS = {ALLERGIES: Allergy, MEDICINES: CurrentMedicine}


@pytest.fixture
def adair(world) -> Row:
    return who(world.person("ADAIR"))


def standing(feed: str = ALLERGIES) -> list[tuple[object, ...]]:
    """What counts: words, the version's date."""
    named = {ALLERGIES: ("substance", "status", "recorded_on"), MEDICINES: ("medicine", "dose", "listed_on")}
    with as_system():
        rows = MODELS[feed].objects.all().counting()
        return list(rows.order_by("row_id").values_list(*named[feed]))


def rows_kept(feed: str) -> int:
    with as_system():
        return MODELS[feed].objects.count()


def test_every_status_is_of_the_model():
    assert set(STATUSES) == set(AllergyStatus)


def test_an_allergy_gets_in(tmp_path, world, adair):
    done = bring(tmp_path, ALLERGIES, [adair | allergy()])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    with as_system():
        row = Allergy.objects.get()
    assert (row.person_id, row.row_id, row.line) == (world.person("ADAIR").pk, "a1", 2)
    assert (row.substance, row.reaction, row.status) == ("Penicillin", "Rash", "ACTIVE")


def test_a_medicine_gets_in(tmp_path, adair):
    done = bring(tmp_path, MEDICINES, [adair | medicine()])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    with as_system():
        row = CurrentMedicine.objects.get()
    assert (row.dose, row.started_on, row.ended_on) == ("Two, four times a day", date(2025, 5, 1), None)
    assert (row.repeat, row.listed_on) == (True, TODAY)


def test_that_nothing_is_known_is_a_row_of_its_own(tmp_path, adair):
    done = bring(tmp_path, ALLERGIES, [adair | allergy() | NOTHING])

    assert buckets(done) == {"accepted": 1}
    assert standing() == [("No known allergies", "NO_KNOWN_ALLERGIES", date(2024, 3, 6))]


@pytest.mark.parametrize(
    ("differently", "column", "reason"),
    [
        ({"nhs_number": "9990400016"}, "nhs_number", "person_unknown"),
        ({"nhs_number": "9E+09"}, "nhs_number", "nhs_number_mangled"),
        ({"birth_date": "1937-12-13"}, "birth_date", "identity_mismatch"),
        ({"recorded_on": "2026-07-01"}, "recorded_on", "date_in_future"),
        ({"recorded_on": "1937-12-11"}, "recorded_on", "date_before_birth"),
        ({"recorded_on": ""}, "recorded_on", "required_missing"),
        ({"substance": ""}, "substance", "required_missing"),
        ({"row_id": ""}, "row_id", "required_missing"),
        ({"substance": "x" * 256}, "substance", "text_too_long"),
        ({"status": "allergic"}, "status", "not_in_list"),
        ({"status": "no_known_allergies", "reaction": ""}, "status", "status_contradicts"),
        (NOTHING | {"status": ""}, "status", "status_contradicts"),
        (NOTHING | {"reaction": "Rash"}, "reaction", "status_contradicts"),
    ],
)
def test_a_bad_allergy_never_gets_in(tmp_path, adair, differently, column, reason):
    done = bring(tmp_path, ALLERGIES, [adair | allergy() | differently])

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", reason, column)]
    assert rows_kept(ALLERGIES) == 0


@pytest.mark.parametrize(
    ("differently", "column", "reason"),
    [
        ({"nhs_number": "9990400016"}, "nhs_number", "person_unknown"),
        ({"birth_date": "1937-12-13"}, "birth_date", "identity_mismatch"),
        ({"medicine_code": "3.2E+08"}, "medicine_code", "code_unknown_shape"),
        ({"medicine_code": ""}, "medicine_code", "required_missing"),
        ({"medicine": ""}, "medicine", "required_missing"),
        ({"dose": ""}, "dose", "required_missing"),
        ({"dose": "x" * 256}, "dose", "text_too_long"),
        ({"started_on": "2026-07-01"}, "started_on", "date_in_future"),
        ({"started_on": "1937-12-11"}, "started_on", "date_before_birth"),
        ({"ended_on": "2025-04-30"}, "ended_on", "date_order"),
        ({"repeat": "1"}, "repeat", "not_in_list"),
    ],
)
def test_a_bad_medicine_never_gets_in(tmp_path, adair, differently, column, reason):
    done = bring(tmp_path, MEDICINES, [adair | medicine() | differently])

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", reason, column)]
    assert rows_kept(MEDICINES) == 0


@pytest.mark.parametrize("feed", ROWS)
def test_a_practice_brings_those_of_its_own_people_alone(tmp_path, world, adair, feed):
    cohen = who(world.person("COHEN"))
    done = bring(tmp_path, feed, [adair | ROWS[feed](), cohen | ROWS[feed]("x2")], by="PA")

    assert buckets(done) == {"accepted": 1, "quarantined": 1}
    assert entries() == [("OPEN", "person_unknown", "nhs_number")]


@pytest.mark.parametrize("feed", ROWS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_same_rows_in_another_form_change_nothing(tmp_path, adair, feed, encoding):
    rows = [adair | ROWS[feed](str(number)) for number in range(20)]
    first = bring(tmp_path, feed, [*rows, rows[0]])
    before = standing(feed)
    other = bring(tmp_path, feed, to_csv(rows[::-1]).replace("\n", "\r\n").encode(encoding))

    assert [buckets(done) for done in (first, other)] == [{"accepted": 20, "duplicate": 1}, {"unchanged": 20}]
    assert (standing(feed), rows_kept(feed)) == (before, 20)


def test_a_newer_allergy_replaces_and_an_older_one_is_history(tmp_path, adair):
    told = [("2024-04-01", "Rash"), ("2025-01-15", "Anaphylaxis"), ("2024-03-06", "")]
    done = [bring(tmp_path, ALLERGIES, [adair | allergy(recorded_on=on, reaction=what)]) for on, what in told]

    assert [*map(buckets, done)] == [{"accepted": 1}, {"accepted": 1}, {"superseded": 1}]
    assert standing() == [("Penicillin", "ACTIVE", date(2025, 1, 15))]
    assert rows_kept(ALLERGIES) == 3


@pytest.mark.usefixtures("never_held")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_was_entered_in_error_goes_whatever_comes_first(tmp_path, adair, order):
    told = [allergy(), allergy(status="entered_in_error")]
    for place in order:
        bring(tmp_path, ALLERGIES, [adair | told[place]])

    assert standing() == []
    with as_system():
        assert not Allergy.objects.all().told().exists()


def test_a_file_that_takes_many_allergies_away_waits_for_a_second_person(tmp_path, world, adair):
    rows = [adair | allergy(str(number)) for number in range(4)]
    bring(tmp_path, ALLERGIES, rows)

    held = bring(tmp_path, ALLERGIES, [row | {"status": "entered_in_error"} for row in rows[:2]])
    assert (held.state, held.report["deletions"], len(standing())) == ("HELD", 2, 4)

    assert approve(held, world).state == "DONE"
    assert len(standing()) == 2


@pytest.mark.usefixtures("never_held")
@pytest.mark.parametrize(
    ("feed", "other"), [(ALLERGIES, {"substance": "Latex"}), (MEDICINES, {"dose": "One at night"})]
)
def test_two_contents_of_one_date_are_both_in_quarantine_and_both_shown(tmp_path, adair, feed, other):
    for more in ({}, other):
        bring(tmp_path, feed, [adair | ROWS[feed]() | more])

    assert entries() == [("OPEN", "conflicting_versions", "row_id")] * 2
    with as_system():
        given = [row.given for row in QuarantinedRow.objects.order_by("pk")]
        assert (standing(feed), MODELS[feed].objects.all().told().count()) == ([], 2)
    assert {row["row_id"] for row in given} == {ROWS[feed]()["row_id"]}


def test_the_other_side_of_a_contradiction_is_closed_when_it_is_sent_again(tmp_path, adair):
    """Its digest is that of its line."""
    rows = [adair | medicine(dose=dose) for dose in ("One", "Two")]
    bring(tmp_path, MEDICINES, [adair | medicine(str(number)) for number in range(99)] + rows[:1])
    bring(tmp_path, MEDICINES, rows[1:])
    again = bring(tmp_path, MEDICINES, rows)

    assert buckets(again) == {"quarantined": 2}
    assert len(entries()) == 2


@pytest.mark.parametrize("more", [{"reaction": ""}, {"reaction": "RASH"}, {"substance": "PENICILLIN"}])
def test_other_words_contradict_nothing(tmp_path, adair, more):
    for words in ({}, more, {}):
        done = bring(tmp_path, ALLERGIES, [adair | allergy() | words])

    assert (done.state, done.quarantined, len(standing())) == ("DONE", 0, 1)


def test_a_newer_list_that_says_the_same_gives_its_date(tmp_path, adair):
    for as_on in (EARLIER, TODAY, EARLIER):
        done = bring(tmp_path, MEDICINES, [adair | medicine()], as_on=as_on)

    assert buckets(done) == {"unchanged": 1}
    assert [row[2] for row in standing(MEDICINES)] == [TODAY]
    assert rows_kept(MEDICINES) == 1


def test_what_is_not_in_a_newer_list_stays_with_the_date_of_its_own(tmp_path, adair):
    bring(tmp_path, MEDICINES, [adair | medicine("1"), adair | medicine("2")], as_on=EARLIER)
    bring(tmp_path, MEDICINES, [adair | medicine("2")])

    assert [row[2] for row in standing(MEDICINES)] == [EARLIER, TODAY]


def test_another_dose_in_a_newer_list_replaces_and_in_an_older_one_is_history(tmp_path, adair):
    told = [(EARLIER, "One"), (TODAY, "Two"), (EARLIER - timedelta(days=7), "Three")]
    done = [bring(tmp_path, MEDICINES, [adair | medicine(dose=dose)], as_on=on) for on, dose in told]

    assert [*map(buckets, done)] == [{"accepted": 1}, {"accepted": 1}, {"superseded": 1}]
    assert standing(MEDICINES) == [("Paracetamol 500mg tablets", "Two", TODAY)]


def test_an_entry_about_a_newer_list_is_not_closed_by_an_older_one(tmp_path, adair):
    bring(tmp_path, MEDICINES, [adair | medicine(dose="")])
    bring(tmp_path, MEDICINES, [adair | medicine()], as_on=EARLIER)
    assert [state for state, _, _ in entries()] == ["OPEN"]

    bring(tmp_path, MEDICINES, [adair | medicine()])
    assert [state for state, _, _ in entries()] == ["CORRECTED"]


def test_a_medicine_on_the_list_of_sensitive_codes_never_comes_in(tmp_path, adair):
    with as_system():
        SensitiveCode.objects.create(system="snomed", code="322236009", term="X", list_sha256="0" * 64)
    done = bring(tmp_path, MEDICINES, [adair | medicine(), adair | medicine("2", dose="")])

    assert (done.rows, done.report["left_out"], entries()) == (0, {"sensitive": 2}, [])
    assert rows_kept(MEDICINES) == 0


def test_a_medicine_that_is_listed_later_goes_from_view(tmp_path, adair):
    bring(tmp_path, MEDICINES, [adair | medicine()])
    with as_system():
        SensitiveCode.objects.create(system="snomed", code="322236009", term="X", list_sha256="0" * 64)

    with as_system():
        assert not CurrentMedicine.objects.all().taken_on(TODAY).exists()


def test_an_entry_of_quarantine_with_a_medicine_that_is_listed_later_is_emptied(tmp_path, adair):
    bring(tmp_path, MEDICINES, [adair | medicine(dose=""), adair | medicine("2", medicine_code="X", dose="")])
    with as_system() as system:
        listed = SensitiveList((Listed("322236009", "snomed", "X"),), sha256="0" * 64)
        replace_sensitive_codes(listed=listed, by=system, at=NOW)

    assert [state for state, _, _ in entries()] == ["CLOSED", "OPEN"]
    with as_system():
        assert [bool(row.given) for row in QuarantinedRow.objects.order_by("line")] == [False, True]


def test_what_people_take_is_not_what_was_issued(tmp_path, adair):
    """Polypharmacy counts issues alone."""
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MAP)
    bring(tmp_path, MEDICINES, [adair | medicine(str(n), medicine_code=f"M{n}") for n in range(8)])

    with as_system():
        assert not PolypharmacyPeriod.objects.exists()


@pytest.mark.parametrize(
    ("words", "nothing"),
    [
        ("No known allergies", True), ("N.K.D.A.", True), ("  no known drug ALLERGY ", True), ("None", True),
        ("Nil known", True), ("Penicillin", False), ("Known allergies", False), ("Nonoxinol", False),
    ],
)  # fmt: skip
def test_words_that_say_that_nothing_is_known(words, nothing):
    assert says_nothing_known(words) is nothing
