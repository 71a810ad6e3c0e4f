"""A fresh proof before exports, overrides and break-glass."""

import pytest

from tests.world import PASSWORD, as_system
from wsic.accounts.models import User
from wsic.audit.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.probe_urls")]
EXPORT, OVERRIDE = "/probe/export/", "/probe/override/"
PROVE = f"/prove/?next={EXPORT}"
SENT = {"tier": "3", "reason": ["She fell.", "Twice."], "password": "secret-word"}
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/organisations/"}


@pytest.fixture
def gp(client, world, minutes_later) -> User:
    """A GP who signed in at nine and has used the session since."""
    minutes_later(0)
    user = world.user("gp_a")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client.force_login(user)
    return user


def test_signing_in_is_a_proof_for_five_minutes(client, gp, minutes_later):
    minutes_later(5)
    assert client.get(EXPORT).text == "exported"

    minutes_later(5.1)
    assert client.get(EXPORT).url == PROVE


def test_a_proof_opens_the_page_that_was_asked_for(client, gp, minutes_later):
    minutes_later(6)
    page = client.get(PROVE)

    answer = client.post(PROVE, {"proof-given": PASSWORD})

    assert (page.status_code, "Confirm that it is you" in page.text) == (200, True)
    assert " autofocus" in page.text  # a keyboard goes on there
    assert answer.url == EXPORT
    assert client.get(EXPORT).text == "exported"
    with as_system():
        assert AuditEvent.objects.get(verb="session.proved").user_id == gp.pk


def test_a_proof_that_is_fresh_is_not_asked_for_again(client, gp):
    assert client.get(PROVE).url == EXPORT


@pytest.mark.parametrize(
    ("given", "says"), [("wrong", "That is not your password."), ("", "Enter your password")]
)
def test_a_wrong_proof_opens_nothing(client, gp, minutes_later, given, says):
    minutes_later(6)

    answer = client.post(PROVE, {"proof-given": given})

    assert (answer.status_code, says in answer.text) == (422, True)
    assert client.get(EXPORT).status_code == 302


def test_what_was_sent_is_kept_and_sent_again_but_passwords(client, gp, minutes_later):
    minutes_later(6)
    asked = client.post(OVERRIDE, SENT)
    wrong = client.post(OVERRIDE, SENT | {"proof-given": "wrong"})

    done = client.post(OVERRIDE, SENT | {"proof-given": PASSWORD})

    for page, status in ((asked, 401), (wrong, 422)):
        assert page.status_code == status
        assert f'action="{OVERRIDE}"' in page.text
        assert page.text.count('name="reason"') == 2
        assert "secret-word" not in page.text
    assert done.json()["reason"] == ["She fell.", "Twice."]


def test_a_form_of_htmx_is_asked_in_place_of_the_whole_page(client, gp, minutes_later):
    minutes_later(6)

    asked = client.post(OVERRIDE, SENT, headers=HTMX)

    assert (asked.status_code, asked.headers["HX-Retarget"]) == (422, "body")
    assert 'name="tier" value="3"' in asked.text


def test_a_part_of_a_page_leads_the_window_to_the_proof(client, gp, minutes_later):
    minutes_later(6)

    asked = client.get(EXPORT, headers=HTMX)

    assert (asked.status_code, asked.content) == (401, b"")
    assert asked.headers["HX-Redirect"] == "/prove/?next=/organisations/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_proof_leads_to_no_other_site(client, gp, minutes_later, elsewhere):
    minutes_later(6)

    answer = client.post("/prove/", {"proof-given": PASSWORD}, query_params={"next": elsewhere})

    assert answer.url == "/"


def test_a_locked_session_gives_its_proof_once_for_both(client, gp, minutes_later):
    minutes_later(20)
    client.post(f"/unlock/?next={EXPORT}", {"proof-given": PASSWORD})

    assert client.get(EXPORT).text == "exported"
