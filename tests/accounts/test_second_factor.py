"""Signing in with a code: set up, asked for, taken once, counted, and stood in for by recovery codes."""

import re

import pytest
from django.test import Client

from tests.accounts.second_factors import SECRET, code, sealed_on, secret_on
from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import codes
from wsic.accounts.models import FailedSignIn, RecoveryCode, SecondFactor, Session, User
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, SET_UP = "/sign-in/", "/sign-in/code/", "/sign-in/second-factor/"
PAGE = "/organisations/"
WRONG = "000000"


@pytest.fixture
def password_given(client, gp, recovery_codes):
    answer = client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD, "next": PAGE})
    assert answer.url == CODE
    return client


def verbs() -> list[str]:
    with as_system():
        rows = AuditEvent.objects.filter(address="127.0.0.1", kind="SIGN_IN").order_by("pk")
        return list(rows.values_list("verb", flat=True))


def test_without_an_app_the_password_is_enough_where_none_is_required(client, gp):
    assert client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD}).url == "/"


def test_after_the_password_nothing_is_open_yet(password_given):
    assert password_given.get(PAGE).status_code == 302
    assert password_given.get("/account/second-factor/").status_code == 302
    assert "_auth_user_id" not in password_given.session


def test_the_code_opens_the_page_that_was_asked_for(password_given):
    page = password_given.get(CODE)

    answer = password_given.post(CODE, {"given": code()})

    assert (page.status_code, answer.url) == (200, PAGE)
    assert password_given.get(PAGE).status_code == 200
    assert verbs()[-2:] == ["account.code_taken", "account.signed_in"]


def test_a_code_is_good_once(password_given, gp):
    password_given.post(CODE, {"given": code()})
    thief = Client()
    thief.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})

    again = thief.post(CODE, {"given": code()})

    assert again.status_code == 422
    assert "used before" in again.text
    assert thief.get(PAGE).status_code == 302


def test_ten_wrong_codes_wait_wherever_they_come_from(password_given, minutes_later):
    for number in range(10):
        address = f"10.0.0.{number}"
        assert password_given.post(CODE, {"given": WRONG}, REMOTE_ADDR=address).status_code == 422

    answer = password_given.post(CODE, {"given": code()}, REMOTE_ADDR="10.0.9.9")

    assert answer.status_code == 429
    assert "too many wrong tries" in answer.text
    with as_system():
        assert AuditEvent.objects.filter(verb="account.code_failed").count() == 10
        assert AuditEvent.objects.filter(verb="account.code_waited").count() == 1


def test_the_wait_for_codes_ends_and_closes_no_password(client, password_given, minutes_later):
    for _ in range(10):
        password_given.post(CODE, {"given": WRONG})
    other = Client()
    assert other.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD}).url == CODE
    minutes_later(15.5)

    password_given.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})

    assert password_given.post(CODE, {"given": code(15.5)}).url == "/"


def test_wrong_passwords_between_do_not_begin_the_count_anew(password_given):
    for _ in range(9):
        password_given.post(CODE, {"given": WRONG})
    password_given.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})
    password_given.post(CODE, {"given": WRONG})

    assert password_given.post(CODE, {"given": code()}).status_code == 429


def test_ten_minutes_after_the_password_it_is_asked_for_anew(password_given, minutes_later):
    minutes_later(10.1)

    assert password_given.post(CODE, {"given": code(10.1)}).url == SIGN_IN


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
def test_who_was_disabled_or_got_another_password_meanwhile_is_out(password_given, gp, change):
    User.objects.filter(pk=gp.pk).update(**change)

    assert password_given.post(CODE, {"given": code()}).url == SIGN_IN


def test_the_session_gets_a_new_key_at_each_step(client, gp, recovery_codes):
    session = client.session
    session["kept"] = "1"
    session.save()
    keys = [client.session.session_key]
    client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})
    keys.append(client.session.session_key)
    client.post(CODE, {"given": code()})
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3
    assert Session.objects.count() == 1


def test_a_recovery_code_stands_in_once(password_given, recovery_codes):
    typed = recovery_codes[3].lower().replace("-", " ")
    assert password_given.post(CODE, {"given": typed}).url == PAGE
    other = Client()
    other.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})

    assert other.post(CODE, {"given": recovery_codes[3]}).status_code == 422
    assert other.post(CODE, {"given": recovery_codes[4]}).status_code == 302
    assert "account.recovery_code_used" in verbs()


def test_what_is_kept_tells_no_secret(recovery_codes):
    kept = str(
        [*SecondFactor.objects.values(), *RecoveryCode.objects.values(), *FailedSignIn.objects.values()]
    )

    assert SECRET.decode() not in kept
    assert not [each for each in recovery_codes if each in kept or each.replace("-", "") in kept]


def test_where_it_is_required_it_is_set_up_after_the_password_and_before_all_else(client, gp, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    answer = client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD, "next": PAGE})
    assert (answer.url, client.get(PAGE).status_code) == (SET_UP, 302)
    page = client.get(SET_UP).text
    given = codes.code_of(secret_on(page), int(NOW.timestamp()) // codes.STEP)

    done = client.post(SET_UP, {"sealed": sealed_on(page), "given": given})

    assert done.status_code == 200
    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", done.text)) == 10
    assert f'href="{PAGE}"' in done.text
    assert client.get(PAGE).status_code == 200
    assert client.get(SET_UP).url == SIGN_IN


def test_who_has_an_app_sets_up_no_other_one_with_the_password_alone(password_given):
    with as_system():
        before = SecondFactor.objects.get().pk

    answers = [password_given.get(SET_UP), password_given.post(SET_UP, {"sealed": "x", "given": WRONG})]

    assert [each.url for each in answers] == [SIGN_IN, SIGN_IN]
    with as_system():
        assert SecondFactor.objects.get().pk == before


def test_a_wrong_first_code_sets_nothing_up_and_shows_the_same_picture(client, gp, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})
    page = client.get(SET_UP).text

    wrong = client.post(SET_UP, {"sealed": sealed_on(page), "given": WRONG})

    assert (wrong.status_code, secret_on(wrong.text)) == (422, secret_on(page))
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("sealed", ["", "nonsense", codes.seal(SECRET, whose="other", key="x", at=NOW)])
def test_a_secret_that_is_not_ours_is_not_set_up(client, gp, sealed):
    client.force_login(gp)

    answer = client.post("/account/second-factor/", {"sealed": sealed, "given": code()})

    assert answer.status_code == 422
    assert not SecondFactor.objects.exists()


def test_with_another_key_the_code_is_refused_and_the_log_says_why(password_given, settings, caplog):
    settings.SECOND_FACTOR_KEY = "another key"

    assert password_given.post(CODE, {"given": code()}).status_code == 422
    assert "cannot be read" in caplog.text
    assert "gp_a" not in caplog.text
