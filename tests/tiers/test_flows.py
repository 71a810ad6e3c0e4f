"""Moves between the tiers of the index from month to month, as the rule and as the page have them."""

from datetime import date
from itertools import pairwise

import pytest
from django.http import QueryDict

from tiers.forms.registers import RegisterFilter
from tiers.rules.flow_chart import flow_chart
from tiers.rules.flows import Flow, IndexTier, Month, Move, months_until, move_of

pytestmark = pytest.mark.fast
ON = date(2026, 6, 17)


def tier(number: int, source: str = "COMPUTED") -> IndexTier:
    return IndexTier(number, "EFI", source, "1")


@pytest.mark.parametrize(
    ("was", "now", "listed", "expected"),
    [
        (tier(1), tier(2), (True, True), Move.UP),
        (tier(1), tier(2), (True, False), Move.LEFT),
        (None, tier(2), (False, False), Move.ABSENT),
        (tier(3), tier(2), (True, True), Move.DOWN),
        (tier(2), tier(2), (True, True), Move.STAYED),
        (tier(2), tier(2, "IMPORTED"), (True, True), Move.STAYED),
        (tier(1), tier(2, "IMPORTED"), (True, True), Move.METHOD),
        (None, tier(2), (True, True), Move.SCORED),
        (tier(2), None, (True, True), Move.UNSCORED),
        (None, None, (True, True), Move.STAYED),
        (tier(1), tier(2), (False, True), Move.JOINED),
        (None, None, (False, True), Move.JOINED),
    ],
)
def test_a_move(was, now, listed, expected):
    assert move_of(was, now, was_listed=listed[0], is_listed=listed[1]) is expected


def test_months_follow_each_other_and_the_last_ends_today():
    months = months_until(ON)

    assert [each.name for each in (months[0], months[-1])] == ["2025-07", "2026-06"]
    assert len(months) == 12
    assert all(one.until == other.before for one, other in pairwise(months))
    assert (months[-1].until, months[-1].unfinished, months[-2].unfinished) == (ON, True, False)


def test_the_last_day_of_a_month_ends_it():
    assert not months_until(date(2026, 2, 28))[-1].unfinished


@pytest.mark.parametrize("value", ["2026-05.up", "2026-05.1-2", "2026-05.x-3", "2025-07.joined"])
def test_a_flow_comes_back_from_its_address(value):
    assert Flow.of_value(value, on=ON).value == value


@pytest.mark.parametrize(
    "value",
    ["", "2026-05", "2026-05.", "2026-05.sideways", "2023-06.up", "2026-07.up", "2026-05.1-4", "2026-13.up"],
)
def test_what_no_page_leads_to_is_no_flow(value):
    assert Flow.of_value(value, on=ON) is None


def test_the_register_offers_the_flow_that_its_address_names_and_no_other():
    """All 1,200 of three years were a fifth of the page's own time, and nobody chooses among them."""
    offered = {
        words: [value for value, _ in RegisterFilter(QueryDict(words), on=ON).fields["moved"].choices]
        for words in ("", "moved=2026-05.1-x", "moved=2026-05.sideways")
    }

    assert offered == {"": [""], "moved=2026-05.1-x": ["", "2026-05.1-x"], "moved=2026-05.sideways": [""]}


def test_a_flow_says_what_it_counts():
    may = Month(date(2026, 5, 1), date(2026, 4, 30), date(2026, 5, 31))

    assert Flow(may, move=Move.UP).words == "Tier up, May 2026"
    assert Flow(may, tiers=(None, 2)).words == "From no tier to tier 2, May 2026"


def test_the_columns_are_as_high_as_their_numbers():
    chart = flow_chart([("Apr", 10, 5), ("May", 0, 20)])

    assert [(each.up.height, each.down.height) for each in chart.columns] == [(40, 20), (0, 80)]
    assert all(each.up.y + each.up.height == chart.line == each.down.y for each in chart.columns)
    assert chart.columns[-1].x + chart.column_width < chart.width


def test_a_year_without_a_move_is_drawn_flat():
    assert {each.up.height for each in flow_chart([("Apr", 0, 0)]).columns} == {0}
