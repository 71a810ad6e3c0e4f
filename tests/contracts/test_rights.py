"""What the two log-ins may do with each table and function, said once more by hand.

`wsic/declared` makes the rights; whoever gives a log-in another one says so here as well, and why it may
have it is asked twice.
"""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# What the web writes by itself.
WRITTEN = {
    "accounts_failedsignin": "INSERT DELETE",
    "accounts_recoverycode": "INSERT UPDATE DELETE",
    "accounts_secondfactor": "INSERT UPDATE DELETE",
    "accounts_session": "INSERT UPDATE DELETE",
    "accounts_user": "INSERT UPDATE",
    "careplans_assessment": "INSERT UPDATE",
    "careplans_assessmentfinding": "INSERT",
    "careplans_careplan": "INSERT UPDATE",
    "careplans_contact": "INSERT",
    "careplans_contactretraction": "INSERT",
    "careplans_duty": "INSERT UPDATE",
    "careplans_firstcontact": "INSERT UPDATE",
    "careplans_lettertext": "INSERT UPDATE",
    "careplans_look": "INSERT UPDATE",
    "careplans_notice": "INSERT UPDATE",
    "careplans_planningsession": "INSERT UPDATE",
    "careplans_plangoal": "INSERT",
    "careplans_planoffer": "INSERT UPDATE",
    "careplans_planreview": "INSERT UPDATE",
    "careplans_plansection": "INSERT",
    "careplans_relatedperson": "INSERT UPDATE",
    "careplans_plansignature": "INSERT UPDATE",
    "careplans_recordfiling": "INSERT UPDATE",
    "careplans_reviewrequest": "INSERT UPDATE",
    "careplans_sessionlead": "INSERT",
    "careplans_sessionoffer": "INSERT UPDATE",
    "careplans_staffhours": "INSERT UPDATE",
    "careplans_task": "INSERT UPDATE",
    "careplans_unsavedwords": "INSERT UPDATE",
    "jobs_job": "INSERT",
    "organisations_agreement": "INSERT UPDATE",
    "patients_careteammember": "INSERT UPDATE",
    "patients_columnmapping": "INSERT UPDATE",
    "patients_import": "INSERT UPDATE",
    "patients_personlink": "INSERT UPDATE",
    "patients_preference": "INSERT UPDATE",
    "patients_quarantinedrow": "INSERT UPDATE",
    "patients_reachgrant": "INSERT UPDATE",
    "tiers_savedview": "INSERT UPDATE",
    "tiers_tierdecision": "INSERT",
}
# What it cannot even read: the audit, rows on their way in, tries that fitted nobody, tables of nobody's.
UNREAD = {
    "audit_auditbatch", "audit_auditevent", "audit_spooledline", "auth_group", "auth_group_permissions",
    "auth_permission", "django_migrations", "django_session", "patients_accesstry",
    "patients_staged_allergies", "patients_staged_bad", "patients_staged_coded_entries",
    "patients_staged_current_medicines", "patients_staged_frailty_scores",
    "patients_staged_medication_issues", "patients_staged_organisations", "patients_staged_people",
    "patients_staged_preferences", "patients_staged_residence",
}  # fmt: skip
# Of jobs and feeds: everything but the audit, which functions of the owner's write, what tells of migrations,
# and changing a row on its way in.
SYSTEM_LESS = (
    {"audit_auditbatch": "SELECT", "audit_auditevent": "SELECT", "django_migrations": ""}
    | {
        **dict.fromkeys(("audit_spooledline", "audit_spoolproblem"), "SELECT INSERT"),
    }
    | {table: "SELECT INSERT DELETE" for table in UNREAD if table.startswith("patients_staged_")}
)
# By name: of all others each log-in may ask.
NOT_CALLED = {
    "wsic_app": {
        "audit_add_months", "audit_seal", "audit_shut", "patients_build_indexes", "patients_put_off_indexes",
    },
    "wsic_system": {"audit_shut"},
}  # fmt: skip

_RIGHTS = """
SELECT c.relname, coalesce(string_agg(r.name, ' ' ORDER BY r.number)
                           FILTER (WHERE has_table_privilege(%s, c.oid, r.name)), '')
FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])
                 WITH ORDINALITY AS r (name, number)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.relname
"""
_CALLS = """
SELECT proname FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND NOT has_function_privilege(%s, oid, 'EXECUTE')
"""


def rows(statement: str, login: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [login])
        return cursor.fetchall()


def test_the_webs_log_in_may_do_what_stands_here_and_no_more():
    rights = dict(rows(_RIGHTS, "wsic_app"))

    stated = {
        table: f"{'' if table in UNREAD else 'SELECT'} {WRITTEN.get(table, '')}".strip() for table in rights
    }

    assert rights == stated
    assert set(WRITTEN) | UNREAD <= set(rights)


def test_the_systems_log_in_may_do_what_stands_here_and_no_more():
    rights = dict(rows(_RIGHTS, "wsic_system"))

    assert rights == dict.fromkeys(rights, "SELECT INSERT UPDATE DELETE") | SYSTEM_LESS


def test_nobody_has_a_right_to_a_column_alone():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE a.attacl IS NOT NULL AND c.relnamespace = 'public'::regnamespace"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize("login", NOT_CALLED)
def test_a_function_is_called_by_whom_it_is_for(login):
    shut = {name for (name,) in rows(_CALLS, login)}

    assert shut == NOT_CALLED[login]
