"""What was entered in error, for a privacy officer: by functions that run as the system, for that role alone.

No policy opens a row of it to anybody but the team, whose pages leave it out.  These functions give rows in
error and no other: which there are, where they stood while they did, and their words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any
from uuid import UUID

from django.db.migrations.state import ProjectState

from wsic.accounts.roles import Verb
from wsic.review.sets.trail import RIGHTS, asking, rows
from wsic.walls import Statements, system_function

SORTS = {"at": "f.at", "place": "f.place_name", "why": "f.reason"}

_MAY = asking(
    "review_may_retracted",
    Verb.READ_RETRACTED,
    "Only a privacy officer reads what was entered in error.",
)
# A person is in it where their row is; of somebody marked sensitive no organisation is named, or found by.
_WRONG = """
    SELECT 'PLAN' AS what, p.public_id, p.number, p.in_error_reason::text AS reason, p.person_id,
           p.organisation_id, p.role::text, p.in_error_by_id AS user_id, p.in_error_at AS at
    FROM careplans_careplan p WHERE p.in_error_at IS NOT NULL
    UNION ALL
    SELECT 'OFFER', o.public_id, NULL, '', o.person_id, o.organisation_id, o.role::text, o.in_error_by_id,
           o.in_error_at
    FROM careplans_planoffer o WHERE o.in_error_at IS NOT NULL
    UNION ALL
    SELECT 'REVIEW', v.public_id, p.number, '', v.person_id, v.organisation_id, v.role::text,
           v.in_error_by_id, v.in_error_at
    FROM careplans_planreview v JOIN careplans_careplan p ON p.id = v.plan_id WHERE v.in_error_at IS NOT NULL
    UNION ALL
    SELECT 'RELATED', r.public_id, NULL, '', r.person_id, r.organisation_id, r.role::text, r.in_error_by_id,
           r.in_error_at
    FROM careplans_relatedperson r WHERE r.in_error_at IS NOT NULL
"""
_ORDER = ", ".join(
    f"CASE WHEN sorted = '{sign}{name}' THEN {column} END{direction}"
    for name, column in SORTS.items()
    for sign, direction in (("", ""), ("-", " DESC"))
)
_LIST = f"""
CREATE OR REPLACE FUNCTION review_retracted(
    which uuid, kind text, why text, place bigint, since timestamptz, until timestamptz, sorted text,
    skip bigint, most bigint
) RETURNS TABLE (what text, public_id uuid, number integer, reason text, person_id bigint,
                 organisation_id bigint, role text, user_id bigint, at timestamptz, withheld boolean,
                 total bigint) {RIGHTS} AS $$
#variable_conflict use_column
BEGIN
    PERFORM review_may_retracted();
    RETURN QUERY
    WITH hidden AS (
        SELECT DISTINCT w.person_id FROM patients_preference w
        WHERE w.kind = 'SENSITIVE' AND w.replaced_at IS NULL
              AND w.from_on <= wsic_today() AND (w.to_on IS NULL OR w.to_on > wsic_today())
    ), wrong AS ({_WRONG}), found AS (
        SELECT w.*, h.person_id IS NOT NULL AS withheld,
               CASE WHEN h.person_id IS NULL THEN o.name END AS place_name
        FROM wrong w JOIN organisations_organisation o ON o.id = w.organisation_id
        LEFT JOIN hidden h ON h.person_id = w.person_id
        WHERE (review_retracted.which IS NULL OR w.public_id = review_retracted.which)
              AND (review_retracted.kind IS NULL OR w.what = review_retracted.kind)
              AND (review_retracted.why IS NULL OR w.reason = review_retracted.why)
              AND (review_retracted.place IS NULL
                   OR w.organisation_id = review_retracted.place AND h.person_id IS NULL)
              AND (review_retracted.since IS NULL OR w.at >= review_retracted.since)
              AND (review_retracted.until IS NULL OR w.at < review_retracted.until)
    )
    SELECT f.what, f.public_id, f.number, f.reason, f.person_id,
           CASE WHEN NOT f.withheld THEN f.organisation_id END, f.role,
           CASE WHEN NOT f.withheld THEN f.user_id END, f.at, f.withheld, count(*) OVER ()
    FROM found f ORDER BY {_ORDER}, f.at DESC, f.public_id OFFSET skip LIMIT most;
END $$
"""
# Which version somebody printed stands in the audit; of earlier prints, and of texts for the GP record, that
# it was while the version stood.  The crisis page has the version in force at that moment.
_STOOD = f"""
CREATE OR REPLACE FUNCTION review_retracted_stood(which uuid)
RETURNS TABLE (what text, at timestamptz, user_id bigint, role text, organisation_id bigint, words text)
{RIGHTS} AS $$
#variable_conflict use_column
BEGIN
    PERFORM review_may_retracted();
    RETURN QUERY
    WITH plan AS (
        SELECT p.*, 'person:' || n.public_id AS subject
        FROM careplans_careplan p JOIN patients_person n ON n.id = p.person_id
        WHERE p.public_id = which AND p.in_error_at IS NOT NULL
    ), offer AS (
        SELECT * FROM careplans_planoffer o WHERE o.public_id = which AND o.in_error_at IS NOT NULL
    ), related AS (
        SELECT r.*, 'person:' || n.public_id AS subject
        FROM careplans_relatedperson r JOIN patients_person n ON n.id = r.person_id
        WHERE r.public_id = which AND r.in_error_at IS NOT NULL
    )
    SELECT e.verb::text, e.at, e.user_id, e.role::text, e.organisation_id,
           CASE WHEN e.detail ? 'plan' THEN '' ELSE 'UNSURE' END
    FROM plan p JOIN audit_auditevent e ON e.people @> ARRAY[p.person_id] AND e.at >= p.recorded_at
    WHERE e.verb IN ('plan.printed', 'plan.printed_for_person', 'gp_record.printed')
          AND (e.detail ->> 'plan' = which::text
               OR NOT e.detail ?| ARRAY['plan', 'event'] AND e.at < p.in_error_at)
    UNION ALL
    SELECT e.verb::text, e.at, e.user_id, e.role::text, e.organisation_id, ''
    FROM plan p JOIN audit_auditevent e ON e.people @> ARRAY[p.person_id]
         AND e.at >= p.agreed_at AND e.at < p.in_error_at
    WHERE e.verb IN ('crisis.read', 'crisis.printed') AND e.subject = p.subject AND NOT EXISTS (
              SELECT FROM careplans_careplan q
              WHERE q.person_id = p.person_id AND q.number > p.number AND q.agreed_at <= e.at
                    AND (q.in_error_at IS NULL OR q.in_error_at > e.at))
    UNION ALL
    SELECT e.verb::text, e.at, e.user_id, e.role::text, e.organisation_id, ''
    FROM related r JOIN audit_auditevent e ON e.people @> ARRAY[r.person_id]
         AND e.at >= r.recorded_at AND e.at < r.in_error_at
    WHERE e.verb IN ('crisis.read', 'crisis.printed') AND e.subject = r.subject
    UNION ALL
    SELECT e.verb::text, e.at, e.user_id, e.role::text, e.organisation_id,
           CASE WHEN e.detail ? 'event' THEN '' ELSE 'UNSURE' END
    FROM offer o JOIN audit_auditevent e ON e.people @> ARRAY[o.person_id] AND e.at >= o.recorded_at
    WHERE e.verb = 'gp_record.printed'
          AND (e.detail ->> 'event' = which::text
               OR NOT e.detail ?| ARRAY['plan', 'event'] AND e.at < o.in_error_at)
    UNION ALL
    SELECT g.done::text, g.recorded_at, g.recorded_by_id, g.role::text, g.organisation_id,
           CASE WHEN g.undone_at IS NOT NULL THEN 'UNDONE' ELSE '' END
    FROM careplans_recordfiling g
    WHERE g.event IN (SELECT public_id FROM plan UNION ALL SELECT public_id FROM offer)
    UNION ALL
    (SELECT 'IN_FORCE', q.agreed_on::timestamp AT TIME ZONE 'Europe/London', NULL, '', NULL, q.number::text
     FROM plan p JOIN careplans_careplan q ON q.person_id = p.person_id
     WHERE q.agreed_at IS NOT NULL AND q.in_error_at IS NULL ORDER BY q.number DESC LIMIT 1)
    ORDER BY 2;
END $$
"""
_WORDS = f"""
CREATE OR REPLACE FUNCTION review_retracted_words(which uuid)
RETURNS TABLE (part text, said jsonb) {RIGHTS} AS $$
#variable_conflict use_column
BEGIN
    PERFORM review_may_retracted();
    RETURN QUERY
    WITH plan AS (
        SELECT * FROM careplans_careplan p WHERE p.public_id = which AND p.in_error_at IS NOT NULL
    )
    SELECT 'PLAN', to_jsonb(p) FROM plan p
    UNION ALL
    SELECT 'SECTION', to_jsonb(s) FROM plan p JOIN careplans_plansection s ON s.plan_id = p.id
    UNION ALL
    SELECT 'GOAL', to_jsonb(g) FROM plan p JOIN careplans_plangoal g ON g.plan_id = p.id
    UNION ALL
    SELECT 'DECIDER', to_jsonb(d) FROM plan p JOIN careplans_relatedperson d ON d.id = p.decider_id
    UNION ALL
    SELECT 'REVIEW', to_jsonb(v) FROM careplans_planreview v LEFT JOIN plan p ON p.id = v.plan_id
    WHERE p.id IS NOT NULL OR v.public_id = which AND v.in_error_at IS NOT NULL
    UNION ALL
    SELECT 'SIGNATURE', to_jsonb(n) FROM plan p JOIN careplans_plansignature n ON n.plan_id = p.id
    UNION ALL
    SELECT 'OFFER', to_jsonb(o) FROM careplans_planoffer o
    WHERE o.public_id = which AND o.in_error_at IS NOT NULL
    UNION ALL
    SELECT 'RELATED', to_jsonb(r) FROM careplans_relatedperson r
    WHERE r.public_id = which AND r.in_error_at IS NOT NULL;
END $$
"""


class DefineRetracted(Statements):
    """Make the functions."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield from system_function("review_may_retracted()", _MAY)
        yield from system_function(
            "review_retracted(uuid, text, text, bigint, timestamptz, timestamptz, text, bigint, bigint)",
            _LIST,
        )
        yield from system_function("review_retracted_stood(uuid)", _STOOD)
        yield from system_function("review_retracted_words(uuid)", _WORDS)

    def describe(self) -> str:
        return "The functions that a privacy officer reads what was entered in error by"


@dataclass(frozen=True)
class Wrong:
    """A record in error; organisation and user None where they would tell where the person is."""

    what: str
    public_id: UUID
    number: int | None
    reason: str
    person_id: int
    organisation_id: int | None
    role: str
    user_id: int | None
    at: datetime
    withheld: bool
    total: int


@dataclass(frozen=True)
class Stood:
    """Where a record in error was: a print, a page, a filing; or what is in force now, `words` its number and
    `at` the beginning of the day it was agreed on."""

    what: str
    at: datetime
    user_id: int | None
    role: str
    organisation_id: int | None
    words: str


def retracted(
    *,
    which: UUID | None = None,
    kind: str = "",
    why: str = "",
    place: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    sort: str = "",
    skip: int = 0,
    most: int = 1,
) -> list[Wrong]:
    """
    :param sort: a key of `SORTS`, or with a minus before it; the newest first when it is none
    """
    call = "SELECT * FROM review_retracted(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    values: list[Any] = [which, kind or None, why or None, place, since, until, sort, skip, most]
    return [Wrong(*row) for row in rows(call, values)]


def stood(which: UUID) -> list[Stood]:
    """The oldest first."""
    return [Stood(*row) for row in rows("SELECT * FROM review_retracted_stood(%s)", [which])]


def words(which: UUID) -> list[tuple[str, dict[str, Any]]]:
    """Rows of the record and of what belongs to it, as the database has them."""
    found = rows("SELECT part, said::text FROM review_retracted_words(%s)", [which])
    return [(part, loads(said)) for part, said in found]
