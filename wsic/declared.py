"""Every table and every field, declared once.

The walls in the database (`wsic.walls`), the export rules and the contract tests read this table: a model or
a field
that is not declared here turns `tests/contracts/test_declared.py` red.

Walls:  PERSON        rows about one person; the app's log-in sees those it reaches (patients.Reach)
        REACH         the table Reach itself
        ORGANISATION  rows that belong to organisations; the app's log-in sees those of the user's own
        TAKEN         access that somebody took by saying why: one's own, everybody's for who reviews it
        SYSTEM        jobs and feeds only
        OPEN          no person in it
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Wall(StrEnum):
    PERSON = "PERSON"
    REACH = "REACH"
    ORGANISATION = "ORGANISATION"
    TAKEN = "TAKEN"
    SYSTEM = "SYSTEM"
    OPEN = "OPEN"


@dataclass(frozen=True, kw_only=True)
class Table:
    """What may be done with a table, and which of its fields can tell who a person is."""

    wall: Wall
    app: str = "SELECT"  # what wsic_app is granted, as SQL
    system: str = "SELECT, INSERT, UPDATE, DELETE"  # and wsic_system
    app_changes: str = ""  # as SQL, the rows among those that wsic_app adds or changes; all, where nothing
    owner: str = ""  # as SQL, the rows that functions of the owner's meet, for log-ins without a right
    key: tuple[str, ...] = ("person_id",)  # columns the wall compares
    identifying: frozenset[str] = frozenset()
    plain: frozenset[str] = field(default_factory=frozenset)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


READ_WRITE = "SELECT, INSERT, UPDATE"

TABLES: dict[str, Table] = {
    "contenttypes.ContentType": Table(wall=Wall.OPEN, plain=_words("id app_label model")),
    "auth.Permission": Table(wall=Wall.OPEN, app="", plain=_words("id name content_type codename")),
    "auth.Group": Table(wall=Wall.OPEN, app="", plain=_words("id name permissions")),
    # Nobody's any more: accounts.Session took its place, and migrations that are done name this one.
    "sessions.Session": Table(
        wall=Wall.OPEN,
        app="",
        plain=_words("session_key session_data expire_date"),
    ),
    "organisations.Organisation": Table(
        wall=Wall.OPEN,
        plain=_words("id public_id code name kind borough wave live_on closed_on latitude longitude"),
    ),
    "organisations.OrganisationLink": Table(
        wall=Wall.OPEN,
        plain=_words("id child parent kind from_on to_on recorded_at replaced_at"),
    ),
    "organisations.Agreement": Table(
        wall=Wall.OPEN,
        app=READ_WRITE,
        plain=_words(
            "id organisation kind signed_on signed_by withdrawn_on hand_over_until recorded_at replaced_at"
        ),
    ),
    "accounts.User": Table(
        wall=Wall.OPEN,
        app=READ_WRITE,
        plain=_words("id public_id username display_name password last_login is_active"),
    ),
    "accounts.Membership": Table(wall=Wall.OPEN, plain=_words("id user organisation role from_on to_on")),
    "accounts.FailedSignIn": Table(
        wall=Wall.OPEN, app="SELECT, INSERT, DELETE", plain=_words("id name_digest address at")
    ),
    "accounts.SecondFactor": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT, UPDATE, DELETE",
        plain=_words("id user secret last_step set_up_at"),
    ),
    "accounts.RecoveryCode": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT, UPDATE, DELETE",
        plain=_words("id user digest used_at"),
    ),
    "accounts.Session": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT, UPDATE, DELETE",
        plain=_words("session_key session_data expire_date user started_at seen_at address"),
    ),
    "audit.AuditEvent": Table(
        wall=Wall.SYSTEM,
        app="",
        system="SELECT",
        owner="true",  # written by `audit_append` and `audit_seal` alone
        identifying=_words("people"),
        plain=_words(
            "id at verb kind user_id actor role organisation_id subject address correlation_id purpose detail"
            " login number hash"
        ),
    ),
    "audit.AuditBatch": Table(
        wall=Wall.OPEN,
        app="",
        system="SELECT",
        plain=_words("number first rows sealed_at previous hash"),
    ),
    "jobs.Job": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT",
        plain=_words(
            "id public_id name key as_on state attempt fence heartbeat_at due_at done total message rows_in"
            " rows_out"
            " payload by_user_id by purpose error created_at started_at finished_at"
        ),
    ),
    "patients.Reach": Table(
        wall=Wall.REACH,
        identifying=_words("person"),
        plain=_words("id organisation user acting_for why from_on to_on ends_at source"),
    ),
    "patients.ReachGrant": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        # What somebody takes by saying why begins and ends by functions of the database.
        app_changes="why NOT IN ('BREAK_GLASS', 'TELEPHONE')",
        identifying=_words("person"),
        plain=_words("id organisation user acting_for why from_on to_on ends_at source granted_at"),
    ),
    "patients.CareTeamMember": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        identifying=_words("person role"),
        plain=_words("id organisation user from_on to_on recorded_by recorded_at"),
    ),
    "patients.Preference": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        identifying=_words("person said_by"),
        plain=_words("id kind from_on to_on as_on recorded_by recorded_at imported_by replaced_at"),
    ),
    "patients.Person": Table(
        wall=Wall.PERSON, key=("id",), identifying=_words("id public_id"), plain=_words("imported_by")
    ),
    "patients.PersonDetail": Table(
        wall=Wall.PERSON,
        identifying=_words(
            "person family_name given_name title birth_date address postcode phone email usual_gp died_on"
            " search_text"
        ),
        plain=_words(
            "id sex ethnicity language interpreter_needed imd_quintile housebound as_on imported_by"
            " replaced_by digest"
        ),
    ),
    "patients.PersonIdentifier": Table(
        wall=Wall.PERSON, identifying=_words("person value"), plain=_words("id kind imported_by replaced_by")
    ),
    "patients.Registration": Table(
        wall=Wall.PERSON,
        identifying=_words("person"),
        plain=_words(
            "id practice kind from_on to_on stated_from_on stated_to_on as_on imported_by replaced_by digest"
            " details_digest"
        ),
    ),
    "patients.Import": Table(
        wall=Wall.ORGANISATION,
        app=READ_WRITE,
        key=("organisation_id", "overseer_id"),
        plain=_words(
            "id public_id feed source organisation overseer file_name stored_path sha256 size encoding"
            " delimiter mapping as_on state"
            " rows accepted unchanged superseded duplicate quarantined report refusal job corrects"
            " uploaded_by uploaded_at"
            " approved_by approved_at finished_at seconds file_removed_at"
        ),
    ),
    "patients.ColumnMapping": Table(
        wall=Wall.ORGANISATION,
        app="SELECT, INSERT, UPDATE",
        key=("organisation_id",),
        plain=_words("id organisation feed source mapping remembered_at remembered_by"),
    ),
    "patients.QuarantinedRow": Table(
        wall=Wall.ORGANISATION,
        app=READ_WRITE,
        key=("organisation_id", "importer_id", "overseer_id"),
        identifying=_words("raw given row_key sentence"),
        plain=_words(
            "id public_id feed imported_by importer organisation overseer line as_on column reason"
            " other_reasons digest state"
            " created_at closed_at closed_by closing_note closed_by_import"
        ),
    ),
    "patients.AccessReview": Table(
        wall=Wall.TAKEN,
        key=("opened_by_id",),  # added and changed by functions of the database alone
        identifying=_words("words"),
        plain=_words(
            "id public_id kind opened_by organisation role reason over_dissent opened_at ends_at ended_at"
            " state"
        ),
    ),
    "patients.AccessReviewStep": Table(
        wall=Wall.TAKEN,
        key=("opened_by_id",),
        identifying=_words("note"),
        plain=_words("id review opened_by state by at"),
    ),
    "patients.AccessTry": Table(wall=Wall.SYSTEM, app="", plain=_words("id user at")),
    "patients.RecordedCode": Table(wall=Wall.OPEN, plain=_words("id ctv3 read2 snomed term sensitive")),
    "patients.RecordedMedicine": Table(wall=Wall.OPEN, plain=_words("id code name bnf_chapter")),
    "patients.SensitiveCode": Table(wall=Wall.OPEN, plain=_words("id system code term list_sha256")),
    "patients.CodedEntry": Table(
        wall=Wall.PERSON,
        identifying=_words("person row_id"),
        plain=_words(
            "id organisation effective_on recorded_on known_on code value value_text unit deleted conflicted"
            " line imported_by replaced_by"
        ),
    ),
    "patients.MedicationIssue": Table(
        wall=Wall.PERSON,
        identifying=_words("person row_id"),
        plain=_words("id organisation issued_on medicine deleted conflicted line imported_by replaced_by"),
    ),
    "tiers.FrailtyScore": Table(
        wall=Wall.PERSON,
        identifying=_words("person"),
        plain=_words(
            "id calculated_on deficit_count score instrument source code_list_version as_on line digest"
            " conflicted imported_by replaced_by"
        ),
    ),
    "tiers.TierStanding": Table(
        wall=Wall.PERSON,
        identifying=_words("person"),
        plain=_words(
            "id tier basis deficit_count instrument source settings_version code_list_version from_on to_on"
            " recorded_at replaced_at"
        ),
    ),
    "tiers.ScoringOf": Table(
        wall=Wall.OPEN, plain=_words("id practice choice source since_on entries_on issues_on")
    ),
    "tiers.EvidenceFile": Table(wall=Wall.OPEN, plain=_words("id imported_by file_name table_name as_on")),
    "tiers.CodeListVersion": Table(
        wall=Wall.OPEN, plain=_words("id name source licence_note imported_at sha256 active")
    ),
    "tiers.CodeListRule": Table(
        wall=Wall.OPEN,
        plain=_words("id code_list deficit system code term above below at_least at_most sex"),
    ),
    "tiers.CodeMeaning": Table(wall=Wall.OPEN, plain=_words("id code rule")),
    "tiers.MedicineMapVersion": Table(
        wall=Wall.OPEN, plain=_words("id name source licence_note imported_at sha256 active")
    ),
    "tiers.MappedMedicine": Table(
        wall=Wall.OPEN,
        plain=_words("id medicine_map medicine_code system medicine ingredient bnf_chapter"),
    ),
    "tiers.DeficitOnset": Table(
        wall=Wall.PERSON,
        identifying=_words("person"),
        plain=_words("id deficit counted_from entry first_on first_entry entries code_list"),
    ),
    "tiers.PracticeCount": Table(
        wall=Wall.OPEN, plain=_words("id practice counted_on tier people recorded_at")
    ),
    "tiers.PolypharmacyPeriod": Table(
        wall=Wall.PERSON,
        identifying=_words("person"),
        plain=_words("id from_on to_on medicine_map settings_version"),
    ),
}

# Tables without a model.  COPY does not go into a table with row-level security, so their wall is the grant:
# only wsic_system has any right to them.
STAGING = frozenset(
    {
        "patients_staged_bad",
        "patients_staged_coded_entries",
        "patients_staged_frailty_scores",
        "patients_staged_medication_issues",
        "patients_staged_organisations",
        "patients_staged_people",
        "patients_staged_preferences",
    }
)
