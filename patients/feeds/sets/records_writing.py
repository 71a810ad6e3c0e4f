"""Statements that write judged rows of records, and the entries in quarantine of what they contradict."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import nullcontext
from json import dumps
from typing import Any

from django.db import connection

from patients.feeds.merging import Run
from patients.feeds.rules import row_digest
from patients.feeds.sets.first_load import TABLES, indexes_built_after
from patients.feeds.sets.records_of import Records, execute
from patients.feeds.sets.records_quarantine import CONFLICT
from wsic.plans import nested_loops

_KEEP = """
UPDATE {table} e
SET replaced_by_id = CASE WHEN c.wins OR c.conflicts THEN NULL ELSE %(import)s END,
    conflicted = CASE WHEN c.wins THEN false ELSE e.conflicted OR c.conflicts END {known_on}
FROM contents c
WHERE e.id = c.id
  AND ((NOT c.closed AND NOT c.wins AND NOT c.conflicts) OR (c.conflicts AND NOT c.conflicted)
       OR (c.wins AND (c.conflicted OR c.closed)) {late})
"""

_ADD_VERSIONS = """
INSERT INTO {table} (organisation_id, row_id, deleted, conflicted, line, imported_by_id, replaced_by_id,
                     {stored})
SELECT %(source)s, c.row_id, c.deleted, c.conflicts, c.line, %(import)s,
       CASE WHEN NOT c.wins AND NOT c.conflicts THEN COALESCE(c.winner_from, %(import)s) END,
       {named_of_c} {dated_of_c}
FROM contents c WHERE c.id IS NULL ORDER BY c.line
"""

_ADD = """
INSERT INTO {table} (organisation_id, row_id, deleted, conflicted, line, imported_by_id, replaced_by_id,
                     {stored})
SELECT %(source)s, i.row_id, i.deleted, false, i.line, %(import)s, NULL, {named_of_i} {dated_of_i}
FROM incoming i WHERE i.fate = 'accepted' AND i.stands IS NULL
"""

_TOUCHED = """
SELECT person_id FROM incoming WHERE fate = 'accepted'
UNION SELECT person_id FROM contents WHERE id IS NULL OR wins <> NOT (closed OR conflicted)
ORDER BY person_id
"""

# The other side of a contradiction got in with an earlier file: it goes to quarantine too.
_FLAGGED = {
    "coded_entries": """
SELECT e.imported_by_id, e.line, e.person_id, e.row_id, n.value, d.birth_date, e.effective_on, e.recorded_on,
       CASE WHEN w.ctv3 <> '' THEN 'CTV3' WHEN w.read2 <> '' THEN 'READ2' ELSE 'SNOMED' END,
       COALESCE(NULLIF(w.ctv3, ''), NULLIF(w.read2, ''), w.snomed),
       CASE WHEN w.ctv3 <> '' OR w.read2 <> '' THEN w.snomed ELSE '' END, w.term,
       COALESCE(trim_scale(e.value)::text, e.value_text), e.unit, CASE WHEN e.deleted THEN 'Y' ELSE 'N' END
FROM contents c JOIN {table} e ON e.id = c.id JOIN patients_recordedcode w ON w.id = e.code_id""",
    "medication_issues": """
SELECT e.imported_by_id, e.line, e.person_id, e.row_id, n.value, d.birth_date, e.issued_on, w.code, w.name,
       COALESCE(w.bnf_chapter::text, ''), CASE WHEN e.deleted THEN 'Y' ELSE 'N' END
FROM contents c JOIN {table} e ON e.id = c.id JOIN patients_recordedmedicine w ON w.id = e.medicine_id""",
    "allergies": """
SELECT e.imported_by_id, e.line, e.person_id, e.row_id, n.value, d.birth_date, e.recorded_on, e.substance,
       e.reaction, e.status
FROM contents c JOIN {table} e ON e.id = c.id""",
    "current_medicines": """
SELECT e.imported_by_id, e.line, e.person_id, e.row_id, n.value, d.birth_date, e.medicine_code, e.medicine,
       e.dose, e.started_on, e.ended_on, CASE e.repeat WHEN true THEN 'Y' WHEN false THEN 'N' ELSE '' END
FROM contents c JOIN {table} e ON e.id = c.id""",
}

_CONTRADICTED = """
LEFT JOIN patients_personidentifier n
     ON n.person_id = e.person_id AND n.kind = 'NHS_NUMBER' AND n.replaced_by_id IS NULL
LEFT JOIN patients_persondetail d ON d.person_id = e.person_id AND d.replaced_by_id IS NULL
WHERE c.conflicts AND NOT c.conflicted AND c.line IS NULL ORDER BY e.id
"""

_OPEN = """
INSERT INTO patients_quarantinedrow (
    public_id, feed, imported_by_id, importer_id, organisation_id, line, raw, given, as_on, row_key, "column",
    reason, other_reasons, sentence, digest, state, created_at, closing_note)
SELECT gen_random_uuid(), t.feed, b.id, %(source)s, COALESCE((
           SELECT r.practice_id FROM patients_registration r
           WHERE r.person_id = %(person)s AND r.replaced_by_id IS NULL
           ORDER BY r.kind = 'REGULAR' DESC, r.from_on DESC, r.id LIMIT 1), %(source)s),
       %(line)s, %(raw)s, %(given)s, b.as_on, %(row_key)s, 'row_id', 'conflicting_versions', '[]',
       'Line ' || to_char(%(line)s, 'FM999,999,999') || ', row_id: ' || %(conflict)s, t.digest, 'OPEN',
       %(at)s, ''
FROM patients_import b
CROSS JOIN (SELECT %(feed)s AS feed,
                   sha256(convert_to(%(source)s || '|', 'UTF8') || %(digest)s::bytea) AS digest) t
WHERE b.id = %(imported_by)s AND NOT EXISTS (
    SELECT FROM patients_quarantinedrow q
    WHERE q.feed = t.feed AND q.digest = t.digest AND q.closed_by_id IS NOT NULL)
ON CONFLICT (feed, digest) WHERE state = 'OPEN' DO NOTHING
"""


def write(records: Records, run: Run) -> list[int]:
    """Write what was judged; the people whose records may say something else now."""
    with nested_loops(allowed=True), connection.cursor() as cursor:
        cursor.execute(records.sql(_FLAGGED[records.feed.name] + _CONTRADICTED))
        contradicted = cursor.fetchall()
        with indexes_built_after(records.table) if records.table in TABLES else nullcontext():
            execute(records, (_KEEP, _ADD_VERSIONS, _ADD, *records.said_again), run)
        cursor.executemany(_OPEN, [_entry(records, run, row) for row in contradicted])
        cursor.execute(_TOUCHED)
        return [person for (person,) in cursor.fetchall()]


def _entry(records: Records, run: Run, row: Sequence[Any]) -> dict[str, Any]:
    """The row as its file had it, so that the same line sent again finds its entry."""
    imported_by, line, person, *cells = row
    texts = ["" if cell is None else str(cell) for cell in cells]
    given = {name: text for name, text in zip(records.feed.names, texts, strict=True) if text}
    return run.parameters | {
        "feed": records.feed.name, "imported_by": imported_by, "person": person, "line": line,
        "raw": _line(texts), "given": dumps(given), "row_key": given["row_id"], "digest": row_digest(texts),
        "conflict": CONFLICT,
    }  # fmt: skip


def _line(texts: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(texts)
    return out.getvalue()
