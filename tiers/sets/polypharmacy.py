"""The times in which a person has as many different medicines as polypharmacy takes, from issues.

The oracle is `tiers.codelists.polypharmacy`: an issue counts on the days D with `issued_on` in
(D - 12 months, D].  A source gives no recording day of an issue, so it is known on its day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from tiers.codelists.polypharmacy import CURRENT_POLYPHARMACY, VACCINES, PolypharmacySettings
from tiers.sets import meanings
from wsic.plans import nested_loops

_FORGET = "DROP TABLE IF EXISTS pg_temp.found_periods"
_OF_PEOPLE = "(%(people)s::bigint[] IS NULL OR {}.person_id = ANY (%(people)s::bigint[]))"

_ACTIVE = "active AS (SELECT id FROM tiers_medicinemapversion WHERE active)"

# Codes of one ingredient are one medicine, known by the lowest of their keys; where the feed gives the
# chapter, that is used.  Whatever has no chapter counts for nobody.
_COUNTED = f"""
{_ACTIVE},
counted AS (
    SELECT m.id, min(m.id) OVER (
               PARTITION BY COALESCE('ingredient ' || p.ingredient, 'code ' || m.code)) AS medicine
    FROM patients_recordedmedicine m
    LEFT JOIN tiers_mappedmedicine p
         ON p.medicine_map_id = (SELECT id FROM active) AND p.medicine_code = m.code
    WHERE COALESCE(m.bnf_chapter, p.bnf_chapter) BETWEEN 1 AND %(last_chapter)s
      AND (COALESCE(m.bnf_chapter, p.bnf_chapter) <> %(vaccines)s OR %(vaccines_count)s)
)
"""

# The window is counted back from a day, so an issue of 29 February still counts on 28 February.  An issue
# that comes before the one before it has ended makes one time with it: a step up where a time begins, a step
# down where it ends.
_FIND = f"""
CREATE TEMPORARY TABLE found_periods ON COMMIT DROP AS
WITH {_COUNTED},
windows AS (
    SELECT i.person_id, c.medicine, i.issued_on,
           w.day + (date_part('day', w.day) <> date_part('day', i.issued_on))::int AS gone_on
    FROM patients_medicationissue i JOIN counted c ON c.id = i.medicine_id
    CROSS JOIN LATERAL (SELECT (i.issued_on + make_interval(months => %(months)s))::date AS day) w
    WHERE i.replaced_by_id IS NULL AND NOT i.conflicted AND NOT i.deleted AND {_OF_PEOPLE.format("i")}
    OFFSET 0  -- so that the day is worked out once a row, not whenever it is looked at
),
followed AS (
    SELECT person_id, issued_on, gone_on,
           (lag(gone_on) OVER w >= issued_on) IS NOT TRUE AS begins,
           (lead(issued_on) OVER w <= gone_on) IS NOT TRUE AS ends
    FROM windows WINDOW w AS (PARTITION BY person_id, medicine ORDER BY issued_on)
),
steps AS (
    SELECT f.person_id, v.day, sum(v.step) AS step
    FROM followed f
    CROSS JOIN LATERAL (VALUES (f.issued_on, 1, f.begins), (f.gone_on, -1, f.ends)) v (day, step, turns)
    WHERE (f.begins OR f.ends) AND v.turns
    GROUP BY f.person_id, v.day
),
held AS (
    SELECT person_id, daterange(day, lead(day) OVER w) AS during, sum(step) OVER w >= %(threshold)s AS many
    FROM steps WINDOW w AS (PARTITION BY person_id ORDER BY day)
)
SELECT d.person_id, lower(d.during) AS from_on, upper(d.during) AS to_on, a.id AS medicine_map_id
FROM (SELECT person_id, unnest(range_agg(during)) AS during FROM held WHERE many GROUP BY person_id) d
CROSS JOIN active a
"""

_REMOVE = f"""
DELETE FROM tiers_polypharmacyperiod o
WHERE {_OF_PEOPLE.format("o")}
  AND NOT EXISTS (SELECT FROM found_periods f WHERE (f.person_id, f.from_on) = (o.person_id, o.from_on))
"""

_SAME = """(o.person_id, o.from_on) = (f.person_id, f.from_on) AND o.to_on = f.to_on
           AND o.medicine_map_id = f.medicine_map_id AND o.settings_version = %(version)s"""

_WRITE = f"""
INSERT INTO tiers_polypharmacyperiod (person_id, from_on, to_on, medicine_map_id, settings_version)
SELECT person_id, from_on, to_on, medicine_map_id, %(version)s FROM found_periods f
WHERE NOT EXISTS (SELECT FROM tiers_polypharmacyperiod o WHERE {_OF_PEOPLE.format("o")} AND {_SAME})
ON CONFLICT (person_id, from_on) DO UPDATE SET (to_on, medicine_map_id, settings_version)
    = (EXCLUDED.to_on, EXCLUDED.medicine_map_id, EXCLUDED.settings_version)
"""

_DIFFERENCE = f"""
SELECT (SELECT count(*) FROM tiers_polypharmacyperiod o
        WHERE {_OF_PEOPLE.format("o")} AND NOT EXISTS (SELECT FROM found_periods f WHERE {_SAME})),
       (SELECT count(*) FROM found_periods f WHERE NOT EXISTS (
            SELECT FROM tiers_polypharmacyperiod o WHERE (f.person_id, f.from_on) = (o.person_id, o.from_on)))
"""

_UNKNOWN = f"""
WITH {_ACTIVE}
SELECT count(DISTINCT m.code), count(*)
FROM patients_medicationissue i JOIN patients_recordedmedicine m ON m.id = i.medicine_id
LEFT JOIN tiers_mappedmedicine p ON p.medicine_map_id = (SELECT id FROM active) AND p.medicine_code = m.code
WHERE i.replaced_by_id IS NULL AND NOT i.conflicted AND NOT i.deleted
  AND i.issued_on > (%(on)s::date - make_interval(months => %(months)s))::date AND i.issued_on <= %(on)s
  AND COALESCE(m.bnf_chapter, p.bnf_chapter) IS NULL AND {_OF_PEOPLE.format("i")}
"""


@dataclass(frozen=True)
class PeriodChange:
    """Periods added or changed, and removed because issues do not give them any more."""

    written: int
    removed: int


@dataclass(frozen=True)
class WithoutChapter:
    """Medicines that neither the feed nor the map gives a chapter, so that they count for nobody."""

    codes: int
    issues: int


def renew(
    people: Iterable[int] | None, settings: PolypharmacySettings = CURRENT_POLYPHARMACY
) -> PeriodChange:
    """Make the periods of these people, or of everybody, what their issues say by the active map."""
    parameters = _parameters(people, settings)
    meanings.hold_still()
    with connection.cursor() as cursor:
        _find(cursor, parameters)
        with nested_loops(allowed=False):  # the table grows while it is compared with
            cursor.execute(_REMOVE, parameters)
            removed = cursor.rowcount
            cursor.execute(_WRITE, parameters)
        return PeriodChange(cursor.rowcount, removed)


def find(people: Iterable[int] | None, settings: PolypharmacySettings = CURRENT_POLYPHARMACY) -> None:
    """Work them out without writing any: they stand in `found_periods` until the transaction ends."""
    with connection.cursor() as cursor:
        _find(cursor, _parameters(people, settings))


def difference(
    people: Iterable[int] | None, settings: PolypharmacySettings = CURRENT_POLYPHARMACY
) -> tuple[int, int]:
    """How many periods of these people follow from no issues as they stand, and how many are missing."""
    parameters = _parameters(people, settings)
    with connection.cursor() as cursor:
        _find(cursor, parameters)
        cursor.execute(_DIFFERENCE, parameters)
        wrong, missing = cursor.fetchone()
    return wrong, missing


def without_chapter(
    people: Iterable[int] | None, *, on: date, settings: PolypharmacySettings = CURRENT_POLYPHARMACY
) -> WithoutChapter:
    """What these people were issued in the window up to a day and nobody can tell the chapter of."""
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, _parameters(people, settings) | {"on": on})
        return WithoutChapter(*cursor.fetchone())


def _find(cursor: Any, parameters: dict[str, Any]) -> None:
    cursor.execute(_FORGET)
    cursor.execute(_FIND, parameters)
    cursor.execute("ANALYZE found_periods")


def _parameters(people: Iterable[int] | None, settings: PolypharmacySettings) -> dict[str, Any]:
    return {
        "people": None if people is None else sorted(set(people)),
        "threshold": settings.threshold,
        "months": settings.months,
        "last_chapter": settings.last_chapter,
        "vaccines": VACCINES,
        "vaccines_count": settings.vaccines_count,
        "version": settings.version,
    }
