"""When attempts without answer raise a safe-and-well check, and what ends it."""

from datetime import datetime, timedelta

import pytest

from careplans.rules.contacts import Decision, Follows, SafeAndWell, Told, follows, unanswered
from tests.world import NOW

pytestmark = pytest.mark.fast
RULE = SafeAndWell()
REACHED = True
DAYS = timedelta(days=1)


def told(*days: float, reached: tuple[float, ...] = ()) -> list[Told]:
    """Attempts so many days after now, and when somebody was reached; keys in the order given."""
    return [
        Told(key=number, at=NOW + day * DAYS, reached=day in reached)
        for number, day in enumerate([*days, *reached], 1)
    ]


def decided(contacts: list[Told], *, open_since: datetime | None = None, **more) -> Decision:
    return follows(contacts, RULE, **{"open_since": open_since, "last_done_at": None, "died": False} | more)


@pytest.mark.parametrize(
    ("days", "reached", "count"),
    [
        ((), (), 0),
        ((0,), (), 1),
        ((0, 1, 2), (), 3),
        ((0, 1, 2), (1.5,), 1),
        ((0, 1, 2), (2.5,), 0),
        ((0, 1, 28), (), 3),  # as far from each other as they may be
        ((0, 1, 28.01), (), 2),
        ((2, 0, 1), (), 3),  # in any order
        ((0, 1, 2), (-1,), 3),
    ],
)
def test_attempts_count_since_somebody_was_reached(days, reached, count):
    assert len(unanswered(told(*days, reached=reached), RULE)) == count


@pytest.mark.parametrize(
    ("days", "reached", "expected"),
    [
        ((0, 1), (), Decision(Follows.NOTHING)),
        ((0, 1, 2), (), Decision(Follows.RAISE, 3)),
        ((0, 1, 2, 3), (), Decision(Follows.RAISE, 4)),
        ((0, 2, 1), (), Decision(Follows.RAISE, 2)),  # the last of them, not the last recorded
        ((0, 1, 2), (1,), Decision(Follows.NOTHING)),
    ],
)
def test_the_third_attempt_raises_a_check(days, reached, expected):
    assert decided(told(*days, reached=reached)) == expected


@pytest.mark.parametrize(
    ("days", "reached", "expected"),
    [
        ((0, 1, 2), (), Decision(Follows.NOTHING)),
        ((0, 1, 2, 3), (), Decision(Follows.NOTHING)),  # one check is enough
        ((0, 1, 2, 40), (), Decision(Follows.NOTHING)),  # one more attempt, long after, ends no check
        ((0, 1, 2, 40), (39,), Decision(Follows.REACHED, 5)),
        ((0, 1, 2), (3,), Decision(Follows.REACHED, 4)),
        ((0, 1, 2), (0.5,), Decision(Follows.TOO_FEW)),  # told late: they were reached in between
        ((0, 1), (), Decision(Follows.TOO_FEW)),  # one was entered in error
        ((), (-9,), Decision(Follows.TOO_FEW)),  # all were, and the last time is long ago
    ],
)
def test_an_open_check_ends_when_somebody_is_reached_or_too_few_attempts_are_left(days, reached, expected):
    assert decided(told(*days, reached=reached), open_since=NOW + 2 * DAYS) == expected


def test_after_a_check_that_was_done_it_takes_three_more():
    done = NOW + 2.5 * DAYS

    assert decided(told(0, 1, 2, 3, 4), last_done_at=done) == Decision(Follows.NOTHING)
    assert decided(told(0, 1, 2, 3, 4, 5), last_done_at=done) == Decision(Follows.RAISE, 6)


@pytest.mark.parametrize(
    ("open_since", "expected"), [(None, Follows.NOTHING), (NOW + 2 * DAYS, Follows.DIED)]
)
def test_nobody_looks_whether_who_has_died_is_well(open_since, expected):
    assert decided(told(0, 1, 2), open_since=open_since, died=True).follows is expected
