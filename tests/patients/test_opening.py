"""/open/: another system asks for somebody by POST; it opens for who is signed in here and reaches them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import codes
from wsic.accounts.forms import ProofForm
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
OPEN = "/open/"
SEALED = re.compile(r'name="sealed" value="([^"]+)"')


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


@pytest.fixture
def elsewhere():
    """A browser led here by a page of another site: with no session, and every check of tokens on."""
    return Client(enforce_csrf_checks=True)


def number_of(person) -> str:
    with as_system():
        return str(person.identifiers.get().value)


def asked(client, person, **more):
    return client.post(OPEN, {"nhs_number": number_of(person), **more})


def sealed_in(answer) -> dict[str, str]:
    return {"sealed": SEALED.search(answer.text)[1]}


def test_the_page_between_knows_nobody_and_its_button_opens_the_person(elsewhere, client, sign_in, adair):
    between = asked(elsewhere, adair)
    sign_in("gp_a")

    opened = client.post(OPEN, sealed_in(between))

    assert (between.status_code, between.cookies) == (200, {})
    for told in (number_of(adair), "ADAIR", str(adair.public_id)):
        assert told not in between.text
    assert (opened.status_code, opened.url) == (303, f"/people/{adair.public_id}/")
    with as_system():
        assert AuditEvent.objects.get(verb="person.opened_from_elsewhere").people == [adair.pk]


def test_who_is_signed_out_signs_in_elsewhere_and_goes_on_with_nothing_kept(elsewhere, client, world, adair):
    between = asked(elsewhere, adair)
    waits = client.post(OPEN, sealed_in(between))
    session = dict(client.session)
    client.force_login(world.user("gp_a"))

    opened = client.post(OPEN, sealed_in(waits))

    assert ("You are not signed in here" in waits.text, 'target="_blank"' in waits.text) == (True, True)
    assert number_of(adair) not in str(session) + str(dict(client.session))
    assert opened.url == f"/people/{adair.public_id}/"


def test_a_session_that_has_locked_is_opened_again_and_goes_on(elsewhere, client, world, adair):
    user = world.user("gp_a")
    with as_system():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    client.force_login(user)
    with time_machine.travel(NOW + settings.SESSION_IDLE + timedelta(seconds=1), tick=False):
        between = sealed_in(asked(elsewhere, adair))
        locked = client.post(OPEN, between)
        opened = client.post(OPEN, between | {ProofForm.name(): PASSWORD})

    assert ("You are not signed in here" in locked.text, between["sealed"] in locked.text) == (False, True)
    assert (opened.status_code, opened.url) == (303, f"/people/{adair.public_id}/")


def test_who_is_not_reached_and_who_does_not_exist_are_answered_alike(elsewhere, client, sign_in, world):
    sign_in("gp_a")
    numbers = [number_of(world.person("COHEN")), "9434765919"]

    answers = [client.post(OPEN, sealed_in(elsewhere.post(OPEN, {"nhs_number": each}))) for each in numbers]

    assert [each.status_code for each in answers] == [422, 422]
    assert answers[0].content == answers[1].content
    assert "Nobody you work with has this number" in answers[0].text


@pytest.mark.parametrize("fits", [True, False])
def test_another_birth_date_opens_nobody(elsewhere, client, sign_in, adair, fits):
    with as_system():
        born = adair.details.get(replaced_by=None).birth_date
    sent = born if fits else born + timedelta(days=1)
    sign_in("gp_a")

    answer = client.post(OPEN, sealed_in(asked(elsewhere, adair, birth_date=sent.isoformat())))

    assert answer.status_code == (303 if fits else 422)
    assert fits or "The birth date that the other system sent" in answer.text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "sent no valid NHS number"),
        ({"nhs_number": "943 476 5918"}, "sent no valid NHS number"),
        ({"nhs_number": "9434765919", "birth_date": "soon"}, "a birth date that is no date"),
        ({"sealed": "nonsense"}, "This was sent too long ago"),
    ],
)
def test_what_is_wrong_is_said_and_what_to_do(elsewhere, sent, says):
    answer = elsewhere.post(OPEN, sent)

    assert (answer.status_code, says in answer.text) == (422, True)


def test_what_is_sealed_lasts_a_quarter_of_an_hour_and_for_this_alone(elsewhere, client, sign_in, adair):
    sign_in("gp_a")
    between = sealed_in(asked(elsewhere, adair))
    other = codes.seal(b"[]", whose="somebody", key=settings.SECOND_FACTOR_KEY, at=NOW)

    with time_machine.travel(NOW + timedelta(minutes=14)):
        sign_in("gp_a")
        assert client.post(OPEN, between).status_code == 303
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert client.post(OPEN, between).status_code == 422
    assert client.post(OPEN, {"sealed": other}).status_code == 422


def test_who_reads_no_records_opens_none(elsewhere, client, sign_in, adair):
    sign_in("analyst")

    assert client.post(OPEN, sealed_in(asked(elsewhere, adair))).status_code == 403
