"""Reach, worked out from the facts it follows from, for everybody or for some people at once.

A user's request changes facts and sees its own people alone, so Reach is brought up to date by a function of
the database that runs as the system and takes nothing but whom it is about.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.walls import Statements, system_function

# A practice reaches whom it registers.  A hub reaches them too while it serves the practice and both have
# signed the
# Information Sharing Agreement (SECURITY.md).  LEAST passes over open ends; a time that never begins is left
# out.
# The few that serve come first, by themselves: of fresh signatures the planner expects one, and would loop
# over everybody for each pair of them (23 minutes for 300,000 people).
_EXPECTED = """
served AS MATERIALIZED (
    SELECT l.child_id AS practice_id, l.parent_id AS hub_id,
           GREATEST(l.from_on, practice.signed_on, hub.signed_on) AS from_on,
           LEAST(l.to_on, practice.withdrawn_on, hub.withdrawn_on) AS to_on,
           concat_ws(' ', 'link:' || l.id, 'isa:' || practice.id, 'isa:' || hub.id) AS source
    FROM organisations_organisationlink l
    JOIN organisations_agreement practice
         ON practice.organisation_id = l.child_id AND practice.kind = 'INFORMATION_SHARING'
    JOIN organisations_agreement hub
         ON hub.organisation_id = l.parent_id AND hub.kind = 'INFORMATION_SHARING'
    WHERE l.kind = 'HUB' AND l.replaced_at IS NULL
),
expected AS (
    SELECT f.* FROM (
        SELECT r.person_id, r.practice_id AS organisation_id, NULL::bigint AS user_id, 'REGISTERED' AS why,
               r.from_on, r.to_on, NULL::timestamptz AS ends_at, 'registration:' || r.id AS source
        FROM patients_registration r
        WHERE r.replaced_by_id IS NULL
        UNION ALL
        SELECT r.person_id, s.hub_id, NULL, 'HUB', GREATEST(r.from_on, s.from_on), LEAST(r.to_on, s.to_on),
               NULL, concat_ws(' ', 'registration:' || r.id, s.source)
        FROM patients_registration r JOIN served s USING (practice_id)
        WHERE r.replaced_by_id IS NULL AND r.kind = 'REGULAR'
        UNION ALL
        SELECT g.person_id, g.organisation_id, g.user_id, g.why, g.from_on, g.to_on, g.ends_at,
               concat_ws(' ', 'grant:' || g.id, g.source)
        FROM patients_reachgrant g
    ) f
    WHERE (f.to_on IS NULL OR f.to_on > f.from_on)
      AND ($1 IS NULL OR f.person_id = ANY ($1))
),
present AS (
    SELECT p.* FROM patients_reach p WHERE $1 IS NULL OR p.person_id = ANY ($1)
)
"""
# Of one source and reason there is one holder; said once more for rows that were tampered with.
_SAME = """p.person_id = e.person_id AND p.why = e.why AND p.source = e.source
           AND (p.organisation_id, p.user_id) IS NOT DISTINCT FROM (e.organisation_id, e.user_id)"""

_REFRESH = f"""
WITH {_EXPECTED},
gone AS (
    DELETE FROM patients_reach r USING present p
    WHERE r.id = p.id AND NOT EXISTS (SELECT 1 FROM expected e WHERE {_SAME})
    RETURNING 1
),
moved AS (
    UPDATE patients_reach r SET from_on = e.from_on, to_on = e.to_on, ends_at = e.ends_at
    FROM present p JOIN expected e ON {_SAME}
    WHERE r.id = p.id AND (p.from_on, p.to_on, p.ends_at) IS DISTINCT FROM (e.from_on, e.to_on, e.ends_at)
    RETURNING 1
),
new AS (
    INSERT INTO patients_reach (person_id, organisation_id, user_id, why, from_on, to_on, ends_at, source)
    SELECT e.person_id, e.organisation_id, e.user_id, e.why, e.from_on, e.to_on, e.ends_at, e.source
    FROM expected e WHERE NOT EXISTS (SELECT 1 FROM present p WHERE {_SAME})
    RETURNING 1
)
SELECT (SELECT count(*) FROM new), (SELECT count(*) FROM moved), (SELECT count(*) FROM gone)
"""

# A database has the function of the day of its migration: whoever changes the text adds a migration that
# makes it anew.  EXECUTE plans it for whom it is about, everybody or a few.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION patients_refresh_reach(
    people bigint[], OUT added bigint, OUT moved bigint, OUT removed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
BEGIN
    EXECUTE $statement$ {_REFRESH} $statement$ INTO added, moved, removed USING people;
END $function$
"""

_DIFFERENCE = f"""
WITH {_EXPECTED}
SELECT (SELECT count(*) FROM expected e WHERE NOT EXISTS (
            SELECT 1 FROM present p WHERE {_SAME}
            AND (p.from_on, p.to_on, p.ends_at) IS NOT DISTINCT FROM (e.from_on, e.to_on, e.ends_at))),
       (SELECT count(*) FROM present p WHERE NOT EXISTS (SELECT 1 FROM expected e WHERE {_SAME}))
"""


class DefineRefresh(Statements):
    """Make the function that brings Reach up to date as it is defined here now."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        return system_function("patients_refresh_reach(bigint[])", _FUNCTION)


@dataclass(frozen=True)
class ReachChange:
    """Rows of Reach added, given other dates, and taken away."""

    added: int
    moved: int
    removed: int


def refresh(people: list[int] | None) -> ReachChange:
    """Make Reach of these people, or of everybody, what the facts say; one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT added, moved, removed FROM patients_refresh_reach(%s)", [people])
        return ReachChange(*cursor.fetchone())


def difference() -> tuple[int, int]:
    """How many rows Reach lacks or has with other dates, and how many it has too many."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCE.replace("$1", "NULL::bigint[]"))
        missing, surplus = cursor.fetchone()
    return missing, surplus
