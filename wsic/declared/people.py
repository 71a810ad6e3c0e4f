"""Tables of patients."""

from .table import REACHES, READ_WRITE, Table, Wall, words

PEOPLE: dict[str, Table] = {
    "patients.Reach": Table(
        wall=Wall.REACH,
        identifying=words("person"),
        plain=words("id organisation user acting_for why from_on to_on ends_at source"),
    ),
    "patients.ReachGrant": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        # What somebody takes by saying why begins and ends by functions of the database.
        app_changes="why NOT IN ('BREAK_GLASS', 'TELEPHONE', 'OUT_OF_HOURS')",
        identifying=words("person"),
        plain=words("id organisation user acting_for why from_on to_on ends_at source granted_at"),
    ),
    "patients.CareTeamMember": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        identifying=words("person role"),
        plain=words("id organisation user from_on to_on recorded_by recorded_at"),
    ),
    "patients.Preference": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        app=READ_WRITE,
        identifying=words("person said_by"),
        plain=words("id kind from_on to_on as_on recorded_by recorded_at imported_by replaced_at"),
    ),
    "patients.Person": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        key=("id",),
        identifying=words("id public_id"),
        plain=words("imported_by"),
    ),
    "patients.PersonLink": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        app=READ_WRITE,
        # Whoever reaches one of the two sees the link and may end it; to make it takes both.
        app_adds=f"{REACHES.format('person_id')} AND {REACHES.format('kept_id')}",
        key=("person_id", "kept_id"),
        identifying=words("person kept words ended_why"),
        plain=words("id from_on to_on reason recorded_by recorded_at ended_by ended_at"),
    ),
    "patients.PersonDetail": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        identifying=words(
            "person family_name given_name title birth_date address postcode phone email usual_gp died_on"
            " search_text"
        ),
        plain=words(
            "id sex ethnicity language interpreter_needed imd_quintile housebound as_on imported_by"
            " replaced_by digest"
        ),
    ),
    "patients.PersonIdentifier": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        identifying=words("person value"),
        plain=words("id kind imported_by replaced_by"),
    ),
    "patients.Registration": Table(
        wall=Wall.PERSON,
        identifying=words("person"),
        plain=words(
            "id practice kind from_on to_on stated_from_on stated_to_on as_on imported_by replaced_by digest"
            " details_digest"
        ),
    ),
    "patients.Residence": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        identifying=words("person"),
        plain=words("id kind from_on to_on stated_to_on as_on imported_by replaced_by"),
    ),
    "patients.Import": Table(
        wall=Wall.ORGANISATION,
        app=READ_WRITE,
        key=("organisation_id", "overseer_id"),
        plain=words(
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
        plain=words("id organisation feed source mapping remembered_at remembered_by"),
    ),
    "patients.QuarantinedRow": Table(
        wall=Wall.ORGANISATION,
        app=READ_WRITE,
        key=("organisation_id", "importer_id", "overseer_id"),
        identifying=words("raw given row_key sentence"),
        plain=words(
            "id public_id feed imported_by importer organisation overseer line as_on column reason"
            " other_reasons digest state"
            " created_at closed_at closed_by closing_note closed_by_import"
        ),
    ),
    "patients.AccessReview": Table(
        wall=Wall.TAKEN,
        key=("opened_by_id",),  # added and changed by functions of the database alone
        identifying=words("words"),
        plain=words(
            "id public_id kind opened_by organisation role reason over_dissent opened_at ends_at ended_at"
            " state"
        ),
    ),
    "patients.AccessReviewStep": Table(
        wall=Wall.TAKEN,
        key=("opened_by_id",),
        identifying=words("note"),
        plain=words("id review opened_by state by at"),
    ),
    "patients.AccessTry": Table(wall=Wall.SYSTEM, app="", plain=words("id kind user at")),
    "patients.RecordedCode": Table(wall=Wall.OPEN, plain=words("id ctv3 read2 snomed term sensitive")),
    "patients.RecordedMedicine": Table(wall=Wall.OPEN, plain=words("id code name bnf_chapter")),
    "patients.SensitiveCode": Table(wall=Wall.OPEN, plain=words("id system code term list_sha256")),
    "patients.CodedEntry": Table(
        wall=Wall.PERSON,
        identifying=words("person row_id"),
        plain=words(
            "id organisation effective_on recorded_on known_on code value value_text unit deleted conflicted"
            " line imported_by replaced_by"
        ),
    ),
    "patients.MedicationIssue": Table(
        wall=Wall.PERSON,
        identifying=words("person row_id"),
        plain=words("id organisation issued_on medicine deleted conflicted line imported_by replaced_by"),
    ),
    "patients.Allergy": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        identifying=words("person row_id"),
        plain=words(
            "id organisation recorded_on substance reaction status deleted conflicted line imported_by"
            " replaced_by"
        ),
    ),
    "patients.CurrentMedicine": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        identifying=words("person row_id"),
        plain=words(
            "id organisation medicine_code medicine dose started_on ended_on repeat listed_on deleted"
            " conflicted line imported_by replaced_by"
        ),
    ),
}
