"""Whose first contact everybody of a practice or a hub is, counted and paged by one statement.

Who is named and cannot be rung, and who was never named, are nobody's.  Of somebody marked sensitive the
first contact is told to that organisation alone: to all others they are in no caseload, and not nobody's
either.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models.expressions import RawSQL

from careplans.rules.entitlement import SessionSettings
from careplans.sets import first_contacts
from careplans.sets.due import DUE_CTES, due_parameters
from careplans.sets.first_contacts import named_ctes
from careplans.sets.windows import among
from tiers.sets.register import rows_of

NOBODY, WITHHELD, OTHERS = 0, -1, -2  # in place of a user's key
ORDERS = {
    "due": "by_on NULLS LAST",
    "-due": "by_on DESC NULLS LAST",
    "name": 'search_text COLLATE "C"',
    "-name": 'search_text COLLATE "C" DESC',
    "tier": "tier NULLS LAST",
    "-tier": "tier DESC NULLS LAST",
    "clock": "first_due NULLS LAST",
    "-clock": "first_due DESC NULLS LAST",
    "last": "last_at NULLS FIRST",
    "-last": "last_at DESC NULLS LAST",
}
# Of one's own people only these are asked about; NULL is everybody.
_MINE = "CASE WHEN %(mine)s THEN ARRAY(SELECT id FROM visible) END"
_CASES = f"""
WITH visible(id) AS (
    SELECT v.id FROM ({{visible}}) AS v(id) WHERE NOT %(mine)s OR v.id IN (
        SELECT person_id FROM careplans_firstcontact
        WHERE user_id = %(me)s AND in_error_at IS NULL AND (to_on IS NULL OR to_on > %(on)s)
        UNION SELECT person_id FROM patients_careteammember WHERE user_id = %(me)s)
),
{DUE_CTES}, {named_ctes(_MINE)},
on_team AS (
    SELECT DISTINCT person_id FROM patients_careteammember
    WHERE user_id = %(me)s AND from_on <= %(on)s AND (to_on IS NULL OR to_on > %(on)s)
),
waiting AS (
    SELECT t.person_id, t.due_at, t.kind, count(*) OVER w AS tasks,
           row_number() OVER (w ORDER BY t.due_at, t.id)
    FROM scope s JOIN careplans_task t USING (person_id)
    WHERE t.closed_at IS NULL AND {among("t.person_id", "scope")}
    WINDOW w AS (PARTITION BY t.person_id)
),
spoken AS (
    SELECT c.person_id, max(c.at) AS last_at
    FROM scope s JOIN careplans_contact c USING (person_id)
    LEFT JOIN careplans_contactretraction x ON x.contact_id = c.id
    WHERE x.id IS NULL AND c.outcome = 'REACHED' AND c.with_whom IN ('PERSON', 'CARER')
          AND {among("c.person_id", "scope")}
    GROUP BY c.person_id
),
cases AS MATERIALIZED (
    SELECT j.*, n.how, n.user_id AS named_id, n.told_at, n.id AS contact_id, n.organisation_id AS named_at,
           n.public_id AS contact_public_id, k.tasks, k.due_at AS first_due,
           k.kind AS first_kind, p.last_at, m.person_id IS NOT NULL AS on_team,
           CASE WHEN j.marked_id IS NOT NULL AND NOT COALESCE(n.organisation_id = ANY (%(own)s), true)
                     THEN {WITHHELD}
                WHEN n.how IS DISTINCT FROM 'WORKS' THEN {NOBODY}
                WHEN n.user_id = ANY (%(staff)s) THEN n.user_id ELSE {OTHERS} END AS holder
    FROM judged j
    LEFT JOIN named n ON n.person_id = j.person_id
    LEFT JOIN waiting k ON k.person_id = j.person_id AND k.row_number = 1
    LEFT JOIN spoken p ON p.person_id = j.person_id
    LEFT JOIN on_team m ON m.person_id = j.person_id
    WHERE j.fits AND j.list = ANY (%(lists)s)
          AND (NOT %(untold)s OR n.how = 'WORKS' AND n.told_at IS NULL)
),
chosen AS MATERIALIZED (
    SELECT * FROM cases
    WHERE (%(holder)s::bigint IS NULL OR holder = %(holder)s
           OR %(with_team)s AND on_team AND %(holder)s = %(me)s)
          AND (%(named)s::bigint IS NULL
               OR named_id = %(named)s AND named_at = ANY (%(named_at)s) AND holder <> {WITHHELD})
          AND (%(only_tier)s::smallint IS NULL OR COALESCE(tier = %(only_tier)s::smallint, false))
)
"""
# One number for who is on the list and whose first contact each has: another list has another one.
_HASHES = "sum(hashint8extended(person_id, COALESCE(contact_id, 0)))"
_MARK = f"COALESCE({_HASHES}, 0)::text"
_OF_TIERS = ", ".join(f"count(*) FILTER (WHERE tier = {tier}) AS people_{tier}" for tier in range(4))
_COUNTED = f"""
tallied AS (
    SELECT count(*) AS total, {_MARK} AS mark, count(*) FILTER (WHERE overdue) AS late, {_OF_TIERS}
    FROM chosen
),
shared AS (
    SELECT COALESCE(json_agg(json_build_array(holder, tier, people)), '[]') AS shared
    FROM (SELECT holder, tier, count(*) AS people FROM cases GROUP BY holder, tier) AS of_each
)
"""


def _page_sql(order: str) -> str:
    """The counts in every row, and beside them the rows of one page: at least one row, however few people."""
    return f"""{_CASES}, {_COUNTED},
ranked AS (
    SELECT *, row_number() OVER (ORDER BY {order}, by_on NULLS LAST, search_text COLLATE "C", person_id)
              AS place
    FROM chosen
),
shown AS (
    SELECT r.* FROM ranked r, tallied c
    WHERE r.place > LEAST(%(page)s::int - 1, GREATEST(c.total - 1, 0) / %(size)s::int) * %(size)s::int
    ORDER BY r.place LIMIT %(size)s::int
)
SELECT c.*, z.shared::text AS shared, s.*, p.public_id, i.value AS nhs_number, u.display_name AS named,
       EXISTS (SELECT FROM patients_personlink WHERE to_on IS NULL OR to_on > %(on)s) AS any_linked,
       COALESCE(s.practice_told, 'Withheld') AS practice_name_told
FROM tallied c CROSS JOIN shared z LEFT JOIN shown s ON true
LEFT JOIN patients_person p ON p.id = s.person_id
LEFT JOIN patients_personidentifier i
       ON i.person_id = s.person_id AND i.replaced_by_id IS NULL AND i.kind = 'NHS_NUMBER'
LEFT JOIN accounts_user u ON u.id = s.named_id
ORDER BY s.place
"""


_KEYS = f"""{_CASES}
SELECT person_id, contact_id, count(*) OVER () AS total, ({_HASHES} OVER ())::text AS mark
FROM chosen ORDER BY search_text COLLATE "C", person_id LIMIT %(most)s
"""


def page_of(visible: RawSQL, parameters: Mapping[str, Any], *, sort: str) -> list[dict[str, Any]]:
    """
    The rows of one page; counts stand in each, and `person_id` is None when the page is empty.

    :param visible: people whom the user reaches, as one column of keys
    :param sort: a name of ORDERS
    """
    return rows_of(_page_sql(ORDERS[sort]), visible, parameters)


def keys_of(visible: RawSQL, parameters: Mapping[str, Any], *, most: int) -> list[dict[str, Any]]:
    """Everybody of the list by name, `person_id` and `contact_id`; no more than `most`.  In each row how many
    the list has, and its `mark`."""
    return rows_of(_KEYS, visible, {**parameters, "most": most})


def case_parameters(
    on: date, settings: SessionSettings, *, practices: list[int], me: int, **filters: Any
) -> dict[str, Any]:
    """
    :param filters: of `own` (organisations that the user works for), `staff` (whose caseloads are told
        apart), `holder` (one of them, NOBODY or OTHERS), `with_team`, `only_tier`, `untold`, `named` (whose
        people, also where they cannot be rung any more, for the organisations `named_at`), `mine` (the
        user's own people alone), and those of `due_parameters`
    """
    return {
        **first_contacts.parameters(on, people=None),
        **due_parameters(on, settings, practices=practices),
        "me": me,
        "own": [],
        "staff": [],
        "holder": None,
        "with_team": False,
        "only_tier": None,
        "named": None,
        "named_at": [],
        "mine": False,
        "untold": False,
        **filters,
    }
