"""Reach, worked out from the facts it follows from, for everybody or for some people at once.

A user's request changes facts and sees its own people alone, so Reach is brought up to date by a function of
the database that runs as the system and takes nothing but whom it is about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.relationships import RELATIONSHIPS
from wsic.walls import Statements, system_function

# A practice reaches whom it registers.  Everybody else reaches them while both have signed the Information
# Sharing Agreement: the practice where the person is registered that day, and whoever holds the relationship
# (SECURITY.md), and never on a day of the person's dissent, which leaves the practice alone what it has.
# LEAST passes over open ends; a time that never begins is left out.
# The few that share come first, by themselves: of fresh signatures the planner expects one, and would loop
# over everybody for each pair of them (23 minutes for 300,000 people).  So do the grants, with where their
# people are registered (OFFSET 0): of none the planner expects hundreds, and looked at every pair of
# organisations for each of 25,600 people (41 s in place of 0.8).
_SHARED, _EPISODES, _UNTIL_HAND_OVER = (
    ", ".join(f"'{why}'" for why, each in RELATIONSHIPS.items() if chosen(each))
    for chosen in (attrgetter("shared"), attrgetter("episode"), attrgetter("until_hand_over"))
)
_NONE_NEEDED = "NULL::date, NULL::date, NULL::date, NULL::date, NULL::date, NULL::text"


def _end_of(side: str) -> str:
    """The first day without a signature; of care under way before it was withdrawn, and of crisis pages,
    without a hand-over."""
    return f"""CASE WHEN g.why IN ({_UNTIL_HAND_OVER})
                     OR g.why IN ({_EPISODES}) AND g.granted_on < {side}_withdrawn_on
                     AND GREATEST(g.from_on, g.registered_on, s.from_on) < {side}_withdrawn_on
                THEN COALESCE({side}_until, {side}_withdrawn_on) ELSE {side}_withdrawn_on END"""


_EXPECTED = f"""
signed AS (
    SELECT organisation_id, signed_on, withdrawn_on, hand_over_until, 'isa:' || id AS source
    FROM organisations_agreement WHERE kind = 'INFORMATION_SHARING' AND replaced_at IS NULL
),
sharing AS MATERIALIZED (
    SELECT p.organisation_id AS practice_id, h.organisation_id AS holder_id,
           GREATEST(p.signed_on, h.signed_on) AS from_on,
           p.withdrawn_on AS practice_withdrawn_on, p.hand_over_until AS practice_until,
           h.withdrawn_on AS holder_withdrawn_on, h.hand_over_until AS holder_until,
           p.source || ' ' || h.source AS source
    FROM signed p JOIN organisations_organisation o ON o.id = p.organisation_id AND o.kind = 'PRACTICE'
    CROSS JOIN signed h WHERE h.organisation_id <> p.organisation_id
    UNION ALL
    SELECT id, id, {_NONE_NEEDED} FROM organisations_organisation
),
served AS MATERIALIZED (
    SELECT l.child_id AS practice_id, l.parent_id AS hub_id, GREATEST(l.from_on, s.from_on) AS from_on,
           LEAST(l.to_on, s.practice_withdrawn_on, s.holder_withdrawn_on) AS to_on,
           'link:' || l.id || ' ' || s.source AS source
    FROM organisations_organisationlink l
    JOIN sharing s ON s.practice_id = l.child_id AND s.holder_id = l.parent_id
    WHERE l.kind = 'HUB' AND l.replaced_at IS NULL
),
granted AS (
    SELECT g.*, (g.granted_at AT TIME ZONE 'Europe/London')::date AS granted_on,
           'grant:' || g.id || ' ' || g.source AS sources
    FROM patients_reachgrant g WHERE $1 IS NULL OR g.person_id = ANY ($1)
),
held AS MATERIALIZED (
    SELECT g.*, COALESCE(g.organisation_id, g.acting_for_id) AS holder_id, r.id AS registration_id,
           r.practice_id, r.from_on AS registered_on, r.to_on AS left_on
    FROM granted g
    CROSS JOIN LATERAL (
        SELECT * FROM patients_registration r
        WHERE r.person_id = g.person_id AND r.replaced_by_id IS NULL AND r.kind = 'REGULAR' OFFSET 0
    ) r
    WHERE g.why IN ({_SHARED})
),
facts AS (
    SELECT r.person_id, r.practice_id AS organisation_id, NULL::bigint AS user_id,
           NULL::bigint AS acting_for_id, 'REGISTERED' AS why,
           r.from_on, r.to_on, NULL::timestamptz AS ends_at, 'registration:' || r.id AS source,
           false AS beyond
    FROM patients_registration r
    WHERE r.replaced_by_id IS NULL
    UNION ALL
    SELECT r.person_id, s.hub_id, NULL, NULL, 'HUB', GREATEST(r.from_on, s.from_on), LEAST(r.to_on, s.to_on),
           NULL, 'registration:' || r.id || ' ' || s.source, true
    FROM patients_registration r JOIN served s USING (practice_id)
    WHERE r.replaced_by_id IS NULL AND r.kind = 'REGULAR'
    UNION ALL
    SELECT g.person_id, g.organisation_id, g.user_id, g.acting_for_id, g.why, g.from_on, g.to_on, g.ends_at,
           g.sources, false
    FROM granted g WHERE g.why NOT IN ({_SHARED})
    UNION ALL
    SELECT g.person_id, g.organisation_id, g.user_id, g.acting_for_id, g.why,
           GREATEST(g.from_on, g.registered_on, s.from_on),
           LEAST(g.to_on, g.left_on, {_end_of("s.practice")}, {_end_of("s.holder")}), g.ends_at,
           concat_ws(' ', g.sources, 'registration:' || g.registration_id, s.source),
           s.holder_id <> s.practice_id
    FROM held g JOIN sharing s USING (practice_id, holder_id)
),
dissents AS (
    SELECT person_id, range_agg(daterange(from_on, to_on)) AS days
    FROM patients_preference
    WHERE kind = 'DIRECT_CARE_DISSENT' AND replaced_at IS NULL AND ($1 IS NULL OR person_id = ANY ($1))
    GROUP BY person_id
),
expected AS (
    SELECT f.person_id, f.organisation_id, f.user_id, f.acting_for_id, f.why, t.from_on, t.to_on, f.ends_at,
           f.source || t.part AS source
    FROM facts f
    LEFT JOIN dissents d ON f.beyond AND d.person_id = f.person_id
    CROSS JOIN LATERAL (
        SELECT f.from_on, f.to_on, '' AS part WHERE d.days IS NULL
        UNION ALL
        SELECT lower(p.days), upper(p.days), CASE WHEN p.number > 1 THEN ' part:' || p.number ELSE '' END
        FROM unnest(datemultirange(CASE WHEN f.to_on < f.from_on THEN 'empty'::daterange
                                        ELSE daterange(f.from_on, f.to_on) END) - d.days)
             WITH ORDINALITY AS p(days, number)
        WHERE d.days IS NOT NULL
    ) t
    WHERE (t.to_on IS NULL OR t.to_on > t.from_on)
      AND ($1 IS NULL OR f.person_id = ANY ($1))
),
present AS (
    SELECT p.* FROM patients_reach p WHERE $1 IS NULL OR p.person_id = ANY ($1)
)
"""
# Of one source and reason there is one holder; said once more for rows that were tampered with.
_SAME = """p.person_id = e.person_id AND p.why = e.why AND p.source = e.source
           AND (p.organisation_id, p.user_id, p.acting_for_id)
               IS NOT DISTINCT FROM (e.organisation_id, e.user_id, e.acting_for_id)"""

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
    INSERT INTO patients_reach (person_id, organisation_id, user_id, acting_for_id, why, from_on, to_on,
                                ends_at, source)
    SELECT e.person_id, e.organisation_id, e.user_id, e.acting_for_id, e.why, e.from_on, e.to_on,
           e.ends_at, e.source
    FROM expected e WHERE NOT EXISTS (SELECT 1 FROM present p WHERE {_SAME})
    RETURNING 1
)
SELECT (SELECT count(*) FROM new), (SELECT count(*) FROM moved), (SELECT count(*) FROM gone)
"""

# Two changes under way at once do not see each other's facts, and each would leave Reach as if there were no
# other: an agreement that was withdrawn would go on for whom a dissent was ended meanwhile. So whoever comes
# second waits for the first one's commit and reads after it; nearly as long as a page may take, because a
# list of people may be on its way in.
_TAKE_TURNS = """
    IF people IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('patients_refresh_reach'));
    ELSE
        PERFORM pg_advisory_xact_lock_shared(hashtext('patients_refresh_reach'));
        PERFORM FROM patients_person WHERE id = ANY (people) ORDER BY id FOR NO KEY UPDATE;
    END IF;
"""

# A database has the function of the day of its migration: whoever changes the text adds a migration that
# makes it anew.  EXECUTE plans it for whom it is about, everybody or a few.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION patients_refresh_reach(
    people bigint[], OUT added bigint, OUT moved bigint, OUT removed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '25s'
AS $function$
BEGIN
    {_TAKE_TURNS}
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
