"""Who is named as people's first contact, and whether they can be rung about them today.

The oracle is `careplans.rules.first_contact`.  Who reaches whom is no organisation's to read of another; a
function that runs as the system tells it of the people whom the user reaches, and only as far as
registration, hub and care team say it, which stand on those people's pages.  Of whom the user opened the
crisis page alone it tells of nobody but who is named to be rung.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import CRISIS_ALONE, Why, opens
from wsic.walls import Statements, met_by_the_app, system_function

SHOWN = (Why.REGISTERED, Why.HUB, Why.CARE_TEAM)
PLANNING = frozenset(str(role) for role in Role if Verb.PLAN in VERBS[role])
OPENING = frozenset((str(why), str(role)) for why in SHOWN for role in Role if opens(why, role, Verb.PLAN))
_SIGNATURE = "careplans_caring_for(bigint[])"


def _function() -> str:
    whys = ", ".join(f"'{why}'" for why in SHOWN)
    alone = ", ".join(f"'{why}'" for why in CRISIS_ALONE)
    met = met_by_the_app("patients.Reach")
    return f"""
CREATE OR REPLACE FUNCTION {_SIGNATURE.replace("bigint", "people bigint")}
RETURNS TABLE (person bigint, organisation bigint, member bigint, why text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
    WITH own AS MATERIALIZED (
        SELECT DISTINCT person_id FROM patients_reach
        WHERE ({met}) AND why NOT IN ({alone}) AND (people IS NULL OR person_id = ANY (people))
    ),
    in_crisis AS MATERIALIZED (
        SELECT DISTINCT person_id FROM patients_reach
        WHERE user_id = wsic_user() AND ({met}) AND why IN ({alone})
              AND (people IS NULL OR person_id = ANY (people))
    )
    SELECT DISTINCT r.person_id, COALESCE(r.organisation_id, r.acting_for_id), r.user_id, r.why
    FROM own JOIN patients_reach r USING (person_id)
    WHERE r.why IN ({whys}) AND r.from_on <= wsic_today() AND (r.to_on IS NULL OR wsic_today() < r.to_on)
          AND (r.ends_at IS NULL OR wsic_now() < r.ends_at)
          AND r.person_id = ANY (ARRAY(SELECT person_id FROM own))
    UNION
    SELECT r.person_id, f.organisation_id, r.user_id, r.why
    FROM in_crisis JOIN careplans_firstcontact f USING (person_id)
    JOIN patients_reach r ON r.person_id = f.person_id AND (r.user_id IS NULL OR r.user_id = f.user_id)
         AND COALESCE(r.organisation_id, r.acting_for_id) = f.organisation_id
    WHERE r.why IN ({whys}) AND r.from_on <= wsic_today() AND (r.to_on IS NULL OR wsic_today() < r.to_on)
          AND (r.ends_at IS NULL OR wsic_now() < r.ends_at)
          AND r.person_id = ANY (ARRAY(SELECT person_id FROM in_crisis))
          AND f.in_error_at IS NULL AND f.from_on <= wsic_today()
          AND (f.to_on IS NULL OR wsic_today() < f.to_on)
$function$
"""


class DefineCaringFor(Statements):
    """Make the function as it is defined here now; roles are those of the day of the migration."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        return system_function(_SIGNATURE, _function())

    def statements_back(self) -> Iterator[str]:
        yield f"DROP FUNCTION {_SIGNATURE}"


class DefineCaringForAgain(DefineCaringFor):
    """Going back leaves it: it answers the same."""

    def statements_back(self) -> Iterator[str]:
        yield from ()


def named_ctes(people: str = "%(people)s::bigint[]") -> str:
    """
    Continues a statement; `named` has a row for each person with a first contact on the day, and how that is.

    :param people: SQL of an array that narrows it; NULL is everybody whom the user reaches
    """
    return _NAMED_CTES.replace("{people}", people)


_NAMED_CTES = """
caring AS MATERIALIZED (
    SELECT person AS person_id, organisation AS organisation_id, member, why
    FROM careplans_caring_for({people})
),
posts AS MATERIALIZED (
    SELECT m.user_id, m.organisation_id, m.role, m.telephone, m.id
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE u.is_active AND m.role = ANY (%(planning)s) AND m.from_on <= %(on)s
          AND (m.to_on IS NULL OR m.to_on > %(on)s)
),
opening AS (SELECT * FROM unnest(%(whys)s::text[], %(roles)s::text[]) AS o(why, role)),
standing_contacts AS MATERIALIZED (
    SELECT f.* FROM careplans_firstcontact f
    WHERE f.in_error_at IS NULL AND f.from_on <= %(on)s AND (f.to_on IS NULL OR f.to_on > %(on)s)
          AND ({people} IS NULL OR f.person_id = ANY ({people}))
),
at_post AS (
    SELECT f.id, max(p.telephone) AS telephone
    FROM standing_contacts f JOIN posts p USING (user_id, organisation_id) GROUP BY f.id
),
at_care AS (
    SELECT DISTINCT f.id
    FROM standing_contacts f
    JOIN caring c ON c.person_id = f.person_id AND c.organisation_id = f.organisation_id
         AND (c.member IS NULL OR c.member = f.user_id)
    JOIN posts p ON p.user_id = f.user_id AND p.organisation_id = f.organisation_id
    JOIN opening o ON o.why = c.why AND o.role = p.role
),
named AS MATERIALIZED (
    SELECT f.*, p.telephone,
           CASE WHEN p.id IS NULL THEN 'LEFT' WHEN c.id IS NULL THEN 'AWAY' ELSE 'WORKS' END AS how
    FROM standing_contacts f LEFT JOIN at_post p ON p.id = f.id LEFT JOIN at_care c ON c.id = f.id
)
"""
_NAMED = f"""
WITH {named_ctes()}
SELECT n.id, n.how, COALESCE(n.telephone, '') AS telephone,
       (SELECT max(m.to_on) FROM accounts_membership m
        WHERE m.user_id = n.user_id AND m.organisation_id = n.organisation_id) AS left_on
FROM named n
"""
_CHOOSABLE = f"""
WITH {named_ctes()}
SELECT DISTINCT c.person_id, p.user_id, p.organisation_id, p.role, p.telephone
FROM caring c JOIN posts p ON p.organisation_id = c.organisation_id
     AND (c.member IS NULL OR c.member = p.user_id)
JOIN opening o ON o.why = c.why AND o.role = p.role
WHERE %(user)s::bigint IS NULL OR p.user_id = %(user)s
"""


# Not who cares in their own name alone: a team has it from everybody of it.
_TEAMS = f"""
WITH {named_ctes()}
SELECT DISTINCT c.person_id, p.organisation_id, p.user_id
FROM caring c JOIN posts p ON p.organisation_id = c.organisation_id
JOIN opening o ON o.why = c.why AND o.role = p.role
WHERE c.member IS NULL
"""


@dataclass(frozen=True, kw_only=True)
class Choosable:
    person_id: int
    user_id: int
    organisation_id: int
    role: Role
    telephone: str


def parameters(on: date, *, people: list[int] | None) -> dict[str, Any]:
    """What `named_ctes` needs."""
    pairs = sorted(OPENING)
    return {
        "on": on,
        "people": people,
        "planning": sorted(PLANNING),
        "whys": [why for why, _ in pairs],
        "roles": [role for _, role in pairs],
    }


def named(people: list[int], *, on: date) -> dict[int, dict[str, Any]]:
    """`how`, `telephone` and, where their last day there is known, `left_on`, by the row's key."""
    return {row["id"]: row for row in _rows(_NAMED, parameters(on, people=people))}


def choosable(people: list[int], *, on: date, user: int | None = None) -> list[Choosable]:
    """Who may be named as first contact of these people, each in a role of theirs; one user, where given."""
    found = _rows(_CHOOSABLE, parameters(on, people=people) | {"user": user})
    return [Choosable(**{**row, "role": Role(row["role"])}) for row in found]


def teams(people: list[int], *, on: date) -> set[tuple[int, int, int]]:
    """(person, organisation, user) of everybody who plans care with them through their organisation."""
    rows = _rows(_TEAMS, parameters(on, people=people))
    return {(row["person_id"], row["organisation_id"], row["user_id"]) for row in rows}


def _rows(statement: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        columns = [each.name for each in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
