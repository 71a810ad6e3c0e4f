"""Tables of careplans."""

from .table import READ_WRITE, Table, Wall, words

CAREPLANS: dict[str, Table] = {
    "careplans.Contact": Table(
        wall=Wall.PERSON,
        app="SELECT, INSERT",
        app_changes="recorded_by_id = wsic_user()",
        identifying=words("person with_name note next_step"),
        plain=words(
            "id public_id once at means outcome with_whom place minutes recorded_by role organisation"
            " recorded_at"
        ),
    ),
    "careplans.ContactRetraction": Table(
        wall=Wall.PERSON,
        app="SELECT, INSERT",
        app_changes="recorded_by_id = wsic_user()",
        identifying=words("person"),
        plain=words("id contact reason recorded_by recorded_at"),
    ),
    "careplans.Task": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="raised_by_id = wsic_user()",
        identifying=words("person words outcome_words"),
        plain=words(
            "id public_id kind organisation owner due_at contact raised_by raised_at once outcome"
            " closing_contact closed_by closed_at"
        ),
    ),
}
