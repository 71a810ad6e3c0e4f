"""What is said of rows of records that are turned away, and which entries of quarantine are dealt with."""

from __future__ import annotations

from django.db import connection

from patients.feeds.declared import Column, Kind
from patients.feeds.merging import Run
from patients.feeds.rules import row_digest
from patients.feeds.sets.records_of import Records, execute

_AT_ONCE = 50_000  # rows

# An entry in quarantine is closed by the row that stands now, unless it is about a newer version.
_CLOSING = """
UPDATE incoming i SET row_key = i.row_id
FROM patients_quarantinedrow q
WHERE q.feed = '{feed}' AND q.state = 'OPEN' AND q.importer_id = %(source)s AND q.row_key = i.row_id
  AND i.fate IN ('accepted', 'unchanged') AND i.stands IS NOT FALSE
  AND ({newer_than_i}) IS NOT TRUE
"""

CONFLICT = (
    "another row with this id and date says something else, and neither counts. "
    "Look up which one is right and send that one."
)
_UNKNOWN = "belongs to nobody on the list. Correct it, or import the list of people first."
_MISMATCH = "is not the one this NHS number was registered with. Correct one of the two."

# Whose queue an entry lies in: that of the practice that has the person, the regular one first.
_FILL = """
UPDATE incoming i
SET raw = s.raw, digest = s.digest, row_key = s.row_id {filled},
    at_column = CASE i.reason WHEN 'person_unknown' THEN 'nhs_number'
                WHEN 'identity_mismatch' THEN 'birth_date' ELSE 'row_id' END,
    says = CASE i.reason WHEN 'person_unknown' THEN %(unknown)s WHEN 'identity_mismatch' THEN %(mismatch)s
           ELSE %(conflict)s END,
    organisation_id = CASE WHEN i.reason <> 'person_unknown' THEN (
        SELECT r.practice_id FROM patients_registration r
        WHERE r.person_id = i.person_id AND r.replaced_by_id IS NULL
        ORDER BY r.kind = 'REGULAR' DESC, r.from_on DESC, r.id LIMIT 1) END
FROM {staged} s
WHERE s.import_id = %(import)s AND s.line = i.line AND i.fate = 'quarantined'
"""

_CELLS = "SELECT line, {cells} FROM incoming WHERE fate = 'quarantined'"
_DIGESTS = """
UPDATE incoming i SET digest = d.digest
FROM unnest(%(lines)s::bigint[], %(digests)s::bytea[]) AS d (line, digest) WHERE d.line = i.line
"""


def say(records: Records, run: Run) -> None:
    """Fill in what the rows that are turned away need, and name the entries that others deal with."""
    execute(records, (_CLOSING, _FILL), run, unknown=_UNKNOWN, mismatch=_MISMATCH, conflict=CONFLICT)
    cells = ", ".join(map(_canonical, records.feed.columns))
    with connection.chunked_cursor() as cursor, connection.cursor() as writing:
        cursor.execute(_CELLS.format(cells=cells))
        while some := cursor.fetchmany(_AT_ONCE):
            digests = [row_digest(row[1:]) for row in some]
            writing.execute(_DIGESTS, {"lines": [row[0] for row in some], "digests": digests})


def _canonical(column: Column) -> str:
    """The cell as the rules wrote it."""
    if column.kind is Kind.YES_NO:
        return f"CASE \"{column.name}\" WHEN true THEN 'Y' WHEN false THEN 'N' ELSE '' END"
    return f"COALESCE(\"{column.name}\"::text, '')"
