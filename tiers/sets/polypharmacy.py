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
from tiers.sets.derived import OF_PEOPLE, Change, Derived

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
WITH {_COUNTED},
windows AS (
    SELECT i.person_id, c.medicine, i.issued_on,
           w.day + (date_part('day', w.day) <> date_part('day', i.issued_on))::int AS gone_on
    FROM patients_medicationissue i JOIN counted c ON c.id = i.medicine_id
    CROSS JOIN LATERAL (SELECT (i.issued_on + make_interval(months => %(months)s))::date AS day) w
    WHERE i.replaced_by_id IS NULL AND NOT i.conflicted AND NOT i.deleted AND {OF_PEOPLE.format("i")}
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
SELECT d.person_id, lower(d.during) AS from_on, upper(d.during) AS to_on, a.id AS medicine_map_id,
       %(version)s::varchar AS settings_version
FROM (SELECT person_id, unnest(range_agg(during)) AS during FROM held WHERE many GROUP BY person_id) d
LEFT JOIN active a ON true
"""

_PERIODS = Derived(
    table="tiers_polypharmacyperiod",
    key=("person_id", "from_on"),
    content=("to_on", "medicine_map_id", "settings_version"),
    find=_FIND,
)

_UNKNOWN = f"""
WITH {_ACTIVE}
SELECT count(DISTINCT m.code), count(*)
FROM patients_medicationissue i JOIN patients_recordedmedicine m ON m.id = i.medicine_id
LEFT JOIN tiers_mappedmedicine p ON p.medicine_map_id = (SELECT id FROM active) AND p.medicine_code = m.code
WHERE i.replaced_by_id IS NULL AND NOT i.conflicted AND NOT i.deleted
  AND i.issued_on > (%(on)s::date - make_interval(months => %(months)s))::date AND i.issued_on <= %(on)s
  AND COALESCE(m.bnf_chapter, p.bnf_chapter) IS NULL AND {OF_PEOPLE.format("i")}
"""


@dataclass(frozen=True)
class WithoutChapter:
    """Medicines that neither the feed nor the map gives a chapter, so that they count for nobody."""

    codes: int
    issues: int


def renew(people: Iterable[int] | None, settings: PolypharmacySettings = CURRENT_POLYPHARMACY) -> Change:
    """Make the periods of these people, or of everybody, what their issues say by the active map."""
    return _PERIODS.renew(_parameters(people, settings))


def look(people: Iterable[int] | None, settings: PolypharmacySettings = CURRENT_POLYPHARMACY) -> None:
    """Work them out without writing any."""
    _PERIODS.look(_parameters(people, settings))


def difference(
    people: Iterable[int] | None, settings: PolypharmacySettings = CURRENT_POLYPHARMACY
) -> tuple[int, int]:
    """How many periods of these people follow from no issues as they stand, and how many are missing."""
    return _PERIODS.difference(_parameters(people, settings))


def without_chapter(
    people: Iterable[int] | None, *, on: date, settings: PolypharmacySettings = CURRENT_POLYPHARMACY
) -> WithoutChapter:
    """What these people were issued in the window up to a day and nobody can tell the chapter of."""
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, _parameters(people, settings) | {"on": on})
        return WithoutChapter(*cursor.fetchone())


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
