"""The feed preferences, from file to who is reached."""

import itertools
from datetime import date, timedelta

import pytest

from patients.feeds.preferences import KINDS
from patients.models import PersonIdentifier, Preference, PreferenceKind
from tests.factories import PersonFactory
from tests.patients.feeds.bringing import approve, bring, buckets, entries
from tests.world import TODAY, as_system
from tests.wsic.test_reach_facts import reached_by

pytestmark = pytest.mark.django_db
FEED = "preferences"
EARLIER = TODAY - timedelta(days=7)


def row(world, name="ADAIR", **more) -> dict[str, str]:
    born = {"ADAIR": "1937-12-12", "COHEN": "1943-04-19"}
    with as_system():
        number = PersonIdentifier.objects.get(person=world.person(name)).value
    given = {"nhs_number": number, "birth_date": born[name], "kind": "direct_care_dissent"}
    return given | {"from_on": "2026-06-01", "to_on": "", "taken_by": "Dr A"} | more


def known() -> list[tuple[str, date, date | None]]:
    with as_system():
        return list(Preference.objects.known_now().values_list("kind", "from_on", "to_on"))


def test_every_kind_is_of_the_model():
    assert set(KINDS) == set(PreferenceKind)


def test_a_dissent_in_a_file_ends_the_sharing(tmp_path, world):
    done = bring(tmp_path, FEED, [row(world)])

    assert (done.state, buckets(done)) == ("DONE", {"accepted": 1})
    assert reached_by(world.user("case_manager_1")) == (2, 2)
    assert reached_by(world.user("gp_a")) == (3, 3)


def test_the_same_file_twice_changes_nothing(tmp_path, world):
    bring(tmp_path, FEED, [row(world)])
    with as_system():
        before = list(Preference.objects.values())

    assert buckets(bring(tmp_path, FEED, [row(world), row(world)])) == {"unchanged": 1, "duplicate": 1}
    with as_system():
        assert list(Preference.objects.values()) == before


@pytest.mark.parametrize(
    ("differently", "column", "reason"),
    [
        ({"nhs_number": "9990400016"}, "nhs_number", "person_unknown"),
        ({"birth_date": "1937-12-13"}, "birth_date", "identity_mismatch"),
        ({"kind": "dissent"}, "kind", "not_in_list"),
        ({"from_on": "2026-07-01"}, "from_on", "date_in_future"),
        ({"from_on": "1937-12-11"}, "from_on", "date_before_birth"),
        ({"to_on": "2026-05-31"}, "to_on", "date_order"),
        ({"from_on": ""}, "from_on", "required_missing"),
    ],
)
def test_a_bad_row_never_gets_in(tmp_path, world, differently, column, reason):
    done = bring(tmp_path, FEED, [row(world) | differently])

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", reason, column)]
    assert known() == []


def test_a_practice_says_nothing_about_people_of_others(tmp_path, world):
    done = bring(tmp_path, FEED, [row(world, "COHEN")], by="PA")

    assert buckets(done) == {"quarantined": 1}
    assert entries() == [("OPEN", "person_unknown", "nhs_number")]


def test_two_contents_in_one_file_are_both_turned_away(tmp_path, world):
    done = bring(tmp_path, FEED, [row(world), row(world, to_on="2026-06-20")])

    assert buckets(done) == {"quarantined": 2}
    assert {reason for _, reason, _ in entries()} == {"conflicting_versions"}
    assert known() == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_of_three_files_leaves_the_same(tmp_path, world, order):
    """Of the newest date the one that holds longer."""
    files = [(EARLIER, ""), (TODAY, "2026-06-10"), (TODAY, "2026-06-20")]

    for place in order:
        as_on, to_on = files[place]
        bring(tmp_path, FEED, [row(world, to_on=to_on)], as_on=as_on)

    assert known() == [("DIRECT_CARE_DISSENT", date(2026, 6, 1), date(2026, 6, 20))]


def test_a_file_that_ends_many_waits_for_a_second_person(tmp_path, world):
    with as_system():
        more = [PersonFactory(practice=world.organisation("PA")) for _ in range(2)]
        numbers = [each.identifiers.get().value for each in more]
    rows = [row(world) | {"nhs_number": number, "birth_date": "1945-07-14"} for number in numbers]
    bring(tmp_path, FEED, rows, as_on=EARLIER)

    held = bring(tmp_path, FEED, [each | {"to_on": "2026-06-20"} for each in rows])
    assert (held.state, {to_on for _, _, to_on in known()}) == ("HELD", {None})
    assert "2 of 2 preferences of the people in the file would end" in str(held.report)

    assert approve(held, world).state == "DONE"
    assert {to_on for _, _, to_on in known()} == {date(2026, 6, 20)}
