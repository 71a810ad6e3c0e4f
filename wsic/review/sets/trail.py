"""What the privacy officer's pages read: by functions that run as the system, for that role alone.

The web's log-in reads neither the audit nor people whom its user does not reach.  These functions give a
privacy officer of today the rows about one person or one user, what a day gives to look at, and of a person
as much as two people need to speak of the same one: initials, the end of the number, the practice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.accounts.roles import VERBS, Verb
from wsic.walls import Statements, system_function

RIGHTS = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"


def asking(function: str, verb: Verb, refusal: str) -> str:
    """
    A function that raises unless the transaction's user has a role with the verb on its day.

    :param refusal: the sentence that it raises
    """
    roles = ", ".join(f"'{role}'" for role in sorted(VERBS) if verb in VERBS[role])
    return f"""
CREATE OR REPLACE FUNCTION {function}() RETURNS void {RIGHTS} AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM accounts_membership m
        WHERE m.user_id = wsic_user() AND m.role IN ({roles})
              AND m.from_on <= wsic_today() AND (m.to_on IS NULL OR wsic_today() < m.to_on)
    ) THEN
        RAISE EXCEPTION '{refusal}' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$
"""


_MAY = asking("review_may", Verb.REVIEW_ACCESS, "Only a privacy officer reviews the audit.")
# A denial names no person: it is found by the address, under which there was one or not, and nothing was
# shown that a relationship would be the reason of.  The walls ask every standing of the user's on the London
# day, while the row names one.
_TRAIL = f"""
CREATE OR REPLACE FUNCTION review_trail(
    person bigint, whom bigint, since timestamptz, until timestamptz, kinds text[], skip bigint, most bigint
) RETURNS TABLE (at timestamptz, verb text, kind text, user_id bigint, actor text, role text,
                 organisation_id bigint, people bigint[], persons integer, subject text, address text,
                 purpose text, relations text[], total bigint) {RIGHTS} AS $$
#variable_conflict use_column
BEGIN
    PERFORM review_may();
    RETURN QUERY
    WITH found AS (
        SELECT e.* FROM audit_auditevent e
        WHERE review_trail.person IS NOT NULL AND e.people @> ARRAY[review_trail.person]
              AND e.at >= since AND e.at < until
        UNION ALL
        SELECT e.* FROM patients_person p JOIN audit_auditevent e
            ON e.subject COLLATE "C" >= '/people/' || p.public_id || '/'
               AND e.subject COLLATE "C" < '/people/' || p.public_id || '0'
        WHERE p.id = review_trail.person AND e.kind = 'DENIAL' AND e.at >= since AND e.at < until
        UNION ALL
        SELECT e.* FROM audit_auditevent e
        WHERE review_trail.whom IS NOT NULL AND e.user_id = review_trail.whom
              AND e.at >= since AND e.at < until
    ), page AS (
        SELECT f.*, count(*) OVER () AS total, (f.at AT TIME ZONE 'Europe/London')::date AS day,
               coalesce(review_trail.person, CASE WHEN cardinality(f.people) = 1 THEN f.people[1] END) AS one
        FROM found f WHERE kinds IS NULL OR f.kind = ANY (kinds)
        ORDER BY f.at DESC, f.id DESC OFFSET skip LIMIT most
    )
    SELECT f.at, f.verb::text, f.kind::text, f.user_id, f.actor::text, f.role::text, f.organisation_id,
           f.people[1:3], cardinality(f.people), f.subject::text, f.address::text, f.purpose::text,
           ARRAY(SELECT DISTINCT r.why::text FROM patients_reach r
                 WHERE r.person_id = f.one AND f.kind <> 'DENIAL'
                       AND (r.user_id = f.user_id OR r.organisation_id IN (
                            SELECT m.organisation_id FROM accounts_membership m
                            WHERE m.user_id = f.user_id AND m.from_on <= f.day
                                  AND (m.to_on IS NULL OR f.day < m.to_on)))
                       AND r.from_on <= f.day AND (r.to_on IS NULL OR f.day < r.to_on)
                       AND (r.ends_at IS NULL OR f.at < r.ends_at) ORDER BY 1),
           f.total
    FROM page f ORDER BY f.at DESC, f.id DESC;
END $$
"""
_PEOPLE = f"""
CREATE OR REPLACE FUNCTION review_people(ids bigint[], public uuid)
RETURNS TABLE (id bigint, public_id uuid, initials text, ending text, practice text) {RIGHTS} AS $$
#variable_conflict use_column
BEGIN
    PERFORM review_may();
    RETURN QUERY
    SELECT p.id, p.public_id, left(d.given_name, 1) || ' ' || left(d.family_name, 1), right(i.value, 4),
           CASE WHEN EXISTS (
               SELECT FROM patients_preference w
               WHERE w.person_id = p.id AND w.kind = 'SENSITIVE' AND w.replaced_at IS NULL
                     AND w.from_on <= wsic_today() AND (w.to_on IS NULL OR w.to_on > wsic_today())
           ) THEN 'Withheld' ELSE (
               SELECT o.name::text FROM patients_registration r
               JOIN organisations_organisation o ON o.id = r.practice_id
               WHERE r.person_id = p.id AND r.replaced_by_id IS NULL AND r.kind = 'REGULAR'
               ORDER BY r.from_on DESC LIMIT 1) END
    FROM patients_person p
    LEFT JOIN patients_persondetail d ON d.person_id = p.id AND d.replaced_by_id IS NULL
    LEFT JOIN patients_personidentifier i ON i.person_id = p.id AND i.replaced_by_id IS NULL
    WHERE p.id = ANY (ids) OR p.public_id = public;
END $$
"""
_FIND = f"""
CREATE OR REPLACE FUNCTION review_find(number text, born date) RETURNS uuid {RIGHTS} AS $$
BEGIN
    PERFORM review_may();
    RETURN (
        SELECT p.public_id FROM patients_personidentifier i
        JOIN patients_person p ON p.id = i.person_id
        JOIN patients_persondetail d ON d.person_id = p.id AND d.replaced_by_id IS NULL
        WHERE i.value = number AND i.replaced_by_id IS NULL AND d.birth_date = born
    );
END $$
"""
# Reading the audit is itself in the audit, of people whom a privacy officer is never related to.
_DAILY = f"""
CREATE OR REPLACE FUNCTION review_day(on_day date, since timestamptz, until timestamptz, most bigint)
RETURNS TABLE (reason text, user_id bigint, person_id bigint, people bigint, events bigint,
               first_at timestamptz) {RIGHTS} AS $$
#variable_conflict use_column
BEGIN
    PERFORM review_may();
    RETURN QUERY
    WITH shown AS MATERIALIZED (
        SELECT e.user_id, p.person_id, count(*) AS events, min(e.at) AS first_at,
               bool_or(e.subject LIKE 'person:%') AS opened
        FROM audit_auditevent e CROSS JOIN LATERAL unnest(e.people) AS p (person_id)
        WHERE e.at >= since AND e.at < until AND e.user_id IS NOT NULL
              AND e.kind IN ('READ', 'WRITE', 'EXPORT') AND e.verb NOT LIKE 'audit.%'
        GROUP BY e.user_id, p.person_id
    )
    SELECT CASE WHEN upper(u.display_name) = upper(d.given_name || ' ' || d.family_name)
                THEN 'OWN_NAME' ELSE 'SAME_SURNAME' END,
           s.user_id, s.person_id, 1::bigint, s.events, s.first_at
    FROM shown s JOIN accounts_user u ON u.id = s.user_id
    JOIN patients_persondetail d ON d.person_id = s.person_id AND d.replaced_by_id IS NULL
    WHERE s.opened AND right(upper(u.display_name), length(d.family_name) + 1) = ' ' || upper(d.family_name)
    UNION ALL
    SELECT 'MANY', s.user_id, NULL, count(*), sum(s.events)::bigint, min(s.first_at)
    FROM shown s WHERE s.opened GROUP BY s.user_id HAVING count(*) > most
    UNION ALL
    SELECT 'NEVER_RELATED', s.user_id, s.person_id, 1::bigint, s.events, s.first_at
    FROM shown s WHERE NOT EXISTS (
        SELECT FROM patients_reach r
        WHERE r.person_id = s.person_id AND r.why <> 'BREAK_GLASS' AND r.from_on <= on_day
              AND (r.user_id = s.user_id OR r.organisation_id IN (
                  SELECT m.organisation_id FROM accounts_membership m
                  WHERE m.user_id = s.user_id AND m.from_on <= on_day)))
    UNION ALL
    SELECT 'TOLD', e.user_id, p.person_id, 1::bigint, count(*), min(e.at)
    FROM audit_auditevent e CROSS JOIN LATERAL unnest(e.people) AS p (person_id)
    WHERE e.at >= since AND e.at < until AND e.user_id IS NOT NULL AND e.verb = 'break_glass.not_opened'
    GROUP BY e.user_id, p.person_id;
END $$
"""


class DefineReview(Statements):
    """Make the functions."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield from system_function("review_may()", _MAY)
        yield from system_function(
            "review_trail(bigint, bigint, timestamptz, timestamptz, text[], bigint, bigint)", _TRAIL
        )
        yield from system_function("review_people(bigint[], uuid)", _PEOPLE)
        yield from system_function("review_find(text, date)", _FIND)
        yield from system_function("review_day(date, timestamptz, timestamptz, bigint)", _DAILY)

    def describe(self) -> str:
        return "The functions that a privacy officer reads the audit by"


@dataclass(frozen=True)
class Event:
    """A row of the audit; `people` are the first three of `persons`, `relations` why the one was reached."""

    at: datetime
    verb: str
    kind: str
    user_id: int | None
    actor: str
    role: str
    organisation_id: int | None
    people: list[int]
    persons: int
    subject: str
    address: str
    purpose: str
    relations: list[str]
    total: int


@dataclass(frozen=True)
class Somebody:
    """A person, to those who may not read the record; blank where nothing is recorded."""

    id: int
    public_id: UUID
    initials: str | None
    ending: str | None
    practice: str | None


@dataclass(frozen=True)
class Asked:
    """One thing to look at, as `rules.Question`, with how often and since when."""

    reason: str
    user_id: int
    person_id: int | None
    people: int
    events: int
    first_at: datetime


def trail(
    *,
    person: int | None,
    user: int | None,
    since: datetime,
    until: datetime,
    kinds: list[str] | None,
    skip: int,
    most: int,
) -> list[Event]:
    """Rows about a person or of a user, newest first."""
    call = "SELECT * FROM review_trail(%s, %s, %s, %s, %s, %s, %s)"
    return [Event(*row) for row in rows(call, [person, user, since, until, kinds, skip, most])]


def people(ids: list[int]) -> list[Somebody]:
    return [Somebody(*row) for row in rows("SELECT * FROM review_people(%s, NULL)", [ids])]


def person(public_id: UUID) -> Somebody | None:
    found = rows("SELECT * FROM review_people(NULL, %s)", [public_id])
    return Somebody(*found[0]) if found else None


def find(number: str, born: date) -> UUID | None:
    """The person of this number who was born on this day."""
    found: UUID | None = rows("SELECT review_find(%s, %s)", [number, born])[0][0]
    return found


def day(on_day: date, *, since: datetime, until: datetime, most: int) -> list[Asked]:
    call = "SELECT * FROM review_day(%s, %s, %s, %s)"
    return [Asked(*row) for row in rows(call, [on_day, since, until, most])]


def rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
