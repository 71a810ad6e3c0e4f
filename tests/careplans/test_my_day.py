"""/my-day/: ranked, each count of what it opens, and nobody whom one does not reach."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careplans.models import Outcome, TaskKind
from careplans.queries import owed
from careplans.queries.my_day import Narrow
from careplans.rules.clocks import Urgency, clock, is_over
from careplans.rules.my_day import Work, rank, standing_of
from patients.models import CareTeamMember, Preference, PreferenceKind
from tests.careplans.factories import make_contact, make_first_contact, make_task
from tests.careplans.sessions import make_session
from tests.world import NOW, TODAY, as_system

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


def in_london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def day(client, **words) -> str:
    return " ".join(client.get("/my-day/", words).text.split())


def open_day(client, **words):
    return client.get("/my-day/", words)


def listed(client, **words) -> list[str]:
    """What is to be done, in order."""
    return [row.words for row, _ in client.get("/my-day/", words).context["rows"]]


@pytest.fixture
def work(world, adair):
    cohen, hsca = world.person("COHEN"), world.user("hsca_1")
    with as_system():
        make_task(adair, words="later", due_at=NOW + 3 * DAY)
        make_task(adair, words="today", due_at=NOW + 2 * HOUR)
        make_task(adair, words="over", due_at=NOW - DAY)
        make_task(adair, words="over longer", due_at=NOW - 2 * DAY, owner=None)
        make_task(adair, words="check", due_at=NOW + HOUR, kind=TaskKind.SAFE_AND_WELL)
        make_task(adair, words="the assistant's", due_at=NOW, owner=hsca)
        make_task(adair, words="closed", closed_at=NOW, closed_by=hsca, outcome="DONE")
        make_task(cohen, words="out of reach")


def test_the_most_urgent_is_first_and_nobody_elses_is_there(client, sign_in, work):
    sign_in("case_manager_1")

    assert listed(client) == ["check", "over longer", "over", "today", "later"]
    assert listed(client, whose="team") == [
        "check",
        "over longer",
        "over",
        "the assistant's",
        "today",
        "later",
    ]
    assert listed(client, whose="done") == []


def test_a_caseload_is_whom_one_is_named_for_whoever_has_the_work(client, sign_in, world, adair, work):
    user, bello = sign_in("case_manager_1"), world.person("BELLO")
    with as_system():
        make_task(bello, words="of the other", owner=world.user("hsca_1"))
        make_first_contact(adair, on=TODAY - DAY, to_on=TODAY, ended_by=user, ended_at=NOW)
    assert listed(client, whose="caseload") == []

    with as_system():
        make_first_contact(bello)
    assert listed(client, whose="caseload") == ["of the other"]

    with as_system():
        on_team = {"user": user, "organisation": world.organisation("HUB1"), "role": "Case Manager"}
        CareTeamMember.objects.create(
            person=adair, from_on=TODAY, recorded_by=user, recorded_at=NOW, **on_team
        )
    assert len(listed(client, whose="caseload")) == 7


def test_who_is_of_no_team_has_an_empty_day_and_who_has_no_such_role_none(client, sign_in, work):
    sign_in("community_nurse")
    assert "Nothing is to be done" in day(client)

    sign_in("analyst")
    assert client.get("/my-day/").status_code == 403


@pytest.mark.parametrize("whose", ["", "caseload", "team", "done"])
@pytest.mark.parametrize("username", ["case_manager_1", "hsca_1"])
def test_every_count_is_of_what_it_opens(client, sign_in, work, username, whose):
    sign_in(username)
    shown = client.get("/my-day/", {"whose": whose} if whose else {}).context

    for tab in shown["tabs"]:
        assert len(client.get(tab.address).context["rows"]) == tab.count
    for tile in shown["tiles"]:
        assert whose == "done" or len(client.get(tile.address).context["rows"]) == tile.count


def test_a_row_says_who_what_by_when_and_when_somebody_was_reached(client, sign_in, work, adair):
    sign_in("case_manager_1")
    with as_system():
        make_contact(adair, at=NOW - 2 * DAY)
        make_contact(adair, at=NOW - DAY, outcome=Outcome.NO_ANSWER)

    text = re.sub(r"<[^>]+>", " ", day(client, only="over"))

    assert "ADAIR" in text
    assert "28-Jun-2026" in text
    assert "1 of 3 without answer" in text
    assert "1 day late" in text


def test_every_row_has_a_picture_of_its_own_kind(settings):
    sprite = (settings.BASE_DIR / "templates/components/icon_sprite.html").read_text()

    for icon in (*(owed.ICONS[kind] for kind in TaskKind), *owed.PLACES.values()):
        assert f'id="i-{icon}"' in sprite


def test_queries_do_not_grow_with_tasks(client, sign_in, work, adair, world, django_assert_num_queries):
    sign_in("case_manager_1")
    client.get("/my-day/")
    with CaptureQueriesContext(connection) as of_few:
        client.get("/my-day/")
    with as_system():
        for _ in range(50):
            make_task(world.person("BELLO"))

    with django_assert_num_queries(len(of_few)):
        assert len(client.get("/my-day/?size=100").context["rows"]) == 55


def test_a_long_day_has_pages_and_paper_has_it_whole(client, sign_in, adair, world):
    with as_system():
        tasks = {make_task(adair, owner=world.user("case_manager_1")).public_id for _ in range(45)}
    sign_in("case_manager_1")

    pages = [client.get("/my-day/", {"page": number} if number > 1 else {}) for number in (1, 2, 3, 9)]
    paper = client.get("/my-day/print/")

    shown = [[row.public_id for row, _ in each.context["rows"]] for each in pages]
    assert [len(each) for each in shown] == [20, 20, 5, 5]
    assert {row for each in shown for row in each} == tasks
    assert '<td class="rank">41</td>' in pages[2].text
    assert "41 to 45 of 45" in pages[2].text
    assert "back=/my-day/%3Fpage%3D3" in pages[2].text
    assert len(paper.context["page"]["rows"]) == 45


@pytest.mark.fast
@pytest.mark.parametrize(
    ("now", "due", "text", "urgency"),
    [
        ("2026-06-30 10:00", "2026-06-30 10:00", "just over", Urgency.OVER),
        ("2026-06-30 14:00", "2026-06-30 10:00", "4 h over", Urgency.OVER),
        ("2026-07-01 10:00", "2026-06-30 10:00", "1 day over", Urgency.OVER),
        ("2026-06-30 10:00", "2026-06-30 17:00", "today 17:00", Urgency.SOON),
        ("2026-06-30 23:59", "2026-07-01 17:00", "by tomorrow 17:00", Urgency.SOON),
        ("2026-06-30 10:00", "2026-07-02 17:00", "by 02-Jul", Urgency.LATER),
        ("2026-12-31 10:00", "2027-01-02 17:00", "by 02-Jan-2027", Urgency.LATER),
        ("2026-03-28 10:00", "2026-03-29 17:00", "by tomorrow 17:00", Urgency.SOON),  # the clocks go forward
        ("2026-10-25 17:00", "2026-10-24 17:00", "1 day over", Urgency.OVER),  # and back: 25 hours
        ("2026-10-25 04:00", "2026-10-25 00:30", "4 h over", Urgency.OVER),  # by the hands it is 3½
    ],
)
def test_a_clock_of_care_says_how_late_or_how_soon(now, due, text, urgency):
    found = clock(in_london(due), in_london(now), of_care=True)

    assert (found.text, found.urgency) == (text, urgency)


@pytest.mark.fast
def test_an_hour_that_comes_twice_is_not_over_before_it_was():
    first = in_london("2026-10-25 01:30")
    second = first.replace(fold=1)

    assert not is_over(second, first, of_care=True)
    ranks = [
        rank(each, standing_of(each, first))
        for each in (Work(is_check=True, due_at=at) for at in (first, second))
    ]
    assert ranks[0] < ranks[1]


@pytest.mark.fast
@pytest.mark.parametrize(
    ("now", "due", "text", "urgency"),
    [
        ("2026-06-30 17:01", "2026-06-30 17:00", "today", Urgency.SOON),
        ("2026-06-30 23:59", "2026-06-30 17:00", "today", Urgency.SOON),
        ("2026-07-01 00:00", "2026-06-30 17:00", "1 day late", Urgency.LATE),
        ("2026-07-03 00:00", "2026-06-30 17:00", "3 days late", Urgency.LATE),
        ("2026-06-30 23:59", "2026-07-01 17:00", "by tomorrow", Urgency.SOON),
        ("2026-06-30 10:00", "2026-07-02 17:00", "by 02-Jul", Urgency.LATER),
    ],
)
def test_the_work_of_a_day_is_due_until_the_day_ends(now, due, text, urgency):
    found = clock(in_london(due), in_london(now), of_care=False)

    assert (found.text, found.urgency) == (text, urgency)


def test_whose_task_it_was_is_withheld_where_whereabouts_are(client, sign_in, world, adair):
    gp = sign_in("gp_a")
    with as_system():
        make_task(adair, closed_at=NOW, closed_by=gp, outcome="DONE")
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )

    assert "name and organisation withheld" in day(client, whose="done")
    assert "Case Manager 1" not in day(client, whose="done")


def test_who_asks_and_who_leads_is_withheld_too(client, sign_in, world, adair):
    sign_in("gp_a")
    hub, lead = world.organisation("HUB1"), world.user("case_manager_1")
    with as_system():
        make_task(adair, kind="REQUEST", raised_by=lead, organisation=world.organisation("PA"), owner=None)
        make_session(adair, on=TODAY, state="BOOKED", lead=lead, organisation=hub)
    before = day(client, whose="team")
    with as_system():
        marked = {"kind": PreferenceKind.SENSITIVE, "from_on": TODAY, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(person=adair, **marked)

    assert "Case Manager 1" in before
    assert "Case Manager 1" not in day(client, whose="team")


def test_attempts_are_counted_as_on_the_front_sheet(client, sign_in, adair):
    sign_in("case_manager_1")
    with as_system():
        make_task(adair)
        for days in (1, 2, 60, 70, 80):
            make_contact(adair, at=NOW - days * DAY, outcome=Outcome.NO_ANSWER)

    assert "2 of 3 without answer" in client.get("/my-day/").text
    assert "2 without answer, a check is raised at 3" in client.get(f"/people/{adair.public_id}/").text


def test_sessions_stand_among_the_tasks_and_are_told_from_their_row(client, sign_in, adair):
    user = sign_in("case_manager_1")
    with as_system():
        booked = make_session(adair, on=TODAY, state="BOOKED", lead=user, time=time(14, 30), place="HOME")
        make_task(adair, due_at=NOW + 30 * HOUR, owner=user)

    day = open_day(client)
    told = client.get(day.context["rows"][0][1].opened)

    rows = [row for row, _ in day.context["rows"]]
    assert [(row.words, row.clock.text, row.session) for row in rows] == [
        ("14:30 joint session, at home", "today", True), ("Ring the daughter", "by tomorrow", False),
    ]  # fmt: skip
    assert day.context["day"].tiles[Narrow.SESSIONS] == day.context["day"].tiles[Narrow.VISITS] == 1
    assert told.context["line"].public_id == booked.public_id
    assert told.context["form"].back_to == "/my-day/"


def test_a_session_that_was_told_today_is_done(client, sign_in, adair):
    user = sign_in("case_manager_1")
    with as_system():
        make_session(adair, on=TODAY, lead=user, at=NOW)
        make_session(adair, on=TODAY, lead=user, at=NOW - 24 * HOUR)

    rows = [row for row, _ in open_day(client, whose="done").context["rows"]]

    assert [(row.words, row.outcome) for row in rows] == [("Joint session, practice", "Held")]


def test_a_session_nobody_leads_is_for_the_team_and_another_s_is_not_mine(client, sign_in, world, adair):
    sign_in("hsca_1")
    with as_system():
        make_session(adair, on=TODAY, state="BOOKED", lead=world.user("case_manager_1"))
        make_session(world.person("BELLO"), on=TODAY, state="BOOKED")

    mine, team = (open_day(client, **words).context["rows"] for words in ({}, {"whose": "team"}))

    assert [row.owner for row, _ in mine] == ["whoever is there"]
    assert sorted(row.owner for row, _ in team) == ["Case Manager 1", "whoever is there"]
