"""Staged residences judged and merged.

Of one person and first day the newest extract stands; of two of the same date, whichever came first, the one
of more care, and then the longer: a home that is not known gets a letter that nobody there opens.  A later
place cuts the one before; nothing goes on by itself when a place has ended.
"""

from __future__ import annotations

from django.db import connection

from patients.feeds.merging import Outcome, Run, more_than_approved
from patients.feeds.residence import RESIDENCE
from patients.feeds.sets import judging

MOST_ENDED = 0.02  # of the residences that stand with the people of a file: FEEDS.md, promise 5
FEWEST_ENDED = 2  # one that changes is no slipped column

# The CCG may bring anybody's, every other organisation those of people it has to do with; who is beyond its
# reach is unknown to it, so that a file finds out nothing about anybody else.
_RESOLVED = """
CASE WHEN o.kind = 'CCG' OR EXISTS (
    SELECT FROM patients_reach r WHERE r.person_id = n.person_id AND r.organisation_id = o.id
    AND (r.to_on IS NULL OR r.to_on > %(as_on)s)) THEN n.person_id END AS person_id,
d.birth_date AS known_birth_date, p.id AS known_id, p.as_on AS known_as_on, p.kind AS known_kind,
p.stated_to_on AS known_to_on,
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
LEFT JOIN patients_residence p
     ON p.person_id = n.person_id AND p.from_on = s.from_on AND p.replaced_by_id IS NULL
"""
_UNKNOWN = "belongs to nobody on the list. Correct it, or import the list of people first."
_NOT_SAME = "is not the one this NHS number was registered with. Correct one of the two."

_CARE = "array_position(ARRAY['OWN_HOME', 'OTHER', 'INTERMEDIATE_CARE', 'CARE_HOME', 'NURSING_HOME'], {})"
_FATES = f"""
UPDATE incoming SET fate = CASE
    WHEN known_id IS NULL THEN 'accepted'
    WHEN (kind, to_on) IS NOT DISTINCT FROM (known_kind, known_to_on) THEN 'unchanged'
    WHEN known_as_on > %(as_on)s THEN 'superseded'
    WHEN known_as_on = %(as_on)s AND ({_CARE.format("kind")}, COALESCE(to_on, 'infinity'))
                                     < ({_CARE.format("known_kind::text")}, COALESCE(known_to_on, 'infinity'))
        THEN 'superseded'
    ELSE 'accepted' END
WHERE fate IS NULL
"""

# All that is stated of the people touched, each place cut by the next one in which they ever were.
_WRITE = (
    """
UPDATE patients_residence p SET as_on = %(as_on)s
FROM incoming i WHERE i.fate = 'unchanged' AND p.id = i.known_id AND p.as_on < %(as_on)s""",
    """
CREATE TEMPORARY TABLE stated ON COMMIT DROP AS
SELECT NULL::bigint AS id, NULL::date AS present_to_on, i.person_id, i.kind, i.from_on,
       i.to_on AS stated_to_on, %(as_on)s::date AS as_on
FROM incoming i WHERE i.fate = 'accepted'
UNION ALL
SELECT p.id, p.to_on, p.person_id, p.kind, p.from_on, p.stated_to_on, p.as_on FROM patients_residence p
WHERE p.replaced_by_id IS NULL
  AND p.person_id IN (SELECT person_id FROM incoming WHERE fate = 'accepted')
  AND p.id NOT IN (SELECT known_id FROM incoming WHERE fate = 'accepted' AND known_id IS NOT NULL)""",
    """
CREATE TEMPORARY TABLE expected ON COMMIT DROP AS
SELECT s.*, LEAST(s.stated_to_on, min(s.from_on) FILTER (WHERE s.stated_to_on IS DISTINCT FROM s.from_on)
                                  OVER (PARTITION BY s.person_id ORDER BY s.from_on
                                        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)) AS to_on
FROM stated s""",
    "DELETE FROM expected WHERE id IS NOT NULL AND to_on IS NOT DISTINCT FROM present_to_on",
    """
UPDATE patients_residence SET replaced_by_id = %(import)s
WHERE id IN (SELECT known_id FROM incoming WHERE fate = 'accepted' UNION ALL SELECT id FROM expected)""",
    """
INSERT INTO patients_residence (person_id, kind, from_on, to_on, stated_to_on, as_on, imported_by_id)
SELECT person_id, kind, from_on, to_on, stated_to_on, as_on, %(import)s FROM expected""",
    """
INSERT INTO patients_residence (person_id, kind, from_on, to_on, stated_to_on, as_on, imported_by_id,
                                replaced_by_id)
SELECT i.person_id, i.kind, i.from_on, i.to_on, i.to_on, %(as_on)s, %(import)s, %(import)s
FROM incoming i
WHERE i.fate = 'superseded' AND NOT EXISTS (
    SELECT FROM patients_residence h
    WHERE h.person_id = i.person_id AND h.from_on = i.from_on AND h.as_on = %(as_on)s
      AND (h.kind, h.stated_to_on) IS NOT DISTINCT FROM (i.kind, i.to_on))""",
)
_ENDED = """
SELECT count(*) FILTER (WHERE fate = 'accepted' AND (
           kind <> known_kind OR COALESCE(to_on, 'infinity') < COALESCE(known_to_on, 'infinity'))),
       (SELECT count(*) FROM patients_residence p WHERE p.replaced_by_id IS NULL
          AND p.person_id IN (SELECT i.person_id FROM incoming i))
FROM incoming WHERE known_id IS NOT NULL
"""


class ResidenceReceiver:
    """See `patients.feeds.merging.Receiver`."""

    feed = RESIDENCE

    def judge(self, run: Run) -> None:
        judging.start(RESIDENCE, run, resolved=_RESOLVED, joins=_JOINS)
        judging.turn_away("person_unknown", "nhs_number", _UNKNOWN, condition="i.person_id IS NULL")
        other = "i.known_birth_date IS DISTINCT FROM i.birth_date"
        judging.turn_away("identity_mismatch", "birth_date", _NOT_SAME, condition=other)
        judging.turn_away_conflicts(RESIDENCE)
        judging.execute([_FATES], run)

    def hold(self, run: Run) -> Outcome | None:
        """A file that ends or changes more than a few, until somebody has approved that many."""
        with connection.cursor() as cursor:
            cursor.execute(_ENDED)
            ended, known = cursor.fetchone()
        if run.partial or ended < FEWEST_ENDED or ended <= MOST_ENDED * known:
            return None
        takes = {"residences that end earlier or are of another kind": ended}
        share = f"{ended:,} of {known:,} residences of the people in the file ({ended / known:.1%})"
        sentences = [f"{share} would end earlier, or be of another kind. Look whether columns have slipped."]
        if run.approved:
            more = more_than_approved(takes, run.allowed)
            sentences = [*more, *sentences] if more else []
        return Outcome(notes=sentences, numbers={"takes": takes}) if sentences else None

    def write(self, run: Run) -> Outcome:
        """Nobody follows: no score and no reach rests on where somebody lives."""
        judging.execute(_WRITE, run)
        return Outcome(moved=False)
