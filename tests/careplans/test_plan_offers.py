"""A plan offered, declined, asked again; and read through without a change."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from careplans.models import PlanOffer, PlanReview, Task
from tests.careplans.factories import make_plan, make_plan_offer, make_plan_review
from tests.careplans.plans import filled
from tests.world import TODAY, as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(pages, adair):
    return f"/people/{adair.public_id}/plan/"


def offer(pages, desk, **said):
    sent = filled(pages.client.get(desk).context["offering"]) | said
    return pages.client.post(f"{desk}offer/", sent)


def tasks() -> list[tuple[str, str]]:
    with as_system():
        return list(Task.objects.order_by("pk").values_list("words", "outcome"))


def test_who_declines_is_asked_again_by_a_task_until_they_are(pages, desk):
    said = {"answer": "DECLINED", "words": "Not now", "again_on": (TODAY + timedelta(days=90)).isoformat()}
    assert offer(pages, desk, **said).status_code == 302

    assert "Declined, ask again" in pages.client.get(desk).text
    assert tasks() == [("Ask again whether they want a care plan", "")]
    assert offer(pages, desk, answer="ACCEPTED").status_code == 302
    assert tasks() == [("Ask again whether they want a care plan", "NOT_NEEDED")]
    assert pages.client.get(desk).context["offers"].standing.answer == "Wants a plan"


def test_an_offer_is_answered_later_and_only_once(pages, desk):
    assert offer(pages, desk).status_code == 302
    asked = pages.client.get(desk).context["offers"].asked
    answer = f"/plan-offers/{asked.public_id}/answer/"

    assert pages.client.post(answer, {"answer": ""}).status_code == 422
    assert pages.client.post(answer, {"answer": "UNDECIDED"}).status_code == 302
    again = pages.client.post(answer, {"answer": "ACCEPTED", "words": "typed in vain"})

    assert again.status_code == 422
    assert "typed in vain" in again.text
    with as_system():
        assert PlanOffer.objects.get().again_on > TODAY


def test_sent_twice_it_is_one_offer_and_one_task_and_taken_back_nobody_is_asked_again(pages, desk):
    sent = filled(pages.client.get(desk).context["offering"]) | {"answer": "DECLINED"}
    answers = [pages.client.post(f"{desk}offer/", sent).status_code for _ in "12"]
    changed = pages.client.post(f"{desk}offer/", sent | {"answer": "ACCEPTED"})
    assert (answers, changed.status_code, len(tasks())) == ([302, 302], 409, 1)

    line = pages.client.get(desk).context["offers"].standing
    answers = [pages.client.post(f"/plan-offers/{line.public_id}/in-error/").status_code for _ in "12"]

    assert answers == [302, 302]
    assert [outcome for _, outcome in tasks()] == ["NOT_NEEDED"]
    assert pages.client.get(desk).context["offers"].standing is None


@pytest.mark.parametrize(("on", "says"), [(1, "still to come"), (-400, "more than a year ago")])
def test_a_day_that_cannot_be_is_refused_where_it_was_typed(pages, desk, on, says):
    refused = offer(pages, desk, on=(TODAY + timedelta(days=on)).isoformat())

    assert refused.status_code == 422
    assert says in refused.text


def test_a_plan_read_through_is_due_a_year_after_until_that_was_an_error(pages, desk, adair):
    agreed_on = TODAY - timedelta(days=400)
    with as_system():
        plan = make_plan(adair, agreed=True, agreed_on=agreed_on)
    crisis = f"/people/{adair.public_id}/crisis/"
    assert pages.client.get(crisis).context["crisis"].stale
    sent = filled(pages.client.get(desk).context["reviewing"])
    review = f"/plans/{plan.public_id}/review/"
    assert pages.client.post(review, sent).status_code == 422  # nobody was there
    early = {"attended": ["PERSON"], "on": (TODAY - timedelta(days=300)).isoformat()}
    answers = [pages.client.post(review, sent | early).status_code for _ in "12"]

    assert answers == [302, 302]
    assert pages.client.get(crisis).context["crisis"].stale is False
    line = pages.client.get(desk).context["offers"].reviews[0]
    assert pages.client.post(f"/plan-reviews/{line.public_id}/in-error/").status_code == 302
    assert pages.client.get(crisis).context["crisis"].stale


def test_only_the_plan_in_force_is_read_through(pages, desk, adair):
    with as_system():
        make_plan(adair, agreed=True)
        draft = make_plan(adair, number=2)
    sent = filled(pages.client.get(desk).context["reviewing"]) | {"attended": ["PERSON"]}

    assert pages.client.post(f"/plans/{draft.public_id}/review/", sent).status_code == 409
    with as_system():
        assert not PlanReview.objects.exists()


def test_a_colleague_of_elsewhere_takes_nothing_back_and_the_database_changes_no_answer(
    pages, desk, adair, sign_in
):
    with as_system():
        made = make_plan_offer(adair, answer="ACCEPTED")
        review = make_plan_review(make_plan(adair, agreed=True))
    sign_in("gp_a")

    answers = [
        pages.client.post(f"/plan-offers/{made.public_id}/in-error/").status_code,
        pages.client.post(f"/plan-reviews/{review.public_id}/in-error/").status_code,
    ]

    assert answers == [403, 403]
    with as_system(), pytest.raises(DatabaseError, match="answered once"), transaction.atomic():
        PlanOffer.objects.update(answer="NOT_ABLE")
    with as_system(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PlanReview.objects.update(words="other")


def asking() -> int:
    with as_system():
        return Task.objects.open().filter(words__startswith="Ask again").count()


def test_the_last_answer_that_stands_says_whether_one_task_asks_again(pages, desk):
    offer(pages, desk, answer="DECLINED")
    offer(pages, desk)
    assert asking() == 0
    later = pages.client.get(desk).context["offers"].asked
    pages.client.post(f"/plan-offers/{later.public_id}/in-error/")
    assert asking() == 1  # what was said before holds again
    earlier = (TODAY - timedelta(days=9)).isoformat()
    offer(pages, desk, on=earlier, answer="ACCEPTED")
    assert asking() == 1  # told late, it is not the last
    offer(pages, desk, answer="UNDECIDED")
    assert asking() == 1


def test_a_plan_in_force_ends_asking_and_in_error_begins_it_again(pages, desk):
    offer(pages, desk, answer="DECLINED")
    plan = pages.begin()
    pages.write(plan, "HELPS", "Tea")
    pages.agree(plan)
    assert asking() == 0

    pages.wrong(plan)

    assert asking() == 1


def test_an_older_offer_waits_for_no_answer_after_a_later_one(pages, desk):
    form = filled(pages.client.get(desk).context["offering"])
    pages.client.post(f"{desk}offer/", form)
    pages.client.post(f"{desk}offer/", form | {"once": str(uuid.uuid4()), "answer": "ACCEPTED"})

    assert pages.client.get(desk).context["offers"].asked is None


def test_who_has_died_is_not_asked_again(client, sign_in, world):
    sign_in("gp_a")
    desk = f"/people/{world.person('DEAN').public_id}/plan/"
    form = client.get(desk).context["offering"]
    on = (form.died_on - timedelta(days=1)).isoformat()

    assert client.post(f"{desk}offer/", filled(form) | {"on": on, "answer": "DECLINED"}).status_code == 302

    assert asking() == 0
