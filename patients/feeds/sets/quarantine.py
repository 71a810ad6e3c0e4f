"""Entries of quarantine: one for each bad line however often it comes, closed when its row gets in."""

from __future__ import annotations

from json import dumps
from typing import Any

from django.db import connection

from patients.feeds.declared import Feed, Kind
from patients.feeds.merging import Run
from patients.feeds.reading import Wording
from patients.feeds.reading.shapes import line_word
from patients.feeds.sets.staging import BAD

# Both kinds of bad rows: those no rule could take, and those that do not fit what is known. A line that does
# not say whose it is, or is not for its bringer to bring, stands for whoever brought it: the same line from
# somebody else is another entry. So does every row whose id means something only there.
_COLLECT = """
CREATE TEMPORARY TABLE turned_away ON COMMIT DROP AS
SELECT t.line, t.raw, t.row_key, t.at_column, t.reason, t.other_reasons, t.sentence, t.given, t.practice_id,
       CASE WHEN t.practice_id IS NULL OR %(local_key)s
            THEN sha256(convert_to(%(bringer)s || '|', 'UTF8') || t.digest)
            ELSE t.digest END AS digest
FROM (
SELECT b.line, b.raw, b.digest, b.row_key, b.at_column, b.reason, b.other_reasons, b.sentence, b.given,
o.id AS practice_id
FROM {bad} b LEFT JOIN organisations_organisation o ON o.code = b.practice_code
     AND EXISTS (SELECT FROM organisations_organisation c
                 WHERE c.id = %(importer)s AND (c.kind = 'CCG' OR c.id = o.id))
WHERE b.import_id = %(import)s
UNION ALL
SELECT i.line, i.raw, i.digest, i.row_key, i.at_column, i.reason, '[]',
       %(line_word)s || ' ' || to_char(i.line, 'FM999,999,999') || ', '
           || COALESCE(%(written)s::jsonb ->> i.at_column, i.at_column) || ': ' || i.says,
       (SELECT jsonb_object_agg(e.key, CASE WHEN e.key <> ALL (%(yes_no)s) THEN e.value
                                            WHEN e.value = 'true' THEN 'Y' ELSE 'N' END)
        FROM jsonb_each_text(to_jsonb(i)) e WHERE e.key = ANY (%(names)s) AND e.value IS NOT NULL),
       i.organisation_id
FROM incoming i WHERE i.fate = 'quarantined'
) t
"""

# An entry that somebody closed by hand is not opened again by the same line: they have seen it.
_OPEN = """
INSERT INTO patients_quarantinedrow (
    public_id, feed, imported_by_id, importer_id, organisation_id, overseer_id, line, raw, given, as_on,
    row_key, "column", reason,
    other_reasons, sentence, digest, state, created_at, closing_note)
SELECT gen_random_uuid(), %(feed)s, %(import)s, %(bringer)s, COALESCE(t.practice_id, %(importer)s),
       CASE WHEN %(feed)s = 'people' AND t.reason = 'identity_mismatch' THEN (
           SELECT min(o.id) FROM organisations_organisation o WHERE o.kind = 'CCG') END,
       t.line, t.raw, t.given,
       %(as_on)s, COALESCE(t.row_key, ''), COALESCE(t.at_column, ''), t.reason, t.other_reasons,
       left(t.sentence, 500),
       t.digest, 'OPEN', %(at)s, ''
FROM (SELECT DISTINCT ON (digest) * FROM turned_away ORDER BY digest, line) t
WHERE NOT EXISTS (
    SELECT FROM patients_quarantinedrow q
    WHERE q.feed = %(feed)s AND q.digest = t.digest AND (q.state = 'OPEN' OR q.closed_by_id IS NOT NULL))
ON CONFLICT (feed, digest) WHERE state = 'OPEN' DO NOTHING
"""

_CLOSE_BY_KEY = """
UPDATE patients_quarantinedrow q
SET state = 'CORRECTED', closed_at = %(at)s, closed_by_import_id = %(import)s
FROM incoming i
WHERE q.feed = %(feed)s AND q.state = 'OPEN' AND q.row_key = i.row_key AND i.fate <> 'quarantined'
  AND NOT EXISTS (SELECT FROM turned_away t WHERE t.digest = q.digest)
"""

# A full list says everything about its practices: a bad line that is not in it any more has been dealt with
# there. An entry about an identity may lie in another practice's queue: the row says whose list it was in.
_CLOSE_NOT_LISTED = """
UPDATE patients_quarantinedrow q
SET state = 'CLOSED', closed_at = %(at)s, closed_by_import_id = %(import)s,
    closing_note = 'Not in the list of ' || to_char(%(as_on)s::date, 'FMDD FMMonth YYYY') || ' any more.'
WHERE q.feed = %(feed)s AND q.state = 'OPEN' AND q.as_on <= %(as_on)s
  AND CASE WHEN q.reason = 'identity_mismatch' AND q.row_key <> ''
           THEN split_part(q.row_key, '|', 2) IN (SELECT code FROM named)
           ELSE q.organisation_id IN (SELECT practice_id FROM named) END
  AND NOT EXISTS (SELECT FROM turned_away t WHERE t.digest = q.digest)
"""

_CLOSE_CORRECTED = """
UPDATE patients_quarantinedrow q
SET state = CASE WHEN t.digest IS NULL THEN 'CORRECTED' ELSE 'CLOSED' END,
    closing_note = CASE WHEN t.digest IS NULL THEN '' ELSE 'Sent again with another fault,
    which has its own entry.' END,
    closed_at = %(at)s, closed_by_import_id = %(import)s, closed_by_id = c.uploaded_by_id
FROM patients_import c LEFT JOIN turned_away t ON true
WHERE c.id = %(import)s AND q.id = c.corrects_id AND t.digest IS DISTINCT FROM q.digest
  AND (q.state = 'OPEN' OR q.closed_by_import_id = %(import)s)
"""

_REASONS = "SELECT reason, count(*) FROM turned_away GROUP BY reason ORDER BY count(*) DESC, reason"


def collect(feed: Feed, run: Run, wording: Wording) -> None:
    """Make `turned_away`, the bad rows of this import; `incoming` must be judged."""
    with connection.cursor() as cursor:
        named = {
            "names": list(feed.names),
            "yes_no": [column.name for column in feed.columns if column.kind is Kind.YES_NO],
            "line_word": line_word(wording.table),
            "written": dumps({name: wording.name(name) for name in feed.names}),
        }
        cursor.execute(_COLLECT.format(bad=BAD), _parameters(feed, run) | named)


def reasons() -> dict[str, int]:
    """How many rows were turned away, by reason, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(_REASONS)
        return dict(cursor.fetchall())


def write(feed: Feed, run: Run) -> None:
    """Open entries for what was turned away, and close those whose row came in or is not sent any more."""
    parameters = _parameters(feed, run)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, parameters)
        cursor.execute(_CLOSE_CORRECTED, parameters)
        cursor.execute(_CLOSE_BY_KEY, parameters)
        if feed.full_list and not run.partial:
            cursor.execute(_CLOSE_NOT_LISTED, parameters)


def _parameters(feed: Feed, run: Run) -> dict[str, Any]:
    bringer = run.source_id if feed.local_key else run.importer_id
    return run.parameters | {"feed": feed.name, "local_key": feed.local_key, "bringer": bringer}
