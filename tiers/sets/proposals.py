"""Proposed tiers of everybody, or of some people, from scores, registrations and deaths: one statement.

The rows that should stand are worked out anew; what stands otherwise is closed (`replaced_at`) and what is
missing is added.  So a late file mends the past, equal data write nothing, and rows with the basis DECIDED
are never met.  The oracle is `tiers.rules.standings`.

Whose score counts follows from the practice of each registration, for the whole of it: where a practice goes
over to the computed score, its people's history is told anew by that method.  So no step in it comes from the
method, and what was believed before stays in the closed rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tiers.rules import MOST_DEFICITS, TierSettings, tier_of

# A person's regular registrations, cut at death, as one multirange for each source that counts: it joins
# those that meet or overlap.  The computed series has a step on every day on which a deficit begins to count
# or polypharmacy begins or ends, from the first registration on.
_EXPECTED = """
stays AS (
    SELECT r.person_id, COALESCE(c.source, 'IMPORTED') AS source,
           daterange(r.from_on, LEAST(r.to_on, d.died_on)) AS during
    FROM patients_registration r
    LEFT JOIN patients_persondetail d ON d.person_id = r.person_id AND d.replaced_by_id IS NULL
    LEFT JOIN tiers_scoringof c ON c.practice_id = r.practice_id
    WHERE r.replaced_by_id IS NULL AND r.kind = 'REGULAR'
      AND r.from_on < LEAST(r.to_on, d.died_on, 'infinity')
      AND (%(people)s::bigint[] IS NULL OR r.person_id = ANY (%(people)s::bigint[]))
),
registered AS (
    SELECT person_id, source, unnest(range_agg(during)) AS during FROM stays GROUP BY person_id, source
),
computed AS MATERIALIZED (
    SELECT person_id, min(lower(during)) AS first_on FROM stays
    GROUP BY person_id HAVING bool_or(source = 'COMPUTED')
),
changes AS (
    SELECT person_id, first_on AS day, 0 AS by_how_many FROM computed
    UNION ALL
    SELECT o.person_id, GREATEST(o.counted_from, c.first_on), 1
    FROM computed c JOIN tiers_deficitonset o ON o.person_id = c.person_id
    UNION ALL
    SELECT p.person_id, GREATEST(turn.day, c.first_on), turn.by_how_many
    FROM computed c JOIN tiers_polypharmacyperiod p ON p.person_id = c.person_id
    CROSS JOIN LATERAL (VALUES (p.from_on, 1), (p.to_on, -1)) AS turn (day, by_how_many)
),
steps AS (
    SELECT person_id, day, (sum(sum(by_how_many)) OVER w)::smallint AS deficit_count,
           lead(day) OVER w AS until
    FROM changes GROUP BY person_id, day
    WINDOW w AS (PARTITION BY person_id ORDER BY day)
),
listed AS (
    SELECT c.person_id, COALESCE(max(l.name), (SELECT name FROM tiers_codelistversion WHERE active), '')
                        AS code_list_version
    FROM computed c
    LEFT JOIN tiers_deficitonset o ON o.person_id = c.person_id
    LEFT JOIN tiers_codelistversion l ON l.id = o.code_list_id
    GROUP BY c.person_id
),
series AS (
    SELECT s.person_id, s.deficit_count, s.source, '' AS code_list_version,
           daterange(s.calculated_on, lead(s.calculated_on) OVER w) AS during
    FROM tiers_frailtyscore s
    WHERE s.replaced_by_id IS NULL AND NOT s.conflicted
      AND s.instrument = %(instrument)s AND s.source = 'IMPORTED'
      AND (%(people)s::bigint[] IS NULL OR s.person_id = ANY (%(people)s::bigint[]))
    WINDOW w AS (PARTITION BY s.person_id ORDER BY s.calculated_on)
    UNION ALL
    SELECT person_id, deficit_count, 'COMPUTED', code_list_version, daterange(day, until)
    FROM steps JOIN listed USING (person_id)
),
held AS (
    SELECT person_id, source, s.code_list_version, s.deficit_count, s.during * r.during AS during,
           (%(tiers)s::smallint[])[s.deficit_count + 1] AS tier
    FROM series s JOIN registered r USING (person_id, source)
    WHERE s.during && r.during
),
turns AS (
    SELECT h.*, (lag(tier) OVER w = tier AND lag(source) OVER w = source
                 AND lag(upper(during)) OVER w = lower(during)) IS NOT TRUE AS begins
    FROM held h
    WINDOW w AS (PARTITION BY person_id ORDER BY lower(during))
),
numbered AS (
    SELECT t.*, count(*) FILTER (WHERE begins) OVER (PARTITION BY person_id ORDER BY lower(during)) AS place
    FROM turns t
),
expected AS (
    SELECT person_id, min(tier) AS tier, min(deficit_count) FILTER (WHERE begins) AS deficit_count,
           min(source) AS source, min(code_list_version) AS code_list_version,
           min(lower(during)) AS from_on,
           NULLIF(max(COALESCE(upper(during), 'infinity')), 'infinity') AS to_on
    FROM numbered GROUP BY person_id, place
),
present AS (
    SELECT t.* FROM tiers_tierstanding t
    WHERE t.basis = 'PROPOSED' AND t.replaced_at IS NULL
      AND (%(people)s::bigint[] IS NULL OR t.person_id = ANY (%(people)s::bigint[]))
)
"""
_SAME = """(e.person_id, e.from_on) = (p.person_id, p.from_on)
           AND (e.tier, e.deficit_count) = (p.tier, p.deficit_count) AND e.to_on IS NOT DISTINCT FROM p.to_on
           AND (p.source, p.code_list_version) = (e.source, e.code_list_version)
           AND (p.instrument, p.settings_version) = (%(instrument)s, %(version)s)"""
_WRONG = f"SELECT p.id FROM present p WHERE NOT EXISTS (SELECT FROM expected e WHERE {_SAME})"
_MISSING = f"SELECT e.* FROM expected e WHERE NOT EXISTS (SELECT FROM present p WHERE {_SAME})"

_WRITE = f"""
WITH {_EXPECTED},
closed AS (
    UPDATE tiers_tierstanding t SET replaced_at = %(at)s WHERE t.id IN ({_WRONG}) RETURNING 1
),
opened AS (
    INSERT INTO tiers_tierstanding (person_id, tier, basis, deficit_count, instrument, source,
                                    settings_version, code_list_version, from_on, to_on, recorded_at)
    SELECT m.person_id, m.tier, 'PROPOSED', m.deficit_count, %(instrument)s, m.source, %(version)s,
           m.code_list_version, m.from_on, m.to_on, %(at)s
    FROM ({_MISSING}) m
    RETURNING 1
)
SELECT (SELECT count(*) FROM closed), (SELECT count(*) FROM opened)
"""

_DIFFERENCE = f"""
WITH {_EXPECTED}
SELECT (SELECT count(*) FROM ({_WRONG}) w), (SELECT count(*) FROM ({_MISSING}) m)
"""

# Two imports at once may touch one person, each blind to what the other has not committed.  Whoever proposes
# second waits for the first one's commit, and reads after it.  (The lock ends with the transaction.)
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('tiers_tierstanding'))"


@dataclass(frozen=True)
class ProposalChange:
    """Proposed standings closed because they no longer follow from the data, and added because they do."""

    closed: int
    opened: int


def write(people: Iterable[int] | None, *, settings: TierSettings, at: datetime) -> ProposalChange:
    """Make the proposals of these people, or of everybody, what their data say."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute(_WRITE, {**_parameters(people, settings), "at": at})
        return ProposalChange(*cursor.fetchone())


def difference(settings: TierSettings) -> tuple[int, int]:
    """How many proposed standings should not be there, and how many are missing."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCE, _parameters(None, settings))
        wrong, missing = cursor.fetchone()
    return wrong, missing


def _parameters(people: Iterable[int] | None, settings: TierSettings) -> dict[str, Any]:
    return {
        "people": None if people is None else sorted(set(people)),
        "tiers": [tier_of(count, settings) for count in range(MOST_DEFICITS + 1)],
        "instrument": settings.instrument,
        "version": settings.version,
    }
