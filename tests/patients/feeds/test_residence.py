"""The feed residence, from file to where somebody lives on a day."""

import itertools
import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from patients.feeds.residence import KINDS
from patients.feeds.sets import residence as sets
from patients.models import HOMES, PersonIdentifier, Residence, ResidenceKind
from patients.sets.residence import IN_A_HOME
from tests.factories import PersonFactory
from tests.patients.feeds.bringing import Row, approve, bring, buckets, entries, to_csv
from tests.patients.feeds.recording import who
from tests.world import TODAY, as_system

pytestmark = pytest.mark.django_db
FEED = "residence"
EARLIER = TODAY - timedelta(days=7)
Place = tuple[str, date, date | None]


@pytest.fixture
def adair(world) -> Row:
    return who(world.person("ADAIR"))


@pytest.fixture
def never_held(monkeypatch) -> None:
    monkeypatch.setattr(sets, "MOST_ENDED", 2.0)


def place(kind="own_home", from_on="2020-01-01", to_on="") -> Row:
    return {"kind": kind, "from_on": from_on, "to_on": to_on}


def places() -> list[Place]:
    """Where somebody lives, as known now."""
    with as_system():
        rows = Residence.objects.current().order_by("from_on")
        return [(row.kind, row.from_on, row.to_on) for row in rows]


def test_every_kind_is_of_the_model():
    assert set(KINDS) == set(ResidenceKind)


def test_a_residence_gets_in(tmp_path, adair):
    done = bring(tmp_path, FEED, [adair | place("care_home", "2026-01-05")])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    assert places() == [("CARE_HOME", date(2026, 1, 5), None)]


@pytest.mark.parametrize(
    ("differently", "column", "reason"),
    [
        ({"nhs_number": "9990400016"}, "nhs_number", "person_unknown"),
        ({"birth_date": "1937-12-13"}, "birth_date", "identity_mismatch"),
        ({"kind": "hospital"}, "kind", "not_in_list"),
        ({"kind": ""}, "kind", "required_missing"),
        ({"from_on": ""}, "from_on", "required_missing"),
        ({"from_on": "2026-07-01"}, "from_on", "date_in_future"),
        ({"from_on": "1937-12-11"}, "from_on", "date_before_birth"),
        ({"to_on": "2019-12-31"}, "to_on", "date_order"),
    ],
)
def test_a_bad_row_never_gets_in(tmp_path, adair, differently, column, reason):
    done = bring(tmp_path, FEED, [adair | place() | differently])

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", reason, column)]
    assert places() == []


def test_a_practice_says_nothing_about_people_of_others(tmp_path, world):
    done = bring(tmp_path, FEED, [who(world.person("COHEN")) | place()], by="PA")

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", "person_unknown", "nhs_number")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_same_rows_in_another_form_change_nothing(tmp_path, adair, encoding):
    rows = [adair | place(), adair | place("care_home", "2026-01-05"), adair | place()]
    first = bring(tmp_path, FEED, rows)
    with as_system():
        before = list(Residence.objects.values())
    again = bring(tmp_path, FEED, to_csv(rows[::-1]).replace("\n", "\r\n").encode(encoding))

    assert [buckets(first), buckets(again)] == [
        {"accepted": 2, "duplicate": 1}, {"unchanged": 2, "duplicate": 1},
    ]  # fmt: skip
    with as_system():
        assert list(Residence.objects.values()) == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_later_place_ends_the_one_before_in_either_order(tmp_path, adair, order):
    told = [(EARLIER, place()), (TODAY, place("care_home", "2026-03-01"))]
    for number in order:
        as_on, row = told[number]
        bring(tmp_path, FEED, [adair | row], as_on=as_on)

    assert places() == [
        ("OWN_HOME", date(2020, 1, 1), date(2026, 3, 1)), ("CARE_HOME", date(2026, 3, 1), None),
    ]  # fmt: skip


def test_a_place_that_has_ended_leaves_a_gap(tmp_path, adair):
    """That they went home again is for the extract to say."""
    stay = place("intermediate_care", "2026-03-01", "2026-04-01")
    bring(tmp_path, FEED, [adair | place(), adair | stay])

    with as_system():
        days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
        found = [[row.kind for row in Residence.objects.all().on(day)] for day in days]
    assert found == [["OWN_HOME"], ["INTERMEDIATE_CARE"], ["INTERMEDIATE_CARE"], []]


def test_a_place_taken_back_gives_its_days_to_the_one_before(tmp_path, adair):
    bring(tmp_path, FEED, [adair | place(), adair | place("care_home", "2026-03-01")], as_on=EARLIER)
    bring(tmp_path, FEED, [adair | place("care_home", "2026-03-01", "2026-03-01")])

    assert places()[0] == ("OWN_HOME", date(2020, 1, 1), None)


def test_two_contents_in_one_file_are_both_turned_away(tmp_path, adair):
    done = bring(tmp_path, FEED, [adair | place(), adair | place("care_home")])

    assert buckets(done) == {"quarantined": 2}
    assert {reason for _, reason, _ in entries()} == {"conflicting_versions"}
    assert places() == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_the_newest_date_the_place_of_more_care_stands(tmp_path, adair, order):
    files = [(EARLIER, "nursing_home"), (TODAY, "own_home"), (TODAY, "care_home")]
    for number in order:
        as_on, kind = files[number]
        bring(tmp_path, FEED, [adair | place(kind)], as_on=as_on)

    assert places() == [("CARE_HOME", date(2020, 1, 1), None)]


def test_a_file_that_ends_many_waits_for_a_second_person(tmp_path, world):
    with as_system():
        more = [PersonFactory(practice=world.organisation("PA")) for _ in range(2)]
        numbers = [PersonIdentifier.objects.get(person=each).value for each in more]
    rows = [{"nhs_number": number, "birth_date": "1945-07-14"} | place("care_home") for number in numbers]
    bring(tmp_path, FEED, rows, as_on=EARLIER)

    held = bring(tmp_path, FEED, [row | {"to_on": "2026-06-20"} for row in rows])
    assert (held.state, {to_on for _, _, to_on in places()}) == ("HELD", {None})
    assert "2 of 2 residences of the people in the file" in str(held.report)

    assert approve(held, world).state == "DONE"
    assert {to_on for _, _, to_on in places()} == {date(2026, 6, 20)}


def expected(told: Sequence[tuple[date, Row]]) -> list[Place]:
    """Worked out plainly: of each first day one statement, cut by the next in which they ever were."""
    stated: dict[str, Row] = {}
    for _, row in sorted(told, key=lambda each: (each[0], _care(each[1]), each[1]["to_on"] or "9999")):
        stated[row["from_on"]] = row
    found: list[Place] = []
    for first in sorted(stated):
        row = stated[first]
        later = [each for each in stated if each > first and stated[each]["to_on"] != each]
        to_on = min(each for each in (row["to_on"] or "9999", *later))
        last = None if to_on == "9999" else date.fromisoformat(to_on)
        found.append((row["kind"].upper(), date.fromisoformat(first), last))
    return found


def _care(row: Row) -> int:
    return ["own_home", "other", "intermediate_care", "care_home", "nursing_home"].index(row["kind"])


def draw(draws: random.Random) -> tuple[date, Row]:
    first, later = draws.choice(["2020-01-01", "2024-05-01", "2026-02-01"]), ["", "2024-09-01", "2026-02-01"]
    to_on = draws.choice([each for each in (*later, first) if not each or each >= first])
    as_on = TODAY - timedelta(days=draws.choice([0, 7, 14]))
    return as_on, place(draws.choice(KINDS).lower(), first, to_on)


@pytest.mark.usefixtures("never_held")
@pytest.mark.parametrize("seed", [None, pytest.param(1, marks=pytest.mark.long)])
def test_any_order_of_files_ends_in_the_same(tmp_path, adair, seed):
    seed = random.randrange(10**6) if seed is None else seed
    draws = random.Random(seed)
    told = [draw(draws) for _ in range(10)]
    stands = expected(told)

    for _ in range(6):
        draws.shuffle(told)
        with transaction.atomic():
            for as_on, row in told:
                assert bring(tmp_path, FEED, [adair | row], as_on=as_on).state == "DONE"
            found = places()
            transaction.set_rollback(True)
        assert found == stands, f"seed {seed}"


def test_statements_over_many_people_say_the_same(tmp_path, world):
    """The fragment that other statements join, beside the query set, for a day within and one without."""
    people = [who(world.person(name)) for name in ("ADAIR", "BELLO", "COHEN")]
    kinds = ("care_home", "own_home", "nursing_home")
    rows = [each | place(kind, "2026-01-05", "2026-06-01") for each, kind in zip(people, kinds, strict=True)]
    bring(tmp_path, FEED, rows)

    for day, number in ((date(2026, 5, 31), 2), (date(2026, 6, 1), 0), (date(2026, 1, 4), 0)):
        with as_system(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT r.person_id FROM patients_registration r WHERE {IN_A_HOME} ORDER BY 1", {"on": day}
            )
            found = [person for (person,) in cursor.fetchall()]
            rows_on = Residence.objects.all().on(day).filter(kind__in=HOMES)
            assert found == sorted(rows_on.values_list("person_id", flat=True))
        assert len(found) == number
