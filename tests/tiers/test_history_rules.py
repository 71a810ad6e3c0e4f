"""Tiers as rows of days: the rule at its edges, and random sequences against a reading day by day."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tiers.rules import Period
from tiers.rules.history import Believed, Ending, Span, history, read_otherwise

pytestmark = pytest.mark.fast

START = date(2026, 1, 1)
DAY = timedelta(days=1)
SEQUENCES = 10_000
LAST = 120  # days of a random life


def on(days):
    return None if days is None else START + days * DAY


def told(index, decided, stays, died, *, until):
    """Rows as (from, to, tier of the index, decided tier, why none follows), in days from the start."""
    rows = history(
        [[Span(tier, on(a), on(b)) for tier, a, b in track] for track in (index, decided)],
        [Period(on(a), on(b)) for a, b in stays],
        on(died),
        on=on(until),
    )
    return [
        (
            (row.from_on - START).days,
            row.to_on and (row.to_on - START).days,
            *(span and span.tier for span in row.spans),
            row.ending,
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("index", "decided", "stays", "died", "expected"),
    [
        ([], [], [], None, []),
        ([], [], [(0, None)], None, [(0, None, None, None, None)]),
        ([(2, 5, None)], [], [(0, None)], None, [(0, 5, None, None, None), (5, None, 2, None, None)]),
        ([(2, 0, None)], [(3, 4, None)], [(0, None)], None, [(0, 4, 2, None, None), (4, None, 2, 3, None)]),
        ([(2, 0, 5), (2, 5, None)], [], [(0, 5), (5, None)], None, [(0, None, 2, None, None)]),
        ([(2, 0, 4)], [], [(0, 4)], None, [(0, 4, 2, None, Ending.LEFT)]),
        (
            [(2, 0, 4), (2, 6, None)],
            [],
            [(0, 4), (6, None)],
            None,
            [(0, 4, 2, None, Ending.LEFT), (6, None, 2, None, None)],
        ),
        ([(2, 0, 7)], [], [(0, None)], 7, [(0, 7, 2, None, Ending.DIED)]),
        ([(2, 0, 3)], [], [(0, 3)], 7, [(0, 3, 2, None, Ending.LEFT)]),
        ([(2, 0, 20)], [], [(0, 20)], None, [(0, None, 2, None, None)]),
        ([(2, 0, 11)], [], [(0, 11)], None, [(0, None, 2, None, None)]),
        (
            [(2, 0, 10), (1, 10, None)],
            [],
            [(0, None)],
            None,
            [(0, 10, 2, None, None), (10, None, 1, None, None)],
        ),
        ([(2, 12, None)], [], [(12, None)], None, []),
        ([(2, 0, 6)], [], [(0, 4)], None, [(0, 6, 2, None, Ending.LEFT)]),
    ],
)  # fmt: skip
def test_rows_up_to_the_tenth_day(index, decided, stays, died, expected):
    assert told(index, decided, stays, died, until=10) == expected


def test_a_later_end_is_not_known_on_the_day_looked_at():
    open_still = told([(2, 0, None)], [], [(0, None)], None, until=10)

    assert told([(2, 0, 11), (3, 11, None)], [], [(0, 11), (20, None)], 30, until=10) == open_still


def test_a_change_of_method_is_a_row_of_its_own():
    spans = [Span(2, START, on(5), "IMPORTED"), Span(2, on(5), None, "COMPUTED")]

    assert [row.from_on for row in history([spans], [Period(START, None)], None, on=on(9))] == [START, on(5)]


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ([(2, 0, None)], []),
        ([(2, 0, 6), (3, 6, None)], []),
        ([(2, 0, 4), (3, 4, None)], [(4, 6)]),
        ([(3, 0, 2), (2, 2, 4), (3, 4, None)], [(0, 2), (4, 6)]),
        ([(3, 0, 2), (1, 2, None)], [(0, 6)]),
        ([], [(0, 6)]),
    ],
)
def test_what_reads_otherwise_than_it_was_believed_up_to_the_sixth_day(present, expected):
    believed = Believed(Span(2, START, None), recorded_on=START, replaced_on=on(6))

    found = read_otherwise([believed], [Span(tier, on(a), on(b)) for tier, a, b in present])

    assert [(each.span.from_on, each.span.to_on) for each in found] == [(on(a), on(b)) for a, b in expected]


def pieces(chance, most):
    """Times without overlap, as [first, end), of which the last may be open."""
    cuts = sorted(chance.sample(range(LAST), 2 * chance.randrange(most + 1)))
    found = list(zip(cuts[::2], cuts[1::2], strict=True))
    if found and chance.random() < 0.5:
        found[-1] = (found[-1][0], None)
    return found


def life(chance):
    stays = pieces(chance, 3)
    died = chance.choice([None, None, chance.randrange(LAST)])
    tracks = [[(chance.randrange(4), *each) for each in _lived(pieces(chance, 4), stays, died)] for _ in "12"]
    return tracks, stays, died


def _lived(times, stays, died):
    """Each time as far as the person was registered and alive."""
    for first, end in times:
        for begin, left in stays:
            upper = min(each for each in (end, left, died, 10**6) if each is not None)
            if max(first, begin) < upper:
                yield max(first, begin), None if upper == 10**6 else upper


def check(chance, seed):
    """Rows against a reading of every day by itself."""
    (index, decided), stays, died = life(chance)
    until = chance.randrange(LAST)
    rows = told(index, decided, stays, died, until=until)
    by_day = {}
    for first, end, *tiers, _ in rows:
        for day in range(first, until + 1 if end is None else end):
            assert day not in by_day, f"overlap on {day}, seed {seed}"
            by_day[day] = tiers
    assert by_day == {
        day: [_tier(track, day) for track in (index, decided)]
        for day in range(until + 1)
        if (died is None or day < died) and any(_holds(stay, day) for stay in stays)
    }, f"seed {seed}"
    ends = [(a[1], b[0]) for a, b in pairwise(rows)]
    assert all(end is not None and end <= first for end, first in ends), f"seed {seed}"
    assert not any(a[1] == b[0] and a[2:4] == b[2:4] for a, b in pairwise(rows))


def _holds(time, day):
    return time[0] <= day and (time[1] is None or day < time[1])


def _tier(track, day):
    return next((tier for tier, *time in track if _holds(time, day)), None)


@pytest.mark.parametrize("share", [500, pytest.param(SEQUENCES, marks=pytest.mark.long)])
def test_no_gap_no_overlap_and_the_days_add_up_to_registered_days(share):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    for _ in range(share):
        check(chance, seed)
