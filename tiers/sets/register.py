"""The register of a practice or a hub: who is on it, counted and paged by one statement.

`%(on)s` and the rest of `standing_parameters`; `%(practices)s` ids; the people whom the user reaches come as
a subquery of their own (`reach_of`, which `visible_to` is made of), so that the wall in code stands inside.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from tiers.rules.decisions import Direction
from tiers.sets.flows import FLOWS_CTES
from tiers.sets.standing import IN_SCOPE, STANDING_CTES, TIER_CTES
from wsic.plans import without_loops

# What each view of the register shows, over `judged`.
VIEWS = {
    "": "true",
    "near": "near",
    "changed": "COALESCE(change <> 0, false)",
    "proposed": "COALESCE(basis = 'PROPOSED' AND tier >= 2, false)",
    "unscored": "deficit_count IS NULL",
}
ORDERS = {
    "name": 'search_text COLLATE "C"',
    "born": "birth_date",
    "practice": "practice_told",
    "tier": "tier",
    "deficits": "deficit_count",
    "scored": "scored_on",
}
_TIERS = range(4)
UNDECIDED = "NONE"
# How what was decided stands to what the index proposes now, over `standing`.
_JUDGEMENT = f"""CASE WHEN decided_tier IS NULL THEN '{UNDECIDED}'
            WHEN proposed_tier IS NULL THEN '{Direction.ALONE}'
            WHEN decided_tier = proposed_tier THEN '{Direction.AGREED}'
            WHEN decided_tier > proposed_tier THEN '{Direction.UP}' ELSE '{Direction.DOWN}' END"""

_OF_VIEW = " ".join(f"WHEN '{name}' THEN {condition}" for name, condition in VIEWS.items() if name)
# Everybody on the register with where they stand: of `%(practices)s`, whom `visible` has.
# Where somebody marked sensitive is registered, nobody is shown (SECURITY.md): among several practices they
# belong to none, so that no order, filter or count by practice tells it.
_SCOPE_CTES = f"""
scope AS MATERIALIZED (
    SELECT r.person_id, r.practice_id, o.name AS practice_name, r.from_on AS registered_on,
           r.as_on AS listed_on, d.family_name, d.given_name, d.title, d.birth_date, d.search_text,
           d.sex, d.housebound
    FROM patients_registration r
    JOIN patients_persondetail d ON d.person_id = r.person_id
    JOIN organisations_organisation o ON o.id = r.practice_id
    WHERE r.practice_id = ANY (%(practices)s::bigint[]) AND {IN_SCOPE}
      AND r.person_id IN (SELECT v.id FROM visible v)
),
people AS (SELECT person_id FROM scope),
marked AS MATERIALIZED (
    SELECT DISTINCT person_id AS marked_id FROM patients_preference
    WHERE kind = 'SENSITIVE' AND replaced_at IS NULL
          AND from_on <= %(on)s AND (to_on IS NULL OR to_on > %(on)s)
)
"""
_STANDS_CTE = f"""
stands AS (
    SELECT *, {_JUDGEMENT} AS judgement,
           CASE WHEN marked_id IS NULL THEN practice_name END AS practice_told,
           CASE WHEN marked_id IS NULL OR cardinality(%(practices)s::bigint[]) = 1 THEN practice_id END
               AS of_practice
    FROM scope JOIN standing USING (person_id) LEFT JOIN marked ON marked_id = person_id
)
"""
STANDS_CTES = f"{_SCOPE_CTES}, {STANDING_CTES}, {_STANDS_CTE}"
TIERED_CTES = f"{_SCOPE_CTES}, {TIER_CTES}, {_STANDS_CTE}"  # for lists that show no score
_JUDGED = f"""
{STANDS_CTES},
spans AS (
    SELECT * FROM unnest(%(months)s::text[], %(before_months)s::date[], %(until_months)s::date[])
                  AS s(month, from_on, to_on)
),
{FLOWS_CTES},
judged AS MATERIALIZED (
    SELECT s.*, month, move, was_tier, now_tier,
           %(tier)s::smallint IS NULL OR COALESCE(tier = %(tier)s::smallint, false) AS of_tier,
           CASE %(view)s::text {_OF_VIEW} ELSE true END AS of_view,
           (%(born_after)s::date IS NULL OR birth_date > %(born_after)s::date)
           AND (%(born_until)s::date IS NULL OR birth_date <= %(born_until)s::date)
           AND (%(sex)s::text IS NULL OR sex = %(sex)s::text)
           AND (%(housebound)s::boolean IS NULL OR COALESCE(housebound, false) = %(housebound)s::boolean)
           AND (%(practice)s::bigint IS NULL OR COALESCE(of_practice = %(practice)s::bigint, false))
           AND (%(judgement)s::text IS NULL OR judgement = %(judgement)s)
           AND (NOT %(by_index)s OR proposed_tier IS NOT DISTINCT FROM %(index)s::smallint)
           AND (%(move)s::text IS NULL OR COALESCE(move = %(move)s, false))
           AND (NOT %(by_pair)s OR (move <> ALL (%(not_listed)s)
                                    AND was_tier IS NOT DISTINCT FROM %(was_tier)s::smallint
                                    AND now_tier IS NOT DISTINCT FROM %(now_tier)s::smallint)) AS fits
    FROM stands s LEFT JOIN flows USING (person_id)
)
"""

_COUNT_VIEWS = ", ".join(
    f"count(*) FILTER (WHERE fits AND of_tier AND {condition}) AS view_{name or 'everybody'}"
    for name, condition in VIEWS.items()
)
_COUNT_TIERS = ", ".join(
    f"count(*) FILTER (WHERE fits AND of_view AND tier = {tier}) AS tier_{tier}" for tier in _TIERS
)
_COUNTED = f"""
counted AS (
    SELECT count(*) AS everybody, count(*) FILTER (WHERE fits AND of_tier AND of_view) AS total,
           {_COUNT_VIEWS}, {_COUNT_TIERS}
    FROM judged
),
dated AS (
    SELECT min(listed_on) AS listed_on, min(scored_on) AS scores_on,
           EXISTS (SELECT 1 FROM patients_personlink WHERE to_on IS NULL OR to_on > %(on)s) AS any_linked
    FROM (SELECT max(listed_on) AS listed_on, max(scored_on) AS scored_on FROM judged GROUP BY practice_id)
         AS newest
)
"""


def _page_sql(order: str) -> str:
    """The counts in every row, and beside them the rows of one page: at least one row, however few people."""
    return f"""
WITH visible(id) AS ({{visible}}), {_JUDGED}, {_COUNTED},
ranked AS (
    SELECT *, row_number() OVER (ORDER BY {order}) AS place FROM judged
    WHERE fits AND of_tier AND of_view
),
shown AS (
    SELECT r.* FROM ranked r, counted c
    WHERE r.place > LEAST(%(page)s::int - 1, GREATEST(c.total - 1, 0) / %(size)s::int) * %(size)s::int
    ORDER BY r.place LIMIT %(size)s::int
)
SELECT c.*, t.*, s.person_id, p.public_id, s.family_name, s.given_name, s.title, s.birth_date,
       i.value AS nhs_number, COALESCE(s.practice_told, 'Withheld') AS practice_name, s.tier, s.basis,
       s.deficit_count, s.previous_count, s.tier_before, s.near, s.registered_on, s.scored_on, s.source
FROM counted c CROSS JOIN dated t LEFT JOIN shown s ON true
LEFT JOIN patients_person p ON p.id = s.person_id
LEFT JOIN patients_personidentifier i
       ON i.person_id = s.person_id AND i.replaced_by_id IS NULL AND i.kind = 'NHS_NUMBER'
ORDER BY s.place
"""


_BY_PRACTICE = f"""
WITH visible(id) AS ({{visible}}), {_JUDGED}
SELECT of_practice AS practice_id, count(*) AS everybody,
       CASE WHEN of_practice IS NOT NULL THEN max(listed_on) END AS listed_on,
       CASE WHEN of_practice IS NOT NULL THEN max(scored_on) END AS scores_on,
       {_COUNT_VIEWS}, {_COUNT_TIERS}
FROM judged GROUP BY of_practice
"""

_TALLIED = f"""
WITH visible(id) AS ({{visible}}), {_JUDGED}
SELECT of_practice AS practice_id, proposed_tier, decided_tier, count(*) AS people
FROM judged WHERE fits GROUP BY of_practice, proposed_tier, decided_tier
"""
_MOVED = f"""
WITH visible(id) AS ({{visible}}), {_JUDGED}
SELECT month, move, was_tier, now_tier, count(*) AS people
FROM judged WHERE fits GROUP BY month, move, was_tier, now_tier
"""


def page_of(visible: RawSQL, parameters: Mapping[str, Any], *, sort: str) -> list[dict[str, Any]]:
    """
    The rows of one page; counts and dates stand in each, and `person_id` is None when the page is empty.

    :param visible: people whom the user reaches, as one column of keys
    :param sort: a name of ORDERS, with "-" before it the other way round; what is unknown stands last
    """
    direction = "DESC" if sort.startswith("-") else "ASC"
    order = f"{ORDERS[sort.removeprefix('-')]} {direction} NULLS LAST, {ORDERS['name']}, person_id"
    return rows_of(_page_sql(order), visible, parameters)


def by_practice(visible: RawSQL, parameters: Mapping[str, Any]) -> dict[int | None, dict[str, Any]]:
    """Counts and dates of each practice that has anybody, by the practice's key; None: practice withheld."""
    return {row["practice_id"]: row for row in rows_of(_BY_PRACTICE, visible, parameters)}


def tallied(visible: RawSQL, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """People by practice (None: withheld), tier that the index proposes and tier that is decided."""
    return rows_of(_TALLIED, visible, parameters)


def moved(visible: RawSQL, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """People by month of the parameters, move and both tiers of the index."""
    return rows_of(_MOVED, visible, parameters)


def rows_of(statement: str, visible: RawSQL, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the statement finds, by the names of its columns."""
    statement, values = bound(statement, visible, parameters)
    with connection.cursor() as cursor:
        cursor.execute(without_loops(statement), values)
        cursor.nextset()
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def bound(statement: str, visible: RawSQL, parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Django writes its subquery with places in a row; here every value has a name."""
    names = [f"visible_{place}" for place in range(len(visible.params))]
    named = visible.sql % tuple(f"%({name})s" for name in names)
    return statement.replace("{visible}", named), {
        **parameters,
        **dict(zip(names, visible.params, strict=True)),
    }
