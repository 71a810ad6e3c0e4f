"""Somebody's own account: what they see of it, another password, and the end of what is open elsewhere."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from tests.world import PASSWORD, as_system
from wsic.accounts import actions
from wsic.accounts.models import Session, User
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
NEW = "quite-another-word-now"
PAGE, PASSWORD_PAGE = "/account/", "/account/password/"


@pytest.fixture
def user(client, world) -> User:
    user = world.user("locum")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client.force_login(user)
    return user


@pytest.fixture
def elsewhere(user) -> Client:
    other = Client()
    other.force_login(user)
    other.get("/", REMOTE_ADDR="10.0.0.9")
    return other


def test_it_shows_roles_with_what_they_give_and_where_one_is_signed_in(client, user, elsewhere):
    text = client.get(PAGE).text

    assert text.count("<b>GP</b>") == 2
    assert "Practice A" in text
    assert "read the register" in text
    assert text.count("This browser") == text.count("Another browser") == 1
    assert "You sign in with your password alone" in text


def test_the_header_leads_there(client, user):
    assert f'href="{PAGE}"' in client.get("/").text


def test_somebody_without_a_role_is_told_so(client, sign_in):
    sign_in("nobody")

    assert "You work for no organisation today" in client.get(PAGE).text


def test_signing_out_everywhere_else(client, user, elsewhere):
    answer = client.post("/account/sessions/end/", follow=True)

    assert "You are signed out everywhere else." in answer.text
    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_nobody_elses_sessions_end(client, user, world):
    other = Client()
    other.force_login(world.user("gp_a"))

    client.post("/account/sessions/end/")

    assert other.get("/").status_code == 200


def test_another_password_signs_out_everywhere_else(client, user, elsewhere):
    answer = client.post(PASSWORD_PAGE, {"new_password1": NEW, "new_password2": NEW})

    user.refresh_from_db()
    assert (answer.url, user.check_password(NEW)) == (PAGE, True)
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    with as_system():
        assert AuditEvent.objects.get(verb="user.password_changed").user_id == user.pk


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        (NEW, "something else", "didn’t match"),
        ("", "", "Enter a new password"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(client, user, new, again, says):
    answer = client.post(PASSWORD_PAGE, {"new_password1": new, "new_password2": again})

    user.refresh_from_db()
    assert (answer.status_code, says in answer.text) == (422, True)
    assert user.check_password(PASSWORD)


def test_the_password_is_asked_for_before_it_is_changed(client, user, minutes_later):
    minutes_later(6)

    assert client.get(PASSWORD_PAGE).url == f"/prove/?next={PASSWORD_PAGE}"
    assert client.post(PASSWORD_PAGE, {"new_password1": NEW, "new_password2": NEW}).status_code == 401
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_in_the_demo_nobody_changes_what_all_share(client, user, settings):
    settings.DEMO = True

    answer = client.get(PASSWORD_PAGE)

    assert (answer.status_code, "the same password" in answer.text) == (403, True)
    assert f'href="{PASSWORD_PAGE}"' not in client.get(PAGE).text


def test_a_password_changed_by_other_means_ends_what_is_open(client, user):
    """Of the hash alone, which every session holds: the row of the session is still there."""
    User.objects.filter(pk=user.pk).update(password=make_password(NEW))

    assert client.get("/").status_code == 302


def test_a_session_that_was_ended_while_it_was_used_is_not_written_again(client, user):
    session = client.session
    session["kept"] = "1"
    with as_system():
        actions.end_sessions(user=user)

    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()
