"""When a goal of a care plan is to be looked at with the person.

Ours: a goal has a day by which it is to be reached; a fortnight before it (`WSIC_GOAL_DAYS`)
there is still time to help.
"""

from datetime import date, timedelta


def asked_from(by_on: date, reviewed_on: date, *, days: int) -> date:
    """
    The day from which a goal of which nothing came yet is asked about, until it is reviewed.

    Who looks at it in the days before is asked again on its day and not in between; who looks at it on its
    day or later, and leaves it that day, is asked again after as many days as before it.

    :param by_on: by when it is to be reached
    :param reviewed_on: when it was set, or last looked at
    :param days: before its day
    """
    if reviewed_on >= by_on:
        return reviewed_on + timedelta(days=days)
    early = by_on - timedelta(days=days)
    return early if reviewed_on < early else by_on
