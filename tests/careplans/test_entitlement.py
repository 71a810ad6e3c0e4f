"""From when to when the next planning session is due, at the days on which something turns."""

import random
from datetime import date, timedelta

import pytest
from django.apps import apps

from careplans.rules.entitlement import (
    Because,
    Circumstances,
    Held,
    JointAttendance,
    Kind,
    SessionSettings,
    last_counted,
    next_window,
)
from wsic.dates import months_after

pytestmark = pytest.mark.fast
RULE = SessionSettings()
DAY = timedelta(days=1)
BOTH = frozenset({"PERSON", "GP", "CASE_MANAGER"})
HSCA = frozenset({"PERSON", "HSCA"})


def day(text: str) -> date:
    return date.fromisoformat(text)


def somebody(**given) -> Circumstances:
    """Born on 10 May 1950, registered long ago, with a practice that went live on 1 March 2024."""
    usual = {"tier": 0, "live_on": day("2024-03-01"), "registered_on": day("2010-01-01")}
    return Circumstances(**usual | {"birth_date": day("1950-05-10")} | given)


def joint(**given) -> Circumstances:
    return somebody(**{"tier": 2, "joint_since": day("2024-01-01")} | given)


def held(*days: str, attended: frozenset[str] = BOTH) -> tuple[Held, ...]:
    return tuple(Held(day(each), attended) for each in days)


def due(who: Circumstances, rule: SessionSettings = RULE) -> tuple[str, str, Because]:
    found = next_window(who, rule)
    return found.from_on.isoformat(), found.by_on.isoformat(), found.because


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-08-31", ("2026-01-28", "2026-02-28")),  # no 31 February
        ("2023-08-31", ("2024-01-29", "2024-02-29")),
        ("2025-09-30", ("2026-02-28", "2026-03-30")),
        ("2025-10-31", ("2026-03-30", "2026-04-30")),  # 31 March has no place in April
        ("2025-10-25", ("2026-03-25", "2026-04-25")),  # the clocks go back and forth in between
        ("2024-02-29", ("2024-07-29", "2024-08-29")),
    ],
)
def test_a_joint_session_is_due_six_months_after_the_last(last, expected):
    long_ago = {"live_on": day("2020-01-01"), "joint_since": day("2020-01-01")}

    assert due(joint(held=held(last), **long_ago)) == (*expected, Because.LAST)


def test_a_yearly_one_is_due_a_year_after_one_of_29_february():
    assert due(somebody(held=held("2024-02-29", attended=HSCA), live_on=day("2020-01-01"))) == (
        "2025-01-28", "2025-02-28", Because.LAST,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        (("2026-01-10", "2026-01-17"), "2026-01-10"),
        (("2026-01-10", "2026-04-09"), "2026-01-10"),
        (("2026-01-10", "2026-04-10"), "2026-04-10"),
    ],
)
def test_of_two_within_the_spacing_the_first_counts(days, counts):
    found = next_window(joint(held=held(*days)), RULE)

    assert (found.last_on, found.by_on) == (day(counts), months_after(day(counts), 6))


@pytest.mark.parametrize(
    ("attended", "counts"),
    [(BOTH, True), (frozenset({"PERSON", "GP"}), False), (frozenset({"CASE_MANAGER"}), False), (HSCA, False)],
)
def test_with_whom_a_joint_session_counts(attended, counts):
    found = next_window(joint(held=held("2026-02-01", attended=attended)), RULE)

    assert (found.last_on == day("2026-02-01")) is counts


def test_where_each_is_there_once_who_was_missing_is_due_within_the_year():
    rule = SessionSettings(attendance=JointAttendance.EACH_ONCE)
    with_gp = held("2025-06-01", attended=frozenset({"GP"}))
    with_both = held("2025-01-01")

    assert next_window(joint(held=(*with_both, *with_gp)), rule).by_on == day("2025-12-01")
    later = held("2025-11-20", attended=frozenset({"GP"}))
    assert next_window(joint(held=(*with_both, *with_gp, *later)), rule).by_on == day("2026-01-01")


@pytest.mark.parametrize(
    ("born", "tier", "by"),
    [
        ("1950-05-10", 0, "2024-05-10"),  # the next birthday
        ("1950-03-29", 0, "2024-03-29"),  # four weeks after the go-live
        ("1950-03-28", 0, "2025-03-28"),
        ("1950-11-10", 2, "2024-05-10"),  # half a year from it
        ("1952-02-29", 0, "2025-02-28"),
        ("1948-08-31", 3, "2024-08-31"),
        ("1948-10-31", 3, "2024-04-30"),
    ],
)
def test_at_go_live_the_first_ones_are_spread_by_birthday(born, tier, by):
    who = somebody(birth_date=day(born), tier=tier, joint_since=day("2024-01-01") if tier > 1 else None)

    assert due(who)[1:] == (by, Because.GO_LIVE)


def test_a_practice_does_not_owe_everybody_at_once():
    """CARE.md: about 3 joint sessions a week and 9 with assistants in a practice of 512."""
    chance = random.Random(1)
    weeks: dict[tuple[Kind, int], int] = {}
    for number in range(512):
        tier = 2 if number % 6 == 0 else 0
        born = date(1940, 1, 1) + chance.randrange(365 * 15) * DAY
        who = somebody(birth_date=born, tier=tier, joint_since=day("2024-01-01") if tier else None)
        found = next_window(who, RULE)
        week = (found.by_on - day("2024-03-01")).days // 7
        weeks[found.kind, week] = weeks.get((found.kind, week), 0) + 1

    assert max(weeks[each] for each in weeks if each[0] is Kind.JOINT) <= 10
    assert max(weeks[each] for each in weeks if each[0] is Kind.HSCA) <= 20
    assert max(week for kind, week in weeks if kind is Kind.JOINT) <= 30  # tiers 2 and 3 first


@pytest.mark.parametrize(
    ("given", "by", "because"),
    [
        ({"registered_on": day("2026-01-31")}, "2026-04-30", Because.NEW_HERE),
        ({"birth_date": day("1961-02-10")}, "2026-05-10", Because.TURNED_65),
        ({"birth_date": day("1960-02-29")}, "2025-06-01", Because.TURNED_65),  # on 1 March
        ({"live_on": day("2026-02-10"), "birth_date": day("1961-02-10")}, "2027-02-10", Because.GO_LIVE),
    ],
)
def test_who_comes_later_is_seen_within_three_months(given, by, because):
    assert due(somebody(**given))[1:] == (by, because)


@pytest.mark.parametrize(
    ("given", "by", "because"),
    [
        ({}, "2024-05-10", Because.GO_LIVE),
        ({"held": held("2025-07-01", attended=HSCA)}, "2026-06-26", Because.RISEN),  # eight weeks
        # The first index, spread by birthday.
        ({"held": held("2026-01-01", attended=HSCA), "risen": False}, "2026-11-10", Because.PLACED),
        # The change comes on the day on which the yearly one is due: it stays due.
        ({"held": held("2025-05-01", attended=HSCA)}, "2026-05-01", Because.LAST),
        ({"held": held("2026-04-20")}, "2026-10-20", Because.LAST),
    ],
)
def test_who_has_risen_is_owed_a_joint_session_soon_and_nothing_is_put_off(given, by, because):
    who = joint(**{"joint_since": day("2026-05-01"), "risen": True} | given)

    assert due(who)[1:] == (by, because)


def test_who_has_fallen_is_owed_the_yearly_one_after_the_last_of_any_kind():
    assert due(somebody(held=held("2026-02-01")))[1:] == ("2027-02-01", Because.LAST)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2026-03-01", ("2026-03-01", "2026-03-15", Because.REVIEW)),
        ("2026-07-20", ("2026-07-01", "2026-08-01", Because.LAST)),  # due sooner all the same
        ("2026-07-18", ("2026-07-01", "2026-08-01", Because.LAST)),
        ("2026-07-17", ("2026-07-17", "2026-07-31", Because.REVIEW)),
    ],
)
def test_a_review_that_is_asked_for_comes_before_the_next_session(asked, expected):
    assert due(joint(held=held("2026-02-01"), review_on=day(asked))) == expected


def test_whoever_is_seen_in_time_has_what_is_owed_in_every_period_of_twelve_months():
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    for _ in range(300):
        who, days = joint(birth_date=date(1940, 1, 1) + chance.randrange(5000) * DAY), []
        for _ in range(8):
            found = next_window(
                joint(birth_date=who.birth_date, held=tuple(Held(each, BOTH) for each in days)), RULE
            )
            assert found.from_on <= found.by_on, f"seed {seed}"
            days.append(found.from_on + chance.randrange((found.by_on - found.from_on).days + 1) * DAY)
        for start in (days[0] + number * DAY for number in range((days[-1] - days[0]).days - 366)):
            within = [each for each in days if start < each <= months_after(start, 12)]
            assert len(within) >= 2, f"seed {seed}"
            assert last_counted(within, RULE.spacing) == within[-1], f"seed {seed}"


@pytest.mark.parametrize("wrong", [{"joint_a_year": 5}, {"hsca_a_year": 0}, {"spacing": 7}])
def test_settings_that_do_not_part_a_year_are_refused(wrong):
    with pytest.raises(ValueError, match=r"do not part|more than"):
        SessionSettings(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"SESSIONS_JOINT_A_YEAR": 5}, {"SESSION_SPACING_MONTHS": 7}, {"SESSION_ATTENDANCE": "NEVER"}]
)
def test_a_process_does_not_start_with_settings_that_cannot_be(settings, wrong):
    for name, value in wrong.items():
        setattr(settings, name, value)

    with pytest.raises(ValueError, match=r"do not part|more than|NEVER"):
        apps.get_app_config("careplans").ready()
