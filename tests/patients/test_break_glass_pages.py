"""The page that opens a record in an emergency: the way to it, what it says of whom, and what it leaves."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from patients.models import AccessReview, AccessTry, Preference, PreferenceKind
from patients.sets.reach import refresh
from tests.factories import nhs_number
from tests.patients.test_break_glass import number_of
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
PAGE = "/emergency-access/"
WHY = {"reason": "VITAL_INTEREST", "words": "Found on the floor at home", "confirmed": "on"}
NOBODY = nhs_number(800_000)


@pytest.fixture
def form(world) -> dict[str, str]:
    """For COHEN of practice B."""
    return {"nhs_number": number_of("COHEN", world), "birth_date": "19/4/1943", **WHY}


def text_of(response) -> str:
    return response.content.decode()


def test_anonymous_is_sent_to_sign_in_and_a_role_that_may_not_is_refused(client, sign_in, form):
    assert client.post(PAGE, form).status_code == 302

    sign_in("admin_a")
    refused = client.post(PAGE, form)

    assert refused.status_code == 403
    assert "Ask a clinician who is caring for the person" in text_of(refused)
    with as_system():
        assert not AccessReview.objects.exists()


def test_the_form_opens_the_persons_page(client, sign_in, form, world):
    sign_in("gp_a")
    address = reverse("patients:person_detail", args=[world.person("COHEN").public_id])
    assert client.get(address).status_code == 404

    response = client.post(PAGE, form, follow=True)

    assert response.redirect_chain == [(address, 302)]
    assert "you opened the record in an emergency" in text_of(response)


@pytest.mark.parametrize("shown", ["patients:person_detail", "tiers:person_tier", "tiers:explain"])
def test_every_page_about_the_person_says_so_until_it_ends(client, sign_in, form, world, shown):
    sign_in("gp_a")
    address = reverse(shown, args=[world.person("COHEN").public_id])
    client.post(PAGE, form)

    text = text_of(client.get(address))

    assert "Opened in an emergency" in text
    assert "Gp A" in text
    assert "18:00" in text  # nine in UTC and eight hours are six o'clock in London
    own = reverse(shown, args=[world.person("ADAIR").public_id])
    assert "Opened in an emergency" not in text_of(client.get(own))
    with time_machine.travel(NOW + timedelta(hours=8, seconds=30)):
        client.force_login(world.user("gp_a"))
        assert client.get(address).status_code == 404


def test_end_now_closes_it_on_the_next_request(client, sign_in, form, world):
    sign_in("gp_a")
    address = reverse("patients:person_detail", args=[world.person("COHEN").public_id])
    client.post(PAGE, form)
    with as_system():
        end = reverse("patients:break_glass_end", args=[AccessReview.objects.get().public_id])
    assert end in text_of(client.get(address))
    assert end in text_of(client.get("/"))

    closed = client.post(end, follow=True)

    assert "The record is closed" in text_of(closed)
    assert end not in text_of(closed)
    assert client.get(address).status_code == 404


def test_nobody_answers_alike_whether_the_number_or_the_birth_date_is_wrong(client, sign_in, form):
    slips = [{"nhs_number": NOBODY}, {"birth_date": "18/4/1943"}]
    bodies = set()

    with time_machine.travel(NOW, tick=False):
        sign_in("gp_a")
        for slip in slips:
            typed = form | slip
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


def test_after_ten_wrong_tries_the_right_one_is_not_looked_at_for_an_hour(client, sign_in, form, world):
    user = sign_in("gp_a")
    for _ in range(10):
        client.post(PAGE, form | {"nhs_number": NOBODY})

    refused = client.post(PAGE, form)

    assert refused.status_code == 422
    assert "too many wrong tries" in text_of(refused)
    with as_system():
        assert AccessTry.objects.filter(user=user).count() == 10
    other = Client()
    other.force_login(world.user("nurse_a"))
    assert other.post(PAGE, form).status_code == 302
    with time_machine.travel(NOW + timedelta(minutes=61)):
        client.force_login(user)
        assert client.post(PAGE, form).status_code == 302


def test_who_reaches_the_person_opens_nothing_and_leaves_no_entry(client, sign_in, form, world):
    sign_in("gp_b")

    response = client.post(PAGE, form, follow=True)

    assert "open to you already" in text_of(response)
    with as_system():
        assert not AccessReview.objects.exists()


def test_a_second_time_opens_no_second_entry(client, sign_in, form):
    sign_in("gp_a")

    for _ in range(2):
        assert client.post(PAGE, form).status_code == 302

    with as_system():
        assert AccessReview.objects.count() == 1


@pytest.fixture
def dissent(world) -> None:
    with as_system():
        Preference.objects.create(
            person=world.person("COHEN"), kind=PreferenceKind.DIRECT_CARE_DISSENT, from_on=TODAY, as_on=TODAY,
            recorded_at=NOW,
        )  # fmt: skip
        refresh([world.person("COHEN").pk])


def test_over_a_dissent_it_is_confirmed_a_second_time(client, sign_in, form, dissent):
    sign_in("gp_a")

    asked = client.post(PAGE, form)
    assert asked.status_code == 422
    assert "The person has said no to sharing for their care" in text_of(asked)
    with as_system():
        assert not AccessReview.objects.exists()

    assert client.post(PAGE, form | {"all_the_same": "on"}).status_code == 302
    with as_system():
        assert AccessReview.objects.get().over_dissent is True


def test_being_told_of_a_dissent_is_a_try_too(client, sign_in, form, dissent):
    user = sign_in("gp_a")
    for reason in ("DIRECT_CARE", "VITAL_INTEREST"):
        client.post(PAGE, form | {"reason": reason})

    with as_system():
        assert AccessTry.objects.filter(user=user).count() == 2
    assert client.post(PAGE, form | {"reason": "VITAL_INTEREST", "all_the_same": "on"}).status_code == 302


def test_who_is_told_to_confirm_may_do_so_though_it_was_the_last_try(client, sign_in, form, dissent):
    sign_in("gp_a")
    for _ in range(9):
        client.post(PAGE, form | {"nhs_number": NOBODY})
    assert "said no to sharing" in text_of(client.post(PAGE, form))

    assert client.post(PAGE, form | {"all_the_same": "on"}).status_code == 302


def test_an_emergency_puts_nobody_on_a_register(client, sign_in, form, dissent, world):
    """Of a practice that the hub serves; the record alone is open."""
    address = reverse("tiers:register_of", args=[world.organisation("HUB2").public_id])
    sign_in("case_manager_2")
    before = client.get(address).context["page"].counts.everybody

    assert client.post(PAGE, form | {"all_the_same": "on"}).status_code == 302

    person = reverse("patients:person_detail", args=[world.person("COHEN").public_id])
    assert client.get(person).status_code == 200
    page = client.get(address)
    assert page.context["page"].counts.everybody == before
    assert "COHEN" not in text_of(page)


@pytest.mark.parametrize("confirmed", [{}, {"all_the_same": "on"}])
def test_urgent_care_alone_does_not_hold_over_a_dissent(client, sign_in, form, dissent, confirmed, world):
    sign_in("gp_a")

    response = client.post(PAGE, form | {"reason": "DIRECT_CARE"} | confirmed)

    assert response.status_code == 422
    assert "urgent care alone does not" in text_of(response)
    with as_system():
        assert not AccessReview.objects.exists()
        event = AuditEvent.objects.get(verb="break_glass.not_opened")
    assert (event.kind, event.people) == ("DENIAL", [world.person("COHEN").pk])


def test_a_dissent_is_told_of_nobody_before_the_form_is_complete(client, sign_in, form, dissent):
    sign_in("gp_a")

    for missing in ("confirmed", "reason", "words", "birth_date"):
        text = text_of(client.post(PAGE, form | {missing: ""}))
        assert "said no to sharing" not in text


def test_without_a_dissent_nothing_is_asked_twice_and_nothing_noted(client, sign_in, form):
    sign_in("gp_a")

    assert client.post(PAGE, form | {"all_the_same": "on"}).status_code == 302

    with as_system():
        assert AccessReview.objects.get().over_dissent is False


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
def test_every_field_is_needed_and_says_so(client, sign_in, form, field, typed, sentence):
    sign_in("gp_a")

    response = client.post(PAGE, form | {field: typed})

    assert response.status_code == 422
    assert sentence in text_of(response)
    with as_system():
        assert not AccessReview.objects.exists()
        assert not AccessTry.objects.exists()


def test_the_search_leads_there_and_says_the_same_of_anybody(client, sign_in, form):
    pages = []
    with time_machine.travel(NOW, tick=False):  # every page says how long the session lasts
        sign_in("gp_a")
        for number in (form["nhs_number"], NOBODY):
            text = text_of(client.post("/search/", {"q": number}))
            assert "Nobody you work with has this number" in text
            assert 'value="1">Open in an emergency' in text
            begun = client.post(PAGE, {"nhs_number": number, "begin": "1"})
            assert begun.status_code == 200
            pages.append(_without_token((text + text_of(begun)).replace(number, "N")))

    assert pages[0] == pages[1]


def test_the_search_offers_it_to_no_role_that_may_not(client, sign_in, form):
    sign_in("hsca_1")

    text = text_of(client.post("/search/", {"q": form["nhs_number"]}))

    assert "Nobody you work with has this number" in text
    assert "Open in an emergency" not in text


def test_it_asks_who_one_is_when_the_last_proof_is_old(client, sign_in, form):
    sign_in("gp_a")

    with time_machine.travel(NOW + timedelta(minutes=6)):
        response = client.post(PAGE, form)

    assert response.status_code == 401
    with as_system():
        assert not AccessReview.objects.exists()
