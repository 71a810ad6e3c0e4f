"""The list of people: judged against what is known, held when it takes away too much, merged.

A person's regular registrations never overlap: each ends where the next begins, in whatever order the lists
came. A list says what held on its date, so an older list never replaces what a newer one said; it is kept as
history.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from patients.feeds.declared import PEOPLE
from patients.feeds.merging import Outcome, Run, more_than_approved
from patients.feeds.sets import judging, people_identity
from patients.feeds.sets.people_missing import (
    JUDGE,
    KNOWN,
    PRACTICES,
    WHO,
    Known,
    Practice,
    hold_sentences,
    report,
    takes,
)
from patients.feeds.sets.people_writing import CHANGED, WRITE
from patients.rules.words import counted

_RESOLVED = """
    o.id AS practice_id, NULL::bigint AS organisation_id, i.person_id, d.birth_date AS known_birth_date,
    d.family_name AS known_family_name, d.given_name AS known_given_name, d.as_on AS known_as_on,
    (SELECT id FROM organisations_organisation WHERE id = %(importer)s AND kind <> 'CCG') AS importer_id"""
_JOINS = """
LEFT JOIN organisations_organisation o ON o.code = s.practice_code
LEFT JOIN patients_personidentifier i
       ON i.kind = 'NHS_NUMBER' AND i.value = s.nhs_number AND i.replaced_by_id IS NULL
LEFT JOIN patients_persondetail d ON d.person_id = i.person_id AND d.replaced_by_id IS NULL"""

# A practice takes nobody on from its first closed day.
_NO_PRACTICE = """NOT EXISTS (
    SELECT FROM organisations_organisation o WHERE o.id = i.practice_id AND o.kind = 'PRACTICE'
    AND (o.closed_on IS NULL OR i.registered_on < o.closed_on))"""
_SAYS_NO_PRACTICE = (
    "there is no practice with this code that was open on the day of registration. "
    "Correct the code, or import the organisations first."
)
# The CCG brings anybody's list, a practice its own alone: a file finds out nothing about people elsewhere.
_NOT_THEIRS = """i.practice_id IS DISTINCT FROM i.importer_id AND i.importer_id IS NOT NULL"""
_SAYS_NOT_THEIRS = (
    "this is not the practice that brings the file. The practice itself, or the CCG, must bring its list."
)
# What the stored registration of this key says: the same content is unchanged, whatever the date of the list;
# of other content the newer list counts; so does what it says of the first day, when that was earlier (n). A
# newer list that states the stay beyond its end brings it back, unless the person is registered that day.
_VERSIONS = """
UPDATE incoming i
SET fate = CASE
    WHEN r.id IS NULL AND n.id IS NULL THEN 'accepted'
    WHEN r.digest = i.digest AND r.as_on < %(as_on)s AND r.to_on <= %(as_on)s
         AND (i.deregistered_on IS NULL OR i.deregistered_on > r.to_on) AND NOT EXISTS (
             SELECT FROM patients_registration o
             WHERE o.person_id = r.person_id AND o.replaced_by_id IS NULL AND o.kind = r.kind
               AND (o.kind = 'REGULAR' OR o.practice_id = r.practice_id) AND o.from_on <= %(as_on)s
               AND (o.to_on IS NULL OR o.to_on > %(as_on)s
                    OR o.practice_id = r.practice_id AND (
                        o.stated_from_on IS NULL AND o.from_on > r.from_on
                        OR o.stated_from_on = r.from_on AND o.to_on = i.deregistered_on)))
         THEN 'accepted'
    WHEN r.digest = i.digest THEN 'unchanged'
    WHEN r.as_on <= %(as_on)s THEN 'accepted'
    WHEN old.id IS NOT NULL THEN 'unchanged'
    ELSE 'superseded' END
FROM incoming j
LEFT JOIN patients_registration r
       ON r.person_id = j.person_id AND r.practice_id = j.practice_id AND r.from_on = j.registered_on
      AND r.replaced_by_id IS NULL AND r.stated_from_on IS NULL
LEFT JOIN patients_registration old
       ON old.person_id = j.person_id AND old.practice_id = j.practice_id AND old.from_on = j.registered_on
      AND old.replaced_by_id IS NOT NULL AND old.digest = j.digest
LEFT JOIN patients_registration n
       ON n.person_id = j.person_id AND n.practice_id = j.practice_id AND n.kind = j.registration_kind
      AND n.replaced_by_id IS NULL AND n.as_on > %(as_on)s
      AND n.from_on < j.registered_on AND (n.stated_to_on IS NULL OR n.stated_to_on > j.registered_on)
WHERE j.line = i.line AND i.fate IS NULL
"""


class PeopleReceiver:
    """See `patients.feeds.merging.Receiver`."""

    feed = PEOPLE

    def judge(self, run: Run) -> None:
        judging.start(PEOPLE, run, resolved=_RESOLVED, joins=_JOINS)
        judging.turn_away("organisation_unknown", "practice_code", _SAYS_NO_PRACTICE, condition=_NO_PRACTICE)
        judging.turn_away("organisation_not_yours", "practice_code", _SAYS_NOT_THEIRS, condition=_NOT_THEIRS)
        judging.turn_away_conflicts(PEOPLE)
        people_identity.turn_away_other_birth_dates(run)
        judging.execute([_VERSIONS], run)
        people_identity.turn_away_taking_over(run)
        people_identity.say_whose_entries(run)
        judging.execute(JUDGE, run)

    def hold(self, run: Run) -> Outcome | None:
        """A full list that takes away or changes too many people, until somebody has approved that many."""
        if run.partial:
            return None
        known, practices = _known(), _practices()
        sentences, taken = hold_sentences(practices, known), takes(practices, known)
        if run.approved:
            more = more_than_approved(taken, run.allowed)
            sentences = [*more, *sentences] if more else []
        if not sentences:
            return None
        with connection.cursor() as cursor:
            cursor.execute(WHO)
            people = {why: {"count": count, "first": first} for why, count, first in cursor.fetchall()}
        numbers = {"missing": report(practices, known), "people": people, "takes": taken}
        return Outcome(notes=sentences, numbers=numbers)

    def write(self, run: Run) -> Outcome:
        known, practices = _known(), _practices()
        judging.execute(WRITE, run)
        with connection.cursor() as cursor:
            cursor.execute(CHANGED)
            people = [person for (person,) in cursor.fetchall()]
        ended = sum(practice.missing for practice in practices)
        numbers = {"names_changed": known.renamed, "ended": ended, "missing": report(practices, known)}
        return Outcome(people=people, notes=_notes(known.renamed, ended, practices), numbers=numbers)


def _known() -> Known:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        return Known(*cursor.fetchone())


def _practices() -> list[Practice]:
    with connection.cursor() as cursor:
        cursor.execute(PRACTICES)
        return [Practice(*row) for row in cursor.fetchall()]


def _notes(renamed: int, ended: int, practices: Sequence[Practice]) -> list[str]:
    notes = []
    if renamed:
        notes.append(f"{counted(renamed, 'person has', 'people have')} another family name than before.")
    if ended:
        which = counted(ended, "registration is", "registrations are")
        notes.append(f"{which} not in the list any more and ended on its date.")
    for practice in practices:
        if practice.spared:
            people = counted(practice.spared, "person is", "people are")
            rows = counted(practice.unread, "row has", "rows have")
            notes.append(
                f"{practice.code}: {people} missing and not ended, because {rows} an NHS number that cannot "
                "be read and may be theirs. Correct these rows. Missing from the next list too, and "
                "recognised in none of its rows, they leave."
            )
    return notes
