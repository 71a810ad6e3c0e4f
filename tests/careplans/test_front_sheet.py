"""/people/<id>/: what to do next, how somebody is, whom to ring; never blank, never slower."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careplans.models import Outcome, PlanSection
from careplans.queries.front_sheet import SAFETY
from tests.careplans.factories import make_contact, make_first_contact, make_plan, make_task
from tests.careplans.sessions import make_session
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions.proposals import propose_tiers
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sheet(client, person):
    return client.get(reverse("careplans:front_sheet", args=[person.public_id]))


def text(response) -> str:
    return " ".join(response.text.split())


@pytest.fixture
def on_tier_2(adair):
    with as_system():
        make_first_contact(adair)
        ScoreFactory(person=adair, deficit_count=9)
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)


def test_what_is_not_recorded_says_so_and_is_never_blank(client, sign_in, adair):
    sign_in("case_manager_1")

    shown = text(sheet(client, adair))

    assert shown.count('<dd><span class="muted">Not recorded</span></dd>') >= len(SAFETY)
    assert [name for name in SAFETY if f"<dt>{name}</dt>" not in shown] == []
    assert "No tier yet" in shown
    with as_system():
        assert AuditEvent.objects.get(verb="person.read").people == [adair.pk]


@pytest.mark.parametrize(
    ("words", "kept", "shown"), [("Ring twice", "", True), ("Ring twice", "Harm", False)]
)
def test_the_strip_says_what_the_plan_in_force_has(client, sign_in, adair, words, kept, shown):
    """Where to look, and no words that may be about something else; a draft has no say."""
    with as_system():
        for number, heading, said in ((1, "ACCESS", "Ring twice"), (2, "DOCUMENTS", "Of a draft")):
            plan = make_plan(adair, agreed=number == 1, number=number)
            PlanSection.objects.filter(plan=plan).update(heading=heading, words=said, kept_why=kept)
        section = PlanSection.objects.get(plan__number=1)
        section.pk, section.heading, section.words = None, "LEGAL", "Daughter is attorney"
        section.save()
    sign_in("case_manager_1")

    strip = text(sheet(client, adair)).split('aria-label="Safety"')[1].split("</dl>")[0]

    assert ("Ring twice" in strip, "In the plan: getting in" in strip) == (shown, True)
    assert strip.count('Not recorded</span> <span class="small"><a') == 2 + (not shown)
    assert strip.count("In the plan: legal") == 2
    assert [said for said in ("attorney", "Of a draft", "documents") if said in strip] == []


def test_next_are_the_tasks_the_first_due_first_and_what_lately_was(client, sign_in, adair, on_tier_2):
    with as_system():
        make_task(adair, words="First", due_at=NOW - DAY)
        make_contact(adair, at=NOW, outcome=Outcome.NO_ANSWER)
    sign_in("hsca_1")

    answer = sheet(client, adair)

    assert [step.words for step, _ in answer.context["steps"]] == ["First", "Ring the daughter"]
    assert "No answer on the telephone" in text(answer)
    assert "Proposed by the index" in text(answer)


@pytest.mark.parametrize(("username", "steps"), [("gp_a", ["Decide the tier"]), ("case_manager_1", [])])
def test_a_tier_waits_for_who_decides(client, sign_in, adair, on_tier_2, username, steps):
    sign_in(username)

    assert [step.words for step, _ in sheet(client, adair).context["steps"]] == steps


@pytest.mark.parametrize(
    ("decision", "steps"),
    [
        ({"tier": 2, "review_on": TODAY}, ["Review the tier"]),
        ({"tier": 2, "review_on": TODAY + DAY}, []),
        ({"tier": 3, "proposed_tier": 3, "review_on": TODAY + DAY}, ["Look at the tier again"]),
    ],
)
def test_a_decision_comes_back_when_its_review_is_due_or_the_index_has_moved(
    client, sign_in, adair, on_tier_2, decision, steps
):
    with as_system():
        DecisionFactory(person=adair, **decision)
    sign_in("gp_a")

    assert [step.words for step, _ in sheet(client, adair).context["steps"]] == steps


def test_queries_do_not_grow(client, sign_in, adair, on_tier_2, django_assert_num_queries):
    sign_in("gp_a")
    with as_system():
        make_contact(adair)
    sheet(client, adair)
    with CaptureQueriesContext(connection) as of_few:
        sheet(client, adair)
    with as_system():
        for _ in range(30):
            make_contact(adair)

    with django_assert_num_queries(len(of_few)):
        assert text(sheet(client, adair)).count("Ring the daughter") >= 5


def test_the_next_session_has_its_window_and_is_a_step_when_something_is_to_do(client, sign_in, world, adair):
    with as_system():
        practice = world.organisation("PA")
        practice.live_on = TODAY - 700 * DAY
        practice.save(update_fields=["live_on"])
        make_session(adair, on=TODAY, state="BOOKED")
    sign_in("hsca_1")

    answer = sheet(client, adair)

    (step, address), *_ = answer.context["steps"]
    assert (step.words, step.clock.text) == ("Planning session: booked", "today")
    assert address == f"/people/{adair.public_id}/sessions/?back=/people/{adair.public_id}/"
    assert "<dt>Window</dt>" in text(answer)
