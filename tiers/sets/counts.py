"""People of each tier, by practice, as they may be published; one statement.

The oracle is `tiers.rules.counts.published`, over what the register counts.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection

from tiers.rules.counts import LEAST_PUBLISHED
from tiers.sets.standing import IN_SCOPE, STOOD_CTE, TIER, standing_parameters
from wsic.plans import nested_loops

# Also where somebody was by a registration that was corrected since: there is one person fewer now.
_PRACTICES = """
SELECT DISTINCT r.practice_id FROM patients_registration r
WHERE %(people)s::bigint[] IS NULL OR r.person_id = ANY (%(people)s::bigint[])
"""

_WRITE = f"""
WITH scope AS MATERIALIZED (
    SELECT r.person_id, r.practice_id
    FROM patients_registration r JOIN patients_persondetail d ON d.person_id = r.person_id
    WHERE r.practice_id = ANY (%(practices)s::bigint[]) AND {IN_SCOPE}
),
people AS (SELECT DISTINCT person_id FROM scope),
{STOOD_CTE},
counted AS (
    SELECT s.practice_id, {TIER} AS tier, count(*) AS people
    FROM scope s LEFT JOIN stood t USING (person_id) GROUP BY s.practice_id, {TIER}
),
shown AS (
    SELECT p.practice_id, t.tier, COALESCE(c.people, 0) AS people
    FROM unnest(%(practices)s::bigint[]) AS p (practice_id)
    CROSS JOIN (VALUES (0), (1), (2), (3), (NULL)) AS t (tier)
    LEFT JOIN counted c ON c.practice_id = p.practice_id AND c.tier IS NOT DISTINCT FROM t.tier
)
INSERT INTO tiers_practicecount AS n (practice_id, counted_on, tier, people, recorded_at)
SELECT practice_id, %(on)s, tier,
       CASE WHEN people = 0 OR people >= %(least)s THEN people END, %(at)s
FROM shown ORDER BY practice_id, tier
ON CONFLICT (practice_id, counted_on, tier) DO UPDATE
SET people = EXCLUDED.people, recorded_at = EXCLUDED.recorded_at
WHERE n.people IS DISTINCT FROM EXCLUDED.people
"""


def write(people: Iterable[int] | None, *, on: date, at: datetime) -> None:
    """
    Count the practices of these people anew, after `proposals.write`, whose lock lets one at a time do it.

    :param people: keys of persons; None for everybody's
    """
    keys = None if people is None else sorted(set(people))
    with connection.cursor() as cursor:
        cursor.execute(_PRACTICES, {"people": keys})
        practices = sorted(row[0] for row in cursor.fetchall())
        parameters = {"practices": practices, "at": at, "least": LEAST_PUBLISHED, **standing_parameters(on)}
        with nested_loops(allowed=False):  # of people who came a moment ago the planner knows nothing
            cursor.execute(_WRITE, parameters)
