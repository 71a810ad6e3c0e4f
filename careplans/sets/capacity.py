"""Planning sessions in numbers: owed in the months to come and then, offered, held and not attended.

`{visible}` and `%(practices)s` are as in `tiers.sets.register`.  Who is owed what comes from the statements
of the due-lists, so that a number and the list that it opens are one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models.expressions import RawSQL

from careplans.models import CountOf
from careplans.rules.capacity import Period, months_ahead, months_back
from careplans.rules.entitlement import Kind, SessionSettings
from careplans.sets.due import DUE_CTES, due_parameters
from careplans.sets.windows import WINDOWS_CTES, window_parameters
from tiers.sets.register import rows_of
from wsic.dates import months_after, months_before

_AHEAD = f"""
WITH visible(id) AS ({{visible}}), {DUE_CTES},
spans AS (
    SELECT * FROM unnest(%(closing)s::text[], %(closing_from)s::date[], %(closing_until)s::date[])
                  AS s(month, begins_on, until_on)
)
SELECT j.of_practice AS practice_id, j.kind, s.month, count(*) AS people,
       count(*) FILTER (WHERE j.overdue) AS overdue
FROM judged j LEFT JOIN spans s ON j.by_on >= s.begins_on AND j.by_on < s.until_on
WHERE j.live GROUP BY j.of_practice, j.kind, s.month
"""

_OWED_THEN = f"""
WITH visible(id) AS ({{visible}}), {WINDOWS_CTES}
SELECT o.of_practice AS practice_id, o.kind, count(*) AS number
FROM windows w JOIN owing o USING (person_id)
WHERE w.by_on >= %(closing_from)s AND w.by_on < %(closing_until)s GROUP BY o.of_practice, o.kind
"""

# By the practice with which somebody was registered on the day; a session counts for what its kind asks for.
_DONE = """
WITH visible(id) AS ({visible}),
marked AS (
    SELECT DISTINCT person_id AS marked_id FROM patients_preference
    WHERE kind = 'SENSITIVE' AND replaced_at IS NULL
          AND from_on <= %(on)s AND (to_on IS NULL OR to_on > %(on)s)
),
place AS MATERIALIZED (
    SELECT r.person_id, r.from_on, r.to_on,
           CASE WHEN m.marked_id IS NULL OR cardinality(%(practices)s::bigint[]) = 1 THEN r.practice_id END
               AS practice_id
    FROM patients_registration r LEFT JOIN marked m ON m.marked_id = r.person_id
    WHERE r.kind = 'REGULAR' AND r.replaced_by_id IS NULL AND r.practice_id = ANY (%(practices)s::bigint[])
          AND r.person_id IN (SELECT v.id FROM visible v)
),
requirements AS (
    SELECT name, string_to_array(all_of, ',') AS all_of, string_to_array(any_of, ',') AS any_of
    FROM unnest(%(names)s::text[], %(all_of)s::text[], %(any_of)s::text[]) AS r(name, all_of, any_of)
),
held AS (
    SELECT h.* FROM careplans_planningsession h
    WHERE h.state = 'HELD' AND h.person_id IN (SELECT person_id FROM place)
),
counted AS (
    SELECT h.id, r.name,
           careplans_last_counted(h."on", %(spacing)s) OVER (PARTITION BY h.person_id, r.name
               ORDER BY h."on", h.id) = h."on"
           AND row_number() OVER (PARTITION BY h.person_id, r.name, h."on" ORDER BY h.id) = 1 AS counts
    FROM held h
    JOIN requirements r ON h.attended::text[] @> r.all_of AND h.attended::text[] && r.any_of
),
done AS (
    SELECT f.person_id, f.kind, f.offered_on AS day, 'OFFERED' AS what FROM careplans_sessionoffer f
    WHERE f.in_error_at IS NULL
    UNION ALL
    SELECT h.person_id, h.kind, h."on", 'DID_NOT_ATTEND' FROM careplans_planningsession h
    WHERE h.state = 'DID_NOT_ATTEND'
    UNION ALL
    SELECT h.person_id, h.kind, h."on", 'HELD' FROM held h
    UNION ALL
    SELECT h.person_id, h.kind, h."on", 'HOME' FROM held h WHERE h.place IN ('HOME', 'CARE_HOME')
    UNION ALL
    SELECT h.person_id, h.kind, h."on", 'COUNTS' FROM held h
    JOIN counted c ON c.id = h.id AND c.name = h.kind WHERE c.counts
)
SELECT p.practice_id, d.kind, d.what, date_trunc('month', d.day)::date AS month_on,
       CASE d.what WHEN 'OFFERED' THEN count(DISTINCT d.person_id) ELSE count(*) END AS number
FROM done d
JOIN place p ON p.person_id = d.person_id AND p.from_on <= d.day AND (p.to_on IS NULL OR p.to_on > d.day)
WHERE d.day >= %(begins_on)s AND d.day <= %(on)s
GROUP BY p.practice_id, d.kind, d.what, date_trunc('month', d.day)
"""


def ahead(visible: RawSQL, parameters: Mapping[str, Any], periods: Sequence[Period]) -> list[dict[str, Any]]:
    """
    People by practice (None: withheld), kind and period in which their window closes (None: in none of them).

    :param parameters: of `careplans.sets.due`
    """
    spans = {
        "closing": [each.name for each in periods],
        "closing_from": [each.from_on for each in periods],
        "closing_until": [each.until_on for each in periods],
    }
    return rows_of(_AHEAD, visible, {**parameters, **spans})


def everybody() -> RawSQL:
    """Whom the system sees: all people, as one column of keys."""
    return RawSQL("SELECT id FROM patients_person", ())


def owed_then(
    visible: RawSQL, practices: Sequence[int], settings: SessionSettings, first_on: date
) -> dict[tuple[int | None, str], int]:
    """
    People whose window was to close in the month that begins on `first_on`, by practice and kind.

    As it stood when the first of these windows opened: later some of them have been seen already, and their
    window is the next one's.
    """
    opened_on = months_before(first_on, settings.window)
    parameters = {
        **window_parameters(opened_on, settings),
        "practices": list(practices),
        "closing_from": first_on,
        "closing_until": months_after(first_on, 1),
    }
    rows = rows_of(_OWED_THEN, visible, parameters)
    return {(row["practice_id"], row["kind"]): row["number"] for row in rows}


def done(
    visible: RawSQL, practices: Sequence[int], settings: SessionSettings, *, begins_on: date, on: date
) -> list[dict[str, Any]]:
    """What was done from one day to another, both included, by practice, kind, month and what."""
    asked = [each for each in settings.requirements if each.name in tuple(Kind)]
    parameters = {
        "practices": list(practices),
        "names": [each.name for each in asked],
        "all_of": [",".join(sorted(each.all_of)) for each in asked],
        "any_of": [",".join(sorted(each.any_of)) for each in asked],
        "spacing": settings.spacing,
        "begins_on": begins_on,
        "on": on,
    }
    return rows_of(_DONE, visible, parameters)


_OF_A_YEAR = {"HELD": CountOf.HELD_YEAR, "HOME": CountOf.HOME_YEAR}
_OF_THE_DAY = (CountOf.OWED, CountOf.OVERDUE, *_OF_A_YEAR.values())
_DONE_AS = {
    "OFFERED": CountOf.OFFERED,
    "HELD": CountOf.HELD,
    "COUNTS": CountOf.COUNTS,
    "DID_NOT_ATTEND": CountOf.DID_NOT_ATTEND,
}


def counted(practice: int, settings: SessionSettings, *, on: date) -> dict[tuple[date, Kind, CountOf], int]:
    """
    All numbers of a practice by first of the month, kind and what; three statements, as the system.

    What was owed in months before this one is not known any more, and is not in it.
    """
    visible, this = everybody(), on.replace(day=1)
    back, coming = months_back(on), months_ahead(on)
    found = {
        **{(each.from_on, kind, what): 0 for each in back for kind in Kind for what in _DONE_AS.values()},
        **{(each.from_on.replace(day=1), kind, CountOf.CLOSING): 0 for each in coming for kind in Kind},
        **{(this, kind, what): 0 for kind in Kind for what in _OF_THE_DAY},
    }
    for row in done(visible, [practice], settings, begins_on=back[0].from_on, on=on):
        kind = Kind(row["kind"])
        if row["what"] in _DONE_AS:
            found[(row["month_on"], kind, _DONE_AS[row["what"]])] = row["number"]
        if row["what"] in _OF_A_YEAR:
            found[(this, kind, _OF_A_YEAR[row["what"]])] += row["number"]
    for row in ahead(visible, due_parameters(on, settings, practices=[practice]), coming):
        kind = Kind(row["kind"])
        found[(this, kind, CountOf.OVERDUE)] += row["overdue"]
        if row["month"]:
            month = date.fromisoformat(f"{row['month']}-01")
            found[(month, kind, CountOf.CLOSING)] = row["people"]
    for (_, kind_name), number in owed_then(visible, [practice], settings, this).items():
        found[(this, Kind(kind_name), CountOf.OWED)] = number
    return found
