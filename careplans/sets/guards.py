"""What the database itself keeps of rows that are ended and otherwise never changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.migrations.state import ProjectState

from wsic.walls import Statements


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """
    A table whose rows keep what they say.

    :param noun: of the function and the trigger
    :param kept: columns that never change: whom it is about, what it says and who said it
    :param over: as SQL over OLD and NEW, when nothing may change any more
    """

    table: str
    noun: str
    kept: str
    over: str
    sentence: str


TASKS = Guarded(
    table="careplans_task",
    noun="task",
    kept="id public_id person_id kind words organisation_id contact_id goal plan_id planning_session_id"
    " raised_by_id raised_at once",
    # It is open again, as it was, where the version of the plan that closed it was entered in error.
    over="OLD.closed_at IS NOT NULL AND NOT (OLD.goal IS NOT NULL AND NEW.closed_at IS NULL"
    " AND (NEW.owner_id, NEW.due_at) IS NOT DISTINCT FROM (OLD.owner_id, OLD.due_at) AND EXISTS"
    " (SELECT FROM careplans_careplan p WHERE p.person_id = OLD.person_id AND p.in_error_at IS NOT NULL"
    " AND p.agreed_by_id = OLD.closed_by_id AND p.agreed_at = OLD.closed_at))",
    sentence="A task is handed on or closed, and never changed otherwise.",
)
SESSIONS = Guarded(
    table="careplans_planningsession",
    noun="session",
    kept='id public_id person_id once kind "on" "time" minutes place note organisation_id role'
    " recorded_by_id recorded_at",
    over="OLD.state = 'IN_ERROR' OR OLD.state <> 'BOOKED' AND"
    " (NEW.state <> 'IN_ERROR' OR (NEW.attended, NEW.outcome_note, NEW.ended_by_id, NEW.ended_at)"
    " IS DISTINCT FROM (OLD.attended, OLD.outcome_note, OLD.ended_by_id, OLD.ended_at))"
    " OR NEW.lead_id IS DISTINCT FROM OLD.lead_id AND (NEW.state <> 'BOOKED' OR NOT EXISTS"
    " (SELECT FROM careplans_sessionlead l WHERE l.session_id = OLD.id"
    " AND l.before_id IS NOT DISTINCT FROM OLD.lead_id AND l.lead_id IS NOT DISTINCT FROM NEW.lead_id))",
    sentence="A session is ended once, and never changed otherwise but as entered in error, or while it is"
    " booked as given to another colleague.",
)
OFFERS = Guarded(
    table="careplans_sessionoffer",
    noun="offer",
    kept="id public_id person_id once kind means offered_on reply_to text_id organisation_id role"
    " recorded_by_id recorded_at",
    # It is open again where the booking that answered it was entered in error.
    over="OLD.in_error_at IS NOT NULL OR NEW.awaits_print AND NOT OLD.awaits_print OR OLD.answer <> '' AND"
    " (NEW.answer, NEW.answer_words, NEW.again_on, NEW.answered_by_id, NEW.answered_at)"
    " IS DISTINCT FROM (OLD.answer, OLD.answer_words, OLD.again_on, OLD.answered_by_id, OLD.answered_at)"
    " AND NOT (OLD.answer = 'ACCEPTED' AND NEW.answer = '' AND EXISTS"
    " (SELECT FROM careplans_planningsession s WHERE s.person_id = OLD.person_id AND s.state = 'IN_ERROR'"
    " AND s.recorded_by_id = OLD.answered_by_id AND s.recorded_at = OLD.answered_at))",
    sentence="An offer is answered once, and never changed otherwise but as entered in error.",
)
REVIEWS = Guarded(
    table="careplans_reviewrequest",
    noun="review",
    kept="id public_id person_id once reason words told_by raised_on organisation_id role raised_by_id"
    " raised_at",
    over="OLD.closed_at IS NOT NULL",
    sentence="A review that was asked for is closed once, and never changed otherwise.",
)
FIRST_CONTACTS = Guarded(
    table="careplans_firstcontact",
    noun="first_contact",
    kept="id public_id person_id user_id organisation_id role reason note from_on previous_id once"
    " recorded_by_id recorded_at",
    over="OLD.in_error_at IS NOT NULL OR OLD.to_on IS NOT NULL AND"
    " (NEW.to_on, NEW.ended_by_id, NEW.ended_at) IS DISTINCT FROM (OLD.to_on, OLD.ended_by_id, OLD.ended_at)"
    " OR OLD.told_at IS NOT NULL AND"
    " (NEW.told_by_id, NEW.told_at) IS DISTINCT FROM (OLD.told_by_id, OLD.told_at)",
    sentence="A first contact is ended once and told of once, and never changed otherwise but as entered in"
    " error.",
)
HOURS = Guarded(
    table="careplans_staffhours",
    noun="hours",
    kept="id public_id organisation_id role a_week from_on recorded_by_id recorded_at",
    over="OLD.in_error_at IS NOT NULL",
    sentence="Hours of staff are never changed, but marked as entered in error.",
)
PLANS = Guarded(
    table="careplans_careplan",
    noun="plan",
    kept="id public_id person_id number upon_id organisation_id role recorded_by_id recorded_at",
    over="OLD.in_error_at IS NOT NULL OR (OLD.agreed_at IS NOT NULL OR OLD.discarded_at IS NOT NULL) AND"
    " (NEW.agreed_with, NEW.agreed_on, NEW.attended, NEW.agreed_words, NEW.capacity_words, NEW.decider_id,"
    " NEW.agreed_by_id, NEW.agreed_at, NEW.discarded_by_id, NEW.discarded_at) IS DISTINCT FROM"
    " (OLD.agreed_with, OLD.agreed_on, OLD.attended, OLD.agreed_words, OLD.capacity_words, OLD.decider_id,"
    " OLD.agreed_by_id, OLD.agreed_at, OLD.discarded_by_id, OLD.discarded_at)",
    sentence="A plan is agreed once or thrown away, and never changed otherwise but as entered in error.",
)
PLAN_OFFERS = Guarded(
    table="careplans_planoffer",
    noun="plan_offer",
    kept="id public_id person_id once means offered_on organisation_id role recorded_by_id recorded_at",
    over="OLD.in_error_at IS NOT NULL OR OLD.answer <> '' AND"
    " (NEW.answer, NEW.answer_words, NEW.again_on, NEW.answered_by_id, NEW.answered_at)"
    " IS DISTINCT FROM (OLD.answer, OLD.answer_words, OLD.again_on, OLD.answered_by_id, OLD.answered_at)",
    sentence="The offer of a plan is answered once, and never changed otherwise but as entered in error.",
)
PLAN_REVIEWS = Guarded(
    table="careplans_planreview",
    noun="plan_review",
    kept="id public_id person_id plan_id once on attended words organisation_id role recorded_by_id"
    " recorded_at",
    over="OLD.in_error_at IS NOT NULL",
    sentence="The review of a plan is never changed but as entered in error.",
)
RELATED = Guarded(
    table="careplans_relatedperson",
    noun="related",
    kept='id public_id person_id once replaces_id name relationship roles telephone "when" document seen_on'
    " note organisation_id role recorded_by_id recorded_at",
    over="OLD.in_error_at IS NOT NULL OR OLD.ended_at IS NOT NULL AND"
    " (NEW.ended_words, NEW.ended_by_id, NEW.ended_at) IS DISTINCT FROM"
    " (OLD.ended_words, OLD.ended_by_id, OLD.ended_at)",
    sentence="A contact of a person is never changed, but replaced, ended or entered in error.",
)
SIGNATURES = Guarded(
    table="careplans_plansignature",
    noun="plan_signature",
    kept="id public_id person_id plan_id organisation_id role signed_by_id signed_at",
    over="OLD.undone_at IS NOT NULL",
    sentence="A signature is taken back once, and never changed otherwise.",
)
RECORD_FILINGS = Guarded(
    table="careplans_recordfiling",
    noun="record_filing",
    kept='id public_id person_id event kind "on" done words organisation_id role recorded_by_id recorded_at',
    over="OLD.undone_at IS NOT NULL",
    sentence="What was filed in the GP record is undone once, and never changed otherwise.",
)
DUTY = Guarded(
    table="careplans_duty",
    noun="duty",
    kept="id organisation_id on user_id recorded_by_id recorded_at",
    over="OLD.replaced_at IS NOT NULL",
    sentence="Who was on duty is never changed, but replaced by somebody else.",
)


LETTER_TEXTS = Guarded(
    table="careplans_lettertext",
    noun="letter_text",
    kept="id public_id once language kind second version body translated_by translated_on checked_by"
    " checked_on recorded_by_id recorded_at",
    over="OLD.ended_at IS NOT NULL",
    sentence="The wording of a letter is never changed, but replaced or withdrawn.",
)
ASSESSMENTS = Guarded(
    table="careplans_assessment",
    noun="assessment",
    kept="id public_id person_id once replaces_id session_id assessed_on barthel must six_cit ascot swemwbs"
    " organisation_id role recorded_by_id recorded_at",
    over="OLD.in_error_at IS NOT NULL",
    sentence="An assessment is never changed but as entered in error; a new one replaces it.",
)


class Guard(Statements):
    """Make the table's function as it is defined here now, and the trigger that asks it; again where a column
    came to be kept.  Undone once, the guard is gone."""

    def __init__(self, guarded: Guarded) -> None:
        self.guarded = guarded

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield from (_function(self.guarded), _trigger(self.guarded))

    def statements_back(self) -> Iterator[str]:
        yield f"DROP TRIGGER IF EXISTS careplans_{self.guarded.noun}_guarded ON {self.guarded.table}"
        yield f"DROP FUNCTION IF EXISTS careplans_{self.guarded.noun}_guard()"


def _function(guarded: Guarded) -> str:
    new, old = (", ".join(f"{row}.{each}" for each in guarded.kept.split()) for row in ("NEW", "OLD"))
    return f"""
CREATE OR REPLACE FUNCTION careplans_{guarded.noun}_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $function$
BEGIN
    IF {guarded.over} OR ({new}) IS DISTINCT FROM ({old})
    THEN
        RAISE EXCEPTION '{guarded.sentence}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $function$
"""


def _trigger(guarded: Guarded) -> str:
    return f"""
CREATE OR REPLACE TRIGGER careplans_{guarded.noun}_guarded BEFORE UPDATE ON {guarded.table}
FOR EACH ROW EXECUTE FUNCTION careplans_{guarded.noun}_guard()
"""


# Folds the days of sessions, in order, to the last that counts; the oracle is
# `careplans.rules.entitlement.last_counted`.
_COUNTED = """
CREATE OR REPLACE FUNCTION careplans_counted(last date, next date, spacing int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT CASE WHEN next IS NULL THEN last
                WHEN last IS NULL OR next >= (last + make_interval(months => spacing))::date THEN next
                ELSE last END
$function$
"""
_LAST_COUNTED = """
CREATE AGGREGATE careplans_last_counted(next date, spacing int) (
    SFUNC = careplans_counted, STYPE = date
)
"""


class CountSessions(Statements):
    """The aggregate that says which of a person's sessions was the last that counts."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield from (_COUNTED, _LAST_COUNTED)

    def statements_back(self) -> Iterator[str]:
        yield "DROP AGGREGATE careplans_last_counted(date, int)"
        yield "DROP FUNCTION careplans_counted(date, date, int)"
