"""A goal that was added to a draft by mistake is taken out and put back; one that was agreed is not."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from careplans.actions.plans import Agreement, agree_plan
from careplans.models import AgreedBy, Attendee, CarePlan, PlanGoal
from careplans.rules.plan import WAS_AGREED
from tests.careplans.factories import make_plan, make_signature
from tests.careplans.paper import sheets
from tests.careplans.plans import filled
from tests.careplans.sessions import make_session
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.work import acting_as

pytestmark = pytest.mark.django_db


def goal_of(pages, plan: str, what: str):
    shown = pages.client.get(plan).context["shown"]
    return next(each for each in (*shown.goals, *shown.taken_out) if each.what == what)


def turn(pages, plan: str, line, how: str = "take-out", **sent):
    return pages.client.post(f"{plan}goal/{how}/", {"key": str(line.key), "upon": line.revision} | sent)


def form_of(pages, plan: str, line):
    return pages.client.get(f"{plan}goal/", {"goal": str(line.key)}).context["form"]


def what_is_in(pages, plan: str) -> list[str]:
    return [each.what for each in pages.client.get(plan).context["shown"].goals]


def mark_of(pages, plan: str) -> str:
    return pages.client.get(plan).context["agreeing"]["mark"].value()


@pytest.fixture
def drafted(pages):
    """A draft upon a version with one goal; another goal was added to it."""
    first = pages.begin()
    pages.goal(first, "Walk to the shop")
    pages.agree(first)
    draft = pages.begin()
    pages.goal(draft, "canary goal", why="canary why", confidence="7")
    return draft


def test_taken_out_it_stands_nowhere_but_among_what_was_taken_out(pages, drafted, adair, sign_in, world):
    with as_system():
        make_signature(CarePlan.objects.get(number=1))
    turn(pages, drafted, goal_of(pages, drafted, "canary goal"))
    shown = pages.client.get(drafted).text
    assert "canary goal" in shown.partition("Goals taken out of this draft")[2]
    assert "canary" not in shown.partition("Goals taken out of this draft")[0]
    pages.write(drafted, "HELPS", "Tea")
    pages.agree(drafted)
    with as_system():
        session = make_session(adair, on=TODAY, state="BOOKED")

    person = f"/people/{adair.public_id}/"
    for address in (
        drafted, f"{drafted}compare/", f"{drafted}print/", f"{person}plan/", person, f"{person}crisis/",
        f"{person}gp-record/", f"/sessions/{session.public_id}/run/", pages.begin(),
    ):  # fmt: skip
        answer = pages.client.get(address)
        assert (answer.status_code, "canary" in answer.text) == (200, False), address
    for paper in ("pdf/", "pdf/person/"):
        assert "canary" not in " ".join(sheets(pages.client.get(f"{drafted}{paper}")))
    sign_in("gp_a")
    practice = world.organisation("PA").public_id
    for address in (f"/signing/{practice}/", f"{drafted}sign/"):
        assert "canary" not in pages.client.get(address).text


def test_put_back_it_stands_as_it_was_and_twice_is_once(pages, drafted):
    before = goal_of(pages, drafted, "canary goal")
    assert [turn(pages, drafted, before).status_code for _ in "12"] == [302, 302]
    out = goal_of(pages, drafted, "canary goal")
    assert what_is_in(pages, drafted) == ["Walk to the shop"]

    assert [turn(pages, drafted, out, "put-back").status_code for _ in "12"] == [302, 302]

    back = goal_of(pages, drafted, "canary goal")
    said = ("key", "what", "why", "confidence", "set_on", "reviewed_on", "taken_out", "outcome")
    assert [getattr(back, name) for name in said] == [getattr(before, name) for name in said]
    assert (out.revision, back.revision) == (2, 3)
    with as_system():
        verbs = AuditEvent.objects.filter(verb__startswith="plan.goal_").values_list("verb", flat=True)
        assert list(verbs.order_by("id")) == ["plan.goal_taken_out", "plan.goal_put_back"]


def test_a_goal_that_was_agreed_is_ended_and_not_taken_out(pages, drafted, world):
    line = goal_of(pages, drafted, "Walk to the shop")
    page = pages.client.get(f"{drafted}goal/", {"goal": str(line.key)}).text
    assert WAS_AGREED in page
    assert "Take it out of the draft" not in page

    refused = turn(pages, drafted, line)

    assert (refused.status_code, WAS_AGREED in refused.text) == (403, True)
    assert "Walk to the shop" in what_is_in(pages, drafted)
    with as_system():
        row = PlanGoal.objects.get(key=line.key, plan__number=2)
    row.pk, row.revision, row.taken_out = None, 2, True
    row.written_by = world.user("case_manager_1")
    refuses = pytest.raises(DatabaseError, match="never taken out")
    with acting_as(world.user("case_manager_1"), on=TODAY), refuses, transaction.atomic():
        row.save(force_insert=True)


def test_what_a_colleague_saved_meanwhile_is_not_taken_out_unseen(pages, drafted, sign_in):
    line = goal_of(pages, drafted, "canary goal")
    sign_in("gp_a")
    stale = form_of(pages, drafted, line)
    pages.goal(drafted, "their goal", form=stale)
    sign_in("case_manager_1")

    refused = turn(pages, drafted, line)

    assert refused.status_code == 409
    assert "their goal" in refused.text
    assert "Somebody saved this goal meanwhile" in refused.text
    assert "their goal" in what_is_in(pages, drafted)
    assert turn(pages, drafted, goal_of(pages, drafted, "their goal")).status_code == 302
    beside = pages.goal(drafted, "my goal", form=stale)
    assert beside.status_code == 409
    assert "This goal is taken out of the draft." in beside.text
    assert "my goal" in beside.text
    assert pages.goal(drafted, "my goal", form=beside.context["form"]).status_code == 302
    assert what_is_in(pages, drafted) == ["Walk to the shop", "my goal"]


def test_who_saves_again_what_they_took_out_is_told_and_loses_nothing(pages, drafted):
    line = goal_of(pages, drafted, "canary goal")
    stale = form_of(pages, drafted, line)
    pages.client.post(f"{drafted}keep/", filled(stale) | {"what": "typed on", "upon": "1"})
    turn(pages, drafted, line)

    again = pages.goal(drafted, "canary goal", form=stale)

    assert again.status_code == 409
    page = pages.client.get(f"{drafted}goal/", {"goal": str(line.key)})
    assert page.context["form"]["what"].value() == "typed on"
    assert "This goal is taken out of the draft." in page.text


def test_who_agrees_has_seen_what_was_taken_out(pages, drafted):
    marks = [mark_of(pages, drafted)]
    turn(pages, drafted, goal_of(pages, drafted, "canary goal"))
    marks.append(mark_of(pages, drafted))
    pages.goal(drafted, "Another one")
    marks.append(mark_of(pages, drafted))
    turn(pages, drafted, goal_of(pages, drafted, "canary goal"), "put-back")
    marks.append(mark_of(pages, drafted))

    assert len(set(marks)) == len(marks)
    assert pages.agree(drafted, mark=marks[0]).status_code == 409


def test_a_draft_with_nothing_but_what_was_taken_out_is_not_agreed(pages, world):
    plan = pages.begin()
    pages.goal(plan, "canary goal")
    turn(pages, plan, goal_of(pages, plan, "canary goal"))

    answer = pages.client.get(plan)
    assert "Nothing is written yet" in answer.text
    assert "Still missing: goals" not in answer.text
    mark = answer.context["shown"].mark
    assert pages.agree(plan, mark=mark).status_code == 422
    with acting_as(world.user("case_manager_1"), on=TODAY) as user:
        row = CarePlan.objects.visible_to(user).get()
        agreement = Agreement(by=AgreedBy.PERSON, on=TODAY, attended=[Attendee.PERSON])
        with pytest.raises(PermissionDenied, match="Nothing is written"):
            agree_plan(plan=row, agreement=agreement, mark=mark, by=user, at=NOW)


@pytest.mark.parametrize("end", ["agree", "discard", "wrong"])
def test_of_a_draft_that_is_over_nothing_is_taken_out(pages, drafted, end):
    line = goal_of(pages, drafted, "canary goal")
    {"agree": pages.agree, "wrong": pages.wrong}.get(end, pages.discard)(drafted)

    answer = turn(pages, drafted, line)

    assert (answer.status_code, "Its goals stay as they are" in answer.text) == (409, True)
    assert ("canary" in answer.text) is (end != "wrong")
    with as_system():
        assert not PlanGoal.objects.filter(taken_out=True).exists()


def test_after_the_agreement_a_stale_page_shows_nothing_of_what_was_taken_out(pages, drafted):
    turn(pages, drafted, goal_of(pages, drafted, "canary goal"))
    out = goal_of(pages, drafted, "canary goal")
    pages.agree(drafted)

    answer = turn(pages, drafted, out, "put-back")

    assert (answer.status_code, "canary" in answer.text) == (409, False)


def test_nonsense_is_said_and_a_goal_of_another_draft_is_none(pages, drafted, world):
    with as_system():
        other = PlanGoal.objects.get(plan=make_plan(world.person("BELLO")))
    line = goal_of(pages, drafted, "canary goal")

    assert turn(pages, drafted, line, upon="many").status_code == 422
    assert turn(pages, drafted, line, upon="9").status_code == 409
    assert turn(pages, drafted, line, key=str(other.key)).status_code == 404
    assert "canary goal" in what_is_in(pages, drafted)
