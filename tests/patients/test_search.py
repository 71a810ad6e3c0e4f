"""Finding a person: page, result, number, and nothing about anybody beyond reach."""

import re

import pytest
from django.urls import reverse

from tests.factories import PersonFactory
from tests.world import as_system
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
SEARCH = "/search/"
TOKEN = r'"[A-Za-z0-9]{64}"|&quot;[A-Za-z0-9]{64}&quot;|X-CSRFToken": "[^"]+"'


@pytest.fixture
def number_of():
    def number_of(person):
        with as_system():
            return person.identifiers.get().value

    return number_of


def found(response):
    return [person.family_name for person in response.context["answer"].people]


def test_the_page_explains_itself(client, sign_in):
    sign_in("gp_a")

    response = client.get(SEARCH)

    assert response.status_code == 200
    assert "What can be searched for" in response.text


def test_a_number_leads_straight_to_the_person(client, sign_in, world, number_of):
    sign_in("gp_a")
    adair = world.person("ADAIR")
    number = number_of(adair)

    response = client.post(SEARCH, {"q": f"NHS No: {number[:3]} {number[3:6]} {number[6:]} seen today"})

    assert (response.status_code, response.url) == (
        303,
        reverse("careplans:front_sheet", args=[adair.public_id]),
    )


def test_a_superseded_number_still_finds_the_person(client, sign_in, world, number_of):
    from patients.models import PersonIdentifier
    from tests.factories import ImportFactory, nhs_number

    sign_in("gp_a")
    adair = world.person("ADAIR")
    old = number_of(adair)
    with as_system():
        replaced_by = ImportFactory(organisation=world.organisation("PA"))
        PersonIdentifier.objects.filter(person=adair).update(replaced_by=replaced_by)
        PersonIdentifier.objects.create(person=adair, value=nhs_number(777))

    assert client.post(SEARCH, {"q": old}).status_code == 303


def test_unknown_and_out_of_reach_answer_alike(client, sign_in, world, number_of):
    sign_in("gp_a")
    numbers = (number_of(world.person("COHEN")), "9990000018")

    answers = [client.post(SEARCH, {"q": number}).text.replace(number, "") for number in numbers]

    theirs, nobody = (re.sub(TOKEN, "", answer) for answer in answers)
    assert theirs == nobody
    assert "Nobody you work with has this number" in theirs


@pytest.mark.parametrize(
    "text", ["adair", "ADAIR, Moira (Mrs)", "moira adair", "ada", "adare", "Adair 1937", "adair 12-Dec-1937"]
)
def test_names_in_any_order_in_part_and_misspelt(client, sign_in, text):
    sign_in("gp_a")

    assert found(client.post(SEARCH, {"q": text})) == ["ADAIR"]


def test_accents_matter_neither_here_nor_there(client, sign_in, world):
    sign_in("gp_a")
    with as_system():
        person = PersonFactory(practice=world.organisation("PA"), details__family_name="Casta\u00f1o")
        person.details.update(search_text="CASTANO PERSON")

    assert found(client.post(SEARCH, {"q": "castano"})) == ["Casta\u00f1o"]
    assert found(client.post(SEARCH, {"q": "CASTA\u00d1O"})) == ["Casta\u00f1o"]


@pytest.mark.parametrize("text", ["cohen", "19/4/1943", "cohen 1943"])
def test_nobody_beyond_reach_is_found(client, sign_in, text):
    sign_in("gp_a")

    response = client.post(SEARCH, {"q": text})

    assert found(response) == []
    assert "Nobody you work with fits" in response.text


def test_the_likeliest_stand_first(client, sign_in, world):
    sign_in("gp_a")
    with as_system():
        for name in ("SMYTHE", "SMITH"):
            PersonFactory(practice=world.organisation("PA"), details__family_name=name)

    assert found(client.post(SEARCH, {"q": "smith"})) == ["SMITH", "SMYTHE"]


def test_fifty_are_shown_and_the_limit_is_named(client, sign_in, world):
    sign_in("gp_a")
    with as_system():
        PersonFactory.create_batch(51, practice=world.organisation("PA"), details__family_name="MANY")

    response = client.post(SEARCH, {"q": "many"})

    assert len(found(response)) == 50
    assert "The likeliest 50; there are more" in response.text


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "Enter an NHS number"), ("x", "Enter more"), ("999 026 0185", "check digit does not fit")],
)
def test_what_cannot_be_searched_for_is_said(client, sign_in, text, problem):
    sign_in("gp_a")

    response = client.post(SEARCH, {"q": text})

    assert response.status_code == 422
    assert problem in response.text
    assert "<title>Error: Find a person" in response.text


def test_within_one_register_of_several(client, sign_in, world):
    sign_in("locum")

    response = client.post(SEARCH, {"q": "cohen", "within": world.organisation("PA").public_id})

    assert found(response) == []
    assert found(client.post(SEARCH, {"q": "cohen"})) == ["COHEN"]


def test_within_somebody_elses_register_is_not_found(client, sign_in, world):
    sign_in("gp_a")

    response = client.post(SEARCH, {"q": "cohen", "within": world.organisation("PB").public_id})

    assert response.status_code == 404


def test_who_was_shown_is_recorded_and_what_was_typed_is_not(client, sign_in, world):
    sign_in("gp_a")

    client.post(SEARCH, {"q": "adair"})

    with as_system():
        event = AuditEvent.objects.get(verb="person.searched")
    assert (event.kind, event.people, event.detail) == (
        EventKind.READ,
        [world.person("ADAIR").pk],
        {"more": False},
    )


@pytest.mark.parametrize("name", ["analyst", "administrator", "voluntary_provider", "nobody"])
def test_roles_without_records_do_not_search(client, sign_in, name):
    sign_in(name)

    assert client.post(SEARCH, {"q": "adair"}).status_code == 403
    assert "header-search" not in client.get("/").text


def test_anonymous_is_sent_to_sign_in(client, db):
    assert client.post(SEARCH, {"q": "adair"}).url.startswith("/sign-in/")
