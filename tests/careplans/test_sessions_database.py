"""What the database itself keeps of sessions, offers and reviews: said in one's own name, and once."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from careplans.models import PlanningSession, ReviewRequest, SessionOffer
from careplans.rules.entitlement import last_counted
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.world import NOW, TODAY, as_system
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
MAKE = {PlanningSession: make_session, SessionOffer: make_offer, ReviewRequest: make_review}


@pytest.mark.parametrize("make", MAKE.values())
def test_nobody_writes_in_anothers_name(world, adair, make):
    refusal = pytest.raises(ProgrammingError, match="row-level security")

    with acting_as(world.user("hsca_1"), on=TODAY), refusal, transaction.atomic():
        make(adair, on=TODAY)  # the Case Manager's


def refused(world, row, **change) -> None:
    with acting_as(world.user("hsca_1"), on=TODAY) as user:
        rows = type(row).objects.visible_to(user).filter(pk=row.pk)
        with pytest.raises(IntegrityError, match="never changed otherwise"), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        *((model, "person") for model in MAKE),
        (PlanningSession, "recorded_by"),
        (PlanningSession, "on"),
        (SessionOffer, "offered_on"),
        (ReviewRequest, "words"),
    ],
)
def test_what_was_said_stays_and_about_whom(world, adair, model, field):
    with as_system():
        row = MAKE[model](adair, on=TODAY, **{"state": "BOOKED"} if model is PlanningSession else {})
    other = {"person": world.person("BELLO"), "recorded_by": world.user("hsca_1"), "words": "Another"}

    refused(world, row, **{field: other.get(field, date(2026, 1, 1))})


def test_a_session_that_is_ended_is_over_but_for_an_error(world, adair):
    gp = world.user("gp_a")
    with as_system():
        session = make_session(adair, on=TODAY)

    refused(world, session, state="CANCELLED", attended=[])
    refused(world, session, state="IN_ERROR", attended=["PERSON"])
    refused(world, session, state="IN_ERROR", ended_by=gp)
    with acting_as(gp, on=TODAY):
        marked = {"state": "IN_ERROR", "in_error_by": gp, "in_error_at": NOW}
        PlanningSession.objects.visible_to(gp).filter(pk=session.pk).update(**marked)
    refused(world, session, state="HELD")


def test_an_offer_is_answered_once(world, adair):
    with as_system():
        offer = make_offer(adair, on=TODAY, answer="ACCEPTED")

    refused(world, offer, answer="DECLINED", again_on=TODAY)


def test_a_review_is_closed_once(world, adair):
    with as_system():
        review = make_review(
            adair, on=TODAY, closed_at=NOW, closed_by=world.user("gp_a"), outcome="NOT_NEEDED"
        )

    refused(world, review, closed_at=None, closed_by=None, outcome="")


def test_one_session_is_booked_at_a_time(adair):
    with as_system():
        make_session(adair, on=TODAY, state="BOOKED")
        with pytest.raises(IntegrityError, match="careplans_one_session_booked"), transaction.atomic():
            make_session(adair, on=TODAY, state="BOOKED")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], None),
        (["2026-01-31"], "2026-01-31"),
        (["2026-01-31", "2026-02-07"], "2026-01-31"),  # a week apart they count once
        (["2026-01-31", "2026-04-29"], "2026-01-31"),
        (["2026-01-31", "2026-04-30"], "2026-04-30"),  # three months after the last of January
        (["2026-01-31", "2026-03-01", "2026-05-01", "2026-07-30"], "2026-05-01"),
    ],
)
def test_the_aggregate_counts_as_the_rule_does(db, days, expected):
    found = [date.fromisoformat(each) for each in days]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT careplans_last_counted(day, 3 ORDER BY day) FROM unnest(%s::date[]) AS day", [found]
        )
        (answer,) = cursor.fetchone()

    assert answer == last_counted(found, 3) == (date.fromisoformat(expected) if expected else None)
