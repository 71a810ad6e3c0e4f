"""Fifteen minutes idle, twelve hours in all: what locks, what opens it again, and for whom."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.world import NOW, PASSWORD, as_system
from wsic.accounts import sessions
from wsic.accounts.models import Session, User
from wsic.accounts.rules import Marks, SessionLimits, SessionState, session_left, session_state
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LIMITS = SessionLimits(idle=15 * MINUTE, in_all=720 * MINUTE)
PAGE = "/organisations/"
UNLOCK = f"/unlock/?next={PAGE}"
HTMX = {"HX-Request": "true"}
POLL = HTMX | {"X-Polling": "true"}


@pytest.fixture
def gp(client, world, minutes_later) -> User:
    """A GP with a password that can be typed, who signed in at nine."""
    minutes_later(0)
    user = world.user("gp_a")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    client.force_login(user)
    return user


@pytest.mark.fast
@pytest.mark.parametrize(
    ("seen", "at", "stays", "state"),
    [
        (0, 14.9, False, "OPEN"),
        (0, 15, False, "LOCKED"),
        (0, 15, True, "OPEN"),
        (14, 28.9, False, "OPEN"),
        (719, 719.9, False, "OPEN"),
        (719, 720, False, "OVER"),
        (719, 720, True, "OVER"),
        (0, 720, False, "OVER"),
    ],
)
def test_state_at_its_boundaries(seen, at, stays, state):
    marks = Marks(started_at=NOW, seen_at=NOW + seen * MINUTE, proved_at=NOW)

    assert session_state(marks, LIMITS, at=NOW + at * MINUTE, stays=stays) == SessionState[state]


@pytest.mark.fast
def test_a_session_without_marks_is_over():
    assert session_state(None, LIMITS, at=NOW) is SessionState.OVER


@pytest.mark.fast
def test_what_is_left_is_the_nearer_of_both_ends():
    marks = Marks(started_at=NOW, seen_at=NOW + 710 * MINUTE, proved_at=NOW)

    assert session_left(marks, LIMITS, at=NOW + 711 * MINUTE) == 9 * MINUTE


def test_use_keeps_it_open(client, gp, minutes_later):
    for minutes in (14, 28, 42):
        minutes_later(minutes)
        assert client.get(PAGE).status_code == 200


def test_idle_for_fifteen_minutes_it_locks(client, gp, minutes_later):
    minutes_later(15)

    answer = client.get(PAGE)
    panel = client.get(PAGE, headers=HTMX | {"HX-Current-URL": f"http://testserver{PAGE}?q=1"})

    assert (answer.status_code, answer.url) == (302, UNLOCK)
    assert (panel.status_code, panel.content) == (401, b"")
    assert panel.headers["HX-Redirect"] == f"{UNLOCK}%3Fq%3D1"


def test_asking_in_vain_opens_nothing(client, gp, minutes_later):
    for minutes in (15, 16, 29):
        minutes_later(minutes)
        assert client.get(PAGE).status_code == 302


def test_what_is_left_is_told_with_every_answer(client, gp, minutes_later):
    minutes_later(10)

    assert client.get("/session/").headers["Session-Left"] == str(5 * 60)
    assert client.get(PAGE).headers["Session-Left"] == str(15 * 60)


def test_asking_what_is_left_leaves_no_audit_row(client, gp, minutes_later):
    client.get("/session/")

    with as_system():
        assert not AuditEvent.objects.filter(user_id=gp.pk, kind="READ").exists()


def test_nobody_has_nothing_left(client, world):
    answer = client.get("/session/")

    assert (answer.status_code, "Session-Left" in answer.headers) == (204, False)


@pytest.mark.parametrize(("accepts", "status"), [("*/*", 204), ("text/html,*/*", 302)])
def test_staying_signed_in_by_script_or_form(client, gp, minutes_later, accepts, status):
    minutes_later(14)

    answer = client.post("/session/stay/", {"next": PAGE}, headers={"Accept": accepts})

    assert (answer.status_code, answer.headers.get("Location")) == (status, PAGE if status == 302 else None)
    assert answer.headers["Session-Left"] == str(15 * 60)


def test_the_right_password_opens_it_at_the_same_page(client, gp, minutes_later):
    minutes_later(200)
    page = client.get(UNLOCK)

    answer = client.post(UNLOCK, {"proof-given": PASSWORD})

    assert page.status_code == 200
    assert gp.display_name in page.text
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert client.get(PAGE).status_code == 200


def test_a_wrong_password_does_not_and_is_counted(client, gp, minutes_later):
    minutes_later(20)
    answers = [client.post(UNLOCK, {"proof-given": "wrong"}).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
    assert client.post(UNLOCK, {"proof-given": PASSWORD}).status_code == 429
    with as_system():
        verbs = AuditEvent.objects.filter(verb__startswith="session.").values_list("verb", flat=True)
        assert list(verbs.order_by("pk")) == ["session.proof_failed"] * 10 + ["session.proof_waited"] * 2


def test_a_form_sent_to_a_locked_session_is_kept_and_sent_again(client, gp, minutes_later):
    minutes_later(15)
    kept = client.post("/search/", {"q": "ADAIR", "password": "secret-word"})
    assert kept.status_code == 401
    assert '<input type="hidden" name="q" value="ADAIR">' in kept.text
    assert "secret-word" not in kept.text

    answer = client.post("/search/", {"q": "ADAIR", "proof-given": PASSWORD})

    assert answer.status_code == 200
    assert "ADAIR" in answer.text


def test_a_locked_session_changes_nothing_without_its_proof(client, gp, minutes_later):
    minutes_later(15)

    answer = client.post("/search/", {"q": "ADAIR", "proof-given": "wrong"})

    assert answer.status_code == 422
    assert "Born" not in answer.text


def test_twelve_hours_end_it_whatever_is_done(client, gp, minutes_later):
    for minutes in range(10, 720, 10):
        minutes_later(minutes)
        client.post("/session/stay/")
    minutes_later(720)

    answer = client.get(PAGE)

    assert answer.url == f"/sign-in/?next={PAGE}&whose={gp.public_id}"
    assert client.post(UNLOCK, {"proof-given": PASSWORD}).url.startswith("/sign-in/")


@pytest.mark.parametrize(("name", "leads_to"), [("gp_a", PAGE), ("gp_b", "/")])
def test_after_its_end_the_page_opens_for_whom_it_was_open(client, gp, world, minutes_later, name, leads_to):
    user = world.user(name)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    minutes_later(720)
    client.force_login(gp)
    minutes_later(1440)
    form = parse_qs(urlsplit(client.get(PAGE).url).query)

    answer = client.post("/sign-in/", {"username": name, "password": PASSWORD} | form)

    assert (answer.status_code, answer.url) == (302, leads_to)


def test_whoever_may_be_idle_stays_in_until_the_hours_are_up(client, gp, minutes_later, monkeypatch):
    monkeypatch.setattr(sessions, "MAY_BE_IDLE", [lambda user, at: user == gp])
    minutes_later(300)
    at_the_meeting = client.get("/session/")
    minutes_later(720)

    assert at_the_meeting.headers["Session-Left"] == str(420 * 60)
    assert client.get(PAGE).url.startswith("/sign-in/")


def test_whoever_may_not_is_locked_though_others_may_be_idle(client, gp, minutes_later, monkeypatch):
    monkeypatch.setattr(sessions, "MAY_BE_IDLE", [lambda user, at: user != gp])
    minutes_later(16)

    assert client.get(PAGE).url.startswith("/unlock/")


def test_a_session_knows_whose_it_is(client, gp):
    client.get(PAGE, REMOTE_ADDR="10.0.0.9")

    row = Session.objects.get()

    assert (row.user, row.started_at, row.seen_at) == (gp, NOW, NOW)
    assert str(row) == f"Session #{row.pk[:4]}"


def test_whoever_signs_out_of_a_locked_session_is_out(client, gp, minutes_later):
    minutes_later(15)

    client.post("/sign-out/")

    assert client.get(UNLOCK).url == f"/sign-in/?next={PAGE}"
    assert not Session.objects.filter(user=gp).exists()
    with as_system():
        assert AuditEvent.objects.get(verb="account.signed_out").user_id == gp.pk


def test_somebody_who_was_disabled_opens_nothing(client, gp, minutes_later):
    minutes_later(15)
    gp.is_active = False
    gp.save(update_fields=["is_active"])

    assert client.post(UNLOCK, {"proof-given": PASSWORD}).url.startswith("/sign-in/")


def test_polling_keeps_nothing_open(client, gp, minutes_later):
    for minutes in range(1, 16):
        minutes_later(minutes)
        answer = client.get(PAGE, headers=POLL)

    assert answer.status_code == 401
    assert client.get(PAGE).url == UNLOCK
