"""A second factor in an open session: as a proof, and what is changed with a fresh one alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.accounts.second_factors import code, sealed_on, secret_on
from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import codes
from wsic.accounts.models import RecoveryCode, SecondFactor

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, SET_UP = "/sign-in/", "/sign-in/code/", "/sign-in/second-factor/"
PAGE = "/organisations/"
WRONG = "000000"


def test_setting_up_ends_the_other_sessions_and_asks_for_a_fresh_proof(client, gp, minutes_later):
    other = Client()
    other.force_login(gp)
    client.force_login(gp)
    minutes_later(6)
    assert client.get("/account/second-factor/").url.startswith("/prove/")
    client.post("/prove/?next=/account/second-factor/", {"proof-given": PASSWORD})
    page = client.get("/account/second-factor/").text
    given = codes.code_of(secret_on(page), int((NOW + timedelta(minutes=6)).timestamp()) // codes.STEP)

    client.post("/account/second-factor/", {"sealed": sealed_on(page), "given": given})

    assert SecondFactor.objects.get().user == gp
    assert client.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 302


def test_a_code_is_a_proof_too_and_counted_with_the_others(client, gp, recovery_codes, minutes_later):
    client.force_login(gp)
    minutes_later(20)
    wrong = client.post(f"/unlock/?next={PAGE}", {"proof-given": WRONG})

    answer = client.post(f"/unlock/?next={PAGE}", {"proof-given": code(20)})

    assert "or the code of your authenticator app" in wrong.text
    assert (wrong.status_code, answer.url) == (422, PAGE)
    assert client.post("/prove/", {"proof-given": code(20)}).status_code == 422


def test_a_recovery_code_is_no_proof_of_an_open_session(client, gp, recovery_codes, minutes_later):
    client.force_login(gp)
    minutes_later(20)

    assert client.post("/unlock/", {"proof-given": recovery_codes[0]}).status_code == 422
    assert not RecoveryCode.objects.exclude(used_at=None).exists()


def test_new_recovery_codes_end_the_old_ones(client, gp, recovery_codes):
    client.force_login(gp)

    page = client.post("/account/recovery-codes/")

    new = re.findall(r"<code>(\w{5}-\w{5})</code>", page.text)
    assert len(new) == 10
    assert not set(new) & set(recovery_codes)
    assert RecoveryCode.objects.filter(user=gp).count() == 10


def test_the_app_is_taken_away_where_none_is_required(client, gp, recovery_codes, settings):
    client.force_login(gp)
    settings.SECOND_FACTOR_REQUIRED = True
    refused = client.post("/account/second-factor/remove/")
    settings.SECOND_FACTOR_REQUIRED = False

    done = client.post("/account/second-factor/remove/")

    assert (refused.status_code, "Everybody signs in with a code here." in refused.text) == (403, True)
    assert done.url == "/account/"
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize("address", ["/account/recovery-codes/", "/account/second-factor/remove/"])
def test_codes_and_app_are_not_changed_without_a_fresh_proof(
    client, gp, recovery_codes, minutes_later, address
):
    client.force_login(gp)
    minutes_later(6)
    with as_system():
        before = set(RecoveryCode.objects.values_list("pk", flat=True))

    answer = client.post(address)

    assert (answer.status_code, "proof-given" in answer.text) == (401, True)
    with as_system():
        assert set(RecoveryCode.objects.values_list("pk", flat=True)) == before
        assert SecondFactor.objects.exists()
