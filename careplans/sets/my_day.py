"""Everything that somebody may have to do, or did today, by one statement.

What a row can be is a source, a statement with the columns of `_COLUMNS`: another one joins `_SOURCES`, and
`careplans.queries.owed` says its words.  Order and counts are those of `careplans.rules.my_day`.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from careplans.sets.windows import among
from patients.models.base import reach_of
from tiers.sets.register import bound
from wsic.accounts.models import User
from wsic.plans import without_loops

TASK, SESSION, GOAL = "TASK", "SESSION", "GOAL"


class Found(NamedTuple):
    """
    One row, cheaper to make than anything else: a team has hundreds, of which a page shows twenty.

    :param public_id: of a goal its key
    :param kind: of a goal who sees to it
    :param due_at: or, of what stands for a day in London, `on` and `at`
    :param ended_at: by the user today, else None; of a goal, when it was reviewed
    :param outcome: of a session its state
    :param draft_id: of the draft in which a goal stands
    :param died_on: up to today
    :param named: the user is first contact, or on the care team
    :param withheld: where the person is is shown to nobody
    :param of_it: whose it is works or worked for its organisation; `left`: they do no more
    :param asked_by_own: who raised it works where the user does
    :param in_error: the contact from which it comes, or the plan that it serves, was entered in error
    """

    source: str
    pk: int
    public_id: UUID
    person_id: int
    kind: str
    words: str
    place: str
    due_at: datetime | None
    on: date | None
    at: time | None
    ended_at: datetime | None
    outcome: str
    owner_id: int | None
    organisation_id: int
    draft_id: UUID | None
    organisation: str
    owner: str
    raised_by: str
    died_on: date | None
    named: bool
    withheld: bool
    of_it: bool
    left: bool
    asked_by_own: bool
    in_error: bool


_COLUMNS = (
    "source", "id", "public_id", "person_id", "kind", "words", "place", "due_at", '"on"', "at", "ended_at",
    "outcome", "owner_id", "organisation_id", "draft_id",
)  # fmt: skip
_TASKS = f"""
    SELECT '{TASK}' AS source, t.id, t.public_id, t.person_id, t.kind, t.words, '' AS place, t.due_at,
           NULL::date AS "on", NULL::time AS at, t.closed_at AS ended_at, t.outcome, t.owner_id,
           t.organisation_id, NULL::uuid AS draft_id, t.raised_by_id, t.contact_id, t.plan_id
    FROM careplans_task t
    WHERE t.person_id IN (SELECT person_id FROM reached)
      AND (t.closed_at IS NULL
           AND (t.owner_id = %(me)s OR t.organisation_id = ANY (%(own)s)
                OR t.kind = 'REQUEST' AND t.raised_by_id IN (SELECT user_id FROM colleagues WHERE plans))
           OR t.closed_by_id = %(me)s AND t.closed_at >= %(began)s AND t.closed_at < %(ends)s)"""
_SESSIONS = f"""
    SELECT '{SESSION}', s.id, s.public_id, s.person_id, s.kind, '', s.place, NULL, s."on", s."time",
           s.ended_at, s.state, s.lead_id, s.organisation_id, NULL, NULL, NULL, NULL
    FROM careplans_planningsession s
    WHERE s.person_id IN (SELECT person_id FROM reached)
      AND (s.state = 'BOOKED' AND (s.lead_id = %(me)s OR s.organisation_id = ANY (%(own)s))
           OR s.state <> 'IN_ERROR' AND s.ended_by_id = %(me)s
              AND s.ended_at >= %(began)s AND s.ended_at < %(ends)s)"""
# Which is to be looked at is `careplans.rules.goals.asked_from`.  A goal counts as its last revision in the
# newest version that is not thrown away or in error: the draft, where there is one, else what is in force.
# One that ended today is done today whatever was begun since: no later version has it.
_GOALS = f"""(
    WITH goals AS MATERIALIZED (
        SELECT g.* FROM careplans_plangoal g
        WHERE g.person_id IN (SELECT person_id FROM reached) AND NOT g.taken_out
          AND (g.outcome = ''
               AND %(on)s >= CASE WHEN g.reviewed_on >= g.by_on THEN g.reviewed_on + %(days)s
                                  WHEN g.reviewed_on < g.by_on - %(days)s THEN g.by_on - %(days)s
                                  ELSE g.by_on END
               AND (g.owner_id = %(me)s OR g.owner_organisation_id = ANY (%(own)s)
                    OR g.organisation_id = ANY (%(own)s))
               OR g.written_by_id = %(me)s AND g.written_at >= %(began)s AND g.written_at < %(ends)s
                  AND g.reviewed_on = %(on)s AND (g.outcome <> '' OR g.reviewed_on > g.set_on))
    ),
    standing AS (
        SELECT p.id, p.public_id, p.agreed_at,
               p.number = max(p.number) OVER (PARTITION BY p.person_id) AS newest
        FROM careplans_careplan p
        WHERE p.discarded_at IS NULL AND p.in_error_at IS NULL AND {among("p.person_id", "goals")}
    ),
    counting AS (
        SELECT DISTINCT ON (g.plan_id, g.key) g.id FROM careplans_plangoal g
        WHERE {among("g.person_id", "goals")} ORDER BY g.plan_id, g.key, g.revision DESC
    )
    SELECT '{GOAL}', g.id, g.key, g.person_id, g.held_by, g.what, '', NULL, g.by_on, NULL,
           CASE WHEN g.reviewed_on = %(on)s THEN g.written_at END, g.outcome, g.owner_id,
           COALESCE(g.owner_organisation_id, g.organisation_id),
           CASE WHEN p.agreed_at IS NULL THEN p.public_id END, NULL, NULL, NULL
    FROM goals g JOIN counting c ON c.id = g.id
    JOIN standing p ON p.id = g.plan_id AND (p.newest OR g.outcome <> ''))"""
_SOURCES = (_TASKS, _SESSIONS, _GOALS)

# Behind the wall: `reached` asks it once for all sources, and each table has its policy.
_WORK = f"""
WITH reached(person_id) AS MATERIALIZED ({{visible}}),
colleagues AS MATERIALIZED (
    SELECT user_id, bool_or(organisation_id = ANY (%(own)s)) AS plans FROM accounts_membership
    WHERE organisation_id = ANY (%(here)s) AND from_on <= %(on)s AND (to_on IS NULL OR to_on > %(on)s)
    GROUP BY user_id
),
work AS MATERIALIZED ({" UNION ALL ".join(_SOURCES)}
),
posts AS MATERIALIZED (
    SELECT user_id, organisation_id,
           bool_or(from_on <= %(on)s AND (to_on IS NULL OR to_on > %(on)s)) AS works
    FROM accounts_membership WHERE user_id = ANY (ARRAY(SELECT owner_id FROM work))
    GROUP BY user_id, organisation_id
),
working AS (SELECT DISTINCT user_id FROM posts WHERE works),
died AS (
    SELECT d.person_id, d.died_on FROM patients_persondetail d
    WHERE d.replaced_by_id IS NULL AND d.died_on <= %(on)s AND {among("d.person_id", "work")}
),
marked AS (
    SELECT DISTINCT p.person_id FROM patients_preference p
    WHERE p.kind = 'SENSITIVE' AND p.replaced_at IS NULL AND p.from_on <= %(on)s
          AND (p.to_on IS NULL OR p.to_on > %(on)s) AND {among("p.person_id", "work")}
),
named AS (
    SELECT f.person_id FROM careplans_firstcontact f
    WHERE f.user_id = %(me)s AND f.in_error_at IS NULL AND f.from_on <= %(on)s
          AND (f.to_on IS NULL OR f.to_on > %(on)s) AND {among("f.person_id", "work")}
    UNION
    SELECT m.person_id FROM patients_careteammember m
    WHERE m.user_id = %(me)s AND m.from_on <= %(on)s AND (m.to_on IS NULL OR m.to_on > %(on)s)
          AND {among("m.person_id", "work")}
),
mistaken AS (
    SELECT x.contact_id FROM careplans_contactretraction x
    WHERE x.contact_id = ANY (ARRAY(SELECT contact_id FROM work))
),
wrong AS (
    SELECT p.id FROM careplans_careplan p
    WHERE p.id = ANY (ARRAY(SELECT plan_id FROM work)) AND p.in_error_at IS NOT NULL
)
SELECT {", ".join(f"w.{each}" for each in _COLUMNS)}, o.name, COALESCE(u.display_name, ''),
       COALESCE(r.display_name, ''), d.died_on, n.person_id IS NOT NULL, m.person_id IS NOT NULL,
       h.user_id IS NOT NULL,
       w.owner_id IS NOT NULL AND (NOT COALESCE(h.works, true) OR k.user_id IS NULL OR NOT u.is_active),
       w.kind = 'REQUEST' AND c.user_id IS NOT NULL,
       x.contact_id IS NOT NULL OR e.id IS NOT NULL
FROM work w
JOIN organisations_organisation o ON o.id = w.organisation_id
LEFT JOIN accounts_user u ON u.id = w.owner_id
LEFT JOIN accounts_user r ON r.id = w.raised_by_id
LEFT JOIN posts h ON h.user_id = w.owner_id AND h.organisation_id = w.organisation_id
LEFT JOIN working k ON k.user_id = w.owner_id
LEFT JOIN colleagues c ON c.user_id = w.raised_by_id
LEFT JOIN died d ON d.person_id = w.person_id
LEFT JOIN marked m ON m.person_id = w.person_id
LEFT JOIN named n ON n.person_id = w.person_id
LEFT JOIN mistaken x ON x.contact_id = w.contact_id
LEFT JOIN wrong e ON e.id = w.plan_id
WHERE w.source <> '{GOAL}' OR w.ended_at IS NOT NULL OR d.person_id IS NULL
"""


def found_for(
    user: User, *, own: Iterable[int], on: date, today: tuple[datetime, datetime], goal_days: int
) -> list[Found]:
    """
    Open of the team and the user's own, asked of others by the team, and ended by the user today.  Of people
    who have died no goal is asked about.

    :param own: organisations for which the user plans care
    :param goal_days: before its day, from which a goal is asked about
    :param today: from when to when, half-open
    """
    given = {
        "me": user.pk,
        "own": sorted(own),
        "here": sorted({each.organisation_id for each in user.standings}),
        "on": on,
        "days": goal_days,
        "began": today[0],
        "ends": today[1],
    }
    statement, values = bound(_WORK, reach_of(user), given)
    with connection.cursor() as cursor:
        cursor.execute(without_loops(statement), values)
        cursor.nextset()
        return [Found._make(row) for row in cursor.fetchall()]
