"""From when to when everybody's next planning session is due.

The oracle is `careplans.rules.entitlement`.

A statement brings `visible` and continues with `WINDOWS_CTES`; `windows` has a row for each person in scope
of the practices that are live.
"""

from datetime import date
from typing import Any

from careplans.rules.entitlement import SCOPE_FROM_AGE, SessionSettings
from tiers.sets.register import TIERED_CTES
from tiers.sets.standing import standing_parameters

# The day after the birthday of the day before: who was born on 29 February becomes 65 on 1 March, as
# `wsic.dates.birthday` has it.
_TURNED = "((s.birth_date - 1 + make_interval(years => %(scope_from_age)s))::date + 1)"
# Calendar months from the birth to the month of `not_before`, in whole parts of a year.
_PARTS = """(((date_part('year', not_before) - date_part('year', birth_date)) * 12
              + date_part('month', not_before) - date_part('month', birth_date))::int / months)"""


def _part(number: str) -> str:
    return f"(birth_date + make_interval(months => {number} * months))::date"


_PART_OF_YEAR = f"""
CASE WHEN {_part(_PARTS)} >= not_before THEN {_part(_PARTS)} ELSE {_part(f"({_PARTS} + 1)")} END
"""


def among(column: str, people: str) -> str:
    """The keys as an array beside a join: it goes down into the index, where the join alone must not loop and
    so reads everybody behind the wall, or the whole table."""
    return f"{column} = ANY (ARRAY(SELECT person_id FROM {people}))"


WINDOWS_CTES = f"""
{TIERED_CTES},
owing AS MATERIALIZED (
    SELECT s.*, o.live_on, COALESCE(o.live_on <= %(on)s, false) AS live, {_TURNED} AS turned_on,
           CASE WHEN s.tier >= %(joint_from_tier)s THEN 'JOINT' ELSE 'HSCA' END AS kind
    FROM stands s JOIN organisations_organisation o ON o.id = s.practice_id
),
joint AS MATERIALIZED (SELECT person_id FROM owing WHERE tier >= %(joint_from_tier)s),
stays AS MATERIALIZED (
    SELECT t.person_id, t.tier, t.basis, t.from_on, t.to_on
    FROM joint JOIN tiers_tierstanding t USING (person_id)
    WHERE t.replaced_at IS NULL AND {among("t.person_id", "joint")}
),
edges AS (
    SELECT DISTINCT t.person_id, e.day
    FROM stays t CROSS JOIN LATERAL (VALUES (t.from_on), (t.to_on)) AS e(day)
    WHERE e.day <= %(on)s
),
placed AS (
    SELECT e.person_id, e.day, COALESCE(max(t.tier) FILTER (WHERE t.basis = 'DECIDED'),
                                        max(t.tier) FILTER (WHERE t.basis = 'PROPOSED')) AS tier
    FROM edges e
    LEFT JOIN stays t ON t.person_id = e.person_id
         AND t.from_on <= e.day AND (t.to_on IS NULL OR t.to_on > e.day)
    GROUP BY e.person_id, e.day
),
below AS (
    SELECT DISTINCT ON (person_id) person_id, day, tier IS NOT NULL AS placed_there FROM placed
    WHERE tier IS NULL OR tier < %(joint_from_tier)s ORDER BY person_id, day DESC
),
joined AS (
    SELECT p.person_id, min(p.day) AS joint_since, bool_or(COALESCE(b.placed_there, false)) AS risen
    FROM placed p LEFT JOIN below b USING (person_id)
    WHERE b.day IS NULL OR p.day > b.day GROUP BY p.person_id
),
requirements AS (
    SELECT name, from_tier, months, string_to_array(all_of, ',') AS all_of,
           string_to_array(any_of, ',') AS any_of, number
    FROM unnest(%(names)s::text[], %(from_tiers)s::int[], %(months)s::int[], %(all_of)s::text[],
                %(any_of)s::text[]) WITH ORDINALITY AS r(name, from_tier, months, all_of, any_of, number)
),
counted AS (
    SELECT h.person_id, r.name, careplans_last_counted(h."on", %(spacing)s ORDER BY h."on") AS last_on
    FROM owing s JOIN careplans_planningsession h USING (person_id)
    JOIN requirements r ON h.attended::text[] @> r.all_of AND h.attended::text[] && r.any_of
    WHERE h.state = 'HELD' AND h."on" <= %(on)s AND {among("h.person_id", "owing")}
    GROUP BY h.person_id, r.name
),
owed AS (
    SELECT s.person_id, s.birth_date, s.live_on, s.turned_on, s.registered_on, j.joint_since, j.risen,
           r.name, r.from_tier, r.months, r.number, c.last_on,
           GREATEST(s.live_on, s.turned_on, s.registered_on,
                    CASE WHEN r.from_tier > 0 THEN j.joint_since END) AS began
    FROM owing s JOIN requirements r ON COALESCE(s.tier, 0) >= r.from_tier
    LEFT JOIN joined j ON j.person_id = s.person_id
    LEFT JOIN counted c ON c.person_id = s.person_id AND c.name = r.name
    WHERE s.live
),
begun AS (
    SELECT *, began + %(settling)s::int AS not_before,
           CASE began WHEN live_on THEN 'GO_LIVE' WHEN turned_on THEN 'TURNED_65'
                WHEN registered_on THEN 'NEW_HERE'
                ELSE CASE WHEN risen THEN 'RISEN' ELSE 'PLACED' END END AS why
    FROM owed
),
firsts AS (
    SELECT *, CASE WHEN why IN ('GO_LIVE', 'PLACED') THEN {_PART_OF_YEAR}
                   WHEN why = 'RISEN' THEN began + %(risen)s::int
                   ELSE (began + make_interval(months => %(newcomer)s))::date END AS first_by,
           (last_on + make_interval(months => months))::date AS after_last
    FROM begun
),
dues AS (
    SELECT *, CASE WHEN follows THEN after_last ELSE first_by END AS due_by,
           CASE WHEN follows THEN 'LAST' ELSE why END AS because
    FROM (SELECT *, COALESCE(last_on >= began OR after_last >= first_by, false) AS follows FROM firsts) AS f
),
opened AS (
    SELECT DISTINCT ON (person_id) person_id, due_by, because, last_on,
           LEAST(due_by, GREATEST((due_by - make_interval(months => %(window)s))::date,
                                  (last_on + make_interval(months => %(spacing)s))::date)) AS due_from
    FROM dues ORDER BY person_id, due_by, number
),
asked AS (
    SELECT q.person_id, min(q.raised_on) AS review_on
    FROM owing s JOIN careplans_reviewrequest q USING (person_id)
    WHERE q.closed_at IS NULL AND q.raised_on <= %(on)s AND {among("q.person_id", "owing")}
    GROUP BY q.person_id
),
windows AS (
    SELECT o.person_id, o.last_on, a.review_on,
           CASE WHEN o.due_by <= a.review_on + %(review)s::int THEN o.due_by
                ELSE COALESCE(a.review_on + %(review)s::int, o.due_by) END AS by_on,
           CASE WHEN o.due_by <= a.review_on + %(review)s::int THEN LEAST(o.due_from, a.review_on)
                ELSE COALESCE(a.review_on, o.due_from) END AS from_on,
           CASE WHEN a.review_on IS NULL OR o.due_by <= a.review_on + %(review)s::int THEN o.because
                ELSE 'REVIEW' END AS because
    FROM opened o LEFT JOIN asked a USING (person_id)
)
"""


def window_parameters(on: date, settings: SessionSettings) -> dict[str, Any]:
    """What `WINDOWS_CTES` needs to know, for a day, besides practices and `visible`."""
    owed = settings.requirements
    return {
        **standing_parameters(on),
        "scope_from_age": SCOPE_FROM_AGE,
        "joint_from_tier": settings.joint_from_tier,
        "names": [each.name for each in owed],
        "from_tiers": [each.from_tier for each in owed],
        "months": [each.months for each in owed],
        "all_of": [",".join(sorted(each.all_of)) for each in owed],
        "any_of": [",".join(sorted(each.any_of)) for each in owed],
        "spacing": settings.spacing,
        "settling": settings.settling.days,
        "risen": settings.risen.days,
        "newcomer": settings.newcomer,
        "window": settings.window,
        "review": settings.review.days,
    }
