"""Tables of tiers."""

from .table import READ_WRITE, Table, Wall, words

TIERS: dict[str, Table] = {
    "tiers.FrailtyScore": Table(
        wall=Wall.PERSON,
        identifying=words("person"),
        plain=words(
            "id calculated_on deficit_count score instrument source code_list_version as_on line digest"
            " conflicted imported_by replaced_by"
        ),
    ),
    "tiers.TierDecision": Table(
        wall=Wall.PERSON,
        app="SELECT, INSERT",
        # In one's own name, today, and in a standing of today.
        app_changes="decided_by_id = wsic_user() AND decided_on = wsic_today()"
        " AND role IN ('GP', 'PRACTICE_NURSE', 'CASE_MANAGER')"
        " AND (role, organisation_id) IN (SELECT m.role, m.organisation_id FROM accounts_membership m"
        " WHERE m.user_id = wsic_user() AND m.from_on <= wsic_today()"
        " AND (m.to_on IS NULL OR wsic_today() < m.to_on))",
        identifying=words("person words"),
        plain=words(
            "id public_id number tier proposed_tier deficit_count source reason frailty_scale"
            " frailty_scale_version review_on decided_by role organisation decided_on recorded_at"
        ),
    ),
    "tiers.TierStanding": Table(
        wall=Wall.PERSON,
        identifying=words("person"),
        plain=words(
            "id tier basis deficit_count instrument source settings_version code_list_version from_on to_on"
            " recorded_at replaced_at"
        ),
    ),
    "tiers.SavedView": Table(
        wall=Wall.ORGANISATION,
        key=("team_id",),
        app=READ_WRITE,
        app_changes="user_id = wsic_user()",
        plain=words(
            "id public_id user team list organisation words name is_shared is_default saved_at deleted_at"
        ),
    ),
    "tiers.ScoringOf": Table(
        wall=Wall.OPEN, plain=words("id practice choice source since_on entries_on issues_on")
    ),
    "tiers.PracticeExtract": Table(wall=Wall.OPEN, plain=words("id practice kind as_on")),
    "tiers.EvidenceFile": Table(wall=Wall.OPEN, plain=words("id imported_by file_name table_name as_on")),
    "tiers.CodeListVersion": Table(
        wall=Wall.OPEN, plain=words("id name source licence_note imported_at sha256 active")
    ),
    "tiers.CodeListRule": Table(
        wall=Wall.OPEN,
        plain=words("id code_list deficit system code term above below at_least at_most sex"),
    ),
    "tiers.CodeMeaning": Table(wall=Wall.OPEN, plain=words("id code rule")),
    "tiers.MedicineMapVersion": Table(
        wall=Wall.OPEN, plain=words("id name source licence_note imported_at sha256 active")
    ),
    "tiers.MappedMedicine": Table(
        wall=Wall.OPEN,
        plain=words("id medicine_map medicine_code system medicine ingredient bnf_chapter"),
    ),
    "tiers.DeficitOnset": Table(
        wall=Wall.PERSON,
        identifying=words("person"),
        plain=words("id deficit counted_from entry first_on first_entry entries code_list"),
    ),
    "tiers.PracticeCount": Table(
        wall=Wall.OPEN, plain=words("id practice counted_on tier people recorded_at")
    ),
    "tiers.PolypharmacyPeriod": Table(
        wall=Wall.PERSON,
        identifying=words("person"),
        plain=words("id from_on to_on medicine_map settings_version"),
    ),
    "tiers.RecordSummary": Table(
        wall=Wall.PERSON,
        identifying=words("person"),
        plain=words("id last_on days severity severity_on frailty_scale frailty_scale_on"),
    ),
}
