"""The first page of each role: its counts open exactly what they count."""

from datetime import date, timedelta

import pytest

from patients.actions.break_glass import Emergency, open_record
from patients.actions.care_teams import add_member
from patients.models import (
    EmergencyReason,
    PersonIdentifier,
    Preference,
    PreferenceKind,
    QuarantinedRow,
    Registration,
)
from tests.careplans.factories import make_task
from tests.factories import ImportFactory, PersonFactory, lay_down_practice_c
from tests.tiers.factories import ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from wsic.accounts.models import Membership
from wsic.accounts.roles import Role
from wsic.audit.models import AuditEvent, EventKind
from wsic.work import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(world):
    with as_system():
        for name, count in (("ADAIR", 15), ("BELLO", 4)):
            person = world.person(name)
            ScoreFactory(person=person, deficit_count=count, calculated_on=date(2026, 3, 31))
            propose_tiers([person.pk], by=SYSTEM, at=NOW)


@pytest.fixture
def second_practice(world, scored):
    """Hub One serves Practice C too, with one person without a score."""
    with as_system():
        practice = lay_down_practice_c()
        PersonFactory(practice=practice)


def home(client):
    return client.get("/").context["page"]


def rows_behind(client, address):
    return client.get(address).context["page"].counts.total


def test_a_gp_sees_the_practice_in_tiers(client, sign_in, scored):
    sign_in("gp_a")

    (panel,) = home(client).registers

    assert (panel.name, panel.people) == ("Practice A", 2)
    assert [tally.count for tally in panel.tallies] == [1, 0, 0, 1]


@pytest.mark.parametrize("name", ["gp_a", "case_manager_1", "locum"])
def test_every_count_opens_as_many_rows(client, sign_in, second_practice, name):
    sign_in(name)

    for panel in home(client).registers:
        for counted in (*panel.tallies, *panel.steps):
            assert rows_behind(client, counted.address) == counted.count
        for row in panel.practices:
            assert rows_behind(client, row.address) == row.people
            assert all(
                rows_behind(client, each.address) == each.count
                for each in (*row.tallies, row.near, row.changed)
            )


def test_a_hub_sees_its_practices(client, sign_in, second_practice):
    sign_in("case_manager_1")

    (panel,) = home(client).registers

    assert [(row.name, row.people, row.near.count) for row in panel.practices] == [
        ("Practice A", 2, 1),
        ("Practice C", 1, 0),
    ]


@pytest.mark.parametrize(
    ("listed_on", "kind", "text"),
    [
        (date(2026, 6, 30), "", "today"),
        (date(2026, 6, 29), "", "1 day old"),
        (date(2026, 6, 23), "", "7 days old"),
        (date(2026, 6, 22), "soon", "8 days old"),
        (date(2026, 5, 30), "soon", "31 days old"),
        (date(2026, 5, 29), "late", "32 days old"),
    ],
)
def test_data_grow_amber_after_7_days_and_red_after_31(client, sign_in, world, listed_on, kind, text):
    sign_in("gp_a")
    with as_system():
        Registration.objects.filter(practice=world.organisation("PA")).update(as_on=listed_on)

    (panel,) = home(client).registers

    assert (panel.ages[0].kind, panel.ages[0].text) == (kind, text)


def test_open_rows_in_quarantine_stand_at_the_top_for_who_mends_them(client, sign_in, world):
    practice = world.organisation("PA")
    with as_system():
        QuarantinedRow.objects.create(
            feed="people",
            imported_by=ImportFactory(organisation=practice),
            importer=practice,
            organisation=practice,
            line=7,
            raw="x",
            reason="date_invalid",
            sentence="Line 7",
            digest=b"7",
            created_at=NOW,
        )
    sign_in("gp_a")

    assert home(client).quarantine.count == 1
    sign_in("nurse_a")
    assert home(client).quarantine is None


def test_the_administrator_sees_organisations_and_files_and_no_person(client, sign_in, world):
    with as_system():
        ImportFactory(organisation=world.organisation("CCG"))
    sign_in("administrator")

    page = home(client)

    assert page.registers == ()
    assert [(each.label, each.count) for each in page.imports] == [("Waiting", 1)]
    assert client.get("/imports/?state=WAITING").context["paging"].total == 1


def test_counts_of_organisations_open_as_many(client, sign_in):
    sign_in("analyst")

    kinds = home(client).kinds

    assert sum(each.count for each in kinds) == client.get("/organisations/").context["paging"].total
    for each in kinds:
        assert client.get(each.address).context["paging"].total == each.count


@pytest.mark.parametrize("name", ["voluntary_provider", "community_nurse"])
def test_who_has_nothing_here_yet_is_told_so(client, sign_in, name):
    sign_in(name)

    assert len(home(client).later) == 1


def test_whom_a_care_team_brings_stands_on_the_first_page(client, sign_in, world):
    nurse, adair = world.user("community_nurse"), world.person("ADAIR")
    with acting_as(world.user("gp_a"), on=TODAY) as by:
        joins = {"organisation": world.organisation("COM"), "user": nurse, "role": "Leg ulcers"}
        add_member(person=adair, **joins, from_on=TODAY, by=by, at=NOW)
    sign_in("community_nurse")

    page = home(client)

    assert ([each.family_name for each in page.people.rows], page.people.total, page.later) == (
        ["ADAIR"],
        1,
        (),
    )
    assert "There are none yet" not in client.get("/").text
    with as_system():
        assert AuditEvent.objects.filter(verb="home.read", people__contains=[adair.pk]).exists()


def test_the_home_of_a_hub_takes_as_many_statements_for_more_people(
    client, sign_in, world, django_assert_num_queries
):
    sign_in("case_manager_1")
    with django_assert_num_queries(18) as before:
        client.get("/")
    with as_system():
        PersonFactory.create_batch(10, practice=world.organisation("PA"))

    with django_assert_num_queries(len(before)):
        client.get("/")


def test_the_counts_that_were_shown_are_in_the_audit(client, sign_in, scored):
    user = sign_in("gp_a")

    client.get("/")

    with as_system():
        event = AuditEvent.objects.get(verb="home.read")
    assert (event.user_id, event.kind) == (user.pk, EventKind.READ)
    assert event.detail == {"registers": 1, "counted": 2}


def test_whoever_s_record_is_open_in_an_emergency_is_in_the_audit(client, sign_in, world):
    user, cohen = sign_in("gp_a"), world.person("COHEN")
    with as_system():
        number = PersonIdentifier.objects.get(person=cohen).value
    emergency = Emergency(number, date(1943, 4, 19), EmergencyReason.VITAL_INTEREST, "Found on the floor")
    with acting_as(user, on=TODAY):
        open_record(emergency=emergency, by=user, on=TODAY, at=NOW)

    for address in ("/", "/emergency-access/"):
        assert "COHEN" in client.get(address).content.decode()

    with as_system():
        read = AuditEvent.objects.filter(verb__in=["home.read", "break_glass.open_read"])
        assert {(each.verb, *each.people) for each in read} == {
            ("home.read", cohen.pk), ("break_glass.open_read", cohen.pk)
        }  # fmt: skip


def test_anonymous_is_sent_to_sign_in(client, db):
    assert client.get("/").url == "/sign-in/?next=/"


@pytest.mark.parametrize("name", ["analyst", "privacy_officer", "administrator"])
def test_who_sees_no_people_sees_how_many_there_are(client, sign_in, name):
    sign_in(name)

    assert [row.name for row in home(client).numbers.rows] == ["Hub One", "Hub Two"]


def test_who_sees_people_has_no_such_table(client, sign_in):
    sign_in("gp_a")

    assert home(client).numbers is None


def test_a_hub_s_practices_do_not_say_where_somebody_marked_sensitive_is(
    client, sign_in, second_practice, world
):
    with as_system():
        marked = {"from_on": TODAY, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(person=world.person("ADAIR"), kind=PreferenceKind.SENSITIVE, **marked)
    sign_in("case_manager_1")

    (panel,) = home(client).registers

    assert panel.people == 3
    assert {row.name: row.people for row in panel.practices} == {"Practice A": 1, "Practice C": 1}
    for row in panel.practices:
        assert rows_behind(client, row.address) == row.people


def test_numbers_of_a_ccg_are_for_whom_they_are_of(client, sign_in, world, scored):
    """An analyst of a practice has no CCG whose numbers these would be."""
    user = sign_in("nobody")
    with as_system():
        Membership.objects.create(
            user=user, organisation=world.organisation("PA"), role=Role.ANALYST, from_on=TODAY
        )

    assert client.get("/").context["page"].numbers is None
    sign_in("analyst")
    assert client.get("/").context["page"].numbers is not None


def test_who_plans_care_sees_first_what_is_to_be_done_and_each_count_opens_as_many(client, sign_in, world):
    with as_system():
        adair, practice = world.person("ADAIR"), world.organisation("PA")
        practice.live_on = TODAY - timedelta(days=700)
        practice.save(update_fields=["live_on"])
        make_task(adair, due_at=NOW - timedelta(days=1))
        make_task(adair, due_at=NOW, owner=None)
    sign_in("case_manager_1")

    page = home(client)
    plan = next(step for step in page.registers[0].steps if "planning session" in step.words)

    assert [(tile.label, tile.count) for tile in page.day[:4]] == [
        ("To do", 2), ("Over", 1), ("Due today", 1), ("Without an owner", 1),
    ]  # fmt: skip
    for tile in page.day:
        assert len(client.get(tile.address).context["rows"]) == tile.count
    assert plan.count == rows_behind(client, plan.address) == 2


@pytest.mark.parametrize("username", ["analyst", "privacy_officer", "administrator"])
def test_who_plans_no_care_has_no_day(client, sign_in, username):
    sign_in(username)

    assert home(client).day == ()
