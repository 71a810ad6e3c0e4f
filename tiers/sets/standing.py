"""Where people stand on a day: the tier that counts, the score behind it, the one before.

For pages and exports.  A statement brings its own `people` (one column, person_id) and continues with
`STANDING_CTES`: one pass over the people's rows, no look-up for each person and no series for anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from patients.sets.links import SET_ASIDE
from tiers.rules import CURRENT, MOST_DEFICITS, SCOPE_FROM_AGE, TierSettings, is_near_boundary, tier_of
from tiers.rules.explain import compared_with
from wsic.dates import years_before
from wsic.plans import without_loops
from wsic.work import once

# Registered, alive and old enough: over r (patients_registration) and d (patients_persondetail).
HELD = """(r.kind = 'REGULAR' AND r.replaced_by_id IS NULL AND r.from_on <= %(on)s
    AND (r.to_on IS NULL OR r.to_on > %(on)s)
    AND d.replaced_by_id IS NULL AND d.birth_date <= %(born_by)s
    AND (d.died_on IS NULL OR d.died_on > %(on)s))"""
# On a register: without records that are set aside for another one of the same person.
IN_SCOPE = f"({HELD} AND NOT {SET_ASIDE})"

# Everybody in scope with the practice and the NHS number as known now; `%(practice)s` None: of all practices.
# Ordered alike on every machine by the C collation.
IN_SCOPE_CTE = f"""
in_scope AS (
    SELECT r.person_id, o.code AS practice_code, n.value AS nhs_number
    FROM patients_registration r
    JOIN patients_persondetail d ON d.person_id = r.person_id
    JOIN organisations_organisation o ON o.id = r.practice_id
    LEFT JOIN patients_personidentifier n
         ON n.person_id = r.person_id AND n.kind = 'NHS_NUMBER' AND n.replaced_by_id IS NULL
    WHERE {IN_SCOPE} AND (%(practice)s::text IS NULL OR o.code = %(practice)s)
)
"""
BY_PRACTICE_AND_NUMBER = 'i.practice_code COLLATE "C", i.nhs_number COLLATE "C", i.person_id'

# The tier that counts, over a row `t` of `stood`: what somebody decided goes before what was proposed.
_STOOD_ON = """
    SELECT t.person_id,
           max(t.tier) FILTER (WHERE t.basis = 'PROPOSED') AS proposed_tier,
           max(t.tier) FILTER (WHERE t.basis = 'DECIDED') AS decided_tier,
           max(t.from_on) FILTER (WHERE t.basis = 'PROPOSED') AS proposed_since,
           max(t.from_on) FILTER (WHERE t.basis = 'DECIDED') AS decided_since
    FROM people p JOIN tiers_tierstanding t ON t.person_id = p.person_id
    WHERE t.replaced_at IS NULL AND t.from_on <= %(on)s AND (t.to_on IS NULL OR t.to_on > %(on)s)"""
STOOD_CTE = f"""
stood AS ({_STOOD_ON}
    GROUP BY t.person_id
)"""
# The newest extract that there was on the day; where all came later, the first of them.  `entries_on` is the
# newest of all.
ENTRIES_ON = """
CASE WHEN c.entries_on > %(on)s THEN (
    SELECT COALESCE(max(x.as_on) FILTER (WHERE x.as_on <= %(on)s), min(x.as_on)) FROM tiers_practiceextract x
    WHERE x.practice_id = c.practice_id AND x.kind = 'ENTRIES') ELSE c.entries_on END
"""
TIER = "COALESCE(t.decided_tier, t.proposed_tier)"

_STOOD = f"""{TIER} AS tier,
           CASE WHEN t.decided_tier IS NOT NULL THEN 'DECIDED'
                WHEN t.proposed_tier IS NOT NULL THEN 'PROPOSED' END AS basis,
           t.proposed_tier, t.decided_tier,
           CASE WHEN t.decided_tier IS NOT NULL THEN t.decided_since ELSE t.proposed_since END
               AS tier_since"""
# `standing` without the score behind the tier, which takes longer than all the rest of it.  The keys as an
# array go down into the index: who is behind the wall but not among the people is not read.
_KEYS = "ARRAY(SELECT person_id FROM people)"
TIER_CTES = f"""
stood AS ({_STOOD_ON}
      AND t.person_id = ANY ({_KEYS})
    GROUP BY t.person_id
),
standing AS (SELECT p.person_id, {_STOOD} FROM people p LEFT JOIN stood t ON t.person_id = p.person_id)
"""

# Whose score counts follows from the practice of the last registration up to the day.  An imported score is
# compared with the one before it; a computed one, which has a value on every day, with that of `%(before)s`.
# Then `tier_before` is the tier of that count by these settings.
STANDING_CTES = f"""
sourced AS MATERIALIZED (
    SELECT p.person_id, min(r.from_on) AS first_on,
           COALESCE((array_agg(c.source ORDER BY r.from_on DESC))[1], 'IMPORTED') AS source,
           (array_agg({ENTRIES_ON} ORDER BY r.from_on DESC))[1] AS entries_on
    FROM people p
    LEFT JOIN patients_registration r ON r.person_id = p.person_id AND r.replaced_by_id IS NULL
         AND r.kind = 'REGULAR' AND r.from_on <= %(on)s AND r.to_on IS DISTINCT FROM r.from_on
    LEFT JOIN tiers_scoringof c ON c.practice_id = r.practice_id
    GROUP BY p.person_id
),
onset_counts AS (
    SELECT s.person_id, count(o.id) AS present, max(o.code_list_id) AS code_list_id,
           count(o.id) FILTER (WHERE o.counted_from <= %(before)s) AS earlier
    FROM sourced s
    LEFT JOIN tiers_deficitonset o ON o.person_id = s.person_id AND o.counted_from <= %(on)s
    WHERE s.source = 'COMPUTED' GROUP BY s.person_id
),
medicated AS (
    SELECT m.person_id,
           (bool_or(m.from_on <= %(on)s AND m.to_on > %(on)s))::int AS present,
           (bool_or(m.from_on <= %(before)s AND m.to_on > %(before)s))::int AS earlier
    FROM sourced s JOIN tiers_polypharmacyperiod m ON m.person_id = s.person_id
    WHERE s.source = 'COMPUTED' GROUP BY m.person_id
),
computed AS (
    SELECT s.person_id, o.present + COALESCE(m.present, 0) AS deficit_count,
           CASE WHEN s.first_on <= %(before)s THEN o.earlier + COALESCE(m.earlier, 0) END AS previous_count,
           CASE WHEN s.first_on <= %(before)s THEN %(before)s::date END AS previous_on,
           LEAST(s.entries_on, %(on)s::date) AS calculated_on, l.name AS code_list_version
    FROM sourced s
    JOIN onset_counts o ON o.person_id = s.person_id
    LEFT JOIN medicated m ON m.person_id = s.person_id
    LEFT JOIN tiers_codelistversion l
         ON l.id = COALESCE(o.code_list_id, (SELECT a.id FROM tiers_codelistversion a WHERE a.active))
    WHERE s.first_on IS NOT NULL
),
imported AS (
    SELECT s.person_id, s.deficit_count, s.score, s.calculated_on, s.instrument, s.source,
           s.code_list_version, lag(s.deficit_count) OVER series AS previous_count,
           lag(s.calculated_on) OVER series AS previous_on,
           lead(s.id) OVER series IS NULL AS is_last
    FROM sourced p JOIN tiers_frailtyscore s ON s.person_id = p.person_id AND s.source = p.source
    WHERE s.replaced_by_id IS NULL AND NOT s.conflicted AND s.calculated_on <= %(on)s
      AND s.instrument = %(instrument)s AND s.source = 'IMPORTED'
    WINDOW series AS (PARTITION BY s.person_id ORDER BY s.calculated_on)
),
scored AS (
    SELECT person_id, deficit_count, score, calculated_on, instrument, source, code_list_version,
           previous_count, previous_on
    FROM imported WHERE is_last
    UNION ALL
    SELECT person_id, deficit_count, round(deficit_count / %(most)s::numeric, 5), calculated_on,
           %(instrument)s, 'COMPUTED', code_list_version, previous_count, previous_on
    FROM computed
),
{STOOD_CTE},
standing AS (
    SELECT p.person_id, {_STOOD},
           s.deficit_count, s.score, s.calculated_on AS scored_on, s.instrument, s.source,
           s.code_list_version,
           s.previous_count, s.previous_on, s.deficit_count - s.previous_count AS change,
           (%(tiers)s::smallint[])[s.previous_count + 1] AS tier_before,
           COALESCE(s.deficit_count = ANY (%(near)s::smallint[]), false) AS near
    FROM people p
    LEFT JOIN stood t ON t.person_id = p.person_id
    LEFT JOIN scored s ON s.person_id = p.person_id
)
"""

_STANDINGS = f"""
WITH people AS (SELECT unnest(%(people)s::bigint[]) AS person_id), {STANDING_CTES}
SELECT person_id, tier, basis, proposed_tier, decided_tier, tier_since, deficit_count, score, scored_on,
       instrument, source, code_list_version, previous_count, previous_on, change, tier_before, near
FROM standing
"""


@dataclass(frozen=True)
class PersonStanding:
    """
    Where one person stands; None where nothing is known yet.

    `change` is against the count of `previous_on`: the day of the imported score before, or the one that a
    computed score is compared with.
    """

    person_id: int
    tier: int | None
    basis: str | None
    proposed_tier: int | None
    decided_tier: int | None
    tier_since: date | None
    deficit_count: int | None
    score: Decimal | None
    scored_on: date | None
    instrument: str | None
    source: str | None
    code_list_version: str | None
    previous_count: int | None
    previous_on: date | None
    change: int | None
    tier_before: int | None
    near: bool


def standing_parameters(on: date, settings: TierSettings = CURRENT) -> dict[str, Any]:
    """What `STANDING_CTES` and `IN_SCOPE` need to know, for a day."""
    counts = range(MOST_DEFICITS + 1)
    return {
        "on": on,
        "born_by": years_before(on, SCOPE_FROM_AGE),
        "instrument": settings.instrument,
        "before": compared_with(on),
        "most": MOST_DEFICITS,
        "tiers": [tier_of(count, settings) for count in counts],
        "near": [count for count in counts if is_near_boundary(count, settings)],
    }


def standings_of(people: Iterable[int], *, on: date) -> dict[int, PersonStanding]:
    """One for each of these people, whom the caller has found through `visible_to` or stands behind."""
    keys = sorted(set(people))
    return once(("standings", *keys, on), lambda: _standings_of(keys, on))


def _standings_of(keys: list[int], on: date) -> dict[int, PersonStanding]:
    several = len(keys) > 1  # which loops, each of them through all behind the wall, would take seconds for
    with connection.cursor() as cursor:
        statement = without_loops(_STANDINGS) if several else _STANDINGS
        cursor.execute(statement, {"people": keys, **standing_parameters(on)})
        if several:
            cursor.nextset()
        return {row[0]: PersonStanding(*row) for row in cursor.fetchall()}


# Keys that the planner can count: of two arrays that it cannot, it asks the index of the constraint, among
# 300,000 people, for each pair of a key and somebody whom the user reaches, 800,000 times for a hub.
_TIERS = f"""
WITH people AS (SELECT unnest(%(people)s::bigint[]) AS person_id),
{TIER_CTES.replace(_KEYS, "%(people)s::bigint[]")}
SELECT person_id, tier, basis FROM standing
"""


@dataclass(frozen=True)
class PersonTier:
    """None where somebody stands on none; `basis` as in PersonStanding."""

    tier: int | None
    basis: str | None


def tiers_of(people: Iterable[int], *, on: date) -> dict[int, PersonTier]:
    """Of many people at once, without the scores behind; whom as for `standings_of`, which is for one."""
    with connection.cursor() as cursor:
        cursor.execute(without_loops(_TIERS), {"people": sorted(set(people)), "on": on})
        cursor.nextset()
        return {person: PersonTier(tier, basis) for person, tier, basis in cursor.fetchall()}
