"""Decided standings of everybody, or of some people, from decisions, registrations and deaths.

A decision stands until the next one while the person is registered (regular) and alive; a job only cuts it
there, and lengthens it where a registration was corrected: it never decides.  The oracle is
`tiers.rules.decisions.decided_standings`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.walls import Statements, system_function

_EXPECTED = """
taken AS (
    SELECT DISTINCT ON (person_id, decided_on) person_id, decided_on, tier
    FROM tiers_tierdecision
    WHERE $1::bigint[] IS NULL OR person_id = ANY ($1::bigint[])
    ORDER BY person_id, decided_on, number DESC
),
spans AS (
    SELECT person_id, tier, daterange(decided_on, lead(decided_on) OVER w) AS during
    FROM taken WINDOW w AS (PARTITION BY person_id ORDER BY decided_on)
),
registered AS (
    SELECT r.person_id, unnest(range_agg(daterange(r.from_on, LEAST(r.to_on, d.died_on)))) AS during
    FROM patients_registration r
    LEFT JOIN patients_persondetail d ON d.person_id = r.person_id AND d.replaced_by_id IS NULL
    WHERE r.replaced_by_id IS NULL AND r.kind = 'REGULAR'
      AND r.from_on < LEAST(r.to_on, d.died_on, 'infinity')
      AND r.person_id IN (SELECT person_id FROM taken)
    GROUP BY r.person_id
),
held AS (
    SELECT person_id, s.tier, s.during * r.during AS during
    FROM spans s JOIN registered r USING (person_id)
    WHERE s.tier IS NOT NULL AND s.during && r.during
),
turns AS (
    SELECT h.*, (lag(tier) OVER w = tier AND lag(upper(during)) OVER w = lower(during)) IS NOT TRUE AS begins
    FROM held h WINDOW w AS (PARTITION BY person_id ORDER BY lower(during))
),
numbered AS (
    SELECT t.*, count(*) FILTER (WHERE begins) OVER (PARTITION BY person_id ORDER BY lower(during)) AS place
    FROM turns t
),
expected AS (
    SELECT person_id, min(tier) AS tier, min(lower(during)) AS from_on,
           NULLIF(max(COALESCE(upper(during), 'infinity')), 'infinity') AS to_on
    FROM numbered GROUP BY person_id, place
),
present AS (
    SELECT t.* FROM tiers_tierstanding t
    WHERE t.basis = 'DECIDED' AND t.replaced_at IS NULL
      AND ($1::bigint[] IS NULL OR t.person_id = ANY ($1::bigint[]))
)
"""
_SAME = """(e.person_id, e.from_on, e.tier) = (p.person_id, p.from_on, p.tier)
           AND e.to_on IS NOT DISTINCT FROM p.to_on"""
_WRONG = f"SELECT p.id FROM present p WHERE NOT EXISTS (SELECT FROM expected e WHERE {_SAME})"
_MISSING = f"SELECT e.* FROM expected e WHERE NOT EXISTS (SELECT FROM present p WHERE {_SAME})"

_DIFFERENCE = f"""
WITH {_EXPECTED}
SELECT (SELECT count(*) FROM ({_WRONG}) w), (SELECT count(*) FROM ({_MISSING}) m)
"""
_WRITE = f"""
WITH {_EXPECTED},
closed AS (
    UPDATE tiers_tierstanding t SET replaced_at = $2 WHERE t.id IN ({_WRONG}) RETURNING 1
),
opened AS (
    INSERT INTO tiers_tierstanding (person_id, tier, basis, instrument, source, settings_version,
                                    from_on, to_on, recorded_at)
    SELECT m.person_id, m.tier, 'DECIDED', '', '', '', m.from_on, m.to_on, $2 FROM ({_MISSING}) m
    RETURNING 1
)
SELECT (SELECT count(*) FROM closed), (SELECT count(*) FROM opened)
"""
# The standing follows from the decisions alone, so whoever may call this can write nothing of their own.
# EXECUTE plans it for whom it is about, as in Reach.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION tiers_follow_decisions(
    people bigint[], at timestamptz, OUT closed bigint, OUT opened bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
BEGIN
    EXECUTE $statement$ {_WRITE} $statement$ INTO closed, opened USING people, at;
END $function$
"""
# A decision and a list of people at once are each blind to the other; taken only where something differs, so
# that no long import keeps a clinician waiting.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('tiers_tierdecision'))"


@dataclass(frozen=True)
class DecidedChange:
    """Decided standings closed because they no longer follow, and added because they do."""

    closed: int
    opened: int


class DefineDecisions(Statements):
    """Make the function that lets decided standings follow, as it is defined here now."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        return system_function("tiers_follow_decisions(bigint[], timestamptz)", _FUNCTION)


def write(people: Iterable[int] | None, *, at: datetime) -> DecidedChange:
    """Make the decided standings of these people, or of everybody, what decisions and registrations say."""
    keys = None if people is None else sorted(set(people))
    if difference(keys) == (0, 0):
        return DecidedChange(0, 0)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute("SELECT closed, opened FROM tiers_follow_decisions(%s, %s)", [keys, at])
        return DecidedChange(*cursor.fetchone())


def difference(people: Iterable[int] | None) -> tuple[int, int]:
    """How many decided standings should not be there, and how many are missing."""
    with connection.cursor() as cursor:
        keys = None if people is None else sorted(set(people))
        cursor.execute(_DIFFERENCE.replace("$1", "%(people)s"), {"people": keys})
        wrong, missing = cursor.fetchone()
    return wrong, missing
