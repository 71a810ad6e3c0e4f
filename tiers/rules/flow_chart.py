"""Where the columns of a chart of moves stand: up above a line, down below it, one pair a month."""

from collections.abc import Sequence
from dataclasses import dataclass

_SLOT, _WIDTH = 60, 30  # of a month, of its columns
_HEIGHT = 80  # of the highest column
_LABEL = 16  # for the number beyond a column
_MONTHS = 20  # for the names below


@dataclass(frozen=True)
class Bar:
    """One column, with the place of its number."""

    people: int
    y: int
    height: int
    label_y: int


@dataclass(frozen=True)
class Column:
    x: int
    middle: int
    name: str
    up: Bar
    down: Bar


@dataclass(frozen=True)
class FlowChart:
    """In units of its own, as an SVG has them."""

    width: int
    height: int
    line: int
    column_width: int
    names_y: int
    columns: tuple[Column, ...]


def flow_chart(moves: Sequence[tuple[str, int, int]]) -> FlowChart:
    """
    :param moves: (name of the month, people up, people down), the earliest first
    """
    highest = max((people for _, *both in moves for people in both), default=0) or 1
    line = _LABEL + _HEIGHT
    columns = []
    for place, (name, up, down) in enumerate(moves):
        x = place * _SLOT + (_SLOT - _WIDTH) // 2
        above, below = (round(_HEIGHT * each / highest) for each in (up, down))
        columns.append(
            Column(
                x=x,
                middle=x + _WIDTH // 2,
                name=name,
                up=Bar(up, line - above, above, line - above - 4),
                down=Bar(down, line, below, line + below + 13),
            )
        )
    height = line + _HEIGHT + _LABEL + _MONTHS
    return FlowChart(len(moves) * _SLOT, height, line, _WIDTH, height - 5, tuple(columns))
