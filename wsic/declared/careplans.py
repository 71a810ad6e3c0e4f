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
    "careplans.Look": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_changes="user_id = wsic_user()",
        identifying=words("person"),
        plain=words("id user at before"),
    ),
    "careplans.Notice": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="by_id = wsic_user()",
        app_changes="user_id = wsic_user()",
        identifying=words("person"),
        plain=words(
            "id public_id together user kind task session review first_contact by at read_at read_together"
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
            "id public_id kind organisation owner due_at contact goal plan planning_session raised_by"
            " raised_at once outcome closing_contact closed_by closed_at"
        ),
    ),
    "careplans.FirstContact": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person note"),
        plain=words(
            "id public_id user organisation role reason from_on to_on previous once recorded_by recorded_at"
            " ended_by ended_at told_by told_at in_error_by in_error_at"
        ),
    ),
    "careplans.Assessment": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person"),
        plain=words(
            "id public_id once replaces session assessed_on barthel must six_cit ascot swemwbs organisation"
            " role recorded_by recorded_at in_error_by in_error_at"
        ),
    ),
    "careplans.AssessmentFinding": Table(
        wall=Wall.PERSON,
        app="SELECT, INSERT",
        identifying=words("person words"),
        plain=words("id assessment domain concern"),
    ),
    "careplans.PlanningSession": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person note outcome_note"),
        plain=words(
            "id public_id once kind on time minutes place state attended lead organisation role recorded_by"
            " recorded_at ended_by ended_at in_error_by in_error_at"
        ),
    ),
    "careplans.SessionLead": Table(
        wall=Wall.PERSON,
        app="SELECT, INSERT",
        app_changes="given_by_id = wsic_user()",
        identifying=words("person"),
        plain=words("id public_id session once before lead takes_back given_by given_at"),
    ),
    "careplans.SessionOffer": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person answer_words"),
        plain=words(
            "id public_id once kind means offered_on reply_to text awaits_print organisation role recorded_by"
            " recorded_at"
            " answer again_on answered_by answered_at in_error_by in_error_at"
        ),
    ),
    "careplans.StaffHours": Table(
        wall=Wall.OPEN,
        app=READ_WRITE,
        plain=words(
            "id public_id organisation role a_week from_on recorded_by recorded_at in_error_by in_error_at"
        ),
    ),
    "careplans.CarePlan": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person agreed_words capacity_words"),
        plain=words(
            "id public_id number upon organisation role recorded_by recorded_at agreed_with agreed_on"
            " attended decider agreed_by agreed_at discarded_by discarded_at in_error_reason in_error_by"
            " in_error_at"
        ),
    ),
    "careplans.PlanOffer": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person answer_words"),
        plain=words(
            "id public_id once means offered_on organisation role recorded_by recorded_at answer again_on"
            " task answered_by answered_at in_error_by in_error_at"
        ),
    ),
    "careplans.PlanReview": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person words"),
        plain=words(
            "id public_id plan once on attended organisation role recorded_by recorded_at in_error_by"
            " in_error_at"
        ),
    ),
    "careplans.UnsavedWords": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="user_id = wsic_user()",
        identifying=words("person said"),
        plain=words("id plan user part upon forms opened_at kept_at"),
    ),
    "careplans.RelatedPerson": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person name relationship telephone when document note ended_words"),
        plain=words(
            "id public_id once replaces roles seen_on organisation role recorded_by recorded_at ended_by"
            " ended_at in_error_by in_error_at"
        ),
    ),
    "careplans.PlanSignature": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="signed_by_id = wsic_user()",
        identifying=words("person"),
        plain=words("id public_id plan organisation role signed_by signed_at undone_by undone_at"),
    ),
    "careplans.RecordFiling": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="recorded_by_id = wsic_user()",
        identifying=words("person words"),
        plain=words(
            "id public_id event kind on done organisation role recorded_by recorded_at undone_by undone_at"
        ),
    ),
    "careplans.PlanSection": Table(
        wall=Wall.PERSON,
        in_crisis=True,
        app="SELECT, INSERT",
        identifying=words("person words with_whom kept_why"),
        plain=words("id plan heading revision voice reviewed_on organisation role written_by written_at"),
    ),
    "careplans.PlanGoal": Table(
        wall=Wall.PERSON,
        app="SELECT, INSERT",
        identifying=words("person what why steps outcome_words"),
        plain=words(
            "id plan key revision by_on held_by owner owner_organisation confidence set_on reviewed_on"
            " outcome taken_out organisation role written_by written_at"
        ),
    ),
    "careplans.Duty": Table(
        wall=Wall.OPEN,
        app=READ_WRITE,
        plain=words("id organisation on user recorded_by recorded_at replaced_by replaced_at"),
    ),
    "careplans.LetterText": Table(
        wall=Wall.OPEN,
        app=READ_WRITE,
        plain=words(
            "id public_id once language kind second version body translated_by translated_on checked_by"
            " checked_on recorded_by recorded_at ended_why ended_by ended_at"
        ),
    ),
    "careplans.SessionCount": Table(
        wall=Wall.OPEN, plain=words("id practice month_on kind what number counted_on")
    ),
    "careplans.ReviewRequest": Table(
        wall=Wall.PERSON,
        app=READ_WRITE,
        app_adds="raised_by_id = wsic_user()",
        identifying=words("person words outcome_words"),
        plain=words(
            "id public_id once reason told_by raised_on organisation role raised_by raised_at outcome session"
            " closed_by closed_at"
        ),
    ),
}
