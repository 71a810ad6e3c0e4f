"""How fresh the records of each practice are, by the files that came about its people."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from patients.feeds.reading.systmone import LAYOUTS
from tiers.sets.standing import HELD, standing_parameters

_TABLES = json.dumps({feed: layout.table for feed, layout in LAYOUTS.items()})

# A practice's own files; and those that the CCG or a hub brought and of which it has rows.  Another
# practice's are none: people bring their records along when they move.  The import whose merge is running is
# done as soon as its transaction is; one of which no row could be used is no news.
_FRESHNESS = f"""
WITH brought AS (
    SELECT i.feed, i.organisation_id, o.kind = 'PRACTICE' AS by_practice, max(i.as_on) AS as_on
    FROM patients_import i JOIN organisations_organisation o ON o.id = i.organisation_id
    WHERE i.feed IN ('coded_entries', 'medication_issues') AND i.as_on <= %(on)s
      AND (i.state = 'DONE' OR i.id = %(running)s) AND i.accepted + i.unchanged > 0
    GROUP BY i.feed, i.organisation_id, o.kind
),
registered AS MATERIALIZED (
    SELECT r.practice_id, r.person_id, COALESCE((
               SELECT 1 FROM patients_codedentry e
               WHERE e.person_id = r.person_id AND e.replaced_by_id IS NULL
                 AND NOT e.conflicted AND NOT e.deleted LIMIT 1), 0) AS has_entry
    FROM patients_registration r JOIN patients_persondetail d ON d.person_id = r.person_id
    WHERE {HELD}
      AND (%(practices)s::bigint[] IS NULL OR r.practice_id = ANY (%(practices)s::bigint[]))
)
SELECT o.id,
       (SELECT max(b.as_on) FROM brought b WHERE b.feed = 'coded_entries'
           AND (b.organisation_id = o.id OR NOT b.by_practice AND EXISTS (
               SELECT FROM registered r JOIN patients_codedentry e ON e.person_id = r.person_id
               WHERE r.practice_id = o.id AND e.organisation_id = b.organisation_id
                 AND e.replaced_by_id IS NULL))),
       (SELECT max(b.as_on) FROM brought b WHERE b.feed = 'medication_issues'
           AND (b.organisation_id = o.id OR NOT b.by_practice AND EXISTS (
               SELECT FROM registered r JOIN patients_medicationissue e ON e.person_id = r.person_id
               WHERE r.practice_id = o.id AND e.organisation_id = b.organisation_id
                 AND e.replaced_by_id IS NULL))),
       COALESCE((SELECT avg(has_entry)::float FROM registered r WHERE r.practice_id = o.id), 0)
FROM organisations_organisation o
WHERE o.kind = 'PRACTICE' AND (%(practices)s::bigint[] IS NULL OR o.id = ANY (%(practices)s::bigint[]))
ORDER BY o.id
"""

# A file of records tells of all practices it is about that they are fresh, also where it changes nobody.
_PRACTICES_ABOUT = """
SELECT o.id FROM organisations_organisation o
JOIN patients_import i ON i.id = %(running)s
JOIN organisations_organisation b ON b.id = i.organisation_id
WHERE o.kind = 'PRACTICE' AND (
    o.id IN (i.organisation_id, %(importer)s)
    OR (b.kind <> 'PRACTICE' AND i.feed IN ('coded_entries', 'medication_issues'))
    OR o.id IN (
        SELECT r.practice_id FROM patients_registration r
        WHERE r.person_id = ANY (%(people)s::bigint[]) AND r.replaced_by_id IS NULL AND r.kind = 'REGULAR'))
ORDER BY o.id
"""

_PEOPLE_OF = """
SELECT DISTINCT person_id FROM patients_registration
WHERE practice_id = ANY (%(practices)s::bigint[]) AND replaced_by_id IS NULL AND kind = 'REGULAR'
"""

# A row that was mended stands in a file of its own, in our columns.
_REMEMBER = """
INSERT INTO tiers_evidencefile (imported_by_id, file_name, table_name, as_on)
SELECT id, file_name,
       CASE WHEN source = 'systmone' AND corrects_id IS NULL THEN %(tables)s::jsonb ->> feed ELSE '' END,
       as_on
FROM patients_import
WHERE id = %(running)s AND feed IN ('coded_entries', 'medication_issues')
ON CONFLICT (imported_by_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Freshness:
    """The dates of the newest extracts about a practice's people, None where none ever came, and the share of
    its people who have a coded entry, 0 to 1."""

    practice_id: int
    entries_on: date | None
    issues_on: date | None
    covered: float


def freshness(practices: Iterable[int] | None, *, on: date, running: int | None) -> list[Freshness]:
    """
    :param practices: primary keys; None for all
    :param running: the import whose merge asks
    """
    keys = None if practices is None else sorted(set(practices))
    with connection.cursor() as cursor:
        cursor.execute(_FRESHNESS, {"practices": keys, "running": running, **standing_parameters(on)})
        return [Freshness(*row) for row in cursor.fetchall()]


def practices_about(people: Iterable[int], *, running: int, importer: int) -> list[int]:
    """
    Practices whose data the import whose merge is running may make fresher: its importer, those with which
    any of these people is or was registered, and where the CCG or a hub brought records, all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _PRACTICES_ABOUT, {"people": sorted(set(people)), "running": running, "importer": importer}
        )
        return [key for (key,) in cursor.fetchall()]


def people_of(practices: Iterable[int]) -> list[int]:
    """People who are or were registered with any of these practices."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE_OF, {"practices": sorted(set(practices))})
        return [key for (key,) in cursor.fetchall()]


def remember_file(running: int) -> None:
    """Keep the name of the file that is being merged, when deficits may rest on it."""
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, {"running": running, "tables": _TABLES})
