"""The front sheet asks both walls of the people it shows alone, and shows what its panels show themselves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careplans.queries.contacts import contacts_panel
from careplans.queries.first_contacts import first_contact_panel
from careplans.queries.front_sheet import FrontSheet, front_sheet
from careplans.queries.sessions import next_session
from careplans.queries.tasks import tasks_panel
from patients.models import Person, PersonLink
from patients.queries.care_teams import care_team
from patients.queries.lists import lists_of
from patients.queries.people import person_page
from tests.careplans.factories import make_contact, make_first_contact, make_task
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, TODAY, as_system
from tiers.queries.decisions import decision_panel
from tiers.queries.person import tier_panel
from wsic import work
from wsic.dates import LONDON

pytestmark = pytest.mark.django_db
AT = NOW.astimezone(LONDON)


@pytest.fixture
def recorded(world, adair) -> Person:
    """Somebody about whom something is recorded, who has another record here and one elsewhere."""
    with as_system():
        for other in ("BELLO", "COHEN"):
            PersonLink.objects.create(
                person=world.person(other), kept=adair, from_on=TODAY, recorded_at=NOW, words="One person",
                reason="TWO_NUMBERS", recorded_by=world.user("gp_a"),
            )  # fmt: skip
        make_first_contact(adair)
        make_task(adair)
        make_contact(adair)
        DecisionFactory(person=adair, tier=2)
    return adair


def shown(person: Person, user) -> FrontSheet:
    work.enter(user, on=TODAY)
    return front_sheet(person, user=user, now=AT, looked_at=None)


@pytest.mark.parametrize("name", ["gp_a", "case_manager_1", "locum", "gp_b"])
def test_it_shows_what_each_panel_shows_by_itself(world, recorded, name):
    user, person = world.user(name), recorded
    if name == "gp_b":
        person = world.person("COHEN")
    found = shown(person, user)

    assert found.page == person_page(person, user=user, on=TODAY)
    assert found.lists == lists_of(person, user=user, on=TODAY, banner=found.page.banner)
    assert found.tier == tier_panel(person, user=user, on=TODAY)
    assert found.decisions == decision_panel(person, user=user, on=TODAY)
    assert found.contacts == contacts_panel(person, user=user)
    assert found.tasks == tasks_panel(person, user=user, now=AT)
    assert found.next == next_session(person, user=user, on=TODAY)
    assert found.first_contact == first_contact_panel(person, user=user, on=TODAY)
    assert list(found.team) == [e for e in care_team(person, user=user, on=TODAY).members if e.now]


def test_the_other_record_has_its_name_where_the_reader_reaches_it(world, recorded):
    names = {}
    for name in ("gp_a", "locum"):
        links = shown(recorded, world.user(name)).page.banner.links
        names[name] = sorted(each.other.family_name for each in links if each.other)

    assert names == {"gp_a": ["BELLO"], "locum": ["BELLO", "COHEN"]}


def test_afterwards_the_walls_are_asked_of_everybody_again(world, recorded):
    user = world.user("gp_a")
    shown(recorded, user)

    assert Person.objects.visible_to(user).count() == 3


def test_who_sees_the_person_is_asked_of_the_code_once(world, recorded):
    user = world.user("gp_a")
    work.enter(user, on=TODAY)
    with CaptureQueriesContext(connection) as asked, work.about([recorded.pk]):
        for _ in range(3):
            assert list(Person.objects.visible_to(user)) == [recorded]
            assert contacts_panel(recorded, user=user).why_not is None

    reach = [each["sql"] for each in asked if '"patients_reach"' in each["sql"]]
    assert len(reach) == 2  # whom the user sees, and what may be done about the person


def test_of_whom_the_reader_does_not_reach_nothing_is_shown(world, recorded):
    work.enter(world.user("gp_b"), on=TODAY)
    with work.about([recorded.pk]), as_system():
        by_code = Person.objects.visible_to(world.user("gp_b")).count()

    assert by_code == 0
