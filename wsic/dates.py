"""Dates as the field counts them: in London, half-open."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_date(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on `day`; somebody born on 29 February has the birthday on 1 March of other years."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February becomes 1 March where there is none (so ages agree with
    `age_on`)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)
