"""The page of one person: who opens it, what stands on it, and why they may see it."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import Reach
from tests.world import TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.relationships import Why

pytestmark = pytest.mark.django_db


def address(person):
    return reverse("patients:person_detail", args=[person.public_id])


def test_the_page_names_the_person(client, sign_in, world):
    sign_in("gp_a")

    response = client.get(address(world.person("ADAIR")))

    assert response.status_code == 200
    assert "<title>ADAIR, Moira" in response.text
    assert "Registered with" in response.text
    banner = response.context["page"].banner
    assert (banner.age, banner.gender, banner.died_on) == (88, "Female", None)


def test_the_tier_comes_by_address_and_by_a_link_without_script(client, sign_in, world):
    sign_in("gp_a")
    adair = world.person("ADAIR")

    page = client.get(address(adair)).text

    tier = reverse("tiers:person_tier", args=[adair.public_id])
    assert f'hx-get="{tier}"' in page
    assert f'href="{tier}"' in page


def test_somebody_who_died_is_shown_as_such(client, sign_in, world):
    sign_in("gp_a")

    response = client.get(address(world.person("DEAN")))

    assert "banner--died" in response.text
    assert response.context["page"].banner.age == 91


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gp_a", "the person is registered with Practice A, where you are GP."),
        ("case_manager_1", "Practice A is served by Hub One, where you are Case Manager."),
    ],
)
def test_the_page_says_why_one_sees_it(client, sign_in, world, name, reason):
    sign_in(name)

    assert client.get(address(world.person("ADAIR"))).context["page"].reasons == (reason,)


def test_a_reach_of_ones_own_is_a_reason_too(client, sign_in, world):
    user = sign_in("community_nurse")
    adair = world.person("ADAIR")
    with as_system():
        Reach.objects.create(person=adair, user=user, why=Why.CARE_TEAM, from_on=TODAY, source="team:1")

    page = client.get(address(adair)).context["page"]

    assert page.reasons == ("you are on the person's care team.",)


def test_registrations_stand_with_their_dates(client, sign_in, world):
    from patients.models import Registration

    sign_in("gp_a")
    adair = world.person("ADAIR")
    with as_system():
        Registration.objects.create(
            person=adair,
            practice=world.organisation("PB"),
            from_on=date(2001, 1, 1),
            to_on=date(2010, 1, 1),
            as_on=TODAY,
        )

    shown = client.get(address(adair)).context["page"].registrations

    assert [(each.practice, each.from_on, each.to_on, each.now) for each in shown] == [
        ("Practice A", date(2010, 1, 1), None, True),
        ("Practice B", date(2001, 1, 1), date(2010, 1, 1), False),
    ]


@pytest.mark.parametrize("name", ["gp_b", "case_manager_2", "administrator", "community_nurse", "nobody"])
def test_outsiders_get_what_a_person_who_does_not_exist_gets(client, sign_in, world, name):
    sign_in(name)

    theirs = client.get(address(world.person("ADAIR")))
    nowhere = client.get(reverse("patients:person_detail", args=[uuid4()]))

    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.content == nowhere.content


def test_reach_without_a_role_that_reads_records_is_not_enough(client, sign_in, world):
    user = sign_in("voluntary_provider")
    adair = world.person("ADAIR")
    with as_system():
        Reach.objects.create(person=adair, user=user, why=Why.PRESCRIPTION, from_on=TODAY, source="rx:1")

    assert client.get(address(adair)).status_code == 404


def test_somebody_who_left_is_no_longer_shown(client, sign_in, world):
    sign_in("gp_a")

    assert client.get(address(world.person("EVANS"))).status_code == 404


def test_reading_is_recorded(client, sign_in, world):
    user = sign_in("gp_a")
    adair = world.person("ADAIR")

    client.get(address(adair))

    with as_system():
        event = AuditEvent.objects.get(verb="person.details_read", user_id=user.pk)
    assert (event.people, event.subject) == ([adair.pk], f"person:{adair.public_id}")


def test_anonymous_is_sent_to_sign_in_and_back(client, world):
    place = address(world.person("ADAIR"))

    assert client.get(place).url == f"/sign-in/?next={place}"
