"""Plans that wait for a GP's signature: who signs, what is said of what changed, and what stands on paper."""

import uuid

import pytest

from careplans.models import CarePlan, PlanGoal, PlanSection, PlanSignature
from careplans.rules.signing import NOTHING, Goal, changes
from tests.careplans.factories import make_plan, make_signature
from tests.careplans.paper import sheets
from tests.world import NOW, as_system
from wsic.audit.models import AuditEvent

of_pages = pytest.mark.django_db
WALK, SWIM = uuid.uuid4(), uuid.uuid4()


@pytest.mark.fast
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (({"Home": "a"}, {}), ({"Home": "a"}, {}), (NOTHING,)),
        (({"Home": "a", "Risks": "b"}, {}), ({"Home": "c"}, {}), ("Changed: Home, Risks",)),
        (({}, {}), ({}, {WALK: Goal("Walk", "Walk", False)}), ("Goals added: Walk",)),
        (
            ({}, {WALK: Goal("Walk", "Walk", False), SWIM: Goal("Swim", "Swim", False)}),
            ({}, {WALK: Goal("Walk", "Walk, met", True), SWIM: Goal("Swim", "Swim weekly", False)}),
            ("Goals ended: Walk", "Goals changed: Swim"),
        ),
        (({}, {WALK: Goal("Walk", "Walk", False)}), ({}, {}), ("Goals left out: Walk",)),
        (({}, {WALK: Goal("Walk", "Walk, met", True)}), ({}, {}), (NOTHING,)),
    ],
)
def test_what_changed_is_said_in_words(before, after, said):
    assert changes((before[0], after[0]), (before[1], after[1])) == said


@pytest.fixture
def listed(client, world, sign_in):
    """The list of practice A, as a GP of it reads it."""
    sign_in("gp_a")
    address = f"/signing/{world.organisation('PA').public_id}/"
    return lambda: [row for row, _ in client.get(address).context["rows"]]


def sign(client, plan: CarePlan):
    return client.post(f"/plans/{plan.public_id}/sign/record/")


@of_pages
def test_a_plan_in_force_is_listed_until_a_gp_signs_it_and_again_when_the_signature_goes(
    client, listed, adair
):
    with as_system():
        plan = make_plan(adair, agreed=True)
        make_plan(adair, number=2)
    assert [(row.number, row.since) for row in listed()] == [(1, "No version was signed before")]

    assert sign(client, plan).status_code == 302
    assert sign(client, plan).status_code == 302
    assert listed() == []
    shown = client.get(f"/plans/{plan.public_id}/").text
    assert "signed" in shown
    assert "Gp A, GP, Practice A, 30-Jun-2026" in sheets(client.get(f"/plans/{plan.public_id}/pdf/"))[0]

    with as_system():
        signature = PlanSignature.objects.get()
    client.post(f"/plan-signatures/{signature.public_id}/undo/")
    assert [row.number for row in listed()] == [1]
    with as_system():
        verbs = AuditEvent.objects.filter(verb__in=["plan.signed", "plan.signature_undone"])
        assert sorted(verbs.values_list("verb", flat=True)) == ["plan.signature_undone", "plan.signed"]


@of_pages
def test_a_later_version_is_listed_with_what_changed_since_the_one_signed_last(client, listed, adair):
    with as_system():
        first = make_plan(adair, agreed=True)
        make_signature(first)
        make_plan(adair, agreed=True, number=2, words="Unsigned")
        third = make_plan(adair, agreed=True, number=3, words="Tea and cake help")
        key = PlanGoal.objects.get(plan=first).key
        PlanGoal.objects.filter(plan=third).update(key=key, outcome="MET")
        PlanSection.objects.filter(plan=third).update(heading="HELPS")

    (row,) = listed()
    page = client.get(f"/plans/{third.public_id}/sign/")

    assert (row.number, row.since) == (3, "Since version 1")
    assert row.changed == ("Changed: What helps", "Goals ended: Tea and cake help")
    assert "Since version 1, which was signed last." in page.text
    assert "<ins>and cake help</ins>" in page.text


@of_pages
def test_only_a_gp_of_the_practice_signs_and_only_what_is_in_force(client, listed, sign_in, adair):
    with as_system():
        old = make_plan(adair, agreed=True)
        plan = make_plan(adair, agreed=True, number=2)
        draft = make_plan(adair, number=3)

    refused = [sign(client, each) for each in (old, draft)]
    others = {}
    for name in ("nurse_a", "case_manager_1", "gp_b"):
        sign_in(name)
        others[name] = sign(client, plan).status_code

    assert all(
        each.status_code == 403 and "Only the plan in force is signed" in each.text for each in refused
    )
    assert others == {"nurse_a": 403, "case_manager_1": 403, "gp_b": 404}
    with as_system():
        assert not PlanSignature.objects.exists()


@of_pages
def test_a_plan_in_error_takes_its_signature_along_and_who_died_or_left_is_not_listed(
    client, listed, world, adair
):
    with as_system():
        first = make_plan(adair, agreed=True)
        make_signature(first)
        by = world.user("gp_a")
        make_plan(adair, agreed=True, number=2, in_error_at=NOW, in_error_by=by, in_error_reason="WRONG")
        make_plan(world.person("EVANS"), agreed=True)
        died = world.person("BELLO")
        make_plan(died, agreed=True)
        died.details.update(died_on=NOW.date())

    assert listed() == []
