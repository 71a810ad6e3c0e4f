"""The page that opens a record in an emergency, of somebody who dissents."""

import pytest
from django.urls import reverse

from patients.models import AccessReview, AccessTry, Preference, PreferenceKind
from patients.sets.reach import refresh
from tests.patients.emergencies import NOBODY, PAGE
from tests.patients.reviews import text_of
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def dissent(world) -> None:
    with as_system():
        Preference.objects.create(
            person=world.person("COHEN"), kind=PreferenceKind.DIRECT_CARE_DISSENT, from_on=TODAY, as_on=TODAY,
            recorded_at=NOW,
        )  # fmt: skip
        refresh([world.person("COHEN").pk])


def test_over_a_dissent_it_is_confirmed_a_second_time(client, sign_in, emergency, dissent):
    sign_in("gp_a")

    asked = client.post(PAGE, emergency)
    assert asked.status_code == 422
    assert "The person has said no to sharing for their care" in text_of(asked)
    with as_system():
        assert not AccessReview.objects.exists()

    assert client.post(PAGE, emergency | {"all_the_same": "on"}).status_code == 302
    with as_system():
        assert AccessReview.objects.get().over_dissent is True


def test_being_told_of_a_dissent_is_a_try_too(client, sign_in, emergency, dissent):
    user = sign_in("gp_a")
    for reason in ("DIRECT_CARE", "VITAL_INTEREST"):
        client.post(PAGE, emergency | {"reason": reason})

    with as_system():
        assert AccessTry.objects.filter(user=user).count() == 2
    assert (
        client.post(PAGE, emergency | {"reason": "VITAL_INTEREST", "all_the_same": "on"}).status_code == 302
    )


def test_who_is_told_to_confirm_may_do_so_though_it_was_the_last_try(client, sign_in, emergency, dissent):
    sign_in("gp_a")
    for _ in range(9):
        client.post(PAGE, emergency | {"nhs_number": NOBODY})
    assert "said no to sharing" in text_of(client.post(PAGE, emergency))

    assert client.post(PAGE, emergency | {"all_the_same": "on"}).status_code == 302


def test_an_emergency_puts_nobody_on_a_register(client, sign_in, emergency, dissent, world):
    """Of a practice that the hub serves; the record alone is open."""
    address = reverse("tiers:register_of", args=[world.organisation("HUB2").public_id])
    sign_in("case_manager_2")
    before = client.get(address).context["page"].counts.everybody

    assert client.post(PAGE, emergency | {"all_the_same": "on"}).status_code == 302

    person = reverse("patients:person_detail", args=[world.person("COHEN").public_id])
    assert client.get(person).status_code == 200
    page = client.get(address)
    assert page.context["page"].counts.everybody == before
    assert "COHEN" not in text_of(page)


@pytest.mark.parametrize("confirmed", [{}, {"all_the_same": "on"}])
def test_urgent_care_alone_does_not_hold_over_a_dissent(
    client, sign_in, emergency, dissent, confirmed, world
):
    sign_in("gp_a")

    response = client.post(PAGE, emergency | {"reason": "DIRECT_CARE"} | confirmed)

    assert response.status_code == 422
    assert "urgent care alone does not" in text_of(response)
    with as_system():
        assert not AccessReview.objects.exists()
        event = AuditEvent.objects.get(verb="break_glass.not_opened")
    assert (event.kind, event.people) == ("DENIAL", [world.person("COHEN").pk])


def test_a_dissent_is_told_of_nobody_before_the_form_is_complete(client, sign_in, emergency, dissent):
    sign_in("gp_a")

    for missing in ("confirmed", "reason", "words", "birth_date"):
        text = text_of(client.post(PAGE, emergency | {missing: ""}))
        assert "said no to sharing" not in text


def test_without_a_dissent_nothing_is_asked_twice_and_nothing_noted(client, sign_in, emergency):
    sign_in("gp_a")

    assert client.post(PAGE, emergency | {"all_the_same": "on"}).status_code == 302

    with as_system():
        assert AccessReview.objects.get().over_dissent is False
