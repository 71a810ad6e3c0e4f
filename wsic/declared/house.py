"""Tables of organisations, accounts, audit and jobs."""

from .table import READ_WRITE, Table, Wall, words

HOUSE: dict[str, Table] = {
    "contenttypes.ContentType": Table(wall=Wall.OPEN, plain=words("id app_label model")),
    "auth.Permission": Table(wall=Wall.OPEN, app="", plain=words("id name content_type codename")),
    "auth.Group": Table(wall=Wall.OPEN, app="", plain=words("id name permissions")),
    # Nobody's any more: accounts.Session took its place, and migrations that are done name this one.
    "sessions.Session": Table(
        wall=Wall.OPEN,
        app="",
        plain=words("session_key session_data expire_date"),
    ),
    "organisations.Organisation": Table(
        wall=Wall.OPEN,
        plain=words("id public_id code name kind borough wave live_on closed_on latitude longitude"),
    ),
    "organisations.OrganisationLink": Table(
        wall=Wall.OPEN,
        plain=words("id child parent kind from_on to_on recorded_at replaced_at"),
    ),
    "organisations.Agreement": Table(
        wall=Wall.OPEN,
        app=READ_WRITE,
        plain=words(
            "id organisation kind signed_on signed_by withdrawn_on hand_over_until recorded_at replaced_at"
        ),
    ),
    "accounts.User": Table(
        wall=Wall.OPEN,
        app=READ_WRITE,
        plain=words("id public_id username display_name password last_login is_active"),
    ),
    "accounts.Membership": Table(
        wall=Wall.OPEN, plain=words("id user organisation role from_on to_on telephone")
    ),
    "accounts.FailedSignIn": Table(
        wall=Wall.OPEN, app="SELECT, INSERT, DELETE", plain=words("id name_digest address at")
    ),
    "accounts.SecondFactor": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT, UPDATE, DELETE",
        plain=words("id user secret last_step set_up_at"),
    ),
    "accounts.RecoveryCode": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT, UPDATE, DELETE",
        plain=words("id user digest used_at"),
    ),
    "accounts.Session": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT, UPDATE, DELETE",
        plain=words("session_key session_data expire_date user started_at seen_at address"),
    ),
    "audit.AuditEvent": Table(
        wall=Wall.SYSTEM,
        app="",
        system="SELECT",
        owner="true",  # written by `audit_append` and `audit_seal` alone
        identifying=words("people"),
        plain=words(
            "id at verb kind user_id actor role organisation_id subject address correlation_id purpose detail"
            " login number hash"
        ),
    ),
    "audit.AuditBatch": Table(
        wall=Wall.OPEN,
        app="",
        system="SELECT",
        plain=words("number first rows sealed_at previous hash"),
    ),
    "audit.SpooledLine": Table(
        wall=Wall.OPEN,
        app="",
        system="SELECT, INSERT",
        plain=words("id line_id spool number seal taken_at"),
    ),
    "audit.SpoolProblem": Table(
        wall=Wall.OPEN, system="SELECT, INSERT", plain=words("id spool kind number mark says found_at")
    ),
    "jobs.Job": Table(
        wall=Wall.OPEN,
        app="SELECT, INSERT",
        plain=words(
            "id public_id name key as_on state attempt fence heartbeat_at due_at done total message rows_in"
            " rows_out"
            " payload by_user_id by purpose error created_at started_at finished_at"
        ),
    ),
}
