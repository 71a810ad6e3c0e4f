"""Holes of other systems' sign-in and sessions, one test for each."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import actions, codes
from wsic.accounts.models import Session, User

pytestmark = pytest.mark.django_db
SECRET = b"12345678901234567890"
PAGE = "/organisations/"
SIGN_IN, CODE = "/sign-in/", "/sign-in/code/"
ELSEWHERE = [
    "https://example.org/",
    "//example.org/",
    "/\\example.org",
    "javascript:alert(1)",
    "http:///example.org",
]


def at(minutes):
    return time_machine.travel(NOW + timedelta(minutes=minutes), tick=False)


def code(minutes=0):
    return codes.code_of(SECRET, int((NOW + timedelta(minutes=minutes)).timestamp()) // codes.STEP)


@pytest.fixture
def gp(world) -> User:
    user = world.user("gp_a")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.fixture
def with_app(gp) -> User:
    with as_system():
        before = NOW - timedelta(hours=1)
        actions.set_up_second_factor(user=gp, secret=SECRET, given=code(-60), keep="", by=gp, at=before)
    return gp


def signed_in_with_password() -> Client:
    client = Client()
    client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD, "next": PAGE})
    return client


def test_polling_keeps_no_session_open(client, gp):
    """A panel that asks every two seconds kept sessions open for as long as the window stood there."""
    with at(0):
        client.force_login(gp)
    for minute in range(1, 16):
        with at(minute):
            polled = client.get(PAGE, headers={"HX-Request": "true", "X-Polling": "true"})
            client.get("/session/")

    with at(15.1):
        assert (polled.status_code, client.get(PAGE).status_code) == (401, 302)


def test_a_key_that_was_planted_is_worth_nothing_after_sign_in(client, gp):
    """Session fixation: the attacker's link sets the cookie, the user signs in with it."""
    session = client.session
    session["planted"] = "1"
    session.save()
    attacker = Client()
    attacker.cookies["sessionid"] = planted = session.session_key

    client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})

    assert client.get(PAGE).status_code == 200
    assert attacker.get(PAGE).status_code == 302
    assert not Session.objects.filter(pk=planted).exists()


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("address", [SIGN_IN, "/unlock/", "/prove/"])
def test_no_way_in_leads_to_another_site(client, gp, address, wanted):
    with at(0):
        client.force_login(gp)
    minutes = {SIGN_IN: 0, "/unlock/": 20, "/prove/": 6}[address]
    with at(minutes):
        answer = client.post(
            address, {"proof-given": PASSWORD, "next": wanted}, query_params={"next": wanted}
        )

    assert (answer.status_code, answer.url) == (302, "/")


def test_a_code_is_guessed_ten_times_and_no_more_from_anywhere(with_app):
    """The limit was counted by session or by address, and a new one of either began anew."""
    with at(0):
        for number in range(10):
            thief = signed_in_with_password()
            assert thief.post(CODE, {"given": "000000"}, REMOTE_ADDR=f"10.0.0.{number}").status_code == 422
        thief = signed_in_with_password()

        assert thief.post(CODE, {"given": code()}, REMOTE_ADDR="10.0.0.99").status_code == 429


def test_a_code_that_was_seen_is_used_up(with_app):
    with at(0):
        assert signed_in_with_password().post(CODE, {"given": code()}).url == PAGE

        assert signed_in_with_password().post(CODE, {"given": code()}).status_code == 422


def test_the_second_step_is_not_skipped_by_going_elsewhere(with_app):
    """The first step had signed the user in already, and the second was a page that one could leave out."""
    client = signed_in_with_password()

    for address in (PAGE, "/account/", "/account/second-factor/", "/account/password/"):
        assert client.get(address).url.startswith(SIGN_IN)
    assert client.post("/account/second-factor/remove/").url.startswith(SIGN_IN)


def test_a_second_factor_is_not_set_up_over_one_that_is_there(with_app):
    """Whoever had the password set up an app of their own at the page for those who have none."""
    client = signed_in_with_password()
    sealed = codes.seal(SECRET, whose=str(with_app.public_id), key="one-machine-only", at=NOW)

    assert client.get("/sign-in/second-factor/").url == SIGN_IN
    assert client.post("/sign-in/second-factor/", {"sealed": sealed, "given": code()}).url == SIGN_IN


def test_an_open_session_of_somebody_disabled_is_out(client, gp):
    client.force_login(gp)
    with as_system() as system:
        actions.disable_user(user=gp, by=system)

    assert client.get(PAGE).status_code == 302
    assert not Session.objects.filter(user=gp).exists()


def test_the_page_of_one_user_does_not_open_for_the_next(client, gp, world):
    """At a shared computer whoever signed in next stood on the last user's patient."""
    other = world.user("gp_b")
    other.set_password(PASSWORD)
    other.save(update_fields=["password"])
    person = f"/people/{world.person('ADAIR').public_id}/"
    with at(0):
        client.force_login(gp)
    with at(721):
        form = client.get(client.get(person).url).context["form"]
        sent = {"next": form["next"].value(), "whose": form["whose"].value(), "password": PASSWORD}
        answer = client.post(SIGN_IN, sent | {"username": "gp_b"})

    assert sent["next"] == person
    assert answer.url == "/"


def test_a_locked_session_is_opened_by_its_user_alone(client, gp, world):
    other = world.user("gp_b")
    other.set_password("another-word-of-many")
    other.save(update_fields=["password"])
    with at(0):
        client.force_login(gp)
    with at(20):
        answer = client.post("/unlock/", {"proof-given": "another-word-of-many", "username": "gp_b"})

    assert answer.status_code == 422
