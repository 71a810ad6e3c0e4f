"""What rests on a signature, as numbers: administrators and privacy officers see nobody behind them.

A function of the database counts them as the system, and never tells a small number (decision 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.relationships import RELATIONSHIPS
from wsic.walls import Statements, system_function

FEWEST = 5  # a smaller number of people, 0 excluded, is not told (docs/decisions/0006-small-numbers.md)

_EPISODES = ", ".join(f"'{why}'" for why, each in RELATIONSHIPS.items() if each.episode)
_STAYS = f"(r.why IN ({_EPISODES}) AND r.from_on < day)"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION patients_resting_on(agreements bigint[], day date)
RETURNS TABLE (agreement bigint, people bigint, organisations bigint, episodes bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
BEGIN
    RETURN QUERY
    WITH resting AS (
        SELECT a.id, count(DISTINCT r.person_id) FILTER (WHERE NOT {_STAYS}) AS stop,
               count(DISTINCT COALESCE(r.organisation_id, r.acting_for_id))
                   FILTER (WHERE NOT {_STAYS}) AS holders,
               count(*) FILTER (WHERE {_STAYS}) AS stay
        FROM unnest(agreements) AS a(id)
        LEFT JOIN patients_reach r ON ' ' || r.source || ' ' LIKE '% isa:' || a.id || ' %'
             AND (r.to_on IS NULL OR r.to_on > day)
        GROUP BY a.id
    )
    SELECT t.id, CASE WHEN t.stop NOT BETWEEN 1 AND {FEWEST - 1} THEN t.stop END, t.holders,
           CASE WHEN t.stay NOT BETWEEN 1 AND {FEWEST - 1} THEN t.stay END
    FROM resting t;
END $function$
"""


class DefineRestingOn(Statements):
    """Make the function that counts what rests on signatures as it is defined here now."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        return system_function("patients_resting_on(bigint[], date)", _FUNCTION)


@dataclass(frozen=True)
class Resting:
    """What rests on a signature from a day on; None for a number from 1 to FEWEST - 1.

    `people` of `organisations` are shared until then, `episodes` of care began before and go on to the
    hand-over.
    """

    people: int | None
    organisations: int
    episodes: int | None


def resting_on(agreements: Iterable[int], *, day: date) -> dict[int, Resting]:
    """By primary key of the agreement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT agreement, people, organisations, episodes FROM patients_resting_on(%s, %s)",
            [list(agreements), day],
        )
        return {key: Resting(*numbers) for key, *numbers in cursor.fetchall()}
