"""What is asked of everybody's records at once, worked out from coded entries; written where it differs.

The oracle is `tiers.rules.severity.summary_of`.
"""

from collections.abc import Iterable
from typing import Any

from tiers.codelists.severity import severity_codes
from tiers.rules.severity import SEVERITY_OF_SCALE, SUMMED_MONTHS
from tiers.sets.derived import OF_PEOPLE, Change, Derived

# Entries of sensitive codes are never shown and never counted, here as elsewhere.
_FIND = f"""
WITH meant AS MATERIALIZED (
    SELECT c.id AS code_id, k.severity, k.scale, k.by_value
    FROM unnest(%(codes)s::text[], %(severities)s::smallint[], %(scales)s::smallint[],
                %(by_value)s::boolean[])
         AS k (code, severity, scale, by_value)
    JOIN patients_recordedcode c ON c.snomed = k.code
    WHERE NOT c.sensitive
),
entries AS NOT MATERIALIZED (
    SELECT e.person_id, e.effective_on, e.code_id, e.value
    FROM patients_codedentry e
    WHERE e.replaced_by_id IS NULL AND NOT e.conflicted AND NOT e.deleted AND {OF_PEOPLE.format("e")}
      AND e.code_id NOT IN (SELECT id FROM patients_recordedcode WHERE sensitive)
),
newest AS (SELECT person_id, max(effective_on) AS last_on FROM entries GROUP BY person_id),
recent AS (
    SELECT person_id, n.last_on, array_agg(DISTINCT e.effective_on ORDER BY e.effective_on) AS days
    FROM entries e JOIN newest n USING (person_id)
    WHERE e.effective_on > (n.last_on - make_interval(months => %(months)s))::date
    GROUP BY person_id, n.last_on
),
said AS (
    SELECT e.person_id, e.effective_on, m.severity,
           CASE WHEN NOT m.by_value THEN m.scale
                WHEN e.value = ANY (ARRAY[1, 2, 3, 4, 5, 6, 7, 8, 9]::numeric[]) THEN e.value::smallint
           END AS scale
    FROM entries e JOIN meant m USING (code_id)
),
judged AS (
    SELECT person_id, effective_on, scale,
           COALESCE(severity, (%(of_scale)s::smallint[])[scale]) AS severity
    FROM said
),
latest AS (
    SELECT person_id,
           (array_agg(severity ORDER BY effective_on DESC, severity DESC)
               FILTER (WHERE severity IS NOT NULL))[1] AS severity,
           max(effective_on) FILTER (WHERE severity IS NOT NULL) AS severity_on,
           (array_agg(scale ORDER BY effective_on DESC, scale DESC)
               FILTER (WHERE scale IS NOT NULL))[1] AS frailty_scale,
           max(effective_on) FILTER (WHERE scale IS NOT NULL) AS frailty_scale_on
    FROM judged GROUP BY person_id
)
SELECT r.person_id, r.last_on, r.days, l.severity, l.severity_on, l.frailty_scale, l.frailty_scale_on
FROM recent r LEFT JOIN latest l USING (person_id)
"""

_SUMMARIES = Derived(
    table="tiers_recordsummary",
    key=("person_id",),
    content=("last_on", "days", "severity", "severity_on", "frailty_scale", "frailty_scale_on"),
    find=_FIND,
)


def renew(people: Iterable[int] | None) -> Change:
    """Make the summaries of these people, or of everybody, what their entries say."""
    return _SUMMARIES.renew(_parameters(people))


def look(people: Iterable[int] | None) -> None:
    """Work them out without writing any."""
    _SUMMARIES.look(_parameters(people))


def difference(people: Iterable[int] | None) -> tuple[int, int]:
    """How many summaries of these people are not what their entries say, and how many are missing."""
    return _SUMMARIES.difference(_parameters(people))


def _parameters(people: Iterable[int] | None) -> dict[str, Any]:
    codes = severity_codes()
    return {
        "people": None if people is None else sorted(set(people)),
        "codes": [each.code for each in codes],
        "severities": [each.severity for each in codes],
        "scales": [each.scale for each in codes],
        "by_value": [each.by_value for each in codes],
        "of_scale": [SEVERITY_OF_SCALE.get(step) for step in range(1, 10)],
        "months": SUMMED_MONTHS,
    }
