"""The page that opens a record in an emergency: the way to it, what it says of whom, and what it leaves."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from patients.models import AccessReview, AccessTry
from tests.patients.emergencies import NOBODY, PAGE
from tests.patients.reviews import text_of
from tests.world import NOW, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_anonymous_is_sent_to_sign_in_and_a_role_that_may_not_is_refused(client, sign_in, emergency):
    assert client.post(PAGE, emergency).status_code == 302

    sign_in("admin_a")
    refused = client.post(PAGE, emergency)

    assert refused.status_code == 403
    assert "Ask a clinician who is caring for the person" in text_of(refused)
    with as_system():
        assert not AccessReview.objects.exists()


def test_the_form_opens_the_persons_page(client, sign_in, emergency, world):
    sign_in("gp_a")
    address = reverse("careplans:front_sheet", args=[world.person("COHEN").public_id])
    assert client.get(address).status_code == 404

    response = client.post(PAGE, emergency, follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert "you opened the record in an emergency" in text_of(response)


@pytest.mark.parametrize(
    "shown", ["careplans:front_sheet", "patients:person_detail", "tiers:person_tier", "tiers:explain"]
)
def test_every_page_about_the_person_says_so_until_it_ends(client, sign_in, emergency, world, shown):
    sign_in("gp_a")
    address = reverse(shown, args=[world.person("COHEN").public_id])
    client.post(PAGE, emergency)

    text = text_of(client.get(address))

    assert "Opened in an emergency" in text
    assert "Gp A" in text
    assert "18:00" in text  # nine in UTC and eight hours are six o'clock in London
    own = reverse(shown, args=[world.person("ADAIR").public_id])
    assert "Opened in an emergency" not in text_of(client.get(own))
    with time_machine.travel(NOW + timedelta(hours=8, seconds=30)):
        client.force_login(world.user("gp_a"))
        assert client.get(address).status_code == 404


def test_end_now_closes_it_on_the_next_request(client, sign_in, emergency, world):
    sign_in("gp_a")
    address = reverse("careplans:front_sheet", args=[world.person("COHEN").public_id])
    client.post(PAGE, emergency)
    with as_system():
        end = reverse("patients:break_glass_end", args=[AccessReview.objects.get().public_id])
    assert end in text_of(client.get(address))
    assert end in text_of(client.get("/"))

    closed = client.post(end, follow=True)

    assert "The record is closed" in text_of(closed)
    assert end not in text_of(closed)
    assert client.get(address).status_code == 404


def test_nobody_answers_alike_whether_the_number_or_the_birth_date_is_wrong(client, sign_in, emergency):
    slips = [{"nhs_number": NOBODY}, {"birth_date": "18/4/1943"}]
    bodies = set()

    with time_machine.travel(NOW, tick=False):
        sign_in("gp_a")
        for slip in slips:
            typed = emergency | slip
            response = client.post(PAGE, typed)
            assert response.status_code == 422
            text = text_of(response).replace(typed["nhs_number"], "N").replace(typed["birth_date"], "D")
            bodies.add(_without_token(text))

    assert len(bodies) == 1
    with as_system():
        assert AccessTry.objects.count() == 2
        events = AuditEvent.objects.filter(verb="break_glass.not_opened")
        assert [(each.kind, each.people, each.detail) for each in events] == [
            ("DENIAL", [], {"outcome": "NOBODY"})
        ] * 2
        assert not AccessReview.objects.exists()


def _without_token(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(line for line in lines if "csrf" not in line.lower())


def test_after_ten_wrong_tries_the_right_one_is_not_looked_at_for_an_hour(client, sign_in, emergency, world):
    user = sign_in("gp_a")
    for _ in range(10):
        client.post(PAGE, emergency | {"nhs_number": NOBODY})

    refused = client.post(PAGE, emergency)

    assert refused.status_code == 422
    assert "too many wrong tries" in text_of(refused)
    with as_system():
        assert AccessTry.objects.filter(user=user).count() == 10
    other = Client()
    other.force_login(world.user("nurse_a"))
    assert other.post(PAGE, emergency).status_code == 302
    with time_machine.travel(NOW + timedelta(minutes=61)):
        client.force_login(user)
        assert client.post(PAGE, emergency).status_code == 302


def test_who_reaches_the_person_opens_nothing_and_leaves_no_entry(client, sign_in, emergency, world):
    sign_in("gp_b")

    response = client.post(PAGE, emergency, follow=True)

    assert "open to you already" in text_of(response)
    with as_system():
        assert not AccessReview.objects.exists()


def test_a_second_time_opens_no_second_entry(client, sign_in, emergency):
    sign_in("gp_a")

    for _ in range(2):
        assert client.post(PAGE, emergency).status_code == 302

    with as_system():
        assert AccessReview.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("nhs_number", "", "Enter the person&#x27;s NHS number"),
        ("nhs_number", "123 456 7890", "Check the NHS number"),
        ("birth_date", "1943", "Enter the whole date of birth"),
        ("reason", "", "Choose why you open the record"),
        ("reason", "CURIOUS", "Choose why you open the record"),
        ("words", "ill", "10 characters or more"),
        ("words", "Mrs Smith, 999 026 0184, fell", "Leave the NHS number out"),
        ("confirmed", "", "Confirm that you need the record now"),
    ],
)
def test_every_field_is_needed_and_says_so(client, sign_in, emergency, field, typed, sentence):
    sign_in("gp_a")

    response = client.post(PAGE, emergency | {field: typed})

    assert response.status_code == 422
    assert sentence in text_of(response)
    with as_system():
        assert not AccessReview.objects.exists()
        assert not AccessTry.objects.exists()


def test_the_search_leads_there_and_says_the_same_of_anybody(client, sign_in, emergency):
    pages = []
    with time_machine.travel(NOW, tick=False):  # every page says how long the session lasts
        sign_in("gp_a")
        for number in (emergency["nhs_number"], NOBODY):
            text = text_of(client.post("/search/", {"q": number}))
            assert "Nobody you work with has this number" in text
            assert 'value="1">Open in an emergency' in text
            begun = client.post(PAGE, {"nhs_number": number, "begin": "1"})
            assert begun.status_code == 200
            pages.append(_without_token((text + text_of(begun)).replace(number, "N")))

    assert pages[0] == pages[1]


def test_the_search_offers_it_to_no_role_that_may_not(client, sign_in, emergency):
    sign_in("hsca_1")

    text = text_of(client.post("/search/", {"q": emergency["nhs_number"]}))

    assert "Nobody you work with has this number" in text
    assert "Open in an emergency" not in text


def test_it_asks_who_one_is_when_the_last_proof_is_old(client, sign_in, emergency):
    sign_in("gp_a")

    with time_machine.travel(NOW + timedelta(minutes=6)):
        response = client.post(PAGE, emergency)

    assert response.status_code == 401
    with as_system():
        assert not AccessReview.objects.exists()
