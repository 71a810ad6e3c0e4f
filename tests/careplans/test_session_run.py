"""Session mode: one page on which a session is held, saved as it goes on, and ended."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from careplans.models import Assessment, PlanningSession
from patients.models import PersonDetail
from tests.careplans.factories import make_contact, make_plan
from tests.careplans.sessions import make_session
from tests.world import NOW, TODAY, as_system

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def at(name: str, row) -> str:
    return reverse(f"careplans:{name}", args=[row.public_id])


def last() -> Assessment:
    with as_system():
        return Assessment.objects.order_by("-pk").first()


def run(client, session, *, then="", **said):
    usual = {"once": str(uuid.uuid4()), "upon": "", "state": "HELD", "attended": ["PERSON", "HSCA"]}
    return client.post(at("session_run", session), usual | {"then": then} | said)


@pytest.fixture
def booked(adair):
    with as_system():
        make_session(adair, on=TODAY - 200 * DAY)
        return make_session(adair, on=TODAY, state="BOOKED", kind="HSCA")


def test_a_session_is_run_on_one_page(client, sign_in, adair, booked):
    with as_system():
        make_contact(adair, at=NOW - 5 * DAY, note="Rang about her stairs")
    sign_in("hsca_1")
    begun = " ".join(client.get(at("session_run", booked)).text.split())
    saved = run(client, booked, falls="SOME", falls_words="Twice")
    going = saved.text
    ended = run(
        client, booked, then="end", upon=last().public_id, falls="SOME", falls_words="Twice", mood="NONE"
    )

    sheet = client.get(at("front_sheet", adair)).text
    assert "Assessment</a> of" in sheet
    assert ("since the session of" in begun, "The whole assessment: not asked" in begun) == (True, True)
    assert (saved.status_code, "Twice</textarea>" in going, "The session goes on." in going) == (
        200,
        True,
        True,
    )
    assert (ended.status_code, ended.url) == (302, at("person_sessions", adair))
    with as_system():
        session = PlanningSession.objects.get(pk=booked.pk)
        assert (session.state, session.attended) == ("HELD", ["PERSON", "HSCA"])
        assert [each.session_id for each in Assessment.objects.order_by("pk")] == [booked.pk] * 2


def test_a_session_ends_without_an_assessment(client, sign_in, booked):
    sign_in("hsca_1")
    answer = run(client, booked, then="end")

    assert (answer.status_code, last()) == (302, None)


def test_who_was_there_is_asked_for_and_nothing_is_lost(client, sign_in, booked):
    sign_in("hsca_1")
    answer = run(client, booked, then="end", attended=[], mood="SOME", mood_words="Low since May")

    assert (answer.status_code, last()) == (422, None)
    assert ("Choose who was there" in answer.text, "Low since May" in answer.text) == (True, True)


def test_one_that_is_over_is_not_run(client, sign_in, booked):
    sign_in("hsca_1")
    run(client, booked, then="end")
    late = run(client, booked, then="end", mood="SOME", mood_words="Low")

    assert client.get(at("session_run", booked)).status_code == 302
    assert (late.status_code, "recorded meanwhile" in late.text, "Low" in late.text) == (422, True, True)
    assert last() is None


def test_the_note_is_kept_while_the_session_goes_on_and_two_do_not_overwrite_each_other(
    client, sign_in, booked
):
    sign_in("hsca_1")
    run(client, booked, note="Wants to walk to the market", attended=["PERSON", "GP"])
    begun = client.get(at("session_run", booked)).text
    sign_in("case_manager_1")
    stale = run(client, booked, note="Mine", note_was="")
    sign_in("hsca_1")
    ended = run(client, booked, then="end", note="Wants to walk", note_was="Wants to walk to the market")

    assert 'value="Wants to walk to the market"' in begun
    assert stale.status_code == 409
    assert "Somebody wrote meanwhile: Wants to walk to the market" in stale.text
    assert 'value="Mine"' in stale.text
    with as_system():
        assert (ended.status_code, PlanningSession.objects.get(pk=booked.pk).outcome_note) == (
            302,
            "Wants to walk",
        )


def test_a_session_ended_twice_by_one_button_is_ended(client, sign_in, booked):
    sign_in("hsca_1")

    assert [run(client, booked, then="end").status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"on": TODAY + 60 * DAY}, "Run it on its day"), ({"state": "CANCELLED"}, "recorded meanwhile")],
)
@pytest.mark.parametrize("then", ["", "end"])
def test_what_is_still_to_come_or_over_takes_no_assessment(client, sign_in, world, change, sentence, then):
    with as_system():
        session = make_session(world.person("BELLO"), **{"on": TODAY, "state": "BOOKED"} | change)
    sign_in("hsca_1")
    answer = run(client, session, then=then, mood="SOME", mood_words="Low")

    assert (answer.status_code, sentence in answer.text, "Low</textarea>" in answer.text) == (422, True, True)
    assert last() is None


def test_for_who_has_died_nothing_is_assessed(client, sign_in, adair, booked):
    with as_system():
        PersonDetail.objects.filter(person=adair).update(died_on=TODAY - DAY)
    sign_in("hsca_1")
    answer = run(client, booked, mood="SOME")

    assert (answer.status_code, "The person died on" in answer.text, last()) == (422, True, None)


def test_told_late_it_was_asked_on_the_day_of_the_session(client, sign_in, adair):
    with as_system():
        session = make_session(adair, on=TODAY - 3 * DAY, state="BOOKED")
    sign_in("hsca_1")
    run(client, session, mood="SOME")

    assert last().assessed_on == TODAY - 3 * DAY


def test_the_plan_stands_beside_the_session_with_its_goals_and_what_it_lacks(client, sign_in, adair, booked):
    sign_in("hsca_1")
    none = " ".join(client.get(at("session_run", booked)).text.split())
    with as_system():
        make_plan(adair, agreed=True, words="Walk to the shop")
        draft = make_plan(adair, number=2, words="Walk to the shop")
    there = " ".join(client.get(at("session_run", booked)).text.split())

    assert "Care plan: none is agreed" in none
    assert "<b>Walk to the shop</b>" in there
    assert "Crisis guidance: not in the plan" in there
    assert (at("plan_detail", draft) in there, "A draft is begun" in there) == (True, True)
