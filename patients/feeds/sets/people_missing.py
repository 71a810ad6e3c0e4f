"""Who is not in a full list any more, and when that is so many that a second person must look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from patients.feeds.sets.staging import BAD
from patients.rules.taken import CHANGED, DIED, LEFT, NEVER, NOT_REGULAR
from patients.rules.taken import MISSING as MISSING_PEOPLE

MOST_MISSING = 0.02  # of a practice's list (FEEDS.md promise 5); from there on the list is held
MOST_DELETED = 0.01  # of a practice's list; over it registrations that "never were" hold the list (promise 5)
MOST_CHANGED = 0.01  # of the people known already (promise 5: identifiers of over 1 %)
FEWEST_CHANGED = 2  # one person's change of identity is a matter of the quarantine, not of the whole list
FEWEST_LEAVING = 2  # nor is one death in a small practice
FEWEST_DELETED = 2  # nor one corrected first day
MOST_NOTED = 5_000  # people of a kind noted with a held list: more than any practice has of this age

# The practices that the list names, the day of the list before, and the bad rows that may be theirs whose NHS
# number could not be read. SystmOne also tells of registrations that ended elsewhere: they make no full list.
NAMED = f"""
CREATE TEMPORARY TABLE named ON COMMIT DROP AS
SELECT o.id AS practice_id, o.code, o.name, COALESCE(sum(b.unread), 0)::bigint AS unread,
       (SELECT max(r.as_on) FROM patients_registration r
        WHERE r.practice_id = o.id AND r.replaced_by_id IS NULL AND r.as_on < %(as_on)s) AS before_on
FROM organisations_organisation o
JOIN (
    SELECT DISTINCT practice_id FROM incoming
    WHERE practice_id IS NOT NULL AND reason IS DISTINCT FROM 'organisation_unknown'
      AND reason IS DISTINCT FROM 'organisation_not_yours'
      AND (NOT %(systmone)s OR deregistered_on IS NULL OR deregistered_on > %(as_on)s)
) i ON i.practice_id = o.id
LEFT JOIN (
    SELECT practice_code, count(*) AS unread FROM {BAD}
    WHERE import_id = %(import)s AND nhs_number IS NULL GROUP BY practice_code
) b ON b.practice_code = o.code OR b.practice_code IS NULL
GROUP BY o.id, o.code, o.name
"""

_WORDS = "' ' || btrim(regexp_replace(upper({text}), '[^[:alnum:]]+', ' ', 'g')) || ' '"
UNREAD = f"""
CREATE TEMPORARY TABLE unread ON COMMIT DROP AS
SELECT practice_code, upper(raw) AS raw, regexp_replace(raw, '[ -]', '', 'g') AS digits,
       {_WORDS.format(text="raw")} AS words
FROM {BAD} WHERE import_id = %(import)s AND nhs_number IS NULL
"""
# A bad line may be somebody's whose number, family name or birth date, as these are written, stands in it.
_MAY_BE_THEIRS = f"""
    strpos(u.digits, p.value) > 0
    OR CASE WHEN d.family_name ~ '[[:alnum:]]'
            THEN strpos(u.words, {_WORDS.format(text="d.family_name")})
            ELSE strpos(u.raw, upper(d.family_name)) END > 0
    OR strpos(u.raw, to_char(d.birth_date, 'YYYY-MM-DD')) > 0
    OR strpos(u.raw, to_char(d.birth_date, 'DD/MM/YYYY')) > 0
    OR strpos(u.raw, upper(to_char(d.birth_date, 'DD Mon YYYY'))) > 0"""

# Registrations that run on the day of the list and are known from no newer one.
RUNNING = """
CREATE TEMPORARY TABLE running ON COMMIT DROP AS
SELECT r.person_id, r.practice_id, COALESCE(r.stated_from_on, r.from_on) AS from_on, r.as_on
FROM patients_registration r JOIN named n USING (practice_id)
WHERE r.replaced_by_id IS NULL AND r.as_on <= %(as_on)s AND r.from_on <= %(as_on)s
  AND (r.to_on IS NULL OR r.to_on > %(as_on)s) AND NOT %(partial)s
"""
_IN_THE_LIST = """
    SELECT FROM incoming i WHERE i.person_id = r.person_id
    AND (i.practice_id = r.practice_id OR i.fate = 'quarantined')"""
# Those of people whose number stands neither among the rows for this practice nor among the bad ones and
# those turned away, whatever practice they name: a wrong code makes nobody leave. While the list has rows
# that could not be read they are spared if one of these may be theirs, or if the list before named them:
# missing from two lists and recognised in no bad row they have left.
ABSENT = f"""
CREATE TEMPORARY TABLE absent ON COMMIT DROP AS
SELECT r.*, n.unread > 0 AND CASE WHEN n.before_on IS NULL OR r.as_on >= n.before_on THEN true ELSE EXISTS (
    SELECT FROM unread u
    JOIN patients_persondetail d ON d.person_id = r.person_id AND d.replaced_by_id IS NULL
    WHERE (u.practice_code = n.code OR u.practice_code IS NULL) AND ({_MAY_BE_THEIRS})) END AS spared
FROM running r JOIN named n USING (practice_id)
JOIN patients_personidentifier p ON p.person_id = r.person_id AND p.kind = 'NHS_NUMBER'
  AND p.replaced_by_id IS NULL
WHERE NOT EXISTS ({_IN_THE_LIST})
  AND NOT EXISTS (SELECT FROM {BAD} b WHERE b.import_id = %(import)s AND b.nhs_number = p.value)
"""
# The second part: the person is in the list with another first day. An earlier one corrects the old, which
# then never was; after a later one the old has ended.
MISSING = """
CREATE TEMPORARY TABLE missing ON COMMIT DROP AS
SELECT r.person_id, r.practice_id, r.from_on, true AS gone, false AS never
FROM absent r WHERE NOT spared
UNION ALL
SELECT r.person_id, r.practice_id, r.from_on, false, r.from_on > i.registered_on
FROM running r
JOIN (
    SELECT person_id, practice_id, min(registered_on) AS registered_on, array_agg(registered_on) AS days
    FROM incoming GROUP BY person_id, practice_id HAVING NOT bool_or(fate IN ('quarantined', 'superseded'))
) i USING (person_id, practice_id)
WHERE r.from_on <> ALL (i.days)
"""
# Who was there before another practice had them, and is not in the list either: nothing ends, and nothing is
# left to come back to.
LAPSED = f"""
CREATE TEMPORARY TABLE lapsed ON COMMIT DROP AS
SELECT r.person_id, r.practice_id, r.from_on
FROM patients_registration r JOIN named n USING (practice_id)
JOIN patients_personidentifier p ON p.person_id = r.person_id AND p.kind = 'NHS_NUMBER'
  AND p.replaced_by_id IS NULL
WHERE r.replaced_by_id IS NULL AND r.kind = 'REGULAR' AND r.stated_from_on IS NULL AND n.unread = 0
  AND r.as_on <= %(as_on)s AND r.to_on <= %(as_on)s
  AND (r.stated_to_on IS NULL OR r.stated_to_on > %(as_on)s) AND NOT %(partial)s
  AND NOT EXISTS (SELECT FROM running u WHERE u.person_id = r.person_id AND u.practice_id = r.practice_id)
  AND NOT EXISTS ({_IN_THE_LIST})
  AND NOT EXISTS (SELECT FROM {BAD} b WHERE b.import_id = %(import)s AND b.nhs_number = p.value)
"""

# Who is in scope and would not be after this list: died, gone, or not regular any more. A list may take
# people away by what it says of them as well as by leaving them out.
LEAVING = """
CREATE TEMPORARY TABLE leaving ON COMMIT DROP AS
SELECT i.practice_id, i.person_id, bool_or(i.died_on IS NOT NULL) AS died,
       bool_or(i.deregistered_on <= %(as_on)s) AS ended
FROM incoming i
JOIN patients_registration r ON r.person_id = i.person_id AND r.practice_id = i.practice_id
  AND r.replaced_by_id IS NULL AND r.kind = 'REGULAR' AND (r.to_on IS NULL OR r.to_on > %(as_on)s)
JOIN patients_persondetail d ON d.person_id = i.person_id AND d.replaced_by_id IS NULL AND d.died_on IS NULL
WHERE i.fate = 'accepted' AND NOT EXISTS (
    SELECT FROM incoming k
    WHERE k.person_id = i.person_id AND k.practice_id = i.practice_id AND k.fate IN ('accepted', 'unchanged')
      AND k.registration_kind = 'REGULAR' AND k.died_on IS NULL
      AND (k.deregistered_on IS NULL OR k.deregistered_on > %(as_on)s))
GROUP BY i.practice_id, i.person_id
"""
# Who of the list is known already. Of a practice's own file its own people alone: whether others are known is
# not for it to find out.
RECOGNISED = """
CREATE TEMPORARY TABLE recognised ON COMMIT DROP AS
SELECT person_id,
       bool_or((reason = 'identity_mismatch' AND birth_date <> known_birth_date) IS TRUE
               OR (fate = 'accepted' AND known_as_on <= %(as_on)s
                   AND (family_name, given_name, birth_date)
                       IS DISTINCT FROM (known_family_name, known_given_name, known_birth_date))) AS changed,
       bool_or(fate = 'accepted' AND family_name <> known_family_name) AS renamed
FROM incoming i
WHERE person_id IS NOT NULL AND fate <> 'duplicate' AND (importer_id IS NULL OR EXISTS (
    SELECT FROM patients_registration r
    WHERE r.person_id = i.person_id AND r.practice_id = i.practice_id AND r.replaced_by_id IS NULL))
GROUP BY person_id
"""
# As the fields of Known.
KNOWN = """
SELECT count(*), count(*) FILTER (WHERE changed), count(*) FILTER (WHERE renamed) FROM recognised
"""

# As the fields of Practice.
PRACTICES = """
SELECT n.code, n.name, COALESCE(m.missing, 0), COALESCE(a.spared, 0), COALESCE(v.leaving, 0),
       COALESCE(m.never, 0), COALESCE(l.listed, 0), n.unread
FROM named n
LEFT JOIN (
    SELECT practice_id, count(*) FILTER (WHERE gone) AS missing,
           count(DISTINCT person_id) FILTER (WHERE never) AS never
    FROM missing GROUP BY practice_id
) m USING (practice_id)
LEFT JOIN (
    SELECT practice_id, count(*) AS spared FROM absent WHERE spared GROUP BY practice_id
) a USING (practice_id)
LEFT JOIN (SELECT practice_id, count(*) AS leaving FROM leaving GROUP BY practice_id) v USING (practice_id)
LEFT JOIN (
    SELECT practice_id, count(*) AS listed FROM patients_registration
    WHERE replaced_by_id IS NULL AND (to_on IS NULL OR to_on > as_on) GROUP BY practice_id
) l USING (practice_id)
ORDER BY n.code
"""

# For the page where a second person looks at who it is: of each kind how many, and the first of them.
WHO = f"""
SELECT why, count(*), (array_agg(person_id ORDER BY person_id))[:{MOST_NOTED}]
FROM (
    SELECT '{MISSING_PEOPLE}' AS why, person_id FROM missing WHERE gone
    UNION
    SELECT CASE WHEN died THEN '{DIED}' WHEN ended THEN '{LEFT}' ELSE '{NOT_REGULAR}' END, person_id
    FROM leaving
    UNION
    SELECT '{NEVER}', person_id FROM missing WHERE never
    UNION
    SELECT '{CHANGED}', person_id FROM recognised WHERE changed
) w
GROUP BY why
"""

JUDGE = (NAMED, UNREAD, RUNNING, ABSENT, MISSING, LAPSED, LEAVING, RECOGNISED)


class Practice(NamedTuple):
    """A practice of the list: people missing from it who leave, people missing who are spared, people it says
    have left, people whose registration it says never was, people on the last one, and bad rows that may be
    its own whose NHS number could not be read.
    """

    code: str
    name: str
    missing: int
    spared: int
    leaving: int
    never: int
    listed: int
    unread: int


class Known(NamedTuple):
    """People of the list who are known already; `changed` of them have another birth date or name, `renamed`
    another family name."""

    matched: int
    changed: int
    renamed: int


def report(practices: Sequence[Practice], known: Known) -> dict[str, Any]:
    """Who is missing or changed, in numbers by practice."""
    some = [each for each in practices if each.missing or each.spared or each.leaving or each.never]
    numbers = ("code", "name", "listed", "missing", "spared", "leaving", "never")
    return {
        "people": sum(practice.missing + practice.leaving for practice in some),
        "of": sum(practice.listed for practice in some),
        "practices": [{name: getattr(practice, name) for name in numbers} for practice in some],
        "changed": known.changed,
        "known": known.matched,
    }


def takes(practices: Sequence[Practice], known: Known) -> dict[str, int]:
    """What the list takes away, number by number; an approval goes no further than these."""
    numbers = {
        "people missing": "missing",
        "people who died, left or are not regular any more": "leaving",
        "registrations that never were": "never",
    }
    found = {
        f"{each.code}, {what}": getattr(each, name) for each in practices for what, name in numbers.items()
    }
    return {what: number for what, number in found.items() if number} | {
        "people with another name or birth date": known.changed
    }


def hold_sentences(practices: Sequence[Practice], known: Known) -> list[str]:
    """Why a second person must approve the list; nothing when it may go in."""
    sentences = [_gone(each) for each in practices if _is_too_much(each)]
    sentences += [_deleted(each) for each in practices if _deletes_too_much(each)]
    if known.changed >= FEWEST_CHANGED and known.changed > MOST_CHANGED * known.matched:
        sentences.append(
            f"{known.changed:,} of {known.matched:,} people known already have another birth date or another "
            f"name ({known.changed / known.matched:.1%}). Look whether the columns or lines of the file have "
            "slipped."
        )
    return sentences


def _gone(each: Practice) -> str:
    missing, leave = each.missing + each.spared, each.missing + each.leaving
    who = "nobody leaves" if not leave else "1 person leaves" if leave == 1 else f"{leave:,} people leave"
    return (
        f"{each.code}: {missing:,} of {each.listed:,} people are missing ({_part(missing, each)}), and "
        f"{each.leaving:,} have died, left or are not regularly registered any more. {_spared(each)}"
        f"Approved, {who} the register now."
    )


def _spared(each: Practice) -> str:
    if not each.spared:
        return ""
    stay = f"{each.spared:,} of those missing stay{'s' if each.spared == 1 else ''}"
    rows = "1 row whose NHS number" if each.unread == 1 else f"{each.unread:,} rows whose NHS numbers"
    return (
        f"{stay if each.missing else 'All of those missing stay'} until the next list, because {rows} cannot "
        "be read may be any of theirs. "
    )


def _deleted(each: Practice) -> str:
    return (
        f"{each.code}: {each.never:,} of {each.listed:,} people have an earlier first day than known "
        f"({_part(each.never, each)}). Approved, their registrations as they are known now never were."
    )


def _part(number: int, each: Practice) -> str:
    return f"{number / max(each.listed, 1):.1%}"


def _is_too_much(practice: Practice) -> bool:
    missing, leaving = practice.missing + practice.spared, practice.leaving
    most = MOST_MISSING * practice.listed
    return bool(missing and missing >= most) or (leaving >= FEWEST_LEAVING and missing + leaving >= most)


def _deletes_too_much(practice: Practice) -> bool:
    return practice.never >= FEWEST_DELETED and practice.never > MOST_DELETED * practice.listed
