"""What each recorded code means by the active list: one look-up a code, not one an entry."""

from dataclasses import dataclass

from django.db import connection

# An entry is looked up once, by the first of these terminologies that it carries and the list has, as
# `tiers.codelists.reading.CodeList.rules_for` does.  Sensitive codes mean nothing here.
_EXPECTED = """
active AS (SELECT id FROM tiers_codelistversion WHERE active),
systems AS (
    SELECT r.code_list_id, COALESCE(bool_or(r.system = 'ctv3'), false) AS ctv3,
           COALESCE(bool_or(r.system = 'read2'), false) AS read2,
           COALESCE(bool_or(r.system = 'snomed'), false) AS snomed
    FROM active a JOIN tiers_codelistrule r ON r.code_list_id = a.id GROUP BY r.code_list_id
),
looked_up AS (
    SELECT c.id AS code_id, s.code_list_id,
           CASE WHEN s.ctv3 AND c.ctv3 <> '' THEN 'ctv3' WHEN s.read2 AND c.read2 <> '' THEN 'read2'
                WHEN s.snomed AND c.snomed <> '' THEN 'snomed' END AS system,
           CASE WHEN s.ctv3 AND c.ctv3 <> '' THEN c.ctv3 WHEN s.read2 AND c.read2 <> '' THEN c.read2
                WHEN s.snomed AND c.snomed <> '' THEN c.snomed END AS code
    FROM patients_recordedcode c CROSS JOIN systems s
    WHERE NOT c.sensitive
),
expected AS (
    SELECT l.code_id, r.id AS rule_id
    FROM looked_up l
    JOIN tiers_codelistrule r
         ON r.code_list_id = l.code_list_id AND r.system = l.system AND r.code = l.code
)
"""
_WRONG = """
SELECT m.id FROM tiers_codemeaning m
WHERE NOT EXISTS (SELECT FROM expected e WHERE (e.code_id, e.rule_id) = (m.code_id, m.rule_id))
"""
_MISSING = """
SELECT e.code_id, e.rule_id FROM expected e
WHERE NOT EXISTS (SELECT FROM tiers_codemeaning m WHERE (e.code_id, e.rule_id) = (m.code_id, m.rule_id))
"""

_RENEW = f"""
WITH {_EXPECTED},
gone AS (DELETE FROM tiers_codemeaning WHERE id IN ({_WRONG}) RETURNING code_id),
added AS (INSERT INTO tiers_codemeaning (code_id, rule_id) {_MISSING} RETURNING code_id)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM gone)
"""

_DIFFERENCE = f"""
WITH {_EXPECTED}
SELECT (SELECT count(*) FROM ({_WRONG}) w), (SELECT count(*) FROM ({_MISSING}) m)
"""


# Whoever reads meanings to work out onsets must read them by the list that is active then: a list that
# becomes active meanwhile waits for their commit, and they for its.
_CHANGE = "SELECT pg_advisory_xact_lock(hashtext('tiers_codemeaning'))"
_READ = "SELECT pg_advisory_xact_lock_shared(hashtext('tiers_codemeaning'))"
_HOWEVER_LONG = "SET LOCAL lock_timeout = 0"


@dataclass(frozen=True)
class MeaningChange:
    added: int
    removed: int


def hold_still() -> None:
    """Until the transaction ends no list changes."""
    _wait(_READ)


def wait_to_change() -> None:
    """Until nobody works out onsets by the lists of now; nobody begins before the transaction ends."""
    _wait(_CHANGE)


def renew() -> MeaningChange:
    """Make the meanings of all codes those of the active list."""
    wait_to_change()
    with connection.cursor() as cursor:
        cursor.execute(_RENEW)
        return MeaningChange(*cursor.fetchone())


def difference() -> tuple[int, int]:
    """How many meanings follow from no active list, and how many are missing."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCE)
        wrong, missing = cursor.fetchone()
    return wrong, missing


def _wait(lock: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_HOWEVER_LONG)
        cursor.execute(lock)
