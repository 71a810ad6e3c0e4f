"""A goal whose day is near: on My day, the front sheet and in the session; looked at by one press."""

from datetime import timedelta

import pytest
from django.urls import reverse

from careplans.models import PlanGoal
from careplans.queries.my_day import Narrow
from careplans.rules.goals import asked_from
from patients.models import PersonDetail, Reach
from tests.careplans.factories import make_plan
from tests.careplans.sessions import make_session
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asked(adair) -> PlanGoal:
    """Agreed forty days ago, to be reached in a week; nobody of the staff has it."""
    with as_system():
        goal = make_plan(adair, words="To the shop", agreed=True).goals.get()
        goal.set_on = goal.reviewed_on = TODAY - 40 * DAY
        goal.by_on = TODAY + 7 * DAY
        goal.save()
    return goal


def rows(client, **words):
    return [row for row, _ in client.get("/my-day/", words).context["rows"]]


def said(client, **words) -> list[str]:
    return [row.words for row in rows(client, **words)]


@pytest.mark.fast
@pytest.mark.parametrize(
    ("reviewed", "since"),
    [(-30, -14), (-15, -14), (-14, 0), (-13, 0), (-1, 0), (0, 14), (1, 15)],
)
def test_a_goal_is_asked_about_before_its_day_and_on_it(reviewed, since):
    by_on = TODAY

    found = asked_from(by_on, by_on + reviewed * DAY, days=14)

    assert found == by_on + since * DAY


def test_it_is_on_the_day_of_the_team_that_wrote_it_and_leads_to_a_draft_by_one_press(
    client, sign_in, adair, asked
):
    sign_in("case_manager_1")
    day = client.get("/my-day/").context
    (row, links), *none = day["rows"]
    plan = client.get(links.opened.partition("#")[0]).text
    begun = client.post(reverse("careplans:plan_begin", args=[adair.public_id]), {"goal": asked.key})

    assert (none, row.words, row.owner) == (
        [],
        "Goal, nobody sees to it yet: To the shop",
        "whoever is there",
    )
    assert row.clock.text == "by 07-Jul"
    assert day["day"].tiles[Narrow.GOALS] == 1
    assert f'id="{links.opened.partition("#")[2]}"' in plan
    assert f'name="goal" value="{asked.key}"' in plan
    assert client.get(begun.url).context["line"].key == asked.key
    assert rows(client)[0].draft_id is not None
    assert client.get("/my-day/").context["rows"][0][1].opened == begun.url
    with as_system():
        assert adair.pk in AuditEvent.objects.filter(verb="day.read").latest("pk").people


def test_looked_at_it_is_done_today_and_agreed_it_stands_once(client, sign_in, adair, asked, pages):
    draft = pages.begin()
    form = client.get(f"{draft}goal/", {"goal": asked.key}).context["form"]
    pages.goal(draft, "To the shop", form=form)
    pages.write(draft, "WHAT_TO_DO", "Ring")
    after = (said(client), said(client, whose="done"))
    assert pages.agree(draft).status_code == 302

    assert after == ([], ["Goal, nobody sees to it yet: To the shop"])
    assert [row.outcome for row in rows(client, whose="done")] == ["Looked at, and it goes on"]
    assert (said(client), said(client, whose="done")) == after
    with as_system():
        PlanGoal.objects.filter(key=asked.key).update(by_on=TODAY)
    assert said(client) == []


def test_a_draft_that_is_thrown_away_brings_it_back(client, sign_in, asked, pages):
    draft = pages.begin()
    form = client.get(f"{draft}goal/", {"goal": asked.key}).context["form"]
    pages.goal(draft, "To the shop", form=form, outcome="MET")
    ended = (said(client), [row.outcome for row in rows(client, whose="done")])
    pages.discard(draft)

    assert ended == ([], ["Met"])
    assert (len(said(client)), said(client, whose="done")) == (1, [])


@pytest.mark.parametrize("path", ["/my-day/?whose=done", "/my-day/print/?whose=done", "/"])
def test_one_without_a_day_may_end_today_too(client, sign_in, asked, pages, path):
    with as_system():
        PlanGoal.objects.filter(pk=asked.pk).update(by_on=None)
    draft = pages.begin()
    form = client.get(f"{draft}goal/", {"goal": asked.key}).context["form"]
    pages.goal(draft, "To the shop", form=form, outcome="MET", by_on="")

    assert client.get(path).status_code == 200
    assert [(row.words, row.outcome) for row in rows(client, whose="done")] == [
        ("Goal, nobody sees to it yet: To the shop", "Met")
    ]


@pytest.mark.parametrize(
    ("held", "theirs", "hub"),
    [("owner", True, True), ("whoever", True, True), ("elsewhere", False, False)],
)
def test_whose_it_is_follows_from_its_owner(client, sign_in, world, asked, held, theirs, hub):
    team = world.organisation("PA" if held == "elsewhere" else "HUB1")
    owner = world.user("gp_a") if held == "elsewhere" else None
    owner = world.user("case_manager_1") if held == "owner" else owner
    with as_system():
        PlanGoal.objects.filter(pk=asked.pk).update(held_by="STAFF", owner=owner, owner_organisation=team)
    sign_in("case_manager_1")
    waiting = [] if theirs else ["Goal: To the shop"]

    assert (said(client), said(client, whose="waiting")) == (["Goal: To the shop"] * theirs, waiting)
    assert said(client, whose="team") == ["Goal: To the shop"] * hub
    sign_in("gp_a")
    assert said(client) == waiting


def test_of_who_has_died_nothing_is_asked(client, sign_in, adair, asked):
    with as_system():
        PersonDetail.objects.filter(person=adair).update(died_on=TODAY)
    sign_in("case_manager_1")
    sheet = client.get(reverse("careplans:front_sheet", args=[adair.public_id])).context

    assert said(client, whose="team") == []
    assert [step.goal for step, _ in sheet["steps"] if step.goal] == []
    with as_system():
        booked = make_session(adair, on=TODAY, state="BOOKED", kind="HSCA")
    run = client.get(reverse("careplans:session_run", args=[booked.public_id])).context["run"]
    assert [each.clock for each in run.goals] == [None]


def test_it_is_a_step_of_the_front_sheet_and_stands_in_the_session(client, sign_in, adair, asked):
    with as_system():
        booked = make_session(adair, on=TODAY, state="BOOKED", kind="HSCA")
    sign_in("case_manager_1")
    front = client.get(reverse("careplans:front_sheet", args=[adair.public_id])).context
    run = client.get(reverse("careplans:session_run", args=[booked.public_id]))

    steps = [(step.words, step.clock.text, address) for step, address in front["steps"] if step.goal]
    anchor = f"{reverse('careplans:person_plan', args=[adair.public_id])}#goal-{asked.key}"
    assert steps == [("Goal: To the shop", "by 07-Jul", anchor)]
    assert [(each.line.what, each.clock.text, to) for each, to in run.context["goals"]] == [
        ("To the shop", "by 07-Jul", anchor)
    ]
    assert anchor in run.text


def test_a_held_session_says_which_goals_were_set_and_looked_at_that_day(
    client, sign_in, adair, asked, pages
):
    with as_system():
        held = make_session(adair, on=TODAY)
        other = make_session(adair, on=TODAY - DAY)
    draft = pages.begin()
    form = client.get(f"{draft}goal/", {"goal": asked.key}).context["form"]
    pages.goal(draft, "To the shop", form=form, outcome="PARTLY")
    pages.goal(draft, "Sleep")

    def goals(session):
        address = reverse("careplans:session_detail", args=[session.public_id])
        return [(each.what, each.outcome) for each in client.get(address).context["goals"]]

    assert goals(held) == [("To the shop", "Partly met"), ("Sleep", "")]
    assert goals(other) == []
    pages.discard(draft)
    assert goals(held) == []
    with as_system():
        PlanGoal.objects.filter(pk=asked.pk).update(reviewed_on=TODAY)
        cancelled = make_session(adair, on=TODAY, state="CANCELLED")
    assert (goals(held), goals(cancelled)) == ([("To the shop", "")], [])


def test_nobody_else_finds_it(client, sign_in, asked):
    """Another practice, and who reads crisis pages alone."""
    sign_in("gp_b")
    assert said(client, whose="team") == []
    sign_in("out_of_hours")
    assert client.get("/my-day/").status_code == 403
    assert NOW.date() == TODAY


def test_who_reads_in_an_emergency_is_led_to_no_form(client, sign_in, world, adair, asked, pages):
    draft = pages.begin()
    with as_system():
        given = {"why": "BREAK_GLASS", "from_on": TODAY, "source": "tests:1"}
        Reach.objects.create(person=adair, user=world.user("gp_b"), **given)
    plan = reverse("careplans:person_plan", args=[adair.public_id])
    assert f"{draft}goal/" in client.get(plan).text
    sign_in("gp_b")

    page = client.get(plan)

    assert ("To the shop" in page.text, f"{draft}goal/" in page.text) == (True, False)
    assert page.context["begins"] == ""
    assert client.get(f"{draft}goal/", {"goal": asked.key}).status_code == 403


def test_a_new_day_is_today_or_later_and_one_that_has_passed_may_stay(client, sign_in, asked, pages):
    draft = pages.begin()
    passed = {"by_on": (TODAY - DAY).isoformat()}

    refused = pages.goal(draft, "Typed with the year of before", **passed)
    assert (refused.status_code, "Choose today or a later day, or none" in refused.text) == (422, True)
    assert pages.goal(draft, "Today", by_on=TODAY.isoformat()).status_code == 302

    with as_system():
        PlanGoal.objects.filter(key=asked.key).update(by_on=TODAY - DAY)
    form = client.get(f"{draft}goal/", {"goal": asked.key}).context["form"]
    assert pages.goal(draft, "To the shop", form=form, **passed).status_code == 302


def test_left_with_a_day_that_has_passed_it_is_asked_about_again(client, sign_in, asked):
    sign_in("case_manager_1")
    for reviewed, shown in ((13, []), (14, ["Goal, nobody sees to it yet: To the shop"])):
        with as_system():
            day = TODAY - reviewed * DAY
            PlanGoal.objects.filter(pk=asked.pk).update(by_on=TODAY - 20 * DAY, reviewed_on=day)
        assert said(client) == shown


def test_what_ended_today_is_done_whatever_was_begun_since(client, sign_in, asked, pages):
    draft = pages.begin()
    form = client.get(f"{draft}goal/", {"goal": asked.key}).context["form"]
    pages.goal(draft, "To the shop", form=form, outcome="MET")
    pages.agree(draft)
    pages.begin()

    assert said(client, whose="done") == ["Goal, nobody sees to it yet: To the shop"]


@pytest.mark.parametrize("held", ["PERSON", "CARER", ""])
def test_whose_they_or_a_carer_see_to_has_an_owner(client, sign_in, asked, held):
    with as_system():
        PlanGoal.objects.filter(pk=asked.pk).update(held_by=held)
    sign_in("case_manager_1")

    assert len(said(client, only=Narrow.NOBODYS)) == (not held)


def test_a_goal_taken_out_later_stands_on_no_session(client, sign_in, adair, pages):
    with as_system():
        held = make_session(adair, on=TODAY)
    draft = pages.begin()
    pages.goal(draft, "Typed for somebody else")
    address = reverse("careplans:session_detail", args=[held.public_id])
    assert len(client.get(address).context["goals"]) == 1
    with as_system():
        day = TODAY - DAY
        PlanGoal.objects.update(set_on=day, reviewed_on=day)
        row = PlanGoal.objects.get()
        for revision, more in ((2, {"reviewed_on": TODAY}), (3, {"reviewed_on": TODAY, "taken_out": True})):
            row.pk, row.revision = None, revision
            for name, value in more.items():
                setattr(row, name, value)
            row.save(force_insert=True)
        other = make_session(adair, on=day)

    assert client.get(reverse("careplans:session_detail", args=[other.public_id])).context["goals"] == ()


def test_a_draft_is_begun_all_the_same_where_the_goal_named_is_none_of_it(client, sign_in, adair, asked):
    sign_in("case_manager_1")
    begin = reverse("careplans:plan_begin", args=[adair.public_id])
    for named in ("0f8fad5b-d9cb-469f-a165-70867728950e", "x", ""):
        answer = client.post(begin, {"goal": named}, follow=True)
        assert (answer.status_code, answer.context["writes"]) == (200, True), named
