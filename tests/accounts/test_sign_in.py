"""Signing in: by form, by one click in the demo, and back to where one was going."""

import pytest

from tests.world import PASSWORD, as_system
from wsic.accounts.models import User
from wsic.accounts.roles import WHAT, Role
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture
def gp(world):
    """A GP with a password that can be typed."""
    from django.contrib.auth.hashers import make_password

    with as_system():
        User.objects.filter(username="gp_a").update(password=make_password(PASSWORD))
    return world.user("gp_a")


@pytest.fixture
def demo(settings, gp):
    settings.DEMO, settings.DEMO_PASSWORD = True, PASSWORD


def test_the_right_password_opens_the_first_page(client, gp):
    response = client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})

    assert response.url == "/"
    assert client.get("/").status_code == 200


def test_signing_in_is_recorded(client, gp):
    client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD})

    with as_system():
        assert AuditEvent.objects.get(verb="account.signed_in").kind == EventKind.SIGN_IN


@pytest.mark.parametrize("name", ["gp_a", "nobody-of-that-name", "disabled"])
def test_wrong_unknown_and_disabled_answer_alike(client, gp, name):
    response = client.post(SIGN_IN, {"username": name, "password": "wrong"})

    assert response.status_code == 422
    assert "The user name or the password is wrong." in response.text
    assert "<title>Error: Sign in" in response.text
    assert "There is a problem" in response.text


def test_what_is_missing_is_said_in_summary_and_beside_the_field(client, gp):
    text = client.post(SIGN_IN, {"username": "", "password": ""}).text

    assert text.count("Enter your user name") == 2
    assert 'href="#id_username"' in text


def test_one_goes_on_to_where_one_was_going(client, gp):
    page = client.get(f"{SIGN_IN}?next=/organisations/").text
    wrong = client.post(SIGN_IN, {"username": "gp_a", "password": "x", "next": "/organisations/"}).text

    answer = client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD, "next": "/organisations/"})

    assert 'name="next" value="/organisations/"' in page
    assert 'name="next" value="/organisations/"' in wrong
    assert answer.url == "/organisations/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_never_to_another_site(client, gp, elsewhere):
    answer = client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD, "next": elsewhere})

    assert answer.url == "/"


def test_who_is_signed_in_goes_on(client, sign_in):
    sign_in("gp_a")

    assert client.get(f"{SIGN_IN}?next=/organisations/").url == "/organisations/"


def test_outside_the_demo_nobody_is_listed(client, gp):
    text = client.get(SIGN_IN).text

    assert "demonstration" not in text.lower()
    assert "gp_a" not in text


def test_the_demo_lists_its_users_by_role_with_what_they_can_do(client, demo):
    response = client.get(SIGN_IN)

    roles = response.context["demo_roles"]
    assert [role.label for role in roles][:2] == ["GP", "Practice nurse"]
    assert WHAT[Role.GP].split(";")[0] in response.text.replace("&#x27;", "'")
    users = [user for role in roles for user in (*role.first, *role.more)]
    assert len({user.username for user in users}) == len(users)
    assert "disabled" not in {user.username for user in users}


def test_somebody_with_two_places_is_listed_once_with_both(client, demo):
    gps = client.get(SIGN_IN).context["demo_roles"][0]

    locum = next(user for user in (*gps.first, *gps.more) if user.username == "locum")
    assert locum.places == "Practice A and Practice B"


def test_one_click_signs_in(client, demo):
    text = client.get(SIGN_IN).text
    assert 'name="username" value="gp_a"' in text

    answer = client.post(SIGN_IN, {"username": "gp_a", "password": PASSWORD, "next": ""})

    assert answer.url == "/"


def test_signing_out_forgets_the_browser(client, sign_in):
    sign_in("gp_a")

    answer = client.post("/sign-out/")

    assert answer.url == SIGN_IN
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "wanted", ["abc", "//elsewhere.example/", "https://elsewhere.example/", "javascript:x"]
)
def test_whatever_next_says_somebody_signed_in_stays_on_the_site(client, sign_in, wanted):
    sign_in("gp_a")

    answer = client.get("/sign-in/", {"next": wanted})

    assert answer.status_code == 302
    assert "elsewhere" not in answer.url
    assert "javascript" not in answer.url
