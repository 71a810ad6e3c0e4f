"""Accounts by command: added, disabled, enabled, and without their lost app; each on record."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.world import NOW, PASSWORD, TODAY, as_system
from wsic.accounts import actions, codes
from wsic.accounts.models import Membership, SecondFactor, Session, User
from wsic.accounts.roles import Role
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
SECRET = b"12345678901234567890"
NEW_USER = ["new.gp", "--display-name", "New GP", "--role", "GP", "--organisation", "PA"]


def said(*command) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def on_record(verb) -> str:
    with as_system():
        return AuditEvent.objects.get(verb=verb).actor


@pytest.fixture
def first_password(monkeypatch):
    monkeypatch.setenv("WSIC_FIRST_PASSWORD", PASSWORD)


def test_an_account_is_added_with_its_role(world, first_password):
    assert said("add_user", *NEW_USER) == f"new.gp is GP of Practice A from {TODAY}.\n"

    user = User.objects.get(username="new.gp")
    assert user.check_password(PASSWORD)
    assert Membership.objects.get(user=user).role == Role.GP
    assert on_record("user.added") == "system:add_user"


def test_one_that_is_there_gets_a_further_role_and_keeps_its_password(world, first_password, monkeypatch):
    said("add_user", *NEW_USER)
    monkeypatch.setenv("WSIC_FIRST_PASSWORD", "another-word-of-many")

    said("add_user", *NEW_USER[:-1], "PB")

    user = User.objects.get(username="new.gp")
    assert user.check_password(PASSWORD)
    assert user.memberships.count() == 2


def test_the_number_at_work_comes_with_the_role_or_later(world, first_password):
    said("add_user", *NEW_USER)
    said("add_user", *NEW_USER, "--telephone", "02079460311")

    assert Membership.objects.get(user__username="new.gp").telephone == "020 7946 0311"
    said("add_user", *NEW_USER)
    assert Membership.objects.get(user__username="new.gp").telephone == "020 7946 0311"
    assert on_record("user.telephone_set") == "system:add_user"
    with pytest.raises(CommandError, match="with its area code"):
        said("add_user", *NEW_USER, "--telephone", "7946")


@pytest.mark.parametrize(
    ("password", "code", "says"),
    [("short", "PA", "too short"), (PASSWORD, "NO", "No organisation has the code")],
)
def test_what_is_wrong_is_said_and_nobody_added(world, monkeypatch, password, code, says):
    monkeypatch.setenv("WSIC_FIRST_PASSWORD", password)

    with pytest.raises(CommandError, match=says):
        said("add_user", *NEW_USER[:-1], code)

    assert not User.objects.filter(username="new.gp").exists()


def test_a_disabled_user_is_out_on_the_next_request_and_stays_out(client, sign_in):
    user = sign_in("gp_a")

    assert said("disable_user", "gp_a") == "gp_a is disabled.\n"
    assert client.get("/").status_code == 302
    assert not Session.objects.filter(user=user).exists()

    said("enable_user", "gp_a")
    assert client.get("/").status_code == 302
    assert on_record("user.disabled") == "system:disable_user"
    assert on_record("user.enabled") == "system:enable_user"


def test_what_is_so_already_is_said_and_not_recorded(world):
    assert said("disable_user", "disabled") == "disabled was disabled already.\n"
    assert said("enable_user", "gp_a") == "gp_a was not disabled.\n"
    assert said("reset_second_factor", "gp_a") == "gp_a has no authenticator app.\n"

    with as_system():
        assert not AuditEvent.objects.filter(verb__startswith="user.").exists()


def test_a_lost_app_is_taken_off_and_sessions_end(client, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    user = sign_in("gp_a")
    code = codes.code_of(SECRET, int(NOW.timestamp()) // codes.STEP)
    with as_system():
        actions.set_up_second_factor(user=user, secret=SECRET, given=code, keep="", by=user, at=NOW)

    said("reset_second_factor", "gp_a")

    assert not SecondFactor.objects.exists()
    assert not user.recovery_codes.exists()
    assert client.get("/").status_code == 302
    assert on_record("user.second_factor_removed") == "system:reset_second_factor"


@pytest.mark.parametrize("command", ["disable_user", "enable_user", "reset_second_factor"])
def test_a_name_that_nobody_has_is_told(world, command):
    with pytest.raises(CommandError, match="Nobody signs in as gp_z"):
        said(command, "gp_z")
