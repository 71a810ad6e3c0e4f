"""/people/<id>/sessions/: offered, booked, held or not; reviews; what each changes at once."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from careplans.models import PlanningSession, ReviewRequest, SessionOffer
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.contracts.rows import statements
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.dates import months_before

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
THERE = ["PERSON", "GP", "CASE_MANAGER"]


@pytest.fixture(autouse=True)
def live(world):
    """Practice A went live two years ago: ADAIR has been owed her yearly session since December."""
    with as_system():
        practice = world.organisation("PA")
        practice.live_on = months_before(TODAY, 24)
        practice.save(update_fields=["live_on"])


def at(name: str, row) -> str:
    return reverse(f"careplans:{name}", args=[row.public_id])


def text(client, person) -> str:
    return " ".join(client.get(at("person_sessions", person)).text.split())


def send(client, name, row, **sent):
    usual = {"once": str(uuid.uuid4()), "kind": "HSCA", "on": TODAY.isoformat(), "place": "HOME"}
    return client.post(at(name, row), usual | {"minutes": "40", "time": "10:00", "means": "TELEPHONE"} | sent)


def test_a_session_is_offered_booked_and_held_in_three_steps(client, sign_in, adair):
    sign_in("case_manager_1")
    assert "<b>To ring</b>: no address to write to" in text(client, adair)

    send(client, "session_offer", adair, answer="ACCEPTED")
    accepted = text(client, adair)
    send(client, "session_book", adair, on=TODAY.isoformat())
    booked = text(client, adair)
    with as_system():
        session = PlanningSession.objects.get()
    answer = send(
        client, "session_end", session, state="HELD", attended=["PERSON", "HSCA"], note="Went well."
    )

    assert ("<b>Accepted, to book</b>" in accepted, "<b>Booked</b>" in booked) == (True, True)
    assert (answer.status_code, answer.url) == (302, at("person_sessions", adair))
    held = text(client, adair)
    assert "<b>Not due yet</b>" in held
    assert "The person, Health and Social Care Assistant<br>Went well." in held
    with as_system():
        verbs = (
            AuditEvent.objects.filter(verb__startswith="session.")
            .order_by("pk")
            .values_list("verb", flat=True)
        )
        assert list(verbs) == ["session.offered", "session.booked", "session.ended"]


def test_booking_answers_the_offer_that_waits(client, sign_in, adair):
    sign_in("hsca_1")
    with as_system():
        make_offer(adair, on=TODAY - DAY)

    send(client, "session_book", adair)

    with as_system():
        assert SessionOffer.objects.get().answer == "ACCEPTED"


@pytest.mark.parametrize(
    ("sent", "again_on"),
    [({}, "2026-09-30"), ({"again_on": "2026-07-01"}, "2026-07-01")],  # three months, unless said
)
def test_who_declined_is_asked_again(client, sign_in, adair, sent, again_on):
    sign_in("hsca_1")
    with as_system():
        offer = make_offer(adair, on=TODAY - DAY)

    send(client, "offer_answer", offer, answer="DECLINED", words="Not now.", **sent)

    with as_system():
        assert SessionOffer.objects.get().again_on.isoformat() == again_on
    assert "<b>Declined or undecided</b>: declined, ask again" in text(client, adair)


def test_who_did_not_attend_is_rung(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        session = make_session(adair, on=TODAY - DAY, state="BOOKED")
    assert "<b>Record what came of it</b>" in text(client, adair)

    send(client, "session_end", session, state="DID_NOT_ATTEND")

    assert "<b>To ring</b>: did not attend" in text(client, adair)


def test_a_review_stands_until_a_session_is_held_and_again_when_that_was_an_error(client, sign_in, adair):
    sign_in("gp_a")

    send(client, "review_ask", adair, reason="FALL", told_by="CARER", words="In the bath.")
    asked = text(client, adair)
    send(client, "session_record", adair, attended=THERE, kind="JOINT")
    held = text(client, adair)
    with as_system():
        session = PlanningSession.objects.get()
    send(client, "session_in_error", session, reason="WRONG_PERSON")

    assert "<b>Review asked for</b>" in asked
    assert "<b>Review asked for</b>" not in held
    assert "A session was held" in held
    assert "<b>Review asked for</b>" in text(client, adair)
    with as_system():
        assert list(ReviewRequest.objects.order_by("pk").values_list("words", "outcome")) == [
            ("In the bath.", "HELD"), ("In the bath.", ""),
        ]  # fmt: skip


def test_a_booking_in_error_opens_its_offer_again_and_who_ended_one_stays(client, sign_in, world, adair):
    with as_system():
        offer, other = (
            make_offer(adair, on=TODAY - DAY),
            make_offer(adair, on=TODAY - DAY, answer="ACCEPTED", at=NOW - DAY),
        )
        ended = make_session(adair, on=TODAY - 300 * DAY)
    sign_in("hsca_1")
    send(client, "session_book", adair)
    with as_system():
        booked = PlanningSession.objects.get(state="BOOKED")
        assert SessionOffer.objects.get(pk=offer.pk).answer == "ACCEPTED"
    for session in (booked, ended):
        assert send(client, "session_in_error", session, reason="WRONG_PERSON").status_code == 302

    with as_system():
        opened = SessionOffer.objects.get(pk=offer.pk)
        assert (opened.answer, opened.answered_by, opened.answered_at) == ("", None, None)
        assert SessionOffer.objects.get(pk=other.pk).answer == "ACCEPTED"
        ended.refresh_from_db()
        names = (ended.ended_by.username, ended.in_error_by.username)
        assert (names, ended.ended_at) == (("case_manager_1", "hsca_1"), NOW)


def test_a_review_is_closed_with_a_reason(client, sign_in, adair):
    sign_in("gp_a")
    with as_system():
        review = make_review(adair, on=TODAY)

    refused = send(client, "review_close", review)
    send(client, "review_close", review, words="Seen yesterday.")

    assert (refused.status_code, "Say why, in a few words" in refused.text) == (422, True)
    assert "Not needed: Seen yesterday." in text(client, adair)


@pytest.mark.parametrize(
    ("name", "sent", "says"),
    [
        ("session_book", {"on": "2026-06-29"}, "This day has passed"),
        ("session_book", {"on": "2101-01-01"}, "This day is too far ahead"),
        ("session_book", {"time": ""}, "Enter the time"),
        ("session_book", {"minutes": "241"}, "Enter the minutes as a number from 1 to 240"),
        ("session_record", {"on": "2026-07-01", "attended": THERE}, "This is still to come. Book it instead"),
        ("session_record", {"on": "2022-06-30", "attended": THERE}, "more than three years ago"),
        ("session_record", {}, "Choose who was there"),
        ("session_record", {"attended": ["GP", "INTERPRETER"]}, "held with the person, or with a carer"),
        ("session_record", {"attended": ["PERSON", "INTERPRETER"]}, "Choose which staff were there"),
        ("session_offer", {"on": "2026-07-01"}, "This is still to come"),
        ("session_offer", {"answer": "DECLINED", "again_on": "2026-06-30"}, "Choose a later day than today"),
        ("review_ask", {"reason": ""}, "Choose what changed"),
        ("review_ask", {"reason": "FALL", "told_by": "STAFF", "on": "2026-07-01"}, "This is still to come"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, sign_in, adair, name, sent, says):
    sign_in("case_manager_1")

    answer = send(client, name, adair, note="Kept words.", words="Kept words.", **sent)

    assert (answer.status_code, says in answer.text, "Kept words." in answer.text) == (422, True, True)
    with as_system():
        assert not PlanningSession.objects.exists()


@pytest.mark.parametrize(
    ("on", "sent", "says"),
    [
        (TODAY, {"state": ""}, "Choose what came of it"),
        (TODAY + DAY, {"state": "HELD", "attended": THERE}, "Say how it went on its day"),
        (TODAY + DAY, {"state": "DID_NOT_ATTEND"}, "Cancel it instead"),
        (TODAY, {"state": "CANCELLED"}, "Say who cancelled it, and why"),
        (TODAY, {"state": "HELD", "attended": []}, "Choose who was there"),
    ],
)
def test_a_session_ends_as_it_can_have_ended(client, sign_in, adair, on, sent, says):
    sign_in("case_manager_1")
    with as_system():
        session = make_session(adair, on=on, state="BOOKED")

    answer = send(client, "session_end", session, **sent)

    assert (answer.status_code, says in answer.text) == (422, True)


@pytest.mark.parametrize("name", ["session_book", "session_record", "session_offer", "review_ask"])
def test_a_button_pressed_twice_does_it_once_and_its_form_does_nothing_else(client, sign_in, adair, name):
    sign_in("case_manager_1")
    sent = {"once": str(uuid.uuid4()), "attended": THERE, "reason": "FALL", "told_by": "STAFF"}

    answers = [send(client, name, adair, **sent).status_code for _ in range(2)]
    other = send(client, name, adair, **sent | {"kind": "JOINT", "reason": "CARER"})

    assert (answers, other.status_code) == ([302, 302], 409)


def test_one_session_is_booked_at_a_time(client, sign_in, adair):
    sign_in("case_manager_1")
    send(client, "session_book", adair)

    answer = send(client, "session_book", adair)

    assert (answer.status_code, "A session is booked already" in answer.text) == (409, True)


def test_an_offer_that_was_entered_in_error_counts_no_more(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        offer = make_offer(adair, on=TODAY, answer="ACCEPTED")

    refused = send(client, "offer_in_error", offer)
    send(client, "offer_in_error", offer, reason="WRONG_PERSON")

    assert (refused.status_code, "Choose why it was entered in error" in refused.text) == (422, True)
    assert "<b>To ring</b>" in text(client, adair)
    assert "entered in error" in text(client, adair)


def test_what_another_organisation_recorded_is_theirs_to_mark(client, sign_in, adair):
    sign_in("gp_a")
    with as_system():
        session, offer = make_session(adair, on=TODAY), make_offer(adair, on=TODAY)

    answers = [
        send(client, name, row, reason="TWICE")
        for name, row in (("session_in_error", session), ("offer_in_error", offer))
    ]

    assert [each.status_code for each in answers] == [422, 422]
    assert all("Another organisation recorded it. Ask them to mark it" in each.text for each in answers)


@pytest.mark.parametrize("name", ["session_book", "review_ask"])
def test_nothing_is_planned_for_who_has_died(client, sign_in, world, name):
    dean = world.person("DEAN")
    sign_in("gp_a")

    answer = send(client, name, dean, reason="FALL", told_by="STAFF")

    assert (answer.status_code, "The person died on 1 February 2026" in answer.text) == (422, True)
    assert "no session is due" in text(client, dean)


def test_a_stranger_finds_nobody_to_plan_with(client, sign_in, adair):
    sign_in("gp_b")

    assert send(client, "session_book", adair).status_code == 404


def test_queries_do_not_grow_with_sessions(client, sign_in, adair):
    sign_in("gp_a")
    with as_system():
        make_session(adair, on=TODAY - DAY)
    text(client, adair)
    of_one = statements(lambda: text(client, adair))
    with as_system():
        for days in range(2, 30):
            make_session(adair, on=TODAY - days * DAY)
            make_offer(adair, on=TODAY - days * DAY, answer="ACCEPTED", at=NOW)
            make_review(adair, on=TODAY - days * DAY)

    assert len(statements(lambda: text(client, adair))) == len(of_one)
