"""Records that are set aside for another of the same human being: for statements over many people, and what
the database itself keeps of links."""

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.migrations.state import ProjectState

from wsic.walls import Statements, system_function

# Beside r (patients_registration), with `%(on)s` and `%(born_by)s`: not listed, because another record is.
SET_ASIDE = """EXISTS (
    SELECT FROM patients_personlink l
    WHERE l.person_id = r.person_id AND l.from_on <= %(on)s AND (l.to_on IS NULL OR l.to_on > %(on)s)
      AND patients_link_hides(l.id, %(on)s, %(born_by)s))"""

# A record that is set aside must not take its human being off every list: it is listed again while the kept
# one is registered nowhere and says no death.  Whoever sees the link may not see the kept record, and lists
# and counts are alike for all: so it is asked as the system, one bit about one link.  No table is joined in
# it, because the statement of a register forbids loops and would have it read them whole for each link.
_HIDES = """
CREATE OR REPLACE FUNCTION patients_link_hides(link bigint, day date, born_by date) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $function$
    SELECT EXISTS (
        SELECT FROM patients_persondetail d
        WHERE d.person_id = (SELECT l.kept_id FROM patients_personlink l WHERE l.id = link)
          AND d.replaced_by_id IS NULL
          AND (d.died_on <= day OR d.birth_date <= born_by AND EXISTS (
              SELECT FROM patients_registration r
              WHERE r.person_id = d.person_id AND r.replaced_by_id IS NULL AND r.kind = 'REGULAR'
                AND r.from_on <= day AND (r.to_on IS NULL OR r.to_on > day))))
$function$
"""
# Two at once would not see each other's row, so one waits for the other.
_GUARD = """
CREATE OR REPLACE FUNCTION patients_link_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $function$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.to_on IS NOT NULL OR NEW.to_on IS NULL
           OR (NEW.id, NEW.person_id, NEW.kept_id, NEW.from_on, NEW.reason, NEW.words, NEW.recorded_by_id,
               NEW.recorded_at)
              IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.kept_id, OLD.from_on, OLD.reason, OLD.words,
                                OLD.recorded_by_id, OLD.recorded_at)
        THEN
            RAISE EXCEPTION 'A link is ended once and never changed otherwise.'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('patients_personlink', 0));
    IF EXISTS (
        SELECT FROM patients_personlink l
        WHERE (l.person_id = NEW.kept_id OR l.kept_id = NEW.person_id)
          AND daterange(l.from_on, l.to_on) && daterange(NEW.from_on, NEW.to_on))
    THEN
        RAISE EXCEPTION 'Links make no chain: one of the two is linked the other way already.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $function$
"""
_TRIGGER = """
CREATE TRIGGER patients_link_guarded BEFORE INSERT OR UPDATE ON patients_personlink
FOR EACH ROW EXECUTE FUNCTION patients_link_guard()
"""

_CHAINS = """
SELECT a.id, b.id FROM patients_personlink a JOIN patients_personlink b
  ON b.id <> a.id AND (b.person_id = a.kept_id OR b.person_id = a.person_id AND b.id > a.id)
     AND daterange(a.from_on, a.to_on) && daterange(b.from_on, b.to_on)
ORDER BY a.id, b.id
"""


class GuardLinks(Statements):
    """Make the functions as they are defined here now, and the trigger that asks one of them."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield from system_function("patients_link_hides(bigint, date, date)", _HIDES)
        yield from (_GUARD, _TRIGGER)


def contradicting() -> Iterator[tuple[int, int]]:
    """Keys of two links of the same days that make a chain, or set one record aside twice."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAINS)
        yield from cursor.fetchall()
