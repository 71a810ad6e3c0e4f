"""Tiers to look at, of a practice or a hub: who, why and since when, counted and paged by one statement.

The oracle is `tiers.rules.worklist.reasons`.  `{visible}` and `%(practices)s` are as in
`tiers.sets.register`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models.expressions import RawSQL

from tiers.rules.severity import FIT_SCALE
from tiers.rules.worklist import (
    FIT_UP_TO,
    LOOKED_AT_FROM,
    LOW_UP_TO,
    MANY_DAYS,
    MONTHS,
    NEW_DEFICIT,
    REVIEW_SOON,
    Reason,
)
from tiers.sets.register import STANDS_CTES, rows_of
from tiers.sets.standing import standing_parameters
from wsic.dates import months_before

ORDERS = {
    "rank": "rank, deficit_count DESC NULLS LAST, since",
    "name": 'search_text COLLATE "C"',
    "-name": 'search_text COLLATE "C" DESC',
    "born": "birth_date",
    "-born": "birth_date DESC",
    "deficits": "deficit_count NULLS LAST",
    "-deficits": "deficit_count DESC NULLS LAST",
    "waiting": "since",
    "-waiting": "since DESC",
}
_LOW = """(deficit_count <= %(low)s AND (decided_on IS NULL OR decided_on <= %(year_before)s))"""
# Where the tier was handed back, from the least that is looked at.
_RISEN = """(number IS NOT NULL AND proposed_tier > CASE WHEN last_tier IS NOT NULL THEN last_proposed
        ELSE GREATEST(last_proposed, %(from_tier)s - 1) END)"""

# The day since which each reason holds, over `facts`; None: it does not.
_SINCE = {
    Reason.RISEN: f"CASE WHEN {_RISEN} THEN GREATEST(proposed_since, decided_on) END",
    Reason.UNSEEN: "CASE WHEN number IS NULL AND proposed_tier >= %(from_tier)s THEN proposed_since END",
    Reason.REVIEW_DUE: "CASE WHEN last_tier IS NOT NULL AND review_on <= %(on)s THEN review_on END",
    Reason.MOVED: f"""CASE WHEN last_tier IS NOT NULL AND proposed_tier IS DISTINCT FROM last_proposed
        AND {_RISEN} IS NOT TRUE THEN GREATEST(proposed_since, decided_on) END""",
    Reason.CONTACTS: f"CASE WHEN {_LOW} THEN many_on END",
    Reason.JUDGED_FIT: """CASE WHEN proposed_tier >= %(from_tier)s THEN CASE
        WHEN frailty_scale = ANY (%(fit_scale)s::smallint[]) AND frailty_scale_on <= %(on)s
             AND (decided_on IS NULL OR frailty_scale_on > decided_on) THEN frailty_scale_on
        WHEN deficit_count > last_count AND last_proposed >= %(from_tier)s
             AND (last_tier <= %(fit_tier)s OR last_scale = ANY (%(fit_scale)s::smallint[])) THEN decided_on
        END END""",
    Reason.NEAR: "CASE WHEN near AND (decided_on IS NULL OR gained_on > decided_on) THEN gained_on END",
    Reason.REVIEW_SOON: """CASE WHEN last_tier IS NOT NULL AND review_on > %(on)s AND review_on <= %(soon)s
        THEN GREATEST(review_on - %(soon_days)s::int, decided_on) END""",
    Reason.THIN: f"""CASE WHEN {_LOW} THEN CASE
        WHEN new_here THEN registered_on
        WHEN entries_on IS NOT NULL AND last_on <= %(year_before)s THEN GREATEST(last_on, decided_on)
        END END""",
}
_COLUMNS = ", ".join(f"{since} AS since_{reason.lower()}" for reason, since in _SINCE.items())
_FIRST = ", ".join(f"since_{reason.lower()}" for reason in _SINCE)
_NAMED = ", ".join(f"CASE WHEN since_{each.lower()} IS NOT NULL THEN '{each}' END" for each in _SINCE)

_LISTED = f"""
{STANDS_CTES},
decided AS (
    SELECT DISTINCT ON (d.person_id) d.person_id, d.number, d.decided_on, d.tier AS last_tier,
           d.proposed_tier AS last_proposed, d.deficit_count AS last_count, d.frailty_scale AS last_scale,
           d.review_on
    FROM tiers_tierdecision d JOIN people p USING (person_id)
    WHERE d.person_id IS DISTINCT FROM %(whom)s::bigint OR d.number <= %(up_to)s::int
    ORDER BY d.person_id, d.number DESC
),
gains AS (
    SELECT o.person_id, o.counted_from AS gained_on
    FROM sourced s JOIN tiers_deficitonset o USING (person_id)
    WHERE s.source = 'COMPUTED' AND o.counted_from > %(new_after)s AND o.counted_from <= %(on)s
    UNION ALL
    SELECT m.person_id, m.from_on FROM sourced s JOIN tiers_polypharmacyperiod m USING (person_id)
    WHERE s.source = 'COMPUTED' AND m.from_on > %(new_after)s AND m.from_on <= %(on)s AND m.to_on > %(on)s
    UNION ALL
    SELECT person_id, scored_on FROM standing
    WHERE source = 'IMPORTED' AND change > 0 AND scored_on > %(new_after)s
),
gained AS (SELECT person_id, max(gained_on) AS gained_on FROM gains GROUP BY person_id),
facts AS (
    SELECT s.*, t.proposed_since, d.number, d.decided_on, d.last_tier, d.last_proposed, d.last_count,
           d.last_scale, d.review_on, g.gained_on, c.entries_on, r.last_on, r.frailty_scale,
           r.frailty_scale_on, x.counted AS days_counted, x.many_on,
           registered_on > %(year_before)s AS new_here
    FROM stands s
    LEFT JOIN stood t USING (person_id)
    LEFT JOIN decided d USING (person_id)
    LEFT JOIN gained g USING (person_id)
    LEFT JOIN sourced c USING (person_id)
    LEFT JOIN tiers_recordsummary r USING (person_id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS counted, (array_agg(day ORDER BY day))[%(many)s] AS many_on
        FROM unnest(r.days) AS day WHERE day > %(year_before)s AND day <= %(on)s
    ) x
),
since AS MATERIALIZED (SELECT f.*, {_COLUMNS} FROM facts f),
listed AS MATERIALIZED (
    SELECT s.*, array_remove(ARRAY[{_NAMED}]::text[], NULL) AS reasons, COALESCE({_FIRST}) AS since
    FROM since s
    WHERE COALESCE({_FIRST}) IS NOT NULL
),
judged AS MATERIALIZED (
    SELECT l.*, array_position(%(order)s::text[], reasons[1]) AS rank,
           (%(practice)s::bigint IS NULL OR COALESCE(of_practice = %(practice)s::bigint, false)) AS fits,
           (%(tier)s::smallint IS NULL OR COALESCE(tier = %(tier)s::smallint, false)) AS of_tier,
           (%(reason)s::text IS NULL OR %(reason)s::text = ANY (reasons)) AS of_reason
    FROM listed l
)
"""
_COUNTS = ", ".join(
    [
        "count(*) FILTER (WHERE fits AND of_tier) AS everybody",
        "count(*) FILTER (WHERE fits AND of_tier AND of_reason) AS total",
        *(
            f"count(*) FILTER (WHERE fits AND of_tier AND '{each}' = ANY (reasons)) AS reason_{each.lower()}"
            for each in _SINCE
        ),
        *(
            f"count(*) FILTER (WHERE fits AND of_reason AND tier = {tier}) AS tier_{tier}"
            for tier in range(4)
        ),
    ]
)


def _page_sql(order: str) -> str:
    """The counts in every row, and beside them the rows of one page: at least one row, however few people."""
    return f"""
WITH visible(id) AS ({{visible}}), {_LISTED},
counted AS (SELECT {_COUNTS} FROM judged),
dated AS (
    SELECT min(entries_on) AS entries_on, count(*) AS practices, count(entries_on) AS with_entries
    FROM (SELECT max(c.entries_on) AS entries_on FROM stands s JOIN sourced c USING (person_id)
          GROUP BY s.practice_id) AS newest
),
ranked AS (
    SELECT *, row_number() OVER (ORDER BY {order}, search_text COLLATE "C", person_id) AS place
    FROM judged WHERE fits AND of_tier AND of_reason
),
shown AS (
    SELECT r.* FROM ranked r, counted c
    WHERE r.place > LEAST(%(page)s::int - 1, GREATEST(c.total - 1, 0) / %(size)s::int) * %(size)s::int
    ORDER BY r.place LIMIT %(size)s::int
)
SELECT c.*, t.*, s.*, p.public_id, i.value AS nhs_number,
       COALESCE(s.practice_told, 'Withheld') AS practice_name_told
FROM counted c CROSS JOIN dated t LEFT JOIN shown s ON true
LEFT JOIN patients_person p ON p.id = s.person_id
LEFT JOIN patients_personidentifier i
       ON i.person_id = s.person_id AND i.replaced_by_id IS NULL AND i.kind = 'NHS_NUMBER'
ORDER BY s.place
"""


# Where one person is, and who is at a place: the places of the whole list, by key.
_PLACES = f"""
WITH visible(id) AS ({{visible}}), {_LISTED}
SELECT person_id FROM judged WHERE fits AND of_tier AND of_reason OR person_id = %(whom)s::bigint
ORDER BY {{order}}, search_text COLLATE "C", person_id
"""
_COUNT = f"""
WITH visible(id) AS ({{visible}}), {_LISTED}
SELECT count(*) AS people FROM judged
"""
_REASONS = f"""
WITH visible(id) AS ({{visible}}), {_LISTED}
SELECT person_id, reasons, since FROM judged
"""


def page_of(visible: RawSQL, parameters: Mapping[str, Any], *, sort: str) -> list[dict[str, Any]]:
    """
    The rows of one page; counts stand in each, and `person_id` is None when the page is empty.

    :param visible: people whom the user reaches, as one column of keys
    :param sort: a name of ORDERS
    """
    return rows_of(_page_sql(ORDERS[sort]), visible, parameters)


def places(visible: RawSQL, parameters: Mapping[str, Any], *, sort: str) -> list[int]:
    """The keys of all who are listed, in order, and of `whom` where they stood."""
    rows = rows_of(_PLACES.replace("{order}", ORDERS[sort]), visible, parameters)
    return [row["person_id"] for row in rows]


def count(visible: RawSQL, parameters: Mapping[str, Any]) -> int:
    return int(rows_of(_COUNT, visible, parameters)[0]["people"])


def reasons(visible: RawSQL, parameters: Mapping[str, Any]) -> dict[int, tuple[list[str], date]]:
    """Of each who is listed: the reasons in order, and since when the first has waited."""
    rows = rows_of(_REASONS, visible, parameters)
    return {row["person_id"]: (row["reasons"], row["since"]) for row in rows}


def parameters(on: date, *, practices: list[int], **filters: Any) -> dict[str, Any]:
    """
    What the statements need to know for a day.

    :param filters: of `reason`, `tier` and `practice` those that are on; and for `places`, one person `whom`
        no decision after number `up_to` has moved, nor taken off the list
    """
    return {
        **standing_parameters(on),
        "practices": practices,
        "year_before": months_before(on, MONTHS),
        "new_after": on - NEW_DEFICIT,
        "soon": on + REVIEW_SOON,
        "soon_days": REVIEW_SOON.days,
        "low": LOW_UP_TO,
        "many": MANY_DAYS,
        "from_tier": LOOKED_AT_FROM,
        "fit_tier": FIT_UP_TO,
        "fit_scale": list(FIT_SCALE),
        "order": [str(each) for each in Reason],
        "reason": None,
        "tier": None,
        "practice": None,
        "whom": None,
        "up_to": None,
        **filters,
    }
