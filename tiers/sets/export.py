"""Everybody in scope on a day with score and tiers, row by row from a server-side cursor: flat memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from tiers.rules import POLYPHARMACY
from tiers.sets.computed import RECORDED
from tiers.sets.standing import (
    BY_PRACTICE_AND_NUMBER,
    IN_SCOPE_CTE,
    STANDING_CTES,
    standing_parameters,
)

_AT_ONCE = 2_000  # rows fetched from the server

_EXPORT = f"""
WITH {IN_SCOPE_CTE},
people AS (SELECT person_id FROM in_scope), {STANDING_CTES},
present AS (
    SELECT person_id, array_agg(deficit::smallint ORDER BY deficit) AS deficits
    FROM (SELECT o.person_id, o.deficit FROM tiers_deficitonset o WHERE o.counted_from <= %(on)s
          UNION ALL
          SELECT m.person_id, %(polypharmacy)s FROM tiers_polypharmacyperiod m
          WHERE m.from_on <= %(on)s AND m.to_on > %(on)s) AS each
    GROUP BY person_id
)
SELECT i.nhs_number, i.practice_code, s.deficit_count, s.score, s.instrument, s.code_list_version,
       s.proposed_tier, s.decided_tier, CASE WHEN s.source = 'COMPUTED' THEN COALESCE(p.deficits, '{{}}') END,
       CASE WHEN s.source = 'COMPUTED' THEN {RECORDED.format(listed="p")} ELSE true END
FROM in_scope i JOIN standing s USING (person_id) LEFT JOIN present p USING (person_id)
ORDER BY {BY_PRACTICE_AND_NUMBER}
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """One person; None where nothing is known yet.  `deficits`: places in the index, of a computed score;
    `recorded`: whether a computed score rests on any coded entry."""

    nhs_number: str | None
    practice_code: str
    deficit_count: int | None
    score: Decimal | None
    instrument: str | None
    code_list_version: str | None
    proposed_tier: int | None
    decided_tier: int | None
    deficits: list[int] | None
    recorded: bool


def exported(*, on: date, practice: str | None) -> Iterator[Exported]:
    """
    Ordered by practice code and NHS number, inside the caller's transaction.

    :param practice: a practice's code; None for all
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            _EXPORT,
            {
                "practice": practice,
                "polypharmacy": POLYPHARMACY,
                "known_now": False,
                **standing_parameters(on),
            },
        )
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from (Exported(*row) for row in rows)
