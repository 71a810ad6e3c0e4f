"""Which of the staged rows of records get in, found by SQL: whose they are, what stands already, what of
several versions counts.

Nearly all rows are new and alone with their id, or say what stands already.  Those are settled at once; the
others go through `contents`, where every version of their rows stands once.
"""

from __future__ import annotations

from django.db import connection

from patients.feeds.merging import Run
from patients.feeds.sets import judging, records_quarantine
from patients.feeds.sets.records_of import Records, execute
from patients.feeds.sets.staging import BAD
from patients.sets.sensitive import HIDDEN, NAMES_SENSITIVE
from wsic.plans import nested_loops

# The CCG may bring anybody's records, every other organisation those of people it has (or had) to do with;
# who is beyond its reach is unknown to it, so that a file finds out nothing about anybody else.
_WHOSE = """
CREATE TEMPORARY TABLE whose ON COMMIT DROP AS
SELECT n.value AS nhs_number, n.person_id, d.birth_date,
       CASE WHEN o.kind = 'CCG' THEN DATE 'infinity' ELSE (
           SELECT max(COALESCE(r.to_on, 'infinity')) FROM patients_reach r
           WHERE r.person_id = n.person_id AND r.organisation_id = o.id) END AS until
FROM patients_personidentifier n
JOIN organisations_organisation o ON o.id = %(importer)s
LEFT JOIN patients_persondetail d ON d.person_id = n.person_id AND d.replaced_by_id IS NULL
WHERE n.kind = 'NHS_NUMBER' AND n.replaced_by_id IS NULL
  AND n.value IN (SELECT nhs_number FROM {staged} WHERE import_id = %(import)s)
"""

_REPEATED = """
CREATE TEMPORARY TABLE repeated ON COMMIT DROP AS
SELECT row_id FROM {staged} WHERE import_id = %(import)s GROUP BY row_id HAVING count(*) > 1
"""

# `stands` is what `contents` finds out; only rows in quarantine need the columns that are empty here.
_INCOMING = """
CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
SELECT f.*, CASE WHEN f.reason IS NOT NULL THEN 'quarantined'
                 WHEN r.row_id IS NULL THEN 'accepted' END AS fate,
       NULL::boolean AS stands, NULL::bigint AS organisation_id, NULL::text AS row_key,
       NULL::text AS at_column, NULL::text AS says, NULL::text AS raw, NULL::bytea AS digest {empty}
FROM (
    SELECT s.line, s.row_id, {deleted_of_s} AS deleted, {version_of_s} AS version_on, p.person_id,
           {content_of_s},
           CASE WHEN p.until IS NULL OR p.until <= {day} THEN 'person_unknown'
                WHEN p.birth_date IS DISTINCT FROM s.birth_date THEN 'identity_mismatch' END AS reason
    FROM {staged} s
    JOIN words_of w ON {worded}
    LEFT JOIN whose p ON p.nhs_number = s.nhs_number
    WHERE s.import_id = %(import)s AND NOT w.sensitive
) f
LEFT JOIN repeated r ON r.row_id = f.row_id
"""

_LEFT_OUT = """
SELECT count(*) FROM {staged} s JOIN words_of w ON {worded} WHERE s.import_id = %(import)s AND w.sensitive
"""
_ANY_SENSITIVE = "SELECT EXISTS (SELECT FROM words_of WHERE sensitive)"

# A row that cannot be used is not shown in quarantine either, whatever system it names. Several lines that a
# quote has swallowed stay there without their text, so that the other rows among them are not lost unseen.
_SENSITIVE_BAD = f"""
WITH gone AS (
    DELETE FROM {BAD} b WHERE b.import_id = %(import)s AND {NAMES_SENSITIVE.format(row="b")} RETURNING b.*
),
stays AS (
    INSERT INTO {BAD} (import_id, line, digest, raw, row_key, nhs_number, practice_code, at_column, reason,
                       other_reasons, sentence, given)
    SELECT import_id, line, digest, '', row_key, nhs_number, practice_code, at_column, reason, other_reasons,
           sentence || %(hidden)s, given
    FROM gone WHERE given = jsonb_build_object() AND position(chr(10) IN raw) > 0
    RETURNING line
)
SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM stays)
"""

_ANY_KNOWN = """
SELECT EXISTS (SELECT FROM {table} WHERE organisation_id = %(source)s AND replaced_by_id IS NULL
               AND NOT conflicted)
    OR EXISTS (SELECT FROM {table} WHERE organisation_id = %(source)s
               AND (replaced_by_id IS NOT NULL OR conflicted))
"""

# Two statements, because each has an index of its own: versions that stand, and the others.
_STANDING = (
    """
UPDATE incoming i SET fate = CASE
    WHEN (e.deleted, {stored_of_e}) IS NOT DISTINCT FROM (i.deleted, {named_of_i})
         AND ({any_version} OR {version_of_e} = i.version_on) THEN 'unchanged' END
FROM {table} e
WHERE i.fate = 'accepted' AND e.organisation_id = %(source)s AND e.row_id = i.row_id
  AND e.replaced_by_id IS NULL AND NOT e.conflicted""",
    """
UPDATE incoming i SET fate = NULL
WHERE i.fate = 'accepted' AND EXISTS (
    SELECT FROM {table} e WHERE e.organisation_id = %(source)s AND e.row_id = i.row_id
    AND (e.replaced_by_id IS NOT NULL OR e.conflicted))""",
)

# Every content of the rows that are not settled, told by the file (`line`) or known (`id`).  Of those of the
# newest date one wins, or they contradict each other; what was settled before stays so, also in other words.
# `ends` is how a row that counts now stops counting, or counts as something else.
_CONTENTS = """
CREATE TEMPORARY TABLE contents ON COMMIT DROP AS
WITH asked AS (
    SELECT DISTINCT row_id FROM incoming WHERE fate IS NULL
),
told AS (
    SELECT row_id, version_on, deleted, {named}, min(line) AS line, min(id) AS id,
           bool_or(conflicted) AS conflicted, bool_or(closed) AS closed, min(imported_by_id) AS imported_by_id
    FROM (
        SELECT row_id, version_on, deleted, {named}, line, NULL::bigint AS id, false AS conflicted,
               false AS closed, NULL::bigint AS imported_by_id
        FROM incoming WHERE fate IS NULL
        UNION ALL
        SELECT e.row_id, {version_of_e}, e.deleted, {renamed_of_e}, NULL, e.id, false, false, e.imported_by_id
        FROM asked a JOIN {table} e ON e.row_id = a.row_id AND e.organisation_id = %(source)s
             AND e.replaced_by_id IS NULL AND NOT e.conflicted
        UNION ALL
        SELECT e.row_id, {version_of_e}, e.deleted, {renamed_of_e}, NULL, e.id, e.conflicted,
               e.replaced_by_id IS NOT NULL, e.imported_by_id
        FROM asked a JOIN {table} e ON e.row_id = a.row_id AND e.organisation_id = %(source)s
             AND (e.replaced_by_id IS NOT NULL OR e.conflicted)
    ) every_version
    GROUP BY row_id, version_on, deleted, {named}
),
meant AS (
    SELECT t.*, {about} AS about, {meaning} AS meaning,
           concat_ws(' ', {about}, {on}, {meaning}) COLLATE "C" AS says,
           {beside} COLLATE "C" AS beside, ARRAY[{wording}] COLLATE "C" AS wording
    FROM told t JOIN {spelt}
),
dated AS (
    SELECT m.*, m.version_on = max(m.version_on) OVER (PARTITION BY m.row_id) AS newest,
           min(m.version_on) OVER (PARTITION BY m.row_id, m.about, m.meaning) AS first_on,
           m.id IS NULL AND bool_and(m.closed) FILTER (WHERE m.id IS NOT NULL) OVER (
               PARTITION BY m.row_id, m.version_on, m.deleted, m.says, m.beside) IS TRUE AS settled
    FROM meant m
),
asking AS (
    SELECT d.*, d.newest AND CASE
               WHEN %(settles)s AND bool_or(d.newest AND d.line IS NOT NULL) OVER (PARTITION BY d.row_id)
               THEN d.line IS NOT NULL ELSE NOT d.closed AND NOT d.settled END AS stands
    FROM dated d
),
weighed AS (
    SELECT a.*, bool_or(a.stands AND a.deleted) OVER k AS gone,
           min(a.says) FILTER (WHERE a.stands) OVER k <> max(a.says) FILTER (WHERE a.stands) OVER k
           OR COALESCE(min(a.beside) FILTER (WHERE a.stands) OVER k
                       <> max(a.beside) FILTER (WHERE a.stands) OVER k, false) AS contradict,
           row_number() OVER (PARTITION BY a.row_id, a.stands, a.deleted
                              ORDER BY a.beside IS NULL, a.wording DESC, a.says) AS place
    FROM asking a WINDOW k AS (PARTITION BY a.row_id)
),
judged AS (
    SELECT w.*, w.stands AND w.place = 1
               AND CASE WHEN w.gone THEN w.deleted ELSE NOT w.contradict END AS wins,
           w.stands AND NOT w.gone AND w.contradict AS conflicts
    FROM weighed w
)
SELECT j.*, min(j.imported_by_id) FILTER (WHERE j.wins) OVER k AS winner_from,
       CASE WHEN j.wins OR j.id IS NULL OR j.closed OR j.conflicted OR j.deleted THEN NULL
            WHEN bool_or(j.wins AND j.deleted) OVER k THEN 'deleted'
            WHEN NOT bool_or(j.wins) OVER k THEN 'contradicted'
            WHEN min(j.about) FILTER (WHERE j.wins) OVER k <> j.about THEN 'recoded' END AS ends
FROM judged j WINDOW k AS (PARTITION BY j.row_id)
"""

_FATES = """
UPDATE incoming i
SET stands = c.wins AND i.line = c.line,
    reason = CASE WHEN c.conflicts AND i.line = c.line THEN 'conflicting_versions' END,
    fate = CASE
        WHEN i.line <> c.line THEN 'duplicate'
        WHEN c.conflicts THEN 'quarantined'
        WHEN c.id IS NULL AND NOT c.wins THEN 'superseded'
        WHEN c.id IS NULL OR (c.wins AND (c.conflicted OR c.closed)) THEN 'accepted'
        ELSE 'unchanged' END
FROM contents c
WHERE i.fate IS NULL AND c.row_id = i.row_id
  AND (c.version_on, c.deleted, {named_of_c}) IS NOT DISTINCT FROM (i.version_on, i.deleted, {named_of_i})
"""

_SETTLES = """
SELECT EXISTS (
    SELECT FROM patients_import b JOIN patients_quarantinedrow q ON q.id = b.corrects_id
    WHERE b.id = %(import)s AND q.reason = 'conflicting_versions')
"""


def judge(records: Records, run: Run) -> dict[str, int]:
    """Make `incoming` with a fate for every staged row, and `contents`; the rows left out, by why."""
    judging.forget()
    execute(records, (*records.words, _WHOSE, _REPEATED), run)
    execute(records, ("ANALYZE words_of", "ANALYZE whose", "ANALYZE repeated"), run)
    left_out = _leave_out_sensitive(records, run)
    execute(records, (_INCOMING, "ANALYZE incoming (line, row_id, person_id, fate)"), run)
    # Every temporary table has been looked at (ANALYZE): a few among millions are found by index.
    with nested_loops(allowed=True):
        if _ask(records, _ANY_KNOWN, run):
            execute(records, (*_STANDING, "ANALYZE incoming (fate)"), run)
        settles = bool(_ask(records, _SETTLES, run))
        execute(records, (_CONTENTS, "ANALYZE contents", _FATES), run, settles=settles)
    records_quarantine.say(records, run)  # joins what was staged, of which the planner knows nothing
    return {"sensitive": left_out}


def _leave_out_sensitive(records: Records, run: Run) -> int:
    """How many rows carry a sensitive code; those that cannot be used anyway are forgotten here."""
    good = _ask(records, _LEFT_OUT, run) if _ask(records, _ANY_SENSITIVE, run) else 0
    return good + (_ask(records, _SENSITIVE_BAD, run, hidden=HIDDEN) if records.has_codes else 0)


def _ask(records: Records, statement: str, run: Run, **more: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(records.sql(statement), run.parameters | more)
        return int(cursor.fetchone()[0])
