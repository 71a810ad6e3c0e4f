"""What becomes of access that somebody took, by functions of the database.

The web's log-in changes no entry, adds no step and moves no end of what was taken: a user who could would
settle their own review, or speak in another's name.  (A relationship of another kind, such as a care team's,
it may add about whomever the user reaches, under both signatures and no dissent: docs/decisions/0013.)
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.migrations.state import ProjectState

from patients.models import ReviewState
from patients.rules.access_reviews import NEXT
from wsic.accounts.roles import VERBS, Verb
from wsic.relationships import Why
from wsic.walls import Statements, system_function

_ROLES = ", ".join(f"'{role}'" for role in sorted(VERBS) if Verb.REVIEW_ACCESS in VERBS[role])
_FOLLOWS = ", ".join(f"('{state}', '{then}')" for state in NEXT for then in sorted(NEXT[state]))
_RIGHTS = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
_REVIEWS = f"""EXISTS (
    SELECT FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.user_id = wsic_user() AND u.is_active AND m.role IN ({_ROLES})
          AND m.from_on <= wsic_today() AND (m.to_on IS NULL OR wsic_today() < m.to_on))"""

_STEP = f"""
CREATE OR REPLACE FUNCTION patients_review_step(entry uuid, then_state text, said text) RETURNS boolean
{_RIGHTS} AS $function$
DECLARE
    review patients_accessreview;
    own boolean;
BEGIN
    SELECT * INTO review FROM patients_accessreview r WHERE r.public_id = entry FOR UPDATE;
    own := review.opened_by_id = wsic_user();
    IF (said ~ '[^[:space:]]' AND (then_state = '{ReviewState.ANSWERED}') = own AND (own OR {_REVIEWS})
        AND (review.state, then_state) IN ({_FOLLOWS})) IS NOT TRUE
    THEN
        RETURN false;
    END IF;
    UPDATE patients_accessreview SET state = then_state WHERE id = review.id;
    INSERT INTO patients_accessreviewstep (review_id, opened_by_id, state, note, by_id, at)
    VALUES (review.id, review.opened_by_id, then_state, said, wsic_user(), wsic_now());
    RETURN true;
END $function$
"""
# Of a crisis page all that the user has running about the same person: it was one page that they closed.
_END = f"""
CREATE OR REPLACE FUNCTION patients_end_access(entry uuid) RETURNS bigint[] {_RIGHTS} AS $function$
DECLARE
    whom bigint[];
BEGIN
    WITH ended AS (
        UPDATE patients_accessreview r SET ended_at = wsic_now()
        WHERE r.opened_by_id = wsic_user() AND r.ended_at IS NULL AND wsic_now() < r.ends_at
              AND (r.public_id = entry OR r.kind = '{Why.OUT_OF_HOURS}' AND EXISTS (
                  SELECT FROM patients_accessreview t
                  JOIN patients_reachgrant named ON named.source = 'access-review:' || t.id
                  JOIN patients_reachgrant own ON own.person_id = named.person_id
                  WHERE t.public_id = entry AND t.kind = r.kind AND t.opened_by_id = r.opened_by_id
                        AND own.source = 'access-review:' || r.id))
        RETURNING r.id
    ), closed AS (
        UPDATE patients_reachgrant g SET ends_at = wsic_now()
        FROM ended WHERE g.source = 'access-review:' || ended.id RETURNING g.person_id
    )
    SELECT coalesce(array_agg(DISTINCT person_id), ARRAY[]::bigint[]) INTO whom FROM closed;
    IF whom <> ARRAY[]::bigint[] THEN
        PERFORM patients_refresh_reach(whom);
    END IF;
    RETURN whom;
END $function$
"""
# Pages about the person whom the entry opened, shown to who opened it while it lasted; of whom, nothing.
_PAGES = f"""
CREATE OR REPLACE FUNCTION patients_review_pages(entries uuid[])
RETURNS TABLE (entry uuid, pages bigint) {_RIGHTS.replace("plpgsql", "plpgsql STABLE")} AS $function$
BEGIN
    RETURN QUERY
    SELECT r.public_id, (
        SELECT count(*) FROM audit_auditevent e
        WHERE e.user_id = r.opened_by_id AND e.kind IN ('READ', 'EXPORT') AND e.people && g.people
              AND e.at >= r.opened_at AND e.at < coalesce(r.ended_at, r.ends_at))
    FROM patients_accessreview r
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(t.person_id), ARRAY[]::bigint[]) AS people FROM patients_reachgrant t
        WHERE t.source = 'access-review:' || r.id OFFSET 0
    ) g
    WHERE r.public_id = ANY (entries) AND (r.opened_by_id = wsic_user() OR {_REVIEWS});
END $function$
"""
_FUNCTIONS = {
    "patients_review_step(uuid, text, text)": _STEP,
    "patients_end_access(uuid)": _END,
    "patients_review_pages(uuid[])": _PAGES,
}


class DefineReviewSteps(Statements):
    """Make the functions as they are defined here now; the roles are those of the day of the migration."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        for signature, definition in _FUNCTIONS.items():
            yield from system_function(signature, definition)


def step(entry: UUID, then: str, note: str) -> bool:
    """The next step of an entry in the name of the transaction's user, at its instant; False where it is not
    theirs or not the next."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_review_step(%s, %s, %s)", [entry, then, note])
        return bool(cursor.fetchone()[0])


def end(entry: UUID) -> list[int]:
    """Close what the transaction's user opened, at its instant; of whom, nobody where it is closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patients_end_access(%s)", [entry])
        people: list[int] = cursor.fetchone()[0]
    return people


def pages_under(entries: Iterable[UUID]) -> dict[UUID, int]:
    """How many pages about the person were shown under each entry, as far as the user may know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry, pages FROM patients_review_pages(%s)", [list(entries)])
        return dict(cursor.fetchall())
