"""Too many wrong tries: signing in waits, says so, and every try is in the audit."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password

from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import actions
from wsic.accounts.models import FailedSignIn, User
from wsic.accounts.rules import digest_of_name, waits_until
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"
SAYS = "There were too many wrong tries to sign in. Wait {} min, then try again."
MINUTE = timedelta(minutes=1)
WAIT = 15 * MINUTE


@pytest.fixture
def gp(world):
    with as_system():
        User.objects.filter(username="gp_a").update(password=make_password(PASSWORD))
    return world.user("gp_a")


@pytest.fixture
def attempt(client, gp, clock_at):
    """Try to sign in, so many minutes after nine o'clock."""

    def attempt(password="wrong", username="gp_a", address="10.0.0.1", minute=0.0):
        clock_at(minute)
        return client.post(SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=address)

    return attempt


@pytest.fixture
def clock_at():
    """The clock stands still, so many minutes after nine."""
    import time_machine

    travels = []

    def move(minute):
        for travel in travels:
            travel.stop()
        travels[:] = [time_machine.travel(NOW + minute * MINUTE, tick=False)]
        travels[0].start()

    yield move
    for travel in travels:
        travel.stop()


def fail(number, *, username="gp_a", address="10.0.0.1", minute=0.0):
    """Wrong tries as they are noted, without the half second of a password's hash each."""
    digest = digest_of_name(username, key=settings.SECRET_KEY)
    for _ in range(number):
        FailedSignIn.objects.create(name_digest=digest, address=address, at=NOW + minute * MINUTE)


def events() -> list[tuple[str, str, str, str]]:
    with as_system():
        rows = AuditEvent.objects.filter(kind=EventKind.SIGN_IN).order_by("pk")
        return list(rows.values_list("verb", "actor", "address", "user_id"))


@pytest.mark.fast
@pytest.mark.parametrize(
    ("minutes", "until"),
    [
        ([], None),
        ([5, 4], None),
        ([5, 4, 3], 20),
        ([16, 2, 1], 31),
        ([17, 2, 1], None),
        ([9, 8, 7, 6], 24),
    ],
)
def test_after_three_wrong_tries_in_15_minutes_it_waits_15_minutes(minutes, until):
    failed = [NOW + minute * MINUTE for minute in minutes]

    found = waits_until(failed, most=3, wait=WAIT)

    assert found == (None if until is None else NOW + until * MINUTE)


def test_a_wrong_try_is_recorded_without_its_password(attempt):
    attempt("a-very-wrong-word", address="10.0.0.9")

    assert events() == [("account.sign_in_failed", "gp_a", "10.0.0.9", None)]
    with as_system():
        assert "very-wrong" not in str(AuditEvent.objects.filter(kind=EventKind.SIGN_IN).values())


@pytest.mark.parametrize("typed", ["correct horse battery", "943 476 5919 SMITH Joan", "n" * 400])
def test_what_nobody_is_called_stands_nowhere(attempt, typed):
    attempt(username=typed)
    attempt(username=typed, minute=1)

    first, second = events()
    kept = str([*FailedSignIn.objects.values(), first, second])
    assert first[1].startswith("nobody (")
    assert first[1] == second[1]
    assert typed.split()[0] not in kept


def test_after_ten_wrong_tries_the_right_password_waits_too(attempt):
    fail(9)
    tenth = attempt()

    answer = attempt(PASSWORD, minute=14.5)

    assert (tenth.status_code, answer.status_code) == (422, 429)
    assert SAYS.format(1) in answer.text
    assert events()[-1][:2] == ("account.sign_in_waited", "gp_a")


def test_nine_wrong_tries_wait_for_nothing(attempt):
    fail(9)

    assert attempt(PASSWORD).status_code == 302


def test_the_wait_ends_after_15_minutes_and_is_not_made_longer_by_trying(attempt):
    fail(10)
    attempt(minute=5)
    attempt(minute=14)

    assert attempt(PASSWORD, minute=14.9).status_code == 429
    assert attempt(PASSWORD, minute=15).status_code == 302


def test_signing_in_forgets_the_wrong_tries_before(attempt, client):
    fail(9)
    attempt(PASSWORD)
    client.post("/sign-out/")

    fail(9)

    assert attempt(PASSWORD).status_code == 302


def test_wrong_tries_from_elsewhere_keep_nobody_out(attempt):
    fail(99, address="203.0.113.9")

    assert attempt(PASSWORD, address="203.0.113.9").status_code == 429
    assert attempt(PASSWORD, address="198.51.100.7").status_code == 302


def test_a_hundred_wrong_tries_of_a_name_close_it_everywhere(attempt):
    for number in range(100):
        fail(1, address=f"10.0.1.{number}")

    assert attempt(PASSWORD, address="198.51.100.7").status_code == 429


@pytest.mark.parametrize(("tries", "status"), [(299, 302), (300, 429)])
def test_three_hundred_wrong_tries_of_an_address_close_it_for_every_name(attempt, tries, status):
    for number in range(tries):
        fail(1, username=f"user {number}", address="10.0.0.7")

    assert attempt(PASSWORD, address="10.0.0.7").status_code == status
    assert attempt(PASSWORD, address="10.0.0.8").status_code == 302


def test_a_name_that_nobody_has_waits_like_one_that_somebody_has(attempt):
    fail(10, username="nobody of that name")

    answer = attempt(username="nobody of that name")

    assert answer.status_code == 429
    assert SAYS.format(15) in answer.text


def test_wrong_tries_that_count_no_more_are_forgotten(world):
    fail(1, minute=-31)
    fail(1, minute=-29)

    with as_system():
        assert actions.clear_failed_sign_ins(at=NOW) == 1
        assert FailedSignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("proxies", "passed_on", "seen"),
    [
        (0, "203.0.113.5", "10.0.0.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5, 10.1.1.1", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_of_forwarded_addresses_only_those_of_our_proxies_are_believed(
    client, world, settings, proxies, passed_on, seen
):
    settings.TRUSTED_PROXIES = proxies

    client.post(
        SIGN_IN,
        {"username": "x", "password": "x"},
        headers={"X-Forwarded-For": passed_on},
        REMOTE_ADDR="10.0.0.1",
    )

    assert events()[0][2] == seen
