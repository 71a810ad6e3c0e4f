"""A crisis page opened by who does not know the person, by a function of the database.

As with a record opened in an emergency (`patients.sets.break_glass`), the web's log-in can neither look the
person up nor grant itself anything.  Whether the page may be shared is Reach's to say: the grant is made,
Reach follows from it as from any other, and where it opens nothing all of it is taken back.  A dissent and a
missing signature are looked at before as well, since taking back takes time that could be measured.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.migrations.state import ProjectState

from patients.models import CrisisReason
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import Why
from wsic.walls import Statements, system_function

MOST_MINUTES = 240  # whatever a caller asks for
PRESSED_TWICE = "2 minutes"
MOST_TRIES = 60  # that opened nothing, in an hour, whatever a caller asks for


class Outcome(StrEnum):
    OPENED = "OPENED"
    REFUSED = "REFUSED"  # no role that may
    LIMITED = "LIMITED"  # too many tries that opened nothing within the hour
    NOTHING = "NOTHING"  # nobody has the number and birth date, or there is no plan, or it is not shared


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What came of it.  `person` also where the number and birth date fit somebody whose page was not opened,
    for the audit; the ids of OPENED alone."""

    outcome: Outcome
    person: int | None
    person_id: UUID | None
    review_id: UUID | None


_SIGNATURE = "careplans_open_crisis(text, date, text, text, integer, integer)"
_ROLES = ", ".join(f"'{role}'" for role in Role if Verb.CRISIS in VERBS[role])
_STANDS = "l.from_on <= wsic_today() AND (l.to_on IS NULL OR wsic_today() < l.to_on)"
_REASONS = ", ".join(f"'{reason}'" for reason in CrisisReason)

# Tries of one user wait for each other: many at once would all be below the limit.  The same words about the
# same person within two minutes are a button pressed twice; later they are an hour more.  Records of one
# human being are opened together, by the number of any: the page says what all of them have of allergies.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION careplans_open_crisis(
    asked_number text, asked_birth date, given_reason text, given_words text, minutes integer, tries integer,
    OUT outcome text, OUT person bigint, OUT person_public_id uuid, OUT review_public_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
DECLARE
    standing record;
    found_id uuid;
    same bigint[];
    planned bigint;
    review bigint;
    dissents boolean;
    until timestamptz := wsic_now() + make_interval(mins => LEAST(minutes, {MOST_MINUTES}));
BEGIN
    outcome := 'REFUSED';
    IF wsic_now() IS NULL OR NOT EXISTS (
        SELECT FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
        WHERE m.user_id = wsic_user() AND u.is_active AND m.role IN ({_ROLES})
              AND m.from_on <= wsic_today() AND (m.to_on IS NULL OR wsic_today() < m.to_on))
    THEN
        RETURN;
    END IF;
    IF given_reason IS NULL OR given_reason NOT IN ({_REASONS})
       OR given_words IS NULL OR given_words !~ '[^[:space:]]' THEN
        RAISE EXCEPTION 'Who opens a crisis page states one of its reasons, and why in words.'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('patients_break_glass', wsic_user()));
    IF (SELECT count(*) FROM patients_accesstry t
        WHERE t.user_id = wsic_user() AND t.kind = '{Why.OUT_OF_HOURS}'
              AND t.at > wsic_now() - interval '1 hour') >= LEAST(tries, {MOST_TRIES})
    THEN
        outcome := 'LIMITED';
        RETURN;
    END IF;
    outcome := 'NOTHING';
    SELECT COALESCE(l.kept_id, i.person_id) INTO person
    FROM patients_personidentifier i
    JOIN patients_persondetail d ON d.person_id = i.person_id AND d.replaced_by_id IS NULL
    LEFT JOIN patients_personlink l ON l.person_id = i.person_id AND {_STANDS}
    WHERE i.kind = 'NHS_NUMBER' AND i.value = asked_number AND i.replaced_by_id IS NULL
          AND d.birth_date = asked_birth AND (d.died_on IS NULL OR wsic_today() < d.died_on);
    same := person || ARRAY(
        SELECT l.person_id FROM patients_personlink l WHERE l.kept_id = person AND {_STANDS});
    SELECT p.id, p.public_id INTO planned, found_id
    FROM careplans_careplan c
    JOIN patients_person p ON p.id = c.person_id
    JOIN patients_persondetail d ON d.person_id = p.id AND d.replaced_by_id IS NULL
    WHERE c.person_id = ANY (same) AND c.agreed_at IS NOT NULL AND c.in_error_at IS NULL
          AND (d.died_on IS NULL OR wsic_today() < d.died_on)
    ORDER BY c.person_id = person DESC, c.agreed_at DESC LIMIT 1;
    IF FOUND THEN
        person := planned;
        SELECT r.public_id INTO review_public_id
        FROM patients_accessreview r
        JOIN patients_reachgrant g ON g.source = 'access-review:' || r.id AND g.person_id = person
        JOIN patients_reach h ON h.person_id = person AND h.user_id = wsic_user() AND h.why = g.why
             AND ' ' || h.source || ' ' LIKE '% access-review:' || r.id || ' %'
             AND h.from_on <= wsic_today() AND (h.to_on IS NULL OR wsic_today() < h.to_on)
        WHERE r.kind = '{Why.OUT_OF_HOURS}' AND r.opened_by_id = wsic_user() AND r.reason = given_reason
              AND r.words = given_words AND r.ended_at IS NULL AND wsic_now() < r.ends_at
              AND wsic_now() < r.opened_at + interval '{PRESSED_TWICE}'
        LIMIT 1;
        IF FOUND THEN
            outcome := 'OPENED';
            person_public_id := found_id;
            RETURN;
        END IF;
        dissents := EXISTS (SELECT FROM patients_preference d
            WHERE d.person_id = person AND d.kind = 'DIRECT_CARE_DISSENT' AND d.replaced_at IS NULL
                  AND d.from_on <= wsic_today() AND (d.to_on IS NULL OR wsic_today() < d.to_on));
        FOR standing IN
            SELECT m.organisation_id, m.role FROM accounts_membership m
            WHERE m.user_id = wsic_user() AND m.role IN ({_ROLES})
                  AND m.from_on <= wsic_today() AND (m.to_on IS NULL OR wsic_today() < m.to_on)
            ORDER BY m.id
        LOOP
            CONTINUE WHEN NOT EXISTS (
                SELECT FROM patients_registration r
                WHERE r.person_id = person AND r.kind = 'REGULAR' AND r.replaced_by_id IS NULL
                      AND r.from_on <= wsic_today() AND (r.to_on IS NULL OR wsic_today() < r.to_on)
                      AND (r.practice_id = standing.organisation_id OR NOT dissents AND 2 = (
                          SELECT count(DISTINCT a.organisation_id) FROM organisations_agreement a
                          WHERE a.organisation_id IN (r.practice_id, standing.organisation_id)
                                AND a.kind = 'INFORMATION_SHARING' AND a.replaced_at IS NULL
                                AND a.signed_on <= wsic_today()
                                AND (a.withdrawn_on IS NULL
                                     OR wsic_today() < coalesce(a.hand_over_until, a.withdrawn_on)))));
            BEGIN
                INSERT INTO patients_accessreview (public_id, kind, opened_by_id, organisation_id, role,
                                                   reason, words, over_dissent, opened_at, ends_at, state)
                VALUES (gen_random_uuid(), '{Why.OUT_OF_HOURS}', wsic_user(), standing.organisation_id,
                        standing.role, given_reason, given_words, false, wsic_now(), until, 'WAITING')
                RETURNING id, public_id INTO review, review_public_id;
                INSERT INTO patients_reachgrant (person_id, user_id, acting_for_id, why, from_on, ends_at,
                                                 source, granted_at)
                SELECT record, wsic_user(), standing.organisation_id, '{Why.OUT_OF_HOURS}', wsic_today(),
                       until, 'access-review:' || review, wsic_now()
                FROM unnest(same) AS record;
                PERFORM patients_refresh_reach(same);
                IF NOT EXISTS (
                    SELECT FROM patients_reach h
                    WHERE h.person_id = person AND h.user_id = wsic_user()
                          AND ' ' || h.source || ' ' LIKE '% access-review:' || review || ' %'
                          AND h.from_on <= wsic_today() AND (h.to_on IS NULL OR wsic_today() < h.to_on))
                THEN
                    RAISE EXCEPTION 'not shared' USING ERRCODE = 'WS001';
                END IF;
                outcome := 'OPENED';
                person_public_id := found_id;
                RETURN;
            EXCEPTION WHEN SQLSTATE 'WS001' THEN
                review_public_id := NULL;
            END;
        END LOOP;
    END IF;
    INSERT INTO patients_accesstry (kind, user_id, at) VALUES ('{Why.OUT_OF_HOURS}', wsic_user(), wsic_now());
END $function$
"""


class DefineOpenCrisis(Statements):
    """Make the function as it is defined here now; the roles are those of the day of the migration."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        return system_function(_SIGNATURE, _FUNCTION)


def open_crisis(
    *, nhs_number: str, birth_date: date, reason: str, words: str, minutes: int, tries: int
) -> Opened:
    """For the transaction's user, from its instant on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, person, person_public_id, review_public_id"
            " FROM careplans_open_crisis(%s, %s, %s, %s, %s, %s)",
            [nhs_number, birth_date, reason, words, minutes, tries],
        )
        outcome, person, person_id, review_id = cursor.fetchone()
    return Opened(outcome=Outcome(outcome), person=person, person_id=person_id, review_id=review_id)
