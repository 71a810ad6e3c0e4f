"""Staged frailty scores judged and merged, set-based.

What stands for a person and day is a matter of what was delivered, not of the order it came in.  First comes
who says it: the practice where the person was registered on that day, and the CCG, outrank everybody else,
whose differing score is kept as history.  Among those of the highest rank the content of the newest extract
(`as_on`) stands.  Two contents of equally new extracts conflict: both are kept, neither counts, and both
stand in quarantine, until a newer extract or a correction from there settles it.  One merge runs at a time
(`patients.feeds.sets.locks`).
"""

from typing import Any

from django.db import connection

from patients.feeds.merging import Run
from tiers.models import Instrument, ScoreSource
from tiers.rules import MOST_DEFICITS

# They go with the transaction; a test has several merges in one.
_FORGET = "DROP TABLE IF EXISTS pg_temp.incoming, pg_temp.turned_away, pg_temp.verdicts"

# The CCG may bring anybody's scores, every other organisation those of people it has (or had) to do with; who
# is beyond its reach is unknown to it, so that a file finds out nothing about anybody else.
# A score is text here: with two decimals or more, as a correction must have it.
_INCOMING = """
CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
SELECT m.import_id, m.line, m.digest, m.raw, m.nhs_number, m.birth_date, m.calculated_on, m.copy,
       to_char(m.value, 'FM0.00999') AS score, CASE WHEN m.known AND m.same THEN m.person_id END AS person_id,
       CASE WHEN m.copy > 1 THEN 'duplicate' WHEN NOT m.known OR NOT m.same THEN 'quarantined' END AS fate,
       CASE WHEN NOT m.known THEN 'person_unknown' WHEN NOT m.same THEN 'identity_mismatch' END AS reason,
       CASE WHEN NOT m.known THEN 'nhs_number' WHEN NOT m.same THEN 'birth_date' END AS at_column,
       CASE WHEN NOT m.known
            THEN 'belongs to nobody on the list. Correct it, or import the list of people first.'
            WHEN NOT m.same
            THEN 'is not the one this NHS number was registered with. Correct one of the two.'
       END AS says,
       CASE WHEN m.known THEN (SELECT r.practice_id FROM patients_registration r
                               WHERE r.person_id = m.person_id AND r.replaced_by_id IS NULL
                               ORDER BY r.kind = 'REGULAR' DESC, r.from_on DESC, r.id LIMIT 1)
       END AS organisation_id,
       CASE WHEN m.copy = 1 THEN concat_ws('|', m.nhs_number, m.calculated_on) END AS row_key
FROM (
    SELECT s.*, round(s.score, 5) AS value, n.person_id,
           COALESCE(d.birth_date = s.birth_date, false) AS same,
           row_number() OVER (PARTITION BY s.nhs_number, s.birth_date, s.calculated_on, round(s.score, 5)
                              ORDER BY s.line) AS copy,
           n.person_id IS NOT NULL AND (importer.kind = 'CCG' OR EXISTS (
               SELECT FROM patients_reach r
               WHERE r.person_id = n.person_id AND r.organisation_id = importer.id
                 AND (r.to_on IS NULL OR r.to_on > s.calculated_on))) AS known
    FROM patients_staged_frailty_scores s
    JOIN organisations_organisation importer ON importer.id = %(importer)s
    LEFT JOIN patients_personidentifier n
         ON n.value = s.nhs_number AND n.kind = 'NHS_NUMBER' AND n.replaced_by_id IS NULL
    LEFT JOIN patients_persondetail d ON d.person_id = n.person_id AND d.replaced_by_id IS NULL
    WHERE s.import_id = %(import)s
) m
"""

# How much the word of an organisation `o` weighs about a person and day `s`.
_RANK = """CASE WHEN o.kind = 'CCG' OR EXISTS (
    SELECT FROM patients_registration r
    WHERE r.person_id = s.person_id AND r.practice_id = o.id AND r.kind = 'REGULAR'
      AND r.replaced_by_id IS NULL AND r.from_on <= s.calculated_on
      AND (r.to_on IS NULL OR r.to_on > s.calculated_on)) THEN 2 ELSE 1 END"""

# For each person and day in the file: is the file of less or more weight, older or newer than what stands,
# and do contents conflict?  `told` is what the file says; `settled` what a correction decided against among
# equally new extracts.  What stands is of one rank; when a higher one comes (`rises`) it starts anew.
_VERDICTS = f"""
CREATE TEMPORARY TABLE verdicts ON COMMIT DROP AS
WITH told AS (
    SELECT s.*, {_RANK} AS rank
    FROM (
        SELECT person_id, calculated_on, array_agg(score::numeric) AS scores
        FROM incoming WHERE fate IS NULL GROUP BY person_id, calculated_on
    ) s JOIN organisations_organisation o ON o.id = %(importer)s
),
delivered AS (
    SELECT s.*, t.rank AS told_rank, {_RANK} AS rank
    FROM told t JOIN tiers_frailtyscore s USING (person_id, calculated_on)
    LEFT JOIN patients_import b ON b.id = s.imported_by_id
    LEFT JOIN organisations_organisation o ON o.id = b.organisation_id
    WHERE s.instrument = %(instrument)s AND s.source = %(source)s
),
known AS (
    SELECT s.person_id, s.calculated_on,
           max(s.rank) FILTER (WHERE s.replaced_by_id IS NULL) AS rank,
           max(s.as_on) FILTER (WHERE s.replaced_by_id IS NULL) AS as_on,
           array_agg(s.score) FILTER (WHERE s.replaced_by_id IS NULL) AS scores,
           array_agg(s.score) FILTER (
               WHERE s.replaced_by_id IS NOT NULL AND s.as_on = %(as_on)s AND s.rank = s.told_rank
           ) AS settled,
           min(s.imported_by_id) FILTER (WHERE s.replaced_by_id IS NULL) AS import_id,
           bool_or(s.conflicted) FILTER (WHERE s.replaced_by_id IS NULL) AS conflicted
    FROM delivered s GROUP BY s.person_id, s.calculated_on
),
placed AS (
    SELECT t.person_id, t.calculated_on, t.scores AS told, k.import_id,
           COALESCE(k.rank < t.rank, false) AS rises,
           CASE WHEN k.rank < t.rank THEN '{{}}' ELSE COALESCE(k.scores, '{{}}') END AS present,
           COALESCE(k.settled, '{{}}') AS settled,
           COALESCE(k.conflicted, false) AS was_conflicted,
           COALESCE((k.rank, k.as_on) > (t.rank, %(as_on)s), false) AS older,
           COALESCE((k.rank, k.as_on) < (t.rank, %(as_on)s), true)
               OR ((k.rank, k.as_on) = (t.rank, %(as_on)s) AND c.settles) AS newer
    FROM told t LEFT JOIN known k USING (person_id, calculated_on)
    CROSS JOIN (
        SELECT EXISTS (
            SELECT FROM patients_import b JOIN patients_quarantinedrow q ON q.id = b.corrects_id
            WHERE b.id = %(import)s AND q.reason = 'conflicting_versions') AS settles
    ) c
)
SELECT p.*, NOT p.older AND 1 < (
    SELECT count(DISTINCT contender)
    FROM unnest(CASE WHEN p.newer THEN p.told ELSE p.told || p.present END) AS contender
    WHERE p.newer OR contender <> ALL (p.settled)) AS conflict
FROM placed p
"""

_FATES = """
UPDATE incoming i SET
    fate = CASE
        WHEN v.older AND EXISTS (
            SELECT FROM tiers_frailtyscore s
            WHERE (s.person_id, s.calculated_on, s.score) = (i.person_id, i.calculated_on, i.score::numeric)
              AND s.instrument = %(instrument)s AND s.source = %(source)s) THEN 'unchanged'
        WHEN v.older THEN 'superseded'
        WHEN NOT v.newer AND i.score::numeric = ANY (v.settled) THEN 'unchanged'
        WHEN v.conflict THEN 'quarantined'
        WHEN i.score::numeric = ANY (v.present) AND NOT v.was_conflicted THEN 'unchanged'
        ELSE 'accepted' END,
    reason = CASE WHEN v.conflict THEN 'conflicting_versions' END,
    at_column = CASE WHEN v.conflict THEN 'score' END,
    says = CASE WHEN v.conflict THEN %(conflict)s END,
    row_key = CASE WHEN v.older AND v.was_conflicted THEN NULL ELSE i.row_key END
FROM verdicts v
WHERE i.fate IS NULL AND v.person_id = i.person_id AND v.calculated_on = i.calculated_on
"""
_CONFLICT = (
    "differs from the score of another row for the same person and day. Neither counts. "
    "Look up which one is right and send that one."
)

_CURRENT = """s.person_id = v.person_id AND s.calculated_on = v.calculated_on AND s.replaced_by_id IS NULL
              AND s.instrument = %(instrument)s AND s.source = %(source)s"""

_REPLACE = f"""
UPDATE tiers_frailtyscore s SET replaced_by_id = %(import)s
FROM verdicts v WHERE {_CURRENT} AND v.newer AND (v.rises OR s.score <> ALL (v.told))
"""

# The other side of a conflict had got in with an earlier file: it goes to quarantine too, as it was read.
_FLAG = f"""
WITH flagged AS (
    UPDATE tiers_frailtyscore s SET as_on = GREATEST(s.as_on, %(as_on)s), conflicted = v.conflict
    FROM verdicts v
    WHERE {_CURRENT} AND NOT v.older
      AND (s.as_on < %(as_on)s OR s.conflicted <> v.conflict)
    RETURNING s.*
)
INSERT INTO patients_quarantinedrow (
    public_id, feed, imported_by_id, importer_id, organisation_id, line, raw, given, as_on, row_key, "column",
    reason, other_reasons, sentence, digest, state, created_at, closing_note)
SELECT gen_random_uuid(), 'frailty_scores', b.id, b.organisation_id,
       COALESCE(i.organisation_id, b.organisation_id), COALESCE(f.line, 0),
       concat_ws(',', i.nhs_number, i.birth_date, i.calculated_on, to_char(f.score, 'FM0.00999')),
       jsonb_build_object('nhs_number', i.nhs_number, 'birth_date', i.birth_date,
                          'calculated_on', i.calculated_on, 'score', to_char(f.score, 'FM0.00999')),
       f.as_on, i.row_key, 'score', 'conflicting_versions', '[]',
       'Line ' || to_char(COALESCE(f.line, 0), 'FM999,999,999') || ', score: ' || %(conflict)s,
       f.digest, 'OPEN', %(at)s, ''
FROM flagged f JOIN patients_import b ON b.id = f.imported_by_id
JOIN LATERAL (
    SELECT * FROM incoming i
    WHERE i.person_id = f.person_id AND i.calculated_on = f.calculated_on AND i.copy = 1
      AND i.reason = 'conflicting_versions' ORDER BY i.line LIMIT 1
) i ON true
WHERE f.conflicted AND NOT EXISTS (SELECT FROM incoming same WHERE same.digest = f.digest)
ON CONFLICT (feed, digest) WHERE state = 'OPEN' DO NOTHING
"""

_ADD = """
INSERT INTO tiers_frailtyscore (person_id, calculated_on, deficit_count, score, instrument, source,
                                code_list_version, as_on, line, imported_by_id, replaced_by_id, conflicted,
                                digest)
SELECT i.person_id, i.calculated_on, round(i.score::numeric * %(deficits)s), i.score::numeric,
       %(instrument)s, %(source)s, '',
       %(as_on)s, i.line, i.import_id, CASE WHEN v.older THEN COALESCE(v.import_id, i.import_id) END,
       v.conflict, i.digest
FROM incoming i JOIN verdicts v USING (person_id, calculated_on)
WHERE i.copy = 1
  AND (i.fate = 'superseded'
       OR (i.fate IN ('accepted', 'quarantined') AND NOT v.older AND i.score::numeric <> ALL (v.present)))
"""

_TOUCHED = """
SELECT DISTINCT i.person_id FROM incoming i JOIN verdicts v USING (person_id, calculated_on)
WHERE i.fate = 'accepted' OR v.conflict ORDER BY i.person_id
"""


def judge(run: Run) -> None:
    """Make `incoming` with a fate for every staged row, and `verdicts` for every person and day in it."""
    parameters = _parameters(run)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        cursor.execute(_INCOMING, parameters)
        cursor.execute("ANALYZE incoming")
        cursor.execute(_VERDICTS, parameters)
        cursor.execute("ANALYZE verdicts")
        cursor.execute(_FATES, parameters)


def write(run: Run) -> list[int]:
    """Write what was judged; the people whose standing scores may have changed."""
    parameters = _parameters(run)
    with connection.cursor() as cursor:
        cursor.execute(_REPLACE, parameters)
        cursor.execute(_FLAG, parameters)
        cursor.execute(_ADD, parameters)
        cursor.execute(_TOUCHED)
        return [person for (person,) in cursor.fetchall()]


def _parameters(run: Run) -> dict[str, Any]:
    return run.parameters | {
        "instrument": Instrument.EFI,
        "source": ScoreSource.IMPORTED,
        "deficits": MOST_DEFICITS,
        "conflict": _CONFLICT,
    }
