"""The due-lists of a practice or a hub: who stands on which, counted and paged by one statement.

The oracle is `careplans.rules.due`.  `{visible}` and `%(practices)s` are as in `tiers.sets.register`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models.expressions import RawSQL

from careplans.rules.due import LETTERS, MAY_BE_OVERDUE, DueList, NotByLetter
from careplans.rules.entitlement import SessionSettings
from careplans.rules.languages import BY_SPELLING, ENGLISH
from careplans.sets.windows import WINDOWS_CTES, among, window_parameters
from patients.sets.residence import IN_A_HOME
from tiers.rules.index import DEFICITS
from tiers.sets.register import rows_of

ORDERS = {
    "due": "by_on NULLS LAST",
    "-due": "by_on DESC NULLS LAST",
    "name": 'search_text COLLATE "C"',
    "-name": 'search_text COLLATE "C" DESC',
    "born": "birth_date",
    "-born": "birth_date DESC",
    "tier": "tier NULLS LAST",
    "-tier": "tier DESC NULLS LAST",
    "last": "last_on NULLS FIRST",
    "-last": "last_on DESC NULLS LAST",
}


def _says(kind: str) -> str:
    return f"""EXISTS (SELECT FROM patients_preference x WHERE x.person_id = r.person_id
        AND x.kind = '{kind}' AND x.replaced_at IS NULL AND x.from_on <= %(on)s
        AND (x.to_on IS NULL OR x.to_on > %(on)s))"""


_NOT_BY_LETTER = {
    # Where somebody marked sensitive lives is withheld; they are rung as without an address.
    NotByLetter.CARE_HOME: f"r.marked_id IS NULL AND {IN_A_HOME}",
    NotByLetter.DEMENTIA: """EXISTS (SELECT FROM tiers_deficitonset x WHERE x.person_id = r.person_id
        AND x.deficit = %(dementia)s AND x.counted_from <= %(on)s)""",
    NotByLetter.NO_LETTERS: _says("NO_LETTERS"),
    NotByLetter.OTHER_FORMAT: _says("OTHER_FORMAT"),
    NotByLetter.LANGUAGE: """r.text_id IS NULL
        AND (upper(r.language) <> ALL (%(spoken)s) OR COALESCE(r.interpreter_needed, false))""",
    NotByLetter.EASY_WORDS: f"r.text_id IS NOT NULL AND {_says('EASY_READ')}",
    NotByLetter.ADDRESS: "r.address = '' OR r.marked_id IS NOT NULL",
}
# One set for each reason, which joins: a look-up for each person and reason takes seconds of a hub.
_KEPT_BACK = "\n    UNION ALL ".join(
    f"SELECT r.person_id, '{each}' AS reason, {number} AS number FROM lettered r WHERE {sql}"
    for number, (each, sql) in enumerate(_NOT_BY_LETTER.items())
)
_CALLED_OFF = "LEAST(h.\"on\", (h.ended_at AT TIME ZONE 'Europe/London')::date)"
_WAITED = "offered_on + CASE WHEN unanswered < %(letters)s THEN %(second)s::int ELSE %(call)s::int END"
_STANDS = "COALESCE(called_off_on <= offered_on, true)"  # the last answer: nothing was called off after it
_LIST = f"""
CASE WHEN NOT live THEN '{DueList.NOT_LIVE}'
     WHEN booked_on < %(on)s THEN '{DueList.RECORD}'
     WHEN booked_on IS NOT NULL THEN '{DueList.BOOKED}'
     WHEN review_on IS NOT NULL THEN '{DueList.REVIEW}'
     WHEN answer = 'ACCEPTED' AND {_STANDS} THEN '{DueList.BOOK}'
     WHEN again_on > %(on)s AND {_STANDS} THEN '{DueList.WAITING}'
     WHEN from_on > %(on)s THEN '{DueList.LATER}'
     WHEN called_off_on >= COALESCE(offered_on, called_off_on) THEN '{DueList.CALL}'
     WHEN unanswered > 0 AND %(on)s < {_WAITED} THEN '{DueList.INVITED}'
     WHEN cardinality(not_by_letter) > 0 OR unanswered >= %(letters)s THEN '{DueList.CALL}'
     WHEN unanswered > 0 THEN '{DueList.SECOND}'
     ELSE '{DueList.INVITE}' END
"""
DUE_CTES = f"""
{WINDOWS_CTES},
ended AS (
    SELECT h.person_id, max(h."on") FILTER (WHERE h.state = 'HELD') AS held_on,
           max(h."on") FILTER (WHERE h.state = 'BOOKED') AS booked_on,
           array_agg({_CALLED_OFF}) FILTER (WHERE h.state IN ('DID_NOT_ATTEND', 'CANCELLED')) AS called_off
    FROM owing s JOIN careplans_planningsession h USING (person_id)
    WHERE (h.state = 'BOOKED' OR h."on" <= %(on)s OR h.state IN ('DID_NOT_ATTEND', 'CANCELLED'))
          AND {among("h.person_id", "owing")}
    GROUP BY h.person_id
),
offered AS (
    SELECT f.person_id, f.answer, f.again_on, f.offered_on,
           row_number() OVER later AS from_last,
           count(*) FILTER (WHERE f.answer = '') OVER later AS unanswered,
           count(*) FILTER (WHERE f.answer <> '') OVER later AS answered
    FROM owing s JOIN careplans_sessionoffer f USING (person_id) LEFT JOIN ended e USING (person_id)
    WHERE f.in_error_at IS NULL AND f.offered_on <= %(on)s AND {among("f.person_id", "owing")}
          AND (e.held_on IS NULL OR f.offered_on > e.held_on)
    WINDOW later AS (PARTITION BY f.person_id ORDER BY f.offered_on DESC, f.id DESC)
),
tried AS (
    SELECT person_id, max(answer) FILTER (WHERE from_last = 1) AS answer,
           max(again_on) FILTER (WHERE from_last = 1) AS again_on,
           max(offered_on) FILTER (WHERE from_last = 1) AS offered_on,
           max(unanswered) FILTER (WHERE answered = 0) AS unanswered
    FROM offered GROUP BY person_id
),
lettered AS MATERIALIZED (
    SELECT s.person_id, s.marked_id, d.language, d.interpreter_needed, d.address, x.id AS text_id
    FROM owing s JOIN patients_persondetail d ON d.person_id = s.person_id AND d.replaced_by_id IS NULL
    LEFT JOIN tried t ON t.person_id = s.person_id
    LEFT JOIN unnest(%(spellings)s::text[], %(languages)s::text[]) AS w(spelling, name)
           ON w.spelling = upper(d.language)
    LEFT JOIN careplans_lettertext x ON x.language = w.name AND x.kind = s.kind
          AND x.second = (COALESCE(t.unanswered, 0) > 0) AND x.ended_at IS NULL
    WHERE {among("d.person_id", "owing")}
),
kept_back AS (
    SELECT person_id, array_agg(reason ORDER BY number) AS reasons
    FROM ({_KEPT_BACK}) AS k GROUP BY person_id
),
course AS MATERIALIZED (
    SELECT r.*, v.from_on, v.by_on, v.because, v.last_on, v.review_on, e.booked_on, e.held_on,
           (SELECT max(day) FROM unnest(e.called_off) AS day
            WHERE day <= %(on)s AND (e.held_on IS NULL OR day > e.held_on)) AS called_off_on,
           t.answer, t.again_on, t.offered_on, COALESCE(t.unanswered, 0) AS unanswered,
           COALESCE(k.reasons, ARRAY[]::text[]) AS not_by_letter, x.text_id
    FROM owing r
    LEFT JOIN kept_back k ON k.person_id = r.person_id
    LEFT JOIN lettered x ON x.person_id = r.person_id
    LEFT JOIN windows v ON v.person_id = r.person_id
    LEFT JOIN ended e ON e.person_id = r.person_id
    LEFT JOIN tried t ON t.person_id = r.person_id
),
listed AS MATERIALIZED (SELECT *, {_LIST} AS list FROM course),
judged AS MATERIALIZED (
    SELECT l.*, list = ANY (%(may_be_overdue)s) AND by_on < %(on)s AS overdue,
           (%(kind)s::text IS NULL OR kind = %(kind)s)
           AND (%(tier)s::smallint IS NULL OR COALESCE(tier = %(tier)s::smallint, false))
           AND (%(practice)s::bigint IS NULL OR COALESCE(of_practice = %(practice)s::bigint, false))
           AND (%(people)s::bigint[] IS NULL OR person_id = ANY (%(people)s::bigint[]))
           AND (%(closes_from)s::date IS NULL
                OR COALESCE(by_on >= %(closes_from)s::date AND by_on < %(closes_until)s::date, false))
           AND (NOT %(late)s OR COALESCE(list = ANY (%(may_be_overdue)s) AND by_on < %(on)s, false)) AS fits
    FROM listed l
)
"""
_COUNTS = ", ".join(
    [
        "count(*) FILTER (WHERE fits) AS everybody",
        "count(*) FILTER (WHERE fits AND list = ANY (%(lists)s)) AS total",
        *(f"count(*) FILTER (WHERE fits AND list = '{each}') AS list_{each.lower()}" for each in DueList),
        *(
            f"count(*) FILTER (WHERE fits AND list = '{each}' AND overdue) AS late_{each.lower()}"
            for each in MAY_BE_OVERDUE
        ),
        *(
            f"count(*) FILTER (WHERE fits AND list = '{DueList.CALL}' AND '{each}' = ANY (not_by_letter))"
            f" AS kept_{each.lower()}"
            for each in NotByLetter
        ),
    ]
)


def _page_sql(order: str) -> str:
    """The counts in every row, and beside them the rows of one page: at least one row, however few people."""
    return f"""
WITH visible(id) AS ({{visible}}), {DUE_CTES},
tallied AS (SELECT {_COUNTS} FROM judged),
ranked AS (
    SELECT *, row_number() OVER (ORDER BY {order}, by_on NULLS LAST, search_text COLLATE "C", person_id)
              AS place
    FROM judged WHERE fits AND list = ANY (%(lists)s)
),
shown AS (
    SELECT r.* FROM ranked r, tallied c
    WHERE r.place > LEAST(%(page)s::int - 1, GREATEST(c.total - 1, 0) / %(size)s::int) * %(size)s::int
    ORDER BY r.place LIMIT %(size)s::int
)
SELECT c.*, s.*, p.public_id, i.value AS nhs_number,
       EXISTS (SELECT FROM patients_personlink WHERE to_on IS NULL OR to_on > %(on)s) AS any_linked,
       COALESCE(s.practice_told, 'Withheld') AS practice_name_told
FROM tallied c LEFT JOIN shown s ON true
LEFT JOIN patients_person p ON p.id = s.person_id
LEFT JOIN patients_personidentifier i
       ON i.person_id = s.person_id AND i.replaced_by_id IS NULL AND i.kind = 'NHS_NUMBER'
ORDER BY s.place
"""


_PLACES = f"""
WITH visible(id) AS ({{visible}}), {DUE_CTES}
SELECT person_id, list, overdue, kind, from_on, by_on, because, last_on, answer, offered_on, unanswered,
       not_by_letter, text_id
FROM judged WHERE fits
"""


def page_of(visible: RawSQL, parameters: Mapping[str, Any], *, sort: str) -> list[dict[str, Any]]:
    """
    The rows of one page; counts stand in each, and `person_id` is None when the page is empty.

    :param visible: people whom the user reaches, as one column of keys
    :param sort: a name of ORDERS
    """
    return rows_of(_page_sql(ORDERS[sort]), visible, parameters)


def places(visible: RawSQL, parameters: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """List and window of everybody who fits, by key."""
    return {row["person_id"]: row for row in rows_of(_PLACES, visible, parameters)}


def due_parameters(
    on: date, settings: SessionSettings, *, practices: list[int], **filters: Any
) -> dict[str, Any]:
    """
    :param filters: of `lists`, `kind`, `tier`, `practice`, `people`, `late`, `closes_from` and `closes_until`
        those that are on
    """
    return {
        **window_parameters(on, settings),
        "practices": practices,
        "letters": LETTERS,
        "second": settings.second.days,
        "call": settings.call.days,
        "may_be_overdue": [str(each) for each in MAY_BE_OVERDUE],
        "dementia": DEFICITS.index("Memory and cognitive problems") + 1,
        "spoken": list(ENGLISH),
        "spellings": list(BY_SPELLING),
        "languages": [each.name for each in BY_SPELLING.values()],
        "lists": list(DueList),
        "kind": None,
        "tier": None,
        "practice": None,
        "people": None,
        "closes_from": None,
        "closes_until": None,
        "late": False,
        **filters,
    }
