"""/capacity/<organisation>/: each number is the count of the list that it opens, and the staff is reckoned
with."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from careplans.models import StaffRole
from patients.models import Preference, PreferenceKind
from tests.careplans.capacity import make_hours
from tests.careplans.sessions import make_offer, make_session
from tests.careplans.test_due import make_everybody, rows
from tests.contracts.rows import statements
from tests.factories import PersonFactory, lay_down_practice_c
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, TODAY, as_system
from wsic.dates import months_before

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def everybody(world):
    """Both practices are live, of one hub; somebody on every list, and joint sessions among them."""
    with as_system():
        found = make_everybody(world)
        for person in list(found.values())[::2]:
            DecisionFactory(person=person, tier=2, decided_on=months_before(TODAY, 20))
        for closes in (date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 31)):
            person = PersonFactory(practice=world.organisation("PA"))
            make_session(person, on=months_before(closes, 12), kind="HSCA", attended=["HSCA"])
        return found


def open_page(client, world, code="HUB1", name="capacity_of", **query):
    return client.get(reverse(f"careplans:{name}", args=[world.organisation(code).public_id]), query)


def text_of(answer) -> str:
    return " ".join(answer.text.split())


def numbers_of(text: str) -> list[tuple[str, int]]:
    """Address and number of every count that opens a list."""
    found = re.findall(r'<td class="num nowrap"><span[^>]*>[^<]*</span><a href="([^"]*)">([\d,]+)</a>', text)
    return [(address.replace("&amp;", "&"), int(number.replace(",", ""))) for address, number in found]


@pytest.mark.parametrize("query", [{}, {"kind": "JOINT"}, {"kind": "HSCA"}])
@pytest.mark.parametrize(("user", "code"), [("case_manager_1", "HUB1"), ("gp_a", "PA")])
def test_every_number_is_the_count_of_the_list_that_it_opens(
    client, sign_in, world, everybody, user, code, query
):
    sign_in(user)

    found = numbers_of(open_page(client, world, code, **query).text)

    assert found
    for address, number in found:
        opened = client.get(address, QUERY_STRING=address.partition("?")[2] + "&size=100")
        assert len(rows(opened.text)) == number == opened.context["page"].counts.total, address


def test_months_have_everybody_whose_window_closes_in_them_and_no_one_else(client, sign_in, world, everybody):
    with as_system():
        lay_down_practice_c()
        marked = everybody["LATER"]
        Preference.objects.create(
            person=marked, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("case_manager_1")

    page = open_page(client, world).context

    shown = [row for row, is_total in page["rows"] if not is_total]
    (total,) = [row for row, is_total in page["rows"] if is_total]
    assert [row.name for row in shown] == ["Practice A", "Practice C", "Practice withheld"]
    for number in range(len(page["periods"])):
        parts = sum(int(row.months[number][0].words) for row in shown)
        assert parts == int(total.months[number][0].words)
    assert (shown[2].staff, {number.address for number, _ in shown[2].months}) == ((), {""})
    assert sum(int(each.words) for each, _ in shown[2].months) == 1


def test_hours_of_hub_and_practice_say_who_is_short_and_nobodys_are_not_known(
    client, sign_in, world, everybody
):
    sign_in("case_manager_1")
    before = open_page(client, world).context["rows"][0][0].staff
    with as_system():
        make_hours("HUB1", "500")
        make_hours("PA", "0", role=StaffRole.GP)
        make_hours("HUB1", "500", role=StaffRole.HSCA, from_on=TODAY + 40 * DAY)

    text = text_of(open_page(client, world))
    staff = open_page(client, world).context["rows"][0][0].staff

    assert {each.words for each in before} == {"Hours not entered"}
    assert [each.words.split(" by ")[0] for each in staff] == ["Short", "Enough", "Hours not entered"]
    assert [each.kind for each in staff] == ["late", "done", ""]
    assert staff[0].backlog == "What is overdue never clears at this pace"
    assert staff[1].backlog.startswith(("What is overdue clears by June 2026", "Nothing overdue"))
    assert "0 h there" in text


def test_a_practice_does_not_share_out_what_it_does_not_see(client, sign_in, world, everybody):
    with as_system():
        make_hours("HUB1", "500")
        make_hours("PA", "20", role=StaffRole.GP)
    sign_in("gp_a")

    staff = open_page(client, world, "PA").context["rows"][0][0].staff

    assert [each.words.split(" by ")[0] for each in staff] == [
        "Enough",
        "Reckoned for the whole hub",
        "Hours not entered",
    ]


def test_the_months_before_have_what_was_owed_offered_held_and_not_attended(client, sign_in, world):
    month = months_before(TODAY, 2).replace(day=1)
    with as_system():
        place = world.organisation("PA")
        place.live_on = months_before(month, 14)
        place.save(update_fields=["live_on"])
        person = PersonFactory(practice=place, details__birth_date="1940-04-20")
        DecisionFactory(person=person, tier=3, decided_on=months_before(month, 14))
        make_session(person, on=months_before(month + 19 * DAY, 6))
        make_offer(person, on=month)
        make_offer(person, on=month + DAY)
        make_session(person, on=month + 2 * DAY, state="DID_NOT_ATTEND")
        make_session(person, on=month + 18 * DAY)
        make_session(person, on=month + 20 * DAY)
        make_session(person, on=month + 21 * DAY, attended=["GP"])
        make_session(person, on=month + 21 * DAY, state="IN_ERROR")
        early = PersonFactory(practice=place)
        DecisionFactory(person=early, tier=3, decided_on=months_before(month, 14))
        make_session(early, on=months_before(month + 19 * DAY, 6))
        make_session(early, on=month - 7 * DAY)
        by = world.user("coordinator_1")
        make_offer(PersonFactory(practice=place), on=month, in_error_at=NOW, in_error_by=by)
    sign_in("gp_a")

    shown = open_page(client, world, "PA", "capacity_months").context["months"].rows

    (found,) = [each for each in shown if each.words == "April 2026"]
    assert found.cells[:5] == ("2", "1", "1", "3", "1")
    assert (len(shown), shown[0].unfinished, shown[1].unfinished) == (13, True, False)


def test_filters_and_order_are_in_the_address_and_nonsense_is_none(client, sign_in, world, everybody):
    sign_in("case_manager_1")

    by_short = open_page(client, world, sort="short", kind="JOINT")
    nonsense = open_page(client, world, sort="x", kind="x", wave="7")

    assert [cell.role for cell in by_short.context["rows"][0][0].staff] == ["GP", "Case Manager"]
    assert nonsense.status_code == 200
    for closes in ("2026-13-01.2026-14-01", "2026-07-01.2026-07-01", "x", "2026-07-01.2026-06-01"):
        answer = open_page(client, world, name="due_of", closes=closes)
        assert (answer.status_code, "closes" in answer.context["filter"].query()) == (200, False)


@pytest.mark.parametrize(("name", "most"), [("capacity_of", 16), ("capacity_months", 28)])
def test_statements_do_not_grow_with_people_and_practices(client, sign_in, world, everybody, name, most):
    sign_in("case_manager_1")
    open_page(client, world, name=name)
    of_few = statements(lambda: open_page(client, world, name=name))
    with as_system():
        for _ in range(20):
            make_session(PersonFactory(practice=world.organisation("PA")), on=TODAY - DAY)
        make_hours("PA")

    assert len(statements(lambda: open_page(client, world, name=name))) == len(of_few) <= most
