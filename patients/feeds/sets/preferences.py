"""Staged preferences judged and merged.

Of one person, kind and first day the newest extract stands, also against what was noted on the person's page;
of two of the same date the one that holds longer, whichever came first: what protects more.  What is older is
kept as history.
"""

from __future__ import annotations

from django.db import connection

from patients.feeds.merging import Outcome, Run, more_than_approved
from patients.feeds.preferences import PREFERENCES
from patients.feeds.sets import judging

MOST_ENDED = 0.02  # of the preferences that stand with the people of a file: FEEDS.md, promise 5
FEWEST_ENDED = 2  # one that ends is no slipped column

# The CCG may bring anybody's, every other organisation those of people it has to do with; who is beyond its
# reach is unknown to it, so that a file finds out nothing about anybody else.
_RESOLVED = """
CASE WHEN o.kind = 'CCG' OR EXISTS (
    SELECT FROM patients_reach r WHERE r.person_id = n.person_id AND r.organisation_id = o.id
    AND (r.to_on IS NULL OR r.to_on > %(as_on)s)) THEN n.person_id END AS person_id,
d.birth_date AS known_birth_date, p.id AS known_id, p.as_on AS known_as_on, p.to_on AS known_to_on,
CASE WHEN o.kind = 'CCG' THEN (
    SELECT r.practice_id FROM patients_registration r
    WHERE r.person_id = n.person_id AND r.replaced_by_id IS NULL
    ORDER BY r.kind = 'REGULAR' DESC, r.from_on DESC, r.id LIMIT 1) ELSE o.id END AS organisation_id
"""
_JOINS = """
JOIN organisations_organisation o ON o.id = %(importer)s
LEFT JOIN patients_personidentifier n
     ON n.value = s.nhs_number AND n.kind = 'NHS_NUMBER' AND n.replaced_by_id IS NULL
LEFT JOIN patients_persondetail d ON d.person_id = n.person_id AND d.replaced_by_id IS NULL
LEFT JOIN patients_preference p
     ON p.person_id = n.person_id AND p.kind = s.kind AND p.from_on = s.from_on AND p.replaced_at IS NULL
"""
_UNKNOWN = "belongs to nobody on the list. Correct it, or import the list of people first."
_NOT_SAME = "is not the one this NHS number was registered with. Correct one of the two."

# A file of the same date says nothing new where it holds no longer.
_FATES = """
UPDATE incoming SET fate = CASE
    WHEN known_id IS NULL THEN 'accepted'
    WHEN to_on IS NOT DISTINCT FROM known_to_on THEN 'unchanged'
    WHEN known_as_on > %(as_on)s THEN 'superseded'
    WHEN known_as_on = %(as_on)s AND COALESCE(to_on, 'infinity') < COALESCE(known_to_on, 'infinity')
        THEN 'superseded'
    ELSE 'accepted' END
WHERE fate IS NULL
"""
# What says the same on a later day stands as of that day: an older file does not change it any more.
_WRITE = (
    """
UPDATE patients_preference p SET as_on = GREATEST(p.as_on, %(as_on)s)
FROM incoming i WHERE i.fate = 'unchanged' AND p.id = i.known_id AND p.as_on < %(as_on)s""",
    """
UPDATE patients_preference p SET replaced_at = %(at)s
FROM incoming i WHERE i.fate = 'accepted' AND p.id = i.known_id""",
    """
INSERT INTO patients_preference (person_id, kind, from_on, to_on, said_by, as_on, recorded_at, imported_by_id,
                                 replaced_at)
SELECT i.person_id, i.kind, i.from_on, i.to_on, COALESCE(i.taken_by, ''), %(as_on)s, %(at)s, %(import)s,
       CASE WHEN i.fate = 'superseded' THEN %(at)s::timestamptz END
FROM incoming i
WHERE i.fate = 'accepted' OR (i.fate = 'superseded' AND NOT EXISTS (
    SELECT FROM patients_preference h
    WHERE h.person_id = i.person_id AND h.kind = i.kind AND h.from_on = i.from_on
      AND h.to_on IS NOT DISTINCT FROM i.to_on AND h.as_on = %(as_on)s))""",
)
_TOUCHED = "SELECT DISTINCT person_id FROM incoming WHERE fate = 'accepted' ORDER BY person_id"
_ENDED = """
SELECT count(*) FILTER (WHERE fate = 'accepted'
                          AND COALESCE(to_on, 'infinity') < COALESCE(known_to_on, 'infinity')),
       (SELECT count(*) FROM patients_preference p WHERE p.replaced_at IS NULL
          AND p.person_id IN (SELECT i.person_id FROM incoming i))
FROM incoming WHERE known_id IS NOT NULL
"""


class PreferencesReceiver:
    """See `patients.feeds.merging.Receiver`."""

    feed = PREFERENCES

    def judge(self, run: Run) -> None:
        judging.start(PREFERENCES, run, resolved=_RESOLVED, joins=_JOINS)
        judging.turn_away("person_unknown", "nhs_number", _UNKNOWN, condition="i.person_id IS NULL")
        other = "i.known_birth_date IS DISTINCT FROM i.birth_date"
        judging.turn_away("identity_mismatch", "birth_date", _NOT_SAME, condition=other)
        judging.turn_away_conflicts(PREFERENCES)
        judging.execute([_FATES], run)

    def hold(self, run: Run) -> Outcome | None:
        """A file that ends more than a few, until somebody has approved that many: they protect people."""
        with connection.cursor() as cursor:
            cursor.execute(_ENDED)
            ended, known = cursor.fetchone()
        if run.partial or ended < FEWEST_ENDED or ended <= MOST_ENDED * known:
            return None
        takes = {"preferences that end": ended}
        sentence = f"{ended:,} of {known:,} preferences of the people in the file would end, or end earlier"
        sentences = [f"{sentence} ({ended / known:.1%}). What they kept apart would be shared."]
        if run.approved:
            more = more_than_approved(takes, run.allowed)
            sentences = [*more, *sentences] if more else []
        return Outcome(notes=sentences, numbers={"takes": takes}) if sentences else None

    def write(self, run: Run) -> Outcome:
        judging.execute(_WRITE, run)
        with connection.cursor() as cursor:
            cursor.execute(_TOUCHED)
            return Outcome(people=[person for (person,) in cursor.fetchall()])
