"""Which rows of a list of people are not believed: whose number and birth date do not go together, and who
stands on the list of another practice. One reason and one sentence for all of it, so that a file finds out
neither whether a birth date is right nor where somebody is.
"""

from __future__ import annotations

from patients.feeds.merging import Run
from patients.feeds.sets import judging

REASON, COLUMN = "identity_mismatch", "birth_date"
SAYS = (
    "the NHS number and the birth date do not go together here, or another practice has the person on its "
    "list. Correct them, or wait: their practice or the CCG confirms."
)

_OTHER_BIRTH_DATE = "i.known_birth_date <> i.birth_date"
# Three and more are guesses, and then the right one is turned away too: no file may find out a birth date.
_TWO_BIRTH_DATES = """i.nhs_number IN (
    SELECT nhs_number FROM incoming WHERE fate IS NULL GROUP BY nhs_number
    HAVING count(DISTINCT birth_date) > CASE WHEN bool_or(person_id IS NULL) THEN 1 ELSE 2 END)"""

# A practice's own file takes nobody over: not who is on another's list on that day or later, nor whose birth
# date it has guessed at before. Its own people it need not ask for: a regular row, by a regular registration
# that runs on that day or began on the row's first day (a visitor is not on its list); any other row, by one
# of today, as it is not cut off by the next registration. Nor do its own people's rows cut another's stay.
_NOT_TO_BE_TAKEN = """
WITH asked AS (
    SELECT line, person_id, nhs_number, practice_id, known_birth_date, registration_kind, registered_on,
           EXISTS (
        SELECT FROM patients_registration r
        WHERE r.person_id = i.person_id AND r.practice_id = i.practice_id AND r.replaced_by_id IS NULL
          AND CASE WHEN i.registration_kind = 'REGULAR'
              THEN r.kind = 'REGULAR' AND (r.from_on = i.registered_on
                  OR r.from_on <= %(as_on)s AND (r.to_on IS NULL OR r.to_on > %(as_on)s))
              ELSE r.from_on <= %(as_on)s AND (r.to_on IS NULL OR r.to_on > %(present)s) END) AS theirs
    FROM incoming i
    WHERE fate = 'accepted' AND person_id IS NOT NULL AND importer_id IS NOT NULL
),
guessed AS (
    SELECT a.line
    FROM asked a
    JOIN (
        SELECT split_part(row_key, '|', 1) AS nhs_number, given ->> 'birth_date' AS birth_date
        FROM patients_quarantinedrow
        WHERE feed = 'people' AND reason = 'identity_mismatch' AND importer_id = %(importer)s
        UNION ALL
        SELECT nhs_number, birth_date::text FROM incoming
    ) b ON b.nhs_number = a.nhs_number AND b.birth_date <> a.known_birth_date::text
    WHERE NOT a.theirs
    GROUP BY a.line HAVING count(DISTINCT b.birth_date) >= 2
)
UPDATE incoming i SET fate = 'quarantined', reason = %(reason)s, at_column = %(column)s, says = %(says)s
FROM asked a
WHERE a.line = i.line AND (
    EXISTS (SELECT FROM guessed g WHERE g.line = i.line)
    OR EXISTS (
        SELECT FROM patients_registration r
        WHERE r.person_id = a.person_id AND r.practice_id <> a.practice_id AND r.replaced_by_id IS NULL
          AND CASE WHEN a.theirs
              THEN (r.kind, a.registration_kind) = ('REGULAR', 'REGULAR') AND r.from_on <= a.registered_on
                  AND (r.to_on IS NULL OR r.to_on > a.registered_on)
              ELSE r.to_on IS NULL OR r.to_on > %(as_on)s END))
"""

# Whose queue an entry lies in. Of an identity: the practice that has the person now, the regular one first;
# of somebody whom nobody has, the CCG; of a number that the CCG brings and nobody knows, the practice listed.
_WHOSE_ENTRIES = """
UPDATE incoming i
SET organisation_id = CASE WHEN i.reason <> 'identity_mismatch' THEN i.practice_id ELSE COALESCE(
    (SELECT r.practice_id FROM patients_registration r
     WHERE r.person_id = i.person_id AND r.replaced_by_id IS NULL AND r.from_on <= %(present)s
       AND (r.to_on IS NULL OR r.to_on > %(present)s)
     ORDER BY r.kind = 'REGULAR' DESC, r.from_on DESC, r.id LIMIT 1),
    CASE WHEN i.importer_id IS NULL AND i.person_id IS NULL THEN i.practice_id END,
    (SELECT min(o.id) FROM organisations_organisation o WHERE o.kind = 'CCG')) END
WHERE fate = 'quarantined' AND reason NOT IN ('organisation_unknown', 'organisation_not_yours')
"""


def turn_away_other_birth_dates(run: Run) -> None:
    """Quarantine rows whose birth date is not the one known, or one of several in the file."""
    judging.turn_away(REASON, COLUMN, SAYS, condition=_TWO_BIRTH_DATES)
    if not run.identity_approved:
        judging.turn_away(REASON, COLUMN, SAYS, condition=_OTHER_BIRTH_DATE)


def turn_away_taking_over(run: Run) -> None:
    """Of what would be accepted, quarantine the people whom a practice may not take over by itself."""
    if not run.identity_approved:
        judging.execute([_NOT_TO_BE_TAKEN], run, reason=REASON, column=COLUMN, says=SAYS)


def say_whose_entries(run: Run) -> None:
    judging.execute([_WHOSE_ENTRIES], run)
