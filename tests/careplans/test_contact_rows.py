"""A contact recorded in the row of a list: the form below it, what was told, the one press without answer."""

import re
import uuid

import pytest
from django.urls import reverse

from careplans.models import Contact, ContactRetraction
from tests.careplans.factories import make_task
from tests.world import TODAY, as_system

pytestmark = pytest.mark.django_db
ROW = uuid.UUID("11111111-2222-4333-8444-555555555555")
REGISTER = "/register/x/?tier=2"


def htmx(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


def send(client, person, name="record", *, target="", follow=False, **sent):
    said = {"once": str(uuid.uuid4()), "with_whom": "PERSON", "on": TODAY.isoformat(), "at": "09:30"}
    address = reverse(f"careplans:contact_{name}", args=[person.public_id])
    headers = htmx(target) if target else {}
    return client.post(
        address, said | {"row": str(ROW), "columns": "9"} | sent, headers=headers, follow=follow
    )


@pytest.fixture
def task(adair):
    with as_system():
        return make_task(adair)


def test_the_form_comes_as_a_row_of_the_list_s_width_and_else_as_a_page(client, sign_in, adair):
    sign_in("case_manager_1")
    address = reverse("careplans:contact_new", args=[adair.public_id])
    asked = {"row": str(ROW), "columns": "9", "back": "/my-day/"}

    row = client.get(address, asked, headers=htmx("row-x")).text
    whole, odd = client.get(address, asked).text, client.get(address, asked | {"row": "<b>", "columns": "99"})

    assert row.lstrip().startswith(f'<tr class="is-now is-form" id="contact-{ROW}">')
    for words in ('<td colspan="9">', 'hx-target="#work"', f'id="of-{ROW}-note"'):
        assert words in row
    assert "<!DOCTYPE html>" in whole
    assert odd.status_code == 200


def test_what_is_wrong_stays_in_the_row_with_what_was_typed(client, sign_in, adair):
    sign_in("case_manager_1")

    answer = send(client, adair, target="work", note="Kept words.", back="/my-day/")

    assert answer.status_code == 422
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == (f"#contact-{ROW}", "outerHTML")
    assert ("Choose what came of it" in answer.text, "Kept words." in answer.text) == (True, True)


def test_my_day_comes_anew_and_says_in_the_row_what_was_told(client, sign_in, adair, task):
    sign_in("case_manager_1")
    told = {"result": "SPOKE", "row": str(task.public_id), "back": "/my-day/?only=over"}

    answer = send(client, adair, **told, target="work")
    text = " ".join(client.get(answer.url, headers=htmx("work")).text.split())

    with as_system():
        contact = Contact.objects.get()
    assert answer.url == f"/my-day/?only=over&told={contact.public_id}&row={task.public_id}"
    assert text.startswith('<div id="work">')
    assert "<b>Spoke by telephone</b>" in client.get(answer.url.replace("only=over&", "")).text


def test_without_script_the_page_comes_back_to_my_day_and_says_it_too(client, sign_in, adair, task):
    sign_in("case_manager_1")

    text = send(client, adair, result="SPOKE", row="", back="/my-day/", follow=True).text

    row = text.index(f'id="row-{task.public_id}"')
    assert row < text.index("<b>Spoke by telephone</b>") < text.index("</tbody>")


@pytest.mark.parametrize("script", [True, False])
def test_no_answer_is_one_press_and_is_taken_back_by_another(client, sign_in, adair, task, script):
    sign_in("case_manager_1")
    form = {"once": str(uuid.uuid4()), "row": str(task.public_id), "back": "/my-day/"}
    address = reverse("careplans:contact_no_answer", args=[adair.public_id])
    headers = htmx("work") if script else {}

    text = client.post(address, form, headers=headers, follow=True).text
    undo = dict(re.findall(r'name="(contact|reason|back)" value="([^"]+)"', text))
    client.post(reverse("careplans:contact_retract", args=[adair.public_id]), undo, headers=headers)

    assert ("1 of 3 without answer" in text, undo["reason"]) == (True, "DID_NOT_HAPPEN")
    with as_system():
        assert ContactRetraction.objects.get().contact == Contact.objects.get()
    assert "of 3 without answer" not in client.get("/my-day/").text


def test_a_list_that_stays_as_it_is_says_it_in_the_row(client, sign_in, adair):
    sign_in("case_manager_1")
    target = f"contact-{ROW}"

    told = send(client, adair, target=target, result="NO_ANSWER", back=REGISTER).text
    undo = dict(re.findall(r'name="(\w+)" value="([^"]+)"', told))
    taken = send(client, adair, "retract", target=target, **undo).text

    assert (target in told, 'colspan="9"' in told, "No answer on the telephone" in told) == (True, True, True)
    assert "entered in error" in taken
    assert send(client, adair, result="SPOKE", row="", back=REGISTER).url == REGISTER


def test_an_attempt_to_reach_who_has_died_says_so_below_the_row(client, sign_in, world):
    sign_in("gp_a")

    answer = send(client, world.person("DEAN"), "no_answer", target="work", back="/my-day/")

    assert (answer.status_code, "The person had died by then" in answer.text) == (422, True)
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == (f"#row-{ROW}", "afterend")


def test_a_colleague_s_contact_is_not_said_to_be_just_told(client, sign_in, adair, task):
    sign_in("hsca_1")
    send(client, adair, result="SPOKE")
    with as_system():
        contact = Contact.objects.get()
    sign_in("case_manager_1")

    assert client.get("/my-day/", {"told": contact.public_id}).context["told"] is None
