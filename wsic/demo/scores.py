"""The eFI report of a practice: scores of everybody registered and 65 on each of two or three dates."""

from collections.abc import Iterator
from datetime import date

from wsic.demo import frailty
from wsic.demo.course import Course
from wsic.demo.lines import Row
from wsic.demo.registrations import Stay
from wsic.demo.world import AS_ON

SCORED_ON = (date(2025, 12, 31), date(2026, 3, 31), AS_ON)  # a third of the practices send all, others two
_SCORED_FROM = 65  # years


def dates_of(practice: int) -> tuple[date, ...]:
    return SCORED_ON if practice % 3 == 0 else SCORED_ON[1:]


def score_rows(stay: Stay, course: Course) -> Iterator[Row]:
    """Nothing for temporary and private registrations, and for the few whom no score was calculated for."""
    of = stay.person
    if stay.kind != "regular" or not course.scored:
        return
    for on in dates_of(stay.practice):
        if stay.holds(on) and _was_65(of.birth_date, on):
            score = frailty.score_text(course.count_on(on.toordinal()))
            yield score_row(of.nhs_number, of.birth_date, on, score)


def score_row(nhs_number: str, birth_date: date, calculated_on: date, score: str) -> Row:
    return {
        "nhs_number": nhs_number,
        "birth_date": birth_date.isoformat(),
        "calculated_on": calculated_on.isoformat(),
        "score": score,
    }


def _was_65(birth_date: date, on: date) -> bool:
    birthday_passed = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (not birthday_passed) >= _SCORED_FROM
