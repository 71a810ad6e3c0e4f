"""What the database itself keeps of the words of a plan: they go into a draft, in one's own name."""

from collections.abc import Iterable, Iterator

from django.db.migrations.state import ProjectState

from wsic.walls import Statements

# A job writes what it says; a user writes in their own name, into a draft about its person.  What a new
# version carries on keeps its writer.
_TAKEN_OUT = """
    IF NEW.taken_out AND (NEW.revision = 1 OR EXISTS (
        SELECT FROM careplans_careplan p JOIN careplans_plangoal agreed ON agreed.plan_id = p.upon_id
        WHERE p.id = NEW.plan_id AND agreed.key = NEW.key))
    THEN
        RAISE EXCEPTION 'A goal that was agreed is ended by what came of it, never taken out.'
            USING ERRCODE = 'check_violation';
    END IF;
"""


def _written(table: str, key: str, also: str = "") -> str:
    return f"""
CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $function$
DECLARE
    asked CONSTANT bigint := wsic_user();
BEGIN
    IF asked IS NOT NULL AND NOT EXISTS (
        SELECT FROM careplans_careplan p
        WHERE p.id = NEW.plan_id AND p.person_id = NEW.person_id
              AND p.agreed_at IS NULL AND p.discarded_at IS NULL AND p.in_error_at IS NULL
              AND (NEW.written_by_id = asked OR NEW.revision = 1 AND EXISTS (
                  SELECT FROM {table} carried
                  WHERE carried.plan_id = p.upon_id AND carried.{key} = NEW.{key}
                        AND carried.written_by_id = NEW.written_by_id
                        AND carried.written_at = NEW.written_at)))
    THEN
        RAISE EXCEPTION 'A plan is written while it is a draft, about its person, in one''s own name.'
            USING ERRCODE = 'check_violation';
    END IF;{also}
    RETURN NEW;
END $function$
"""


_PLANS_KEPT = """
CREATE OR REPLACE FUNCTION careplans_plan_named_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $function$
BEGIN
    IF NEW.upon_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM careplans_careplan p WHERE p.id = NEW.upon_id AND p.person_id = NEW.person_id)
    THEN
        RAISE EXCEPTION 'A version carries on one of the same person.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.agreed_by_id <> wsic_user() AND (TG_OP = 'INSERT' OR OLD.agreed_by_id IS NULL) THEN
        RAISE EXCEPTION 'A plan is agreed in one''s own name.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $function$
"""
_PLAN_TABLES = (("careplans_plansection", "heading", ""), ("careplans_plangoal", "key", _TAKEN_OUT))


class GuardPlanWriting(Statements):
    """What is added to a version goes into a draft, and in whose name; whose version a version carries on."""

    def statements(self, state: ProjectState) -> Iterable[str]:
        for table, key, also in _PLAN_TABLES:
            yield _written(table, key, also)
            yield (
                f"CREATE OR REPLACE TRIGGER {table}_written BEFORE INSERT ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {table}_guard()"
            )
        yield _PLANS_KEPT
        yield (
            "CREATE OR REPLACE TRIGGER careplans_plan_named BEFORE INSERT OR UPDATE OF agreed_by_id"
            " ON careplans_careplan FOR EACH ROW EXECUTE FUNCTION careplans_plan_named_guard()"
        )

    def statements_back(self) -> Iterator[str]:
        yield "DROP TRIGGER IF EXISTS careplans_plan_named ON careplans_careplan"
        yield "DROP FUNCTION IF EXISTS careplans_plan_named_guard()"
        for table, *_ in _PLAN_TABLES:
            yield f"DROP TRIGGER IF EXISTS {table}_written ON {table}"
            yield f"DROP FUNCTION IF EXISTS {table}_guard()"
