"""Who is not in a full list any more, and when that is so many that a second person must look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from patients.feeds.sets.staging import BAD

MOST_MISSING = 0.02  # of a practice's list (FEEDS.md promise 5); from there on the list is held
MOST_CHANGED = 0.01  # of the people known already
FEWEST_CHANGED = 2  # one person's change of identity is a matter of the quarantine, not of the whole list
FEWEST_LEAVING = 2  # nor is one death in a small practice

# The practices that the list names, and the bad rows that may be theirs whose NHS number could not be read.
NAMED = f"""
CREATE TEMPORARY TABLE named ON COMMIT DROP AS
SELECT o.id AS practice_id, o.code, o.name, COALESCE(sum(b.unread), 0)::bigint AS unread
FROM organisations_organisation o
JOIN (
    SELECT DISTINCT practice_id FROM incoming
    WHERE practice_id IS NOT NULL AND reason IS DISTINCT FROM 'organisation_unknown'
      AND reason IS DISTINCT FROM 'organisation_not_yours'
) i ON i.practice_id = o.id
LEFT JOIN (
    SELECT practice_code, count(*) AS unread FROM {BAD}
    WHERE import_id = %(import)s AND nhs_number IS NULL GROUP BY practice_code
) b ON b.practice_code = o.code OR b.practice_code IS NULL
GROUP BY o.id, o.code, o.name
"""

# Registrations that run on the day of the list and are known from no newer one, of people whose number stands
# neither among its rows for this practice nor among its bad ones. The second part: the person is in the list
# with another first day. An earlier one corrects the old, which then never was; after a later one the old has
# ended.
MISSING = f"""
CREATE TEMPORARY TABLE missing ON COMMIT DROP AS
WITH running AS (
    SELECT r.id, r.person_id, r.practice_id, r.from_on
    FROM patients_registration r JOIN named n USING (practice_id)
    WHERE r.replaced_by_id IS NULL AND r.as_on <= %(as_on)s AND r.from_on <= %(as_on)s
      AND (r.to_on IS NULL OR r.to_on > %(as_on)s) AND n.unread = 0 AND NOT %(partial)s
)
SELECT r.*, true AS gone, false AS never
FROM running r
JOIN patients_personidentifier p ON p.person_id = r.person_id AND p.kind = 'NHS_NUMBER'
  AND p.replaced_by_id IS NULL
WHERE NOT EXISTS (SELECT FROM incoming i WHERE i.person_id = r.person_id AND i.practice_id = r.practice_id)
  AND NOT EXISTS (SELECT FROM {BAD} b WHERE b.import_id = %(import)s AND b.nhs_number = p.value)
UNION ALL
SELECT r.*, false, r.from_on > i.registered_on
FROM running r
JOIN (
    SELECT person_id, practice_id, min(registered_on) AS registered_on, array_agg(registered_on) AS days
    FROM incoming GROUP BY person_id, practice_id HAVING NOT bool_or(fate IN ('quarantined', 'superseded'))
) i USING (person_id, practice_id)
WHERE r.from_on <> ALL (i.days)
"""

# Who is in scope and would not be after this list: died, gone, or not regular any more. A list may take
# people away by what it says of them as well as by leaving them out.
LEAVING = """
CREATE TEMPORARY TABLE leaving ON COMMIT DROP AS
SELECT DISTINCT i.practice_id, i.person_id
FROM incoming i
JOIN patients_registration r ON r.person_id = i.person_id AND r.practice_id = i.practice_id
  AND r.replaced_by_id IS NULL AND r.kind = 'REGULAR' AND (r.to_on IS NULL OR r.to_on > %(as_on)s)
JOIN patients_persondetail d ON d.person_id = i.person_id AND d.replaced_by_id IS NULL AND d.died_on IS NULL
WHERE i.fate = 'accepted' AND NOT EXISTS (
    SELECT FROM incoming k
    WHERE k.person_id = i.person_id AND k.practice_id = i.practice_id AND k.fate IN ('accepted', 'unchanged')
      AND k.registration_kind = 'REGULAR' AND k.died_on IS NULL
      AND (k.deregistered_on IS NULL OR k.deregistered_on > %(as_on)s))
"""

# Code, people missing, people leaving, people listed before, bad rows whose number could not be read.
PRACTICES = """
SELECT n.code, n.name, COALESCE(m.missing, 0), COALESCE(v.leaving, 0), COALESCE(l.listed, 0), n.unread
FROM named n
LEFT JOIN (SELECT practice_id, count(*) AS missing FROM missing WHERE gone
  GROUP BY practice_id) m USING (practice_id)
LEFT JOIN (SELECT practice_id, count(*) AS leaving FROM leaving GROUP BY practice_id) v USING (practice_id)
LEFT JOIN (
    SELECT practice_id, count(*) AS listed FROM patients_registration
    WHERE replaced_by_id IS NULL AND (to_on IS NULL OR to_on > as_on) GROUP BY practice_id
) l USING (practice_id)
ORDER BY n.code
"""

# For the page where a second person looks at who it is.
WHO = """
SELECT person_id FROM missing WHERE gone UNION SELECT person_id FROM leaving ORDER BY person_id LIMIT 500
"""


class Practice(NamedTuple):
    """A practice of the list: people missing from it, people it says have left, people on the last one, and
    bad rows that may be its own whose NHS number could not be read.
    """

    code: str
    name: str
    missing: int
    leaving: int
    listed: int
    unread: int


def report(practices: Sequence[Practice]) -> dict[str, Any]:
    """Who is missing, in numbers by practice."""
    some = [practice for practice in practices if practice.missing or practice.leaving]
    return {
        "people": sum(practice.missing + practice.leaving for practice in some),
        "of": sum(practice.listed for practice in some),
        "practices": [
            {
                "code": practice.code,
                "name": practice.name,
                "listed": practice.listed,
                "missing": practice.missing,
                "leaving": practice.leaving,
            }
            for practice in some
        ],
    }


def hold_sentences(practices: Sequence[Practice], *, matched: int, changed: int) -> list[str]:
    """Why a second person must approve the list; nothing when it may go in.

    :param matched: people of the list who are known already; `changed` of them have another birth date or
    name
    """
    sentences = [
        f"{each.code}: {each.missing:,} of {each.listed:,} people are missing "
        f"({each.missing / each.listed:.1%}) and {each.leaving:,} have died, left or are not regularly "
        "registered any more. Approved, they leave the register."
        for each in practices
        if _is_too_much(each)
    ]
    if changed >= FEWEST_CHANGED and changed > MOST_CHANGED * matched:
        sentences.append(
            f"{changed:,} of {matched:,} people known already have another birth date or another name "
            f"({changed / matched:.1%}). Look whether the columns or lines of the file have slipped."
        )
    return sentences


def _is_too_much(practice: Practice) -> bool:
    missing, leaving, most = practice.missing, practice.leaving, MOST_MISSING * practice.listed
    return bool(missing and missing >= most) or (leaving >= FEWEST_LEAVING and missing + leaving >= most)
