"""A record opened in an emergency, by a function of the database.

The web's log-in sees nobody whom it does not reach, so it can neither look the person up nor grant itself
anything.  The function looks, grants and states why in one go, for a user whose role may, and says of the
person nothing but the keys of what it opened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.migrations.state import ProjectState

from patients.models.access_reviews import OVER_DISSENT, EmergencyReason
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.walls import Statements, system_function

MOST_HOURS = 24  # whatever a caller asks for: past a day it is no emergency but a relationship
MOST_TRIES = 20  # that opened nothing, in an hour, whatever a caller asks for


class Outcome(StrEnum):
    OPENED = "OPENED"
    REFUSED = "REFUSED"  # no role that may
    LIMITED = "LIMITED"  # too many wrong tries within the hour
    NOBODY = "NOBODY"  # no person has this number and this birth date
    DISSENT = "DISSENT"  # the person dissents, and the reason is none of those that hold all the same
    CONFIRM = "CONFIRM"  # the person dissents, and nobody has said that it is opened all the same


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What came of it; the ids are None but for OPENED, `person` also says who dissents, for the audit."""

    outcome: Outcome
    person: int | None
    person_id: UUID | None
    review_id: UUID | None


_SIGNATURE = "patients_break_glass(text, date, text, text, boolean, integer, integer)"
_BEFORE_DISSENTS = "patients_break_glass(text, date, text, text, integer, integer)"
_ROLES = ", ".join(f"'{role}'" for role in Role if Verb.BREAK_GLASS in VERBS[role])

_REASONS = ", ".join(f"'{reason}'" for reason in EmergencyReason)
_HOLD_OVER_DISSENT = ", ".join(f"'{reason}'" for reason in OVER_DISSENT)

# Tries of one user wait for each other: many at once would all be below the limit.  Who was told to confirm
# may do so, though being told was the last try.
_FUNCTION = f"""
DROP FUNCTION IF EXISTS {_BEFORE_DISSENTS};
CREATE OR REPLACE FUNCTION patients_break_glass(
    asked_number text, asked_birth date, given_reason text, given_words text, all_the_same boolean,
    hours integer, tries integer,
    OUT outcome text, OUT person bigint, OUT person_public_id uuid, OUT review_public_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
DECLARE
    standing record;
    review bigint;
    dissents boolean;
    until timestamptz := wsic_now() + make_interval(hours => LEAST(hours, {MOST_HOURS}));
BEGIN
    SELECT m.organisation_id, m.role INTO standing
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.user_id = wsic_user() AND u.is_active AND m.role IN ({_ROLES})
          AND m.from_on <= wsic_today() AND (m.to_on IS NULL OR wsic_today() < m.to_on)
    ORDER BY m.id LIMIT 1;
    IF NOT FOUND OR wsic_now() IS NULL THEN
        outcome := 'REFUSED';
        RETURN;
    END IF;
    IF given_reason IS NULL OR given_reason NOT IN ({_REASONS})
       OR given_words IS NULL OR given_words !~ '[^[:space:]]' THEN
        RAISE EXCEPTION 'An emergency access states one of its reasons, and why in words.'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('patients_break_glass', wsic_user()));
    IF (SELECT count(*) FROM patients_accesstry t
        WHERE t.user_id = wsic_user() AND t.kind = 'BREAK_GLASS' AND t.at > wsic_now() - interval '1 hour')
       >= LEAST(tries, {MOST_TRIES}) + coalesce(all_the_same, false)::integer
    THEN
        outcome := 'LIMITED';
        RETURN;
    END IF;
    SELECT p.id, p.public_id INTO person, person_public_id
    FROM patients_personidentifier i
    JOIN patients_persondetail d ON d.person_id = i.person_id AND d.replaced_by_id IS NULL
    JOIN patients_person p ON p.id = i.person_id
    WHERE i.kind = 'NHS_NUMBER' AND i.value = asked_number AND i.replaced_by_id IS NULL
          AND d.birth_date = asked_birth;
    IF NOT FOUND THEN
        INSERT INTO patients_accesstry (kind, user_id, at) VALUES ('BREAK_GLASS', wsic_user(), wsic_now());
        outcome := 'NOBODY';
        RETURN;
    END IF;
    dissents := EXISTS (SELECT 1 FROM patients_preference d
        WHERE d.person_id = person AND d.kind = 'DIRECT_CARE_DISSENT' AND d.replaced_at IS NULL
              AND d.from_on <= wsic_today() AND (d.to_on IS NULL OR wsic_today() < d.to_on));
    IF dissents AND (given_reason NOT IN ({_HOLD_OVER_DISSENT}) OR all_the_same IS NOT TRUE) THEN
        INSERT INTO patients_accesstry (kind, user_id, at) VALUES ('BREAK_GLASS', wsic_user(), wsic_now());
        outcome := CASE WHEN given_reason IN ({_HOLD_OVER_DISSENT}) THEN 'CONFIRM' ELSE 'DISSENT' END;
        person_public_id := NULL;
        RETURN;
    END IF;
    INSERT INTO patients_accessreview (public_id, kind, opened_by_id, organisation_id, role, reason, words,
                                       over_dissent, opened_at, ends_at, state)
    VALUES (gen_random_uuid(), 'BREAK_GLASS', wsic_user(), standing.organisation_id, standing.role,
            given_reason, given_words, dissents, wsic_now(), until, 'WAITING')
    RETURNING id, public_id INTO review, review_public_id;
    INSERT INTO patients_reachgrant (person_id, user_id, why, from_on, ends_at, source, granted_at)
    VALUES (person, wsic_user(), 'BREAK_GLASS', wsic_today(), until, 'access-review:' || review, wsic_now());
    PERFORM patients_refresh_reach(ARRAY[person]);
    outcome := 'OPENED';
END $function$
"""


class DefineBreakGlass(Statements):
    """Make the function as it is defined here now; the roles are those of the day of the migration."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        return system_function(_SIGNATURE, _FUNCTION)


def open_record(
    *, nhs_number: str, birth_date: date, reason: str, words: str, all_the_same: bool, hours: int, tries: int
) -> Opened:
    """
    For the transaction's user, from its instant on.

    :param all_the_same: over the person's dissent, where there is one
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, person, person_public_id, review_public_id"
            " FROM patients_break_glass(%s, %s, %s, %s, %s, %s, %s)",
            [nhs_number, birth_date, reason, words, all_the_same, hours, tries],
        )
        outcome, person, person_id, review_id = cursor.fetchone()
    return Opened(outcome=Outcome(outcome), person=person, person_id=person_id, review_id=review_id)
