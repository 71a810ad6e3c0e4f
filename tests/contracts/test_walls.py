"""The database's walls are those that wsic/declared states: a forgotten `Protect` turns these red."""

import pytest
from django.apps import apps
from django.db import connection

from tests.contracts.sources import none_of
from tests.wsic.owner import execute
from wsic.declared import STAGING, TABLES, Wall
from wsic.walls import wall_sql

pytestmark = pytest.mark.django_db

# SECURITY DEFINER functions step over the walls; each is named here with what it may return.
DEFINERS: dict[str, str] = {
    "accounts_set_telephone": "how many memberships of the user's own took a number",
    "careplans_caring_for": "which organisations, and who of a care team, care for people whom the user"
    " reaches: by registration, hub or care team alone",
    "patients_resting_on": "numbers of what rests on a signature; small ones are withheld",
    "audit_append": "nothing",
    "audit_seal": "how many rows were sealed",
    "audit_add_months": "how many months were added",
    "review_may": "nothing: it raises unless the user is a privacy officer today, and so do the next four",
    "review_may_retracted": "nothing: it raises unless the user reads what was entered in error today, and so"
    " do the next three",
    "review_retracted": "which records are in error, of whom and why; no words of theirs",
    "review_retracted_stood": "prints, pages and filings of one record in error, and the version in force",
    "review_retracted_words": "rows of one record in error and of what belongs to it",
    "review_trail": "rows of the audit about one person or of one user",
    "review_people": "initials, last digits of the number and practice of some people",
    "review_find": "the public id of the person of a number and a birth date",
    "review_day": "pairs of users and people to ask about, of a day",
    "patients_put_off_indexes": "whether a table of records is empty on disk",
    "patients_build_indexes": "nothing",
    "patients_break_glass": "the keys of the one person that it has opened to a user, and of the entry, where"
    " the role may; else, ten times an hour, that a number and birth date fit nobody; of whom they fit,"
    " that the person dissents",
    "careplans_open_crisis": "the keys of the one person whose crisis page it has opened to a user, and of"
    " the entry, where the role may; else, thirty times an hour, that it opened nothing; for the audit, of"
    " whom a number and birth date fit",
    "patients_review_step": "whether an entry took its next step, of who reviews it or is asked about it",
    "patients_end_access": "the keys of whom the user had open under an entry of their own",
    "patients_review_pages": "how many pages were shown under entries of the user's own, or of all for who"
    " reviews",
    "patients_link_hides": "whether, on a day, the record that a link keeps is on a list or says a death",
    "tiers_follow_decisions": "how many decided standings it closed and opened",
    "patients_refresh_reach": "how many rows of Reach the facts about some people added, moved and took away",
}
SHAPE_OF_THE_WALLS = """
SELECT c.relname, 'rls', c.relrowsecurity::text, c.relforcerowsecurity::text
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
UNION ALL
SELECT tablename, 'policy ' || policyname, permissive || cmd || array_to_string(roles, ','),
       coalesce(qual, '') || ' / ' || coalesce(with_check, '')
FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT c.relname, 'grant to ' || a.grantee::regrole, a.privilege_type, a.is_grantable::text
FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND a.grantee <> c.relowner
UNION ALL
SELECT c.relname, 'grant on ' || t.attname || ' to ' || a.grantee::regrole, a.privilege_type, ''
FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
WHERE c.relnamespace = 'public'::regnamespace
"""


def rows(statement: str) -> set[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return set(cursor.fetchall())


def partitions() -> set[str]:
    return {name for (name,) in rows("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")}


def test_policies_and_grants_are_the_declared_ones():
    found = rows(SHAPE_OF_THE_WALLS)
    for label in TABLES:
        execute(*wall_sql(label))

    assert found == rows(SHAPE_OF_THE_WALLS)


@pytest.mark.parametrize(
    "slip",
    [
        "ALTER TABLE patients_person NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE patients_reach DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wsic_app_wall ON patients_registration",
        "CREATE POLICY hole ON patients_person FOR SELECT TO wsic_app USING (true)",
        "GRANT SELECT ON audit_auditevent TO wsic_app",
        "GRANT DELETE ON patients_person TO wsic_app",
        "GRANT SELECT ON accounts_user TO PUBLIC",
        "GRANT INSERT ON audit_auditevent TO wsic_system",
        "DROP POLICY wsic_owner_wall ON audit_auditevent",
    ],
)
def test_a_slip_in_the_walls_is_found(slip):
    declared = rows(SHAPE_OF_THE_WALLS)

    execute(slip)

    assert rows(SHAPE_OF_THE_WALLS) != declared


def test_policies_are_the_only_two_and_forced():
    walled = {apps.get_model(each)._meta.db_table for each in TABLES if TABLES[each].wall is not Wall.OPEN}

    forced = rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    policies = rows("SELECT tablename, policyname FROM pg_policies WHERE policyname <> 'wsic_owner_wall'")

    assert {name for (name,) in forced} - partitions() == walled
    narrowed = {apps.get_model(each)._meta.db_table for each in TABLES if TABLES[each].app_changes}
    adding = {apps.get_model(each)._meta.db_table for each in TABLES if TABLES[each].app_adds}
    assert policies == {
        *((table, wall) for table in walled for wall in ("wsic_app_wall", "wsic_system_wall")),
        *((table, wall) for table in narrowed for wall in ("wsic_app_insert", "wsic_app_update")),
        *((table, "wsic_app_insert") for table in adding),
    }
    permissive = rows("SELECT policyname FROM pg_policies WHERE permissive = 'PERMISSIVE'")
    assert permissive == {("wsic_app_wall",), ("wsic_system_wall",), ("wsic_owner_wall",)}


def test_the_owner_meets_rows_only_where_functions_of_its_own_write_or_review_them():
    stated = {apps.get_model(each)._meta.db_table for each in TABLES if TABLES[each].owner}

    met = rows("SELECT tablename FROM pg_policies WHERE 'wsic_owner' = ANY (roles)")

    assert {name for (name,) in met} == stated


def test_a_partition_is_nobodys_by_itself():
    open_ones = rows(
        "SELECT relname FROM pg_class c WHERE relispartition AND relkind = 'r' AND ("
        " NOT (relrowsecurity AND relforcerowsecurity)"
        " OR EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)"
        " OR EXISTS (SELECT FROM aclexplode(relacl) a WHERE a.grantee <> relowner))"
    )

    assert (len(partitions()) > 24, open_ones) == (True, set())


def test_what_belongs_to_no_model_is_granted_to_nobody():
    granted = {(table, who) for table, who, *_ in rows(SHAPE_OF_THE_WALLS) if who.startswith("grant")}

    assert not {who for table, who in granted if table == "django_migrations"}
    assert not {table for table, who in granted if who.endswith("to -")}  # PUBLIC


def test_no_log_in_of_the_house_steps_over_the_walls():
    above = rows("SELECT rolname FROM pg_roles WHERE rolname LIKE 'wsic%' AND (rolsuper OR rolbypassrls)")

    assert above == set()


def test_every_function_that_steps_over_the_walls_is_stated():
    found = rows("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")

    none_of(sorted({name for (name,) in found} ^ set(DEFINERS)))


def test_the_audit_is_append_only_for_everybody():
    grants = {row for row in rows(SHAPE_OF_THE_WALLS) if row[0] == "audit_auditevent" and "grant" in row[1]}

    assert {(who, right) for _, who, right, _ in grants} == {("grant to wsic_system", "SELECT")}


def test_staging_is_granted_to_the_system_alone():
    granted = {(table, who) for table, who, *_ in rows(SHAPE_OF_THE_WALLS) if who.startswith("grant")}

    assert {who for table, who in granted if table in STAGING} == {"grant to wsic_system"}
