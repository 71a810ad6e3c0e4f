"""What happens to dates: other calendars of the mind, spreadsheets, typing."""

from datetime import date, timedelta

from wsic.demo.defects.kinds import Kind, value
from wsic.demo.streams import Draws
from wsic.demo.world import AS_ON

_EXCEL_EPOCH = date(1899, 12, 30)
_A_DATE = date(1945, 7, 14)  # where the clean row has none
_COMMON_YEARS = (1938, 1941, 1945, 1950)


def _day(text: str) -> date:
    return date.fromisoformat(text) if text else _A_DATE


def _year(text: str) -> str:
    return text[:4] or "1945"


def _iso_week(text: str, draws: Draws) -> str:
    year, week, day = _day(text).isocalendar()
    return f"{year}-W{week:02d}-{day}"


def _unpadded(text: str, draws: Draws) -> str:
    return f"{_year(text)}-{1 + draws.below(9)}-{1 + draws.below(9)}"


# Shapes that are no date of the form YYYY-MM-DD, or no day of any calendar. Some of them (basic, week, time)
# date.fromisoformat takes, and a spreadsheet or dateutil would take nearly all.
_SHAPES = (
    ("30_february", lambda text, _: f"{_year(text)}-02-30"),
    ("month_13", lambda text, _: f"{_year(text)}-13-01"),
    ("29_february_of_a_common_year", lambda _, draws: f"{draws.pick(_COMMON_YEARS)}-02-29"),
    ("day_first", lambda text, _: f"{_day(text):%d/%m/%Y}"),
    ("two_digit_year", lambda text, _: f"{_day(text):%y-%m-%d}"),
    ("excel_serial", lambda text, _: str((_day(text) - _EXCEL_EPOCH).days)),
    ("in_words", lambda text, _: f"{_day(text).day} July {_year(text)}"),
    ("with_time", lambda text, _: f"{_day(text)} 00:00:00"),
    ("year_alone", lambda text, _: _year(text)),
    ("unpadded", _unpadded),
    ("without_dashes", lambda text, _: f"{_day(text):%Y%m%d}"),
    ("iso_week", _iso_week),
    ("all_zero", lambda _, __: "0000-00-00"),
    ("excel_error", lambda _, __: "#N/A"),
)


def shapes(column: str, *names: str) -> tuple[Kind, ...]:
    """Kinds of malformed dates in this column: those named, or all."""
    return tuple(
        value(f"{column}_{name}", "date_invalid", column, change)
        for name, change in _SHAPES
        if not names or name in names
    )


def tomorrow(column: str) -> Kind:
    text = (AS_ON + timedelta(days=1)).isoformat()
    return value(f"{column}_tomorrow", "date_in_future", column, lambda _, __: text)


def next_century(column: str) -> Kind:
    """What a two-digit year becomes when it is read as 20xx."""
    return value(
        f"{column}_next_century", "date_in_future", column, lambda text, _: f"21{_day(text).isoformat()[2:]}"
    )


def shifted(text: str, days: int) -> str:
    """So many days after an ISO date (before, when negative)."""
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()
