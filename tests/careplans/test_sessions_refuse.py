"""Actions about sessions, offers and reviews refuse by themselves, whatever a page has asked before."""

import uuid
from datetime import time

import pytest
from django.core.exceptions import PermissionDenied

from careplans.actions import offers, sessions
from careplans.models import (
    OfferAnswer,
    OfferMeans,
    RetractionReason,
    ReviewReason,
    SessionKind,
    SessionPlace,
    SessionState,
    ToldBy,
)
from patients.models import Reach
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
CARED_FOR = "recorded by those who care for the person"
THEIRS = "Another organisation recorded it. Ask them"
ENDED = sessions.Ended(state=SessionState.CANCELLED, note="No")
ACCEPTED = offers.Answered(answer=OfferAnswer.ACCEPTED)
BOOKING = sessions.Booking(kind=SessionKind.HSCA, on=TODAY, time=time(9), minutes=40, place=SessionPlace.HOME)
MADE = offers.Made(kind=SessionKind.HSCA, means=OfferMeans.LETTER, on=TODAY)
CHANGE = offers.Change(reason=ReviewReason.FALL, told_by=ToldBy.STAFF, on=TODAY)
TWICE = RetractionReason.TWICE


def end(row, by):
    sessions.end_session(session=row, ended=ENDED, by=by, at=NOW)


def mark(row, by):
    sessions.mark_session_in_error(session=row, reason=TWICE, by=by, at=NOW)


def answer(row, by):
    offers.answer_offer(offer=row, answered=ACCEPTED, by=by, at=NOW)


def take_back(row, by):
    offers.take_back_offer(offer=row, reason=TWICE, by=by, at=NOW)


def close(row, by):
    offers.close_review(review=row, words="Seen", by=by, at=NOW)


def book(person, by):
    sessions.book_session(person=person, booking=BOOKING, once=uuid.uuid4(), by=by, at=NOW)


def offer(person, by):
    offers.offer_session(person=person, made=MADE, once=uuid.uuid4(), by=by, at=NOW)


def ask(person, by):
    offers.ask_review(person=person, change=CHANGE, once=uuid.uuid4(), by=by, at=NOW)


MAKERS = {
    end: lambda person: make_session(person, on=TODAY, state=SessionState.BOOKED),
    mark: lambda person: make_session(person, on=TODAY),
    answer: lambda person: make_offer(person, on=TODAY),
    take_back: lambda person: make_offer(person, on=TODAY),
    close: lambda person: make_review(person, on=TODAY),
    **dict.fromkeys((book, offer, ask), lambda person: person),
}


def refused(world, name: str, act, row, says: str) -> None:
    with acting_as(world.user(name), on=TODAY) as user, pytest.raises(PermissionDenied, match=says):
        act(row, user)


@pytest.mark.parametrize("act", MAKERS)
def test_who_reads_in_an_emergency_records_nothing(world, adair, act):
    with as_system():
        row = MAKERS[act](adair)
        Reach.objects.create(
            person=adair, user=world.user("gp_b"), why="BREAK_GLASS", from_on=TODAY, source="tests:1"
        )

    refused(world, "gp_b", act, row, CARED_FOR)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (end, "recorded meanwhile"), (answer, "recorded meanwhile"), (close, "closed meanwhile"),
    ],
)  # fmt: skip
def test_what_is_done_is_not_done_again(world, adair, act, says):
    with as_system():
        row = MAKERS[act](adair)
    with acting_as(world.user("case_manager_1"), on=TODAY) as user:
        act(row, user)

    refused(world, "case_manager_1", act, row, says)


@pytest.mark.parametrize(
    ("act", "address"),
    [(mark, "/sessions/{}/in-error/"), (take_back, "/offers/{}/in-error/")],
)
def test_entered_in_error_twice_is_once(client, sign_in, world, adair, act, address):
    with as_system():
        row = MAKERS[act](adair)
    sign_in("case_manager_1")
    answers = [client.post(address.format(row.public_id), {"reason": "TWICE"}) for _ in range(2)]
    with acting_as(world.user("case_manager_1"), on=TODAY) as user:
        act(row, user)

    assert [(each.status_code, each.url) for each in answers] == [(302, answers[0].url)] * 2
    with as_system():
        assert AuditEvent.objects.filter(verb__endswith="in_error").count() == 1


@pytest.mark.parametrize("act", [mark, take_back])
def test_what_another_organisation_recorded_is_theirs_to_mark(world, adair, act):
    with as_system():
        row = MAKERS[act](adair)

    refused(world, "gp_a", act, row, THEIRS)
    with acting_as(world.user("hsca_1"), on=TODAY) as colleague:
        act(row, colleague)
