"""Organisations, and which hub serves which practice. They have no versions: the newest list stands.

An older file that was taken before says nothing new. A list that closes, retypes or moves many waits for a
second person.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from patients.feeds.declared import ORGANISATIONS
from patients.feeds.merging import Outcome, Run, more_than_approved
from patients.feeds.sets import judging
from patients.rules.words import counted

_RESOLVED = "o.id AS present_id, NULL::bigint AS organisation_id, h.code AS present_hub_code"
_JOINS = """
LEFT JOIN organisations_organisation o ON o.code = s.code
LEFT JOIN organisations_organisationlink l
       ON l.child_id = o.id AND l.kind = 'HUB' AND l.to_on IS NULL AND l.replaced_at IS NULL
LEFT JOIN organisations_organisation h ON h.id = l.parent_id"""

_NO_HUB = """i.hub_code IS NOT NULL
AND NOT EXISTS (SELECT FROM organisations_organisation o WHERE o.code = i.hub_code AND o.kind = 'HUB')
AND NOT EXISTS (SELECT FROM incoming h WHERE h.code = i.hub_code AND h.kind = 'HUB' AND h.fate IS NULL)"""
_SAYS_NO_HUB = "there is no hub with this code. Correct it, or add the hub's own row to the file."

_CONTENT = (
    "COALESCE(borough, ''), wave::smallint, live_on, closed_on, round(latitude, 6), round(longitude, 6)"
)
_FATES = f"""
UPDATE incoming i
SET fate = CASE
    WHEN (o.name, o.kind, o.borough, o.wave, o.live_on, o.closed_on, o.latitude, o.longitude,
    j.present_hub_code)
         IS NOT DISTINCT FROM
         (j.name, j.kind, COALESCE(j.borough, ''), j.wave::smallint, j.live_on, j.closed_on,
         round(j.latitude, 6),
          round(j.longitude, 6), j.hub_code) THEN 'unchanged'
    WHEN o.id IS NOT NULL AND %(as_on)s < (
        SELECT max(as_on) FROM patients_import WHERE feed = '{ORGANISATIONS.name}' AND state = 'DONE')
        THEN CASE WHEN EXISTS (
            SELECT FROM patients_import this JOIN patients_import other
              ON (other.feed, other.sha256, other.as_on) = (this.feed, this.sha256, this.as_on)
            WHERE this.id = %(import)s AND other.state = 'DONE') THEN 'unchanged' ELSE 'superseded' END
    ELSE 'accepted' END
FROM incoming j LEFT JOIN organisations_organisation o ON o.id = j.present_id
WHERE j.line = i.line AND i.fate IS NULL
"""

_WRITE = (
    f"""
INSERT INTO organisations_organisation
       (public_id, code, name, kind, borough, wave, live_on, closed_on, latitude, longitude)
SELECT gen_random_uuid(), code, name, kind, {_CONTENT} FROM incoming WHERE fate = 'accepted'
ON CONFLICT (code) DO UPDATE SET
    name = EXCLUDED.name, kind = EXCLUDED.kind, borough = EXCLUDED.borough, wave = EXCLUDED.wave,
    live_on = EXCLUDED.live_on, closed_on = EXCLUDED.closed_on, latitude = EXCLUDED.latitude,
    longitude = EXCLUDED.longitude""",
)
# A link that began on this very day, or later, was a mistake and is replaced; an older one ends.
_LINKS = (
    """
CREATE TEMPORARY TABLE relinked ON COMMIT DROP AS
SELECT o.id AS child_id, h.id AS parent_id, i.present_hub_code IS NOT NULL AS moved, i.live_on
FROM incoming i
JOIN organisations_organisation o ON o.code = i.code
LEFT JOIN organisations_organisation h ON h.code = i.hub_code
WHERE i.fate = 'accepted' AND i.hub_code IS DISTINCT FROM i.present_hub_code""",
    """
UPDATE organisations_organisationlink l
SET to_on = CASE WHEN l.from_on < %(as_on)s THEN %(as_on)s END,
    replaced_at = CASE WHEN l.from_on < %(as_on)s THEN NULL ELSE %(at)s::timestamptz END
FROM relinked r
WHERE l.child_id = r.child_id AND l.kind = 'HUB' AND l.to_on IS NULL AND l.replaced_at IS NULL""",
    """
INSERT INTO organisations_organisationlink (child_id, parent_id, kind, from_on, to_on, recorded_at,
replaced_at)
SELECT child_id, parent_id, 'HUB', CASE WHEN moved THEN %(as_on)s ELSE COALESCE(live_on, %(as_on)s) END,
NULL, %(at)s, NULL
FROM relinked WHERE parent_id IS NOT NULL""",
)


MOST_TAKEN = 0.02  # of the organisations, or practices, known; over it a list is held (FEEDS.md promise 5)
FEWEST_TAKEN = 2  # one that closes or moves is no slipped column

# As the fields of Taken.
_TAKEN = """
SELECT (SELECT count(*) FROM organisations_organisation),
       (SELECT count(*) FROM organisations_organisation WHERE kind = 'PRACTICE'),
       count(*) FILTER (WHERE o.kind <> i.kind OR i.closed_on < COALESCE(o.closed_on, 'infinity')),
       count(*) FILTER (WHERE i.present_hub_code IS NOT NULL
                          AND i.hub_code IS DISTINCT FROM i.present_hub_code),
       count(*) FILTER (WHERE o.id = %(importer)s AND o.kind <> i.kind)
FROM incoming i JOIN organisations_organisation o ON o.id = i.present_id
WHERE i.fate = 'accepted'
"""


class Taken(NamedTuple):
    """Organisations and practices known; organisations that the list closes or makes another kind, practices
    that it moves to another hub or to none, and whether it changes the kind of whoever brings it (0 or 1).
    """

    known: int
    practices: int
    changed: int
    moved: int
    own: int


def hold_sentences(taken: Taken) -> list[str]:
    """Why a second person must approve the list; nothing when it may go in."""
    sentences = []
    if _is_too_much(taken.changed, taken.known):
        sentences.append(
            f"{taken.changed:,} of {taken.known:,} organisations known already would close or be of another "
            f"kind ({taken.changed / taken.known:.1%}). Look whether the columns or lines of the file have "
            "slipped."
        )
    if _is_too_much(taken.moved, taken.practices):
        sentences.append(
            f"{taken.moved:,} of {taken.practices:,} practices would leave their hub "
            f"({taken.moved / taken.practices:.1%}). Approved, those who work at the hub do not reach their "
            "people any more."
        )
    if taken.own:
        sentences.append(
            "The organisation that brings this list would be of another kind. Only a CCG brings "
            "organisations, so nobody there could mend it. Approve it only if that is meant."
        )
    return sentences


def _is_too_much(number: int, of: int) -> bool:
    return number >= FEWEST_TAKEN and number > MOST_TAKEN * of


class OrganisationsReceiver:
    """See `patients.feeds.merging.Receiver`."""

    feed = ORGANISATIONS

    def judge(self, run: Run) -> None:
        judging.start(ORGANISATIONS, run, resolved=_RESOLVED, joins=_JOINS)
        judging.turn_away_conflicts(ORGANISATIONS)
        judging.turn_away("organisation_unknown", "hub_code", _SAYS_NO_HUB, condition=_NO_HUB)
        judging.execute([_FATES], run)

    def hold(self, run: Run) -> Outcome | None:
        """A list that closes, retypes or moves too many, until somebody has approved that many."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKEN, run.parameters)
            taken = Taken(*cursor.fetchone())
        takes = {
            "organisations closed or of another kind": taken.changed,
            "practices that leave their hub": taken.moved,
            "kind of the organisation that brings the list": taken.own,
        }
        sentences = hold_sentences(taken)
        if run.partial and not taken.own:
            return None
        if run.approved:
            more = [] if run.partial else more_than_approved(takes, run.allowed)
            sentences = [*more, *sentences] if more else []
        return Outcome(notes=sentences, numbers={"takes": takes}) if sentences else None

    def write(self, run: Run) -> Outcome:
        judging.execute(_WRITE, run)
        relinked, *_ = judging.execute(_LINKS, run)
        moved = counted(relinked, "practice has", "practices have")
        notes = [f"{moved} another hub than before."] if relinked else []
        return Outcome(everybody=bool(relinked), notes=notes, numbers={"relinked": relinked})
