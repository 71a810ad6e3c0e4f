"""Dates as the field counts them: in London, half-open."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y", "%d-%b-%Y"]  # as a day is typed into a form
# Ours: whoever types a later day than this has slipped, and close to the calendar's end (9999) a day more is
# an error of the language.
LAST_DAY = date(2100, 12, 31)
TOO_LATE = f"This day is too far ahead. Give one up to {LAST_DAY.day} {LAST_DAY:%B %Y}."

# Not strftime: its month names follow the server's locale.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(on: date | None) -> str:
    """`14 July 1945`, as people and letters write it; empty for None."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}" if on else ""


def short_date(on: date | None) -> str:
    """`14-Jul-1945`, plain, for places that take no element (a title, an option)."""
    return f"{on.day:02d}-{MONTHS[on.month - 1][:3]}-{on.year}" if on else ""


def london_date(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on `day`; somebody born on 29 February has the birthday on 1 March of other years."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, or the last day of that month where it has no such day, as PostgreSQL's
    `day - interval` has it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def years_before(day: date, years: int) -> date:
    """The last day on which somebody was born who is `years` old on `day`, as `age_on` counts."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February of a year that has none: whoever was born on 1 March is a day short
        return date(day.year - years, 2, 28)


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it has no such day."""
    return months_before(day, -months)


def birthday(birth_date: date, age: int) -> date:
    """The day on which somebody becomes `age` years old, as `age_on` counts."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:  # 29 February: 1 March of other years
        return date(birth_date.year + age, 3, 1)
