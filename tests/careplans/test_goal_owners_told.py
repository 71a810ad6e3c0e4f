"""A goal's owner on paper, in the GP record and in what changed; whose name is withheld; who stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from careplans.models import CarePlan, PlanGoal
from careplans.queries.tasks import WITHHELD
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_plan, make_signature
from tests.careplans.paper import sheets
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership
from wsic.accounts.roles import Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mark_sensitive(person) -> None:
    with as_system():
        Preference.objects.create(
            person=person, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )


def owned(person, world, *, by="case_manager_1", code="HUB1", **fields) -> CarePlan:
    """A plan whose one goal somebody of the staff has."""
    owner = {"owner": by and world.user(by), "owner_organisation": world.organisation(code)}
    with as_system():
        plan = make_plan(person, **fields)
        PlanGoal.objects.filter(plan=plan).update(held_by="STAFF", **owner)
    return plan


def told(client, plan) -> dict[str, str]:
    """What says whose a goal is, a page each: two of them paper."""
    person, made = f"/people/{plan.person.public_id}/", f"/plans/{plan.public_id}/"
    asked = {"kind": "PLAN_AGREED", "event": plan.public_id}
    pages = {each: client.get(each) for each in (f"{person}plan/", person, f"{person}gp-record/", made)}
    pages["text"] = client.get(f"{person}gp-record/", asked)
    papers = {each: client.get(f"{made}{each}") for each in ("pdf/", "pdf/person/")}
    texts = {name: answer.text for name, answer in pages.items()}
    texts |= {name: "\n".join(sheets(answer)) for name, answer in papers.items()}
    return {name: " ".join(text.split()) for name, text in texts.items()}


SAID = {
    "pdf/": "Case Manager 1, Hub 1",
    "pdf/person/": "Case Manager 1 at Hub 1",
    "text": "owner: Case Manager 1, Hub 1",
}


def test_paper_and_the_gp_record_name_the_owner_and_of_somebody_sensitive_nobody(
    client, sign_in, adair, world
):
    plan = owned(adair, world, agreed=True)
    make_so = world.organisation("HUB1").name
    sign_in("gp_a")
    named = told(client, plan)
    mark_sensitive(adair)
    after = told(client, plan)

    for name, words in SAID.items():
        assert words.replace("Hub 1", make_so) in named[name], (name, named[name])
    assert [name for name, text in after.items() if "Case Manager 1" in text] == []
    assert "A member of the team" in after["pdf/"]
    assert "One of your team" in after["pdf/person/"]
    assert f"Owner: {WITHHELD}" in after[f"/people/{adair.public_id}/plan/"]


def test_another_owner_is_a_change_also_where_neither_is_named(client, sign_in, adair, world):
    before = owned(adair, world, agreed=True)
    with as_system():
        make_signature(before)
    key = goal_in(before).key
    plan = owned(adair, world, by="hsca_1", number=2, upon=before, agreed=True)
    with as_system():
        PlanGoal.objects.filter(plan=plan).update(key=key)
    sign_in("gp_a")
    (open_,) = client.get(f"/plans/{plan.public_id}/compare/").context["compared"].goals
    mark_sensitive(adair)
    (hidden,) = client.get(f"/plans/{plan.public_id}/compare/").context["compared"].goals
    ((row, _),) = client.get(client.get("/signing/").url).context["rows"]

    assert "Hsca 1" in "".join(each.words for each in open_.pieces)
    said = "".join(each.words for each in hidden.pieces)
    assert ("Hsca" in said, "somebody else than before" in said) == (False, True)
    assert row.changed == ("Goals changed: Tea helps",)


def goal_in(plan) -> PlanGoal:
    with as_system():
        return PlanGoal.objects.select_related("plan").get(plan=plan)


def opened(client, goal):
    return client.get(f"/plans/{goal.plan.public_id}/goal/", {"goal": goal.key}).context["form"]


def last(goal) -> tuple[int, str | None, str | None]:
    with as_system():
        row = PlanGoal.objects.filter(key=goal.key).order_by("-revision").first()
        return row.revision, row.owner and row.owner.username, row.owner_organisation.code


@pytest.mark.parametrize("sensitive", [False, True])
def test_an_owner_of_another_team_stays_though_the_form_names_nobody(client, pages, adair, world, sensitive):
    goal = goal_in(owned(adair, world, by="gp_a", code="PA"))
    if sensitive:
        mark_sensitive(adair)
    form = opened(client, goal)
    saved = pages.goal(f"/plans/{goal.plan.public_id}/", "Tea and cake", form=form)

    assert (saved.status_code, last(goal)) == (302, (2, "gp_a", "PA"))
    words = dict(form.fields["owner"].choices)[form["owner"].value()]
    assert (words == WITHHELD, world.user("gp_a").display_name in words) == (sensitive, not sensitive)


def test_a_form_that_does_not_ask_for_the_owner_leaves_them(client, pages, adair, world):
    plan = owned(adair, world)
    goal = goal_in(plan)
    sent = {"upon": 1, "key": goal.key, "what": "Tea", "why": "", "steps": "", "by_on": "", "confidence": ""}
    saved = client.post(f"/plans/{plan.public_id}/goal/save/", sent)

    assert (saved.status_code, last(goal)) == (302, (2, "case_manager_1", "HUB1"))


def test_who_left_the_team_and_works_with_the_reader_has_to_be_chosen_anew(client, pages, adair, world):
    plan, hsca = owned(adair, world, by="hsca_1", code="PA"), world.user("hsca_1")
    goal = goal_in(plan)
    with as_system():
        was = {"organisation": world.organisation("PA"), "from_on": TODAY - DAY, "to_on": TODAY}
        Membership.objects.create(user=hsca, role=Role.HSCA, **was)
    form = opened(client, goal)
    refused = pages.goal(f"/plans/{plan.public_id}/", "Tea", form=form)
    again = pages.goal(f"/plans/{plan.public_id}/", "Tea", form=form, owner=str(hsca.public_id))

    assert (form["owner"].value(), refused.status_code) == ("-", 422)
    assert ("-", "Choose an owner") in form.fields["owner"].choices
    assert (again.status_code, last(goal)) == (302, (2, "hsca_1", "HUB1"))


def test_a_choice_is_kept_beside_what_a_colleague_saved_and_in_what_was_typed(client, pages, adair, world):
    plan = owned(adair, world)
    goal = goal_in(plan)
    address, form = f"/plans/{plan.public_id}/", opened(client, goal)
    assert pages.goal(address, "Tea first", form=form).status_code == 302
    beside = pages.goal(address, "Tea", form=form, owner="PERSON")

    assert (beside.status_code, beside.context["form"]["owner"].value()) == (409, "PERSON")
    typed = {"key": goal.key, "upon": 2, "what": "Tea", "owner": "CARER"}
    kept = client.post(reverse("careplans:plan_keep", args=[plan.public_id]), typed)
    assert kept.status_code < 300
    assert opened(client, goal)["owner"].value() == "CARER"
