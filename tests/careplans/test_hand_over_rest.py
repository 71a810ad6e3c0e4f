"""/caseload/<id>/hand-over/: what is left once people are handed over, and what of it nobody is told."""

import uuid
from datetime import timedelta

import pytest

from careplans.models import CarePlan, FirstContact, PlanGoal, PlanningSession, SessionLead, Task
from patients.models import PersonDetail
from tests.careplans.factories import make_first_contact, make_plan, make_task
from tests.careplans.sessions import make_review, make_session
from tests.careplans.test_caseload_chosen import mark
from tests.careplans.test_hand_over import hand, page, text
from tests.factories import PersonFactory
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(world, adair):
    """The Case Manager, who has left: one person with a task and a session, and a task about another."""
    with as_system():
        make_first_contact(adair)
        make_task(adair)
        make_session(adair, on=TODAY, state="BOOKED", lead=world.user("case_manager_1"))
        make_task(PersonFactory(practice=world.organisation("PA")))
        Membership.objects.filter(user=world.user("case_manager_1")).update(to_on=TODAY)
        return world.user("case_manager_1")


def owners() -> list[str]:
    with as_system():
        return list(Task.objects.order_by("owner__username").values_list("owner__username", flat=True))


def test_nothing_of_somebody_marked_sensitive_is_told_elsewhere(client, sign_in, world, adair):
    with as_system():
        nurse, practice = world.user("nurse_a"), world.organisation("PA")
        before = make_first_contact(adair, name="gp_a", code="PA", to_on=TODAY, ended_at=NOW, ended_by=nurse)
        make_first_contact(adair, name="nurse_a", code="PA", previous=before)
        make_task(adair, owner=nurse, organisation=practice)
        make_session(adair, on=TODAY, state="BOOKED", lead=nurse, organisation=practice)
        make_review(adair, on=TODAY)
    sign_in("coordinator_1")
    shown = page(client, world, "nurse_a").context["has"]
    assert (shown.people, shown.tasks, shown.sessions, shown.reviews) == (1, 1, 1, 1)
    assert [each.to for each in page(client, world, "gp_a").context["has"].handed] == ["Nurse A"]

    mark(adair)

    shown = page(client, world, "nurse_a").context["has"]
    assert (shown.people, shown.tasks, shown.sessions, shown.reviews) == (0, 0, 0, 0)
    assert "Adair" not in page(client, world, "nurse_a").text
    assert page(client, world, "gp_a").context["has"].handed == ()
    assert page(client, world, "coordinator_1").context["leavers"][1:] == []
    sign_in("gp_a")
    shown = page(client, world, "nurse_a", "PA").context["has"]
    assert (shown.people, shown.tasks, shown.sessions, shown.reviews) == (1, 1, 1, 1)


def test_who_has_nobody_any_more_stays_with_what_is_left(client, sign_in, world, leaver):
    sign_in("coordinator_1")

    answer = hand(client, world, "hsca_1", with_tasks="")

    assert "2 open tasks and 1 booked session stay with them." in text(answer)
    has = page(client, world).context["has"]
    assert (has.people, has.tasks, has.sessions, len(has.handed)) == (0, 2, 1, 1)
    assert "Case Manager 1" in [each.name for each, _ in page(client, world, "gp_a").context["leavers"]]


def test_who_handed_over_all_is_on_the_page_for_ninety_days(client, sign_in, world, adair):
    with as_system():
        for days, who in ((89, "case_manager_1"), (90, "case_manager_2")):
            person = PersonFactory(practice=world.organisation("PA"))
            on = TODAY - timedelta(days=days)
            ended = {"to_on": on, "ended_by": world.user("gp_a"), "ended_at": NOW}
            before = make_first_contact(person, name=who, on=on, **ended)
            make_first_contact(person, name="hsca_1", role="HSCA", on=on, previous=before)
        make_task(person, owner=world.user("coordinator_1"))
        make_session(person, on=TODAY, state="BOOKED", lead=world.user("gp_a"))
    sign_in("coordinator_1")

    shown = [each.name for each, _ in page(client, world, "hsca_1").context["leavers"]]

    assert shown == ["Case Manager 1", "Coordinator 1", "Gp A", "Hsca 1"]


def test_all_open_tasks_of_the_organisation_go_and_others_stay(client, sign_in, world, leaver):
    with as_system():
        make_task(world.person("COHEN"))  # whom the hub does not care for
    sign_in("coordinator_1")

    answer = hand(client, world, "hsca_1")

    assert "1 person was handed over, with 2 open tasks." in text(answer)
    assert owners() == ["case_manager_1", "hsca_1", "hsca_1"]


def test_tasks_alone_go_in_one_press_however_often_it_is_pressed(client, sign_in, world, leaver):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    hand(client, world, "hsca_1", once=once, with_tasks="")
    assert hand(client, world, "hsca_1", once=once).status_code == 200
    assert owners() == ["case_manager_1"] * 2

    assert "0 people were handed over, with 2 open tasks." in text(hand(client, world, "hsca_1"))
    nothing = text(hand(client, world, "hsca_1"))
    assert ("Nothing was handed over" in nothing, "were handed over" in nothing) == (True, False)

    assert owners() == ["hsca_1"] * 2


def test_booked_sessions_go_along_and_stand_in_what_was_handed(client, sign_in, world, adair, leaver):
    with as_system():
        other = PersonFactory(practice=world.organisation("PA"))
        elsewhere = make_session(
            other, on=TODAY, state="BOOKED", lead=leaver, organisation=world.organisation("PA")
        )
    sign_in("coordinator_1")

    answer = hand(client, world, "hsca_1", with_tasks="", with_sessions="on")
    again = hand(client, world, "hsca_1", with_tasks="", with_sessions="on")

    assert "1 person was handed over, with 0 open tasks and 1 booked session." in text(answer)
    assert "Nothing was handed over" in text(again)
    (handed,) = again.context["has"].handed
    assert (handed.people, handed.sessions, handed.to) == (1, 1, "Hsca 1")
    with as_system():
        led = dict(PlanningSession.objects.values_list("person", "lead__username"))
        assert led == {adair.pk: "hsca_1", other.pk: "case_manager_1"}
        (row,) = SessionLead.objects.all()
        assert (row.before, row.session.person_id) == (leaver, adair.pk)
        assert AuditEvent.objects.get(verb="sessions.handed_over").people == [adair.pk]
        assert elsewhere.organisation.code == "PA"


def test_sessions_of_others_stay_where_a_tier_alone_goes(client, sign_in, world, adair, leaver):
    with as_system():
        DecisionFactory(person=adair, tier=3)
        other = PersonFactory(practice=world.organisation("PA"))
        make_session(other, on=TODAY, state="BOOKED", lead=leaver)
    sign_in("coordinator_1")

    answer = hand(client, world, "hsca_1", tier="3", with_sessions="on")

    assert "with 1 open task and 1 booked session." in text(answer)
    assert "1 open task and 1 booked session stay with them." in text(answer)


def test_a_form_that_gave_to_somebody_else_asks_again(client, sign_in, world, leaver):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    hand(client, world, "hsca_1", once=once)

    answer = hand(client, world, "coordinator_1", once=once)

    assert (answer.status_code, "This form was used already" in answer.text) == (409, True)
    assert str(once) not in answer.text
    assert owners() == ["hsca_1", "hsca_1"]


def test_whom_they_have_for_another_organisation_they_keep(client, sign_in, world, adair):
    with as_system():
        make_first_contact(adair)
        Membership.objects.create(
            user=world.user("case_manager_1"), organisation=world.organisation("PA"), role="GP",
            from_on=TODAY - timedelta(days=9), to_on=TODAY,
        )  # fmt: skip
        other = PersonFactory(practice=world.organisation("PA"))
        make_first_contact(other, code="PA", role="GP")
    sign_in("gp_a")
    assert page(client, world, code="PA").context["has"].people == 1

    hand(client, world, "gp_a", code="PA")

    with as_system():
        now = dict(FirstContact.objects.filter(to_on=None).values_list("person", "user__username"))
    assert now == {adair.pk: "case_manager_1", other.pk: "gp_a"}


def test_goals_that_they_have_are_counted_named_and_stay(client, sign_in, world, adair, leaver):
    """As written last: not one that a draft gave to somebody else, nor of a draft that was thrown away."""
    with as_system():
        owned = {"held_by": "STAFF", "owner": leaver, "owner_organisation": world.organisation("HUB1")}
        plan = make_plan(adair, words="To the shop", agreed=True)
        PlanGoal.objects.filter(plan=plan).update(by_on=TODAY, **owned)
        key = PlanGoal.objects.get(plan=plan).key
        gone = make_plan(adair, number=2, discarded_at=NOW, discarded_by=leaver)
        PlanGoal.objects.filter(plan=gone).update(**owned)
    sign_in("coordinator_1")
    has = page(client, world).context["has"]
    anchor = f"/people/{adair.public_id}/plan/#goal-{key}"

    assert (has.goals, [each.what for each in has.first_goals]) == (1, ["To the shop"])
    assert anchor in page(client, world).text
    answer = hand(client, world, "hsca_1", with_tasks="on")
    assert "and 1 goal stay" in text(answer)
    mark(adair)
    assert page(client, world).context["has"].goals == 1
    with as_system():
        draft = make_plan(adair, number=3)
        PlanGoal.objects.filter(plan=draft).update(key=key)
    assert page(client, world).context["has"].goals == 0
    with as_system():
        PlanGoal.objects.filter(plan=draft).update(**owned)
    assert f"/plans/{draft.public_id}/#goal-{key}" in page(client, world).text
    with as_system():
        PersonDetail.objects.filter(person=adair).update(died_on=TODAY)
    assert page(client, world).context["has"].goals == 0


def test_who_has_but_a_goal_is_one_of_those_whose_caseload_is_handed_over(client, sign_in, world, adair):
    with as_system():
        nurse, practice = world.user("nurse_a"), world.organisation("PA")
        plan, owned = make_plan(adair, agreed=True), {"held_by": "STAFF", "owner": nurse}
        owned["owner_organisation"] = practice
        PlanGoal.objects.filter(plan=plan).update(**owned)

    assert names(client, sign_in, world) == ["Nurse A"]
    with as_system():
        mark(adair)
    assert names(client, sign_in, world) == []
    assert names(client, sign_in, world, "gp_a", "PA") == ["Nurse A"]
    with as_system():
        wrong = {"in_error_at": NOW, "in_error_by": nurse, "in_error_reason": "WRONG_PERSON"}
        CarePlan.objects.filter(pk=plan.pk).update(**wrong)
    assert names(client, sign_in, world, "gp_a", "PA") == []
    with as_system():
        plan = make_plan(adair, number=2, agreed=True)
        PlanGoal.objects.filter(plan=plan).update(**owned)
    assert names(client, sign_in, world, "gp_a", "PA") == ["Nurse A"]
    with as_system():
        PlanGoal.objects.filter(plan=plan).update(outcome="MET")
    assert names(client, sign_in, world, "gp_a", "PA") == []


def names(client, sign_in, world, user="coordinator_1", code="HUB1") -> list[str]:
    sign_in(user)
    answer = client.get(f"/caseload/{world.organisation(code).public_id}/hand-over/")
    return [each.name for each, _ in answer.context["leavers"]]
