"""Standings of a day, verbs of a role, sign-in, and sessions that are over."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client

from tests.world import NOW, PASSWORD, TODAY, World, as_system
from wsic.accounts import actions
from wsic.accounts.models import Membership, Session, User
from wsic.accounts.queries import standings
from wsic.accounts.requests import user_of
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.accounts.tasks import clear_sessions
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def with_password(world) -> User:
    user = world.user("gp_a")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


@pytest.mark.parametrize(
    ("from_on", "to_on", "count"),
    [(TODAY, None, 1), (TOMORROW, None, 0), (YESTERDAY, TODAY, 0), (YESTERDAY, TOMORROW, 1)],
)
def test_a_standing_holds_from_its_first_day_to_before_its_last(world, from_on, to_on, count):
    with as_system():
        Membership.objects.filter(user__username="gp_a").update(from_on=from_on, to_on=to_on)

    assert len(standings(world.user("gp_a"), on=TODAY)) == count


def test_a_verb_holds_only_where_its_role_is_held(world: World):
    user = world.user("locum")
    with as_system():
        user.memberships.filter(organisation__code="PB").update(role=Role.PRACTICE_NURSE)
    user.standings = standings(user, on=TODAY)
    practice_a, practice_b = world.organisation("PA").pk, world.organisation("PB").pk

    assert user.may(Verb.IMPORT, organisation_id=practice_a)
    assert not user.may(Verb.IMPORT, organisation_id=practice_b)
    assert user.organisations_with(Verb.IMPORT) == {practice_a}
    assert user.organisations_with(Verb.READ) == {practice_a, practice_b}


@pytest.mark.fast
def test_every_role_has_its_verbs_declared():
    assert set(VERBS) == set(Role)


def test_without_a_transaction_a_user_may_nothing(world):
    assert not world.user("gp_a").may(Verb.READ)


def test_signing_in_and_out_is_recorded(client, with_password):
    client.post("/sign-in/", {"username": "gp_a", "password": PASSWORD})
    client.post("/sign-out/")

    with as_system():
        events = AuditEvent.objects.filter(kind=EventKind.SIGN_IN).order_by("pk")
        assert [event.verb for event in events] == ["account.signed_in", "account.signed_out"]


@pytest.mark.parametrize(
    ("username", "password"), [("gp_a", "wrong"), ("disabled", PASSWORD), ("nobody at all", PASSWORD)]
)
def test_a_wrong_sign_in_says_the_same_to_everybody(client, with_password, username, password):
    disabled = User.objects.get(username="disabled")
    disabled.set_password(PASSWORD)
    disabled.save(update_fields=["password"])

    response = client.post("/sign-in/", {"username": username, "password": password})

    assert response.status_code == 422
    assert "_auth_user_id" not in client.session
    assert b"inactive" not in response.content


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_sign_in_leads_nowhere_else(client, with_password, wanted):
    response = client.post("/sign-in/", {"username": "gp_a", "password": PASSWORD, "next": wanted})

    assert (response.status_code, response.url) == (302, "/")


def test_a_session_gets_a_new_key_at_sign_in(client, with_password):
    session = client.session
    session["kept"] = "1"
    session.save()
    before = session.session_key

    client.post("/sign-in/", {"username": "gp_a", "password": PASSWORD})

    assert client.session.session_key != before


def test_a_form_without_its_token_is_refused_and_recorded(world, with_password):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(with_password)

    response = strict.post("/sign-out/")

    assert response.status_code == 403
    with as_system():
        assert AuditEvent.objects.filter(kind=EventKind.DENIAL, user_id=with_password.pk).count() == 1


def test_sessions_that_are_over_go_and_others_stay(world):
    Session.objects.create(session_key="over", session_data="", expire_date=NOW - timedelta(seconds=1))
    Session.objects.create(session_key="open", session_data="", expire_date=NOW + timedelta(hours=1))

    clear_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_a_user_is_added_once(world):
    known = make_password(PASSWORD)
    with as_system() as system:
        first = actions.add_user(username="new", display_name="New", password_hash=known, by=system)
        again = actions.add_user(username="new", display_name="Other", password_hash="", by=system)

    assert (first.pk, again.display_name) == (again.pk, "New")
    assert again.check_password(PASSWORD)


def test_whoever_is_not_signed_in_is_nobody_to_an_action():
    request = HttpRequest()
    request.user = AnonymousUser()

    with pytest.raises(PermissionDenied, match="Sign in first"):
        user_of(request)
