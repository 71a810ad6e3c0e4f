"""/people/<id>/sessions/ by two people, in two tabs, by the back button and late: no word is lost, nothing
that was not said is recorded."""

import uuid
from datetime import timedelta

import pytest

from careplans.models import PlanningSession, ReviewRequest, SessionOffer
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.careplans.test_sessions import THERE, live, send, text  # noqa: F401
from tests.world import NOW, TODAY, as_system

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KEPT = "Kept words."
USED = "This form has recorded a session already"


def test_a_session_held_before_the_one_that_is_booked_is_told_late(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        make_session(adair, on=TODAY + 30 * DAY, state="BOOKED")

    answer = send(client, "session_record", adair, on=(TODAY - 9 * DAY).isoformat(), attended=THERE)

    with as_system():
        states = list(PlanningSession.objects.order_by("on").values_list("state", flat=True))
    assert (answer.status_code, states) == (302, ["HELD", "BOOKED"])
    assert "Record a session that was held" in text(client, adair)


def test_what_came_of_the_booked_one_is_told_there(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        make_session(adair, on=TODAY, state="BOOKED")

    answer = send(client, "session_record", adair, attended=THERE, note=KEPT)

    assert (answer.status_code, KEPT in answer.text) == (409, True)
    assert "A session is booked already" in answer.text


def test_the_words_of_a_booking_stay_when_a_colleague_booked_meanwhile(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        make_session(adair, on=TODAY, state="BOOKED")

    answer = send(client, "session_book", adair, note=KEPT)

    assert (answer.status_code, KEPT in answer.text) == (409, True)


def test_the_words_of_an_answer_stay_when_a_colleague_answered_meanwhile(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        offer = make_offer(adair, on=TODAY, answer="ACCEPTED")

    answer = send(client, "offer_answer", offer, answer="DECLINED", words=KEPT)

    assert (answer.status_code, KEPT in answer.text) == (422, True)
    assert "The answer was recorded meanwhile." in answer.text


def test_the_words_of_a_review_stay_when_a_colleague_closed_it_meanwhile(client, sign_in, world, adair):
    sign_in("case_manager_1")
    closed = {"closed_at": NOW, "closed_by": world.user("gp_a"), "outcome": "NOT_NEEDED"}
    with as_system():
        review = make_review(adair, on=TODAY, **closed)

    answer = send(client, "review_close", review, words=KEPT)

    assert (answer.status_code, KEPT in answer.text) == (422, True)


def test_what_came_of_a_session_stays_when_a_colleague_told_it_meanwhile(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        session = make_session(adair, on=TODAY)

    answer = send(client, "session_end", session, state="HELD", attended=THERE, note=KEPT)

    assert (answer.status_code, KEPT in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "sent", "changed"),
    [
        ("session_record", {"attended": ["PERSON", "GP"]}, {"attended": THERE}),
        ("session_offer", {"answer": "ACCEPTED", "words": "Yes."}, {"words": KEPT}),
        ("session_offer", {"answer": "DECLINED"}, {"again_on": "2027-01-01"}),
    ],
)
def test_a_form_that_comes_back_changed_is_not_taken_for_the_first(
    client, sign_in, adair, name, sent, changed
):
    sign_in("case_manager_1")
    once = {"once": str(uuid.uuid4())}
    send(client, name, adair, **once, **sent)

    answer = send(client, name, adair, **once | sent | changed)

    assert (answer.status_code, "used already" in answer.text or USED in answer.text) == (409, True)


def test_what_they_said_needs_an_answer_beside_it(client, sign_in, adair):
    sign_in("case_manager_1")

    answer = send(client, "session_offer", adair, answer="", words=KEPT)

    assert (answer.status_code, KEPT in answer.text) == (422, True)
    assert "Choose their answer" in answer.text


def test_an_offer_of_before_the_last_session_waits_for_nothing_more(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        make_offer(adair, on=TODAY - 300 * DAY)
        make_session(adair, on=TODAY - 290 * DAY)

    page = text(client, adair)
    send(client, "session_book", adair)

    with as_system():
        assert SessionOffer.objects.get().answer == ""
    assert "What they said to the offer" not in page


def test_only_the_last_invitation_is_answered(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        make_offer(adair, on=TODAY - 20 * DAY)
        make_offer(adair, on=TODAY - DAY, answer="ACCEPTED")

    assert "What they said to the offer" not in text(client, adair)


def test_two_reviews_have_a_form_each(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        reviews = [make_review(adair, on=TODAY), make_review(adair, on=TODAY - DAY)]

    page = text(client, adair)
    answer = send(client, "review_close", reviews[1], words="x" * 501)

    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert answer.text.count("x" * 501) == 1
    assert answer.text.count("Write 500 characters or fewer") == 2  # in the summary, and beside the field


def test_a_session_of_before_closes_no_later_review(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        make_review(adair, on=TODAY)

    send(client, "session_record", adair, on=(TODAY - DAY).isoformat(), attended=THERE)

    with as_system():
        assert ReviewRequest.objects.get().outcome == ""
