"""What the database itself keeps of tasks."""

from collections.abc import Iterable, Iterator

from django.db.migrations.state import ProjectState

from wsic.walls import Statements

# Whom it is about, what it says and who raised it; what is closed is over.
_GUARD = """
CREATE OR REPLACE FUNCTION careplans_task_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $function$
BEGIN
    IF OLD.closed_at IS NOT NULL
       OR (NEW.id, NEW.public_id, NEW.person_id, NEW.kind, NEW.words, NEW.organisation_id, NEW.contact_id,
           NEW.raised_by_id, NEW.raised_at, NEW.once)
          IS DISTINCT FROM (OLD.id, OLD.public_id, OLD.person_id, OLD.kind, OLD.words, OLD.organisation_id,
                            OLD.contact_id, OLD.raised_by_id, OLD.raised_at, OLD.once)
    THEN
        RAISE EXCEPTION 'A task is handed on or closed, and never changed otherwise.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $function$
"""
_TRIGGER = """
CREATE TRIGGER careplans_task_guarded BEFORE UPDATE ON careplans_task
FOR EACH ROW EXECUTE FUNCTION careplans_task_guard()
"""


class GuardTasks(Statements):
    """Make the function as it is defined here now, and the trigger that asks it."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        yield from (_GUARD, _TRIGGER)

    def statements_back(self) -> Iterator[str]:
        yield "DROP TRIGGER careplans_task_guarded ON careplans_task"
        yield "DROP FUNCTION careplans_task_guard()"
