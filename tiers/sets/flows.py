"""Which tier of the index people stood on at both ends of each span: `FLOWS_CTES` behind a statement's own
`people` (person_id) and `spans` (month, from_on, to_on), with `%(practices)s` as for the register.

The plain reading is `tiers.rules.flows.move_of`.
"""

from tiers.rules.flows import Move

# Of who is on the list on both days.
_STEP = f"""CASE WHEN was.tier IS NOT DISTINCT FROM is_now.tier THEN '{Move.STAYED}'
                WHEN was.tier IS NULL THEN '{Move.SCORED}' WHEN is_now.tier IS NULL THEN '{Move.UNSCORED}'
                WHEN was.method <> is_now.method THEN '{Move.METHOD}'
                WHEN is_now.tier > was.tier THEN '{Move.UP}' ELSE '{Move.DOWN}' END"""
FLOWS_CTES = f"""
index_tiers AS MATERIALIZED (
    SELECT t.person_id, t.tier, (t.instrument, t.source, t.settings_version) AS method,
           daterange(t.from_on, t.to_on) AS during
    FROM people p JOIN tiers_tierstanding t ON t.person_id = p.person_id
    WHERE t.basis = 'PROPOSED' AND t.replaced_at IS NULL AND EXISTS (SELECT FROM spans)
),
listed AS MATERIALIZED (
    SELECT r.person_id, range_agg(daterange(r.from_on, r.to_on)) AS during
    FROM people p JOIN patients_registration r ON r.person_id = p.person_id
    WHERE r.practice_id = ANY (%(practices)s::bigint[]) AND r.kind = 'REGULAR' AND r.replaced_by_id IS NULL
          AND r.to_on IS DISTINCT FROM r.from_on AND EXISTS (SELECT FROM spans)
    GROUP BY r.person_id
),
flows AS MATERIALIZED (
    SELECT s.month, p.person_id, was.tier AS was_tier, is_now.tier AS now_tier,
           CASE WHEN l.during @> s.from_on AND l.during @> s.to_on THEN {_STEP}
                WHEN l.during @> s.to_on THEN '{Move.JOINED}'
                WHEN l.during @> s.from_on THEN '{Move.LEFT}' ELSE '{Move.ABSENT}' END AS move
    FROM people p CROSS JOIN spans s
    LEFT JOIN listed l ON l.person_id = p.person_id
    LEFT JOIN index_tiers was ON was.person_id = p.person_id AND was.during @> s.from_on
    LEFT JOIN index_tiers is_now ON is_now.person_id = p.person_id AND is_now.during @> s.to_on
)
"""
