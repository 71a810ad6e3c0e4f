"""Which recorded codes are on the list of sensitive codes, and whose records and quarantine that touches."""

from datetime import datetime

from django.db import connection

_MARK = """
UPDATE patients_recordedcode c SET sensitive = NOT c.sensitive
WHERE c.sensitive <> EXISTS (
    SELECT FROM patients_sensitivecode x
    WHERE (x.system, x.code) IN (('ctv3', c.ctv3), ('read2', c.read2), ('snomed', c.snomed)))
RETURNING c.id
"""

_TOUCHED = """
SELECT DISTINCT person_id FROM patients_codedentry
WHERE replaced_by_id IS NULL AND code_id = ANY (%s) ORDER BY person_id
"""

# Whether a row that cannot be used names a listed code. The system is not asked: it may be the very cell that
# is wrong. Of a row that could not be split nobody knows which cell is which: any word of it counts. A Read
# code may lack its dots, or carry a term code behind its five characters. `SHOWN_NUL` breaks no word.
SHOWN_NUL = "\N{SYMBOL FOR NULL}"
NAMES_SENSITIVE = f"""
EXISTS (
    SELECT FROM regexp_split_to_table(
        CASE WHEN {{row}}.given = jsonb_build_object() THEN replace({{row}}.raw, '{SHOWN_NUL}', '')
             ELSE concat_ws(' ', {{row}}.given ->> 'code', {{row}}.given ->> 'snomed_code',
                            {{row}}.given ->> 'medicine_code') END,
        '[^0-9A-Za-z.]+') AS word
    WHERE word IN (SELECT code FROM patients_sensitivecode)
       OR length(word) IN (1, 2, 3, 4, 5, 7)
          AND rpad(left(word, 5), 5, '.') IN (SELECT code FROM patients_sensitivecode))
"""

# The text of several lines that a quote has swallowed hides more than the entry: that one stays, without it.
_CLEAR_QUARANTINE = f"""
UPDATE patients_quarantinedrow q
SET raw = '', given = jsonb_build_object(), other_reasons = '[]',
    sentence = CASE WHEN s.stays THEN q.sentence || %(hidden)s ELSE %(note)s END,
    state = CASE WHEN q.state = 'OPEN' AND NOT s.stays THEN 'CLOSED' ELSE q.state END,
    closing_note = CASE WHEN q.state = 'OPEN' AND NOT s.stays THEN %(note)s ELSE q.closing_note END,
    closed_at = CASE WHEN s.stays THEN q.closed_at ELSE COALESCE(q.closed_at, %(at)s) END
FROM (SELECT id, given = jsonb_build_object() AND position(chr(10) IN raw) > 0 AS stays
      FROM patients_quarantinedrow WHERE feed IN ('coded_entries', 'current_medicines')) s
WHERE q.id = s.id AND {NAMES_SENSITIVE.format(row="q")}
"""
HIDDEN = " Its text holds a sensitive code and is not kept: look these lines up in the file."
_NOTE = "The code is on the list of sensitive codes: nothing of the row is kept."


def mark() -> tuple[int, list[int]]:
    """Give every recorded code its mark; how many changed it, and whose entries carry them."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        changed = [code for (code,) in cursor.fetchall()]
        cursor.execute(_TOUCHED, [changed])
        return len(changed), [person for (person,) in cursor.fetchall()]


def clear_quarantine(*, at: datetime) -> int:
    """Forget what rows with a sensitive code said that did not get in; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR_QUARANTINE, {"at": at, "note": _NOTE, "hidden": HIDDEN})
        return int(cursor.rowcount)
