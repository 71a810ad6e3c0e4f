"""Addresses of care planning: what each answers to whom."""

from tests.matrix.answers import Address, Answers
from tests.matrix.personas import (
    HUB_1,
    MAY_READ,
    MAY_USE_REGISTER,
    OUT_OF_HOURS,
    PRACTICE_A,
    SEE_NUMBERS,
    SIGNED_IN,
    some,
)
from tests.matrix.whom import (
    CAPACITY,
    CRISIS_OF,
    ENTER_HOURS,
    FILE_OF,
    HOURS,
    KEEP_TEXTS,
    NO_CAPACITY,
    NO_DAY,
    NO_REGISTER,
    NO_TEXTS,
    PEOPLE,
    PLAN_OF,
    REGISTERS,
    SIGN_OF,
)

OWN_VIEWS = {"A": some("gp_a"), "B": some("gp_b")}

CARE: dict[str, Address] = {
    "careplans:front_sheet": Address(get=Answers(to=PEOPLE), record="person", shows="person.read"),
    "careplans:person_contacts": Address(get=Answers(to=PEOPLE), record="person", shows="contacts.read"),
    "careplans:contact_new": Address(
        get=Answers(to=PLAN_OF, seen_by=PEOPLE),
        record="person",
        target="contact-form",
        shows="contact.form",
    ),
    "careplans:crisis_find": Address(
        get=Answers(to={"": OUT_OF_HOURS}, otherwise=403),
        post=Answers(to={"": OUT_OF_HOURS}, allowed=422, otherwise=403),
        sends={"nhs_number": "9999999999", "birth_date": "1/1/1940", "reason": "CALL", "words": "Fell"},
    ),
    "careplans:my_day": Address(get=Answers(to={"": MAY_READ}, otherwise=403), target="work"),
    "careplans:my_day_print": Address(get=Answers(to={"": MAY_READ}, otherwise=403)),
    "careplans:duty": Address(get=Answers(to=REGISTERS, role_refused=NO_DAY), record="register"),
    "careplans:duty_keep": Address(
        get=405, post=Answers(to=REGISTERS, role_refused=NO_DAY, allowed=302), record="register"
    ),
    "careplans:my_day_calendar": Address(get=Answers(to={"": MAY_READ}, otherwise=403)),
    "careplans:saved_views": Address(get=200, target="saved-views", walled=False),
    "careplans:saved_view_save": Address(
        get=405, post=Answers(to={"": SIGNED_IN - some("nobody")}, allowed=422, otherwise=403), walled=False
    ),
    "careplans:saved_view_change": Address(
        get=405, post=Answers(to=OWN_VIEWS, allowed=422), record="saved_view"
    ),
    **dict.fromkeys(
        ("careplans:saved_view_delete", "careplans:saved_view_back"),
        Address(get=405, post=Answers(to=OWN_VIEWS, allowed=302), record="saved_view"),
    ),
    "careplans:notices": Address(get=Answers(to={"": MAY_READ}, otherwise=403), target="notices"),
    "careplans:notices_count": Address(get=Answers(to={"": MAY_READ}, allowed=204, otherwise=403)),
    **dict.fromkeys(
        ("careplans:notices_read", "careplans:notices_unread"),
        Address(get=405, post=Answers(to={"": MAY_READ}, allowed=302, otherwise=403)),
    ),
    "careplans:notice_open": Address(
        get=405,
        post=Answers(to={"A": some("gp_a"), "B": some("gp_b")}, allowed=302),
        record="notice",
    ),
    "careplans:person_tasks": Address(get=Answers(to=PEOPLE), record="person", shows="tasks.read"),
    "careplans:task_detail": Address(get=Answers(to=PEOPLE), record="task", shows="tasks.read"),
    **dict.fromkeys(
        ("careplans:task_close", "careplans:task_hand"),
        Address(get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="task"),
    ),
    **dict.fromkeys(
        (
            "careplans:contact_record",
            "careplans:contact_retract",
            "careplans:contact_no_answer",
            "careplans:task_add",
            "careplans:session_book",
            "careplans:session_record",
            "careplans:session_offer",
            "careplans:review_ask",
        ),
        Address(get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="person"),
    ),
    "careplans:caseload": Address(get=Answers(to={"": MAY_READ}, otherwise=403), target="people"),
    "careplans:caseload_of": Address(
        get=Answers(to=REGISTERS, role_refused=NO_REGISTER),
        record="register",
        target="people",
        shows="caseload.read",
    ),
    "careplans:hand_over": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register"),
    **dict.fromkeys(
        ("careplans:hand_over_give", "careplans:caseload_give", "careplans:caseload_told"),
        Address(
            get=405, post=Answers(to=REGISTERS, role_refused=NO_REGISTER, allowed=422), record="register"
        ),
    ),
    "careplans:caseload_give_back": Address(
        get=405, post=Answers(to=REGISTERS, role_refused=NO_REGISTER, allowed=302), record="register"
    ),
    "careplans:due": Address(
        get=Answers(to={"": MAY_USE_REGISTER}, allowed=302, but={"locum": 200}, otherwise=403)
    ),
    "careplans:due_of": Address(
        get=Answers(to=REGISTERS, role_refused=NO_REGISTER),
        record="register",
        target="people",
        shows="due.read",
    ),
    "careplans:capacity": Address(
        get=Answers(to={"": MAY_USE_REGISTER | SEE_NUMBERS}, allowed=302, but={"locum": 200}, otherwise=403),
    ),
    "careplans:capacity_of": Address(
        get=Answers(to=CAPACITY, role_refused=NO_CAPACITY), record="any register", target="capacity"
    ),
    "careplans:capacity_months": Address(
        get=Answers(to=CAPACITY, role_refused=NO_CAPACITY), record="any register", target="months"
    ),
    "careplans:hours": Address(get=Answers(to=HOURS, role_refused=NO_CAPACITY), record="register"),
    "careplans:hours_enter": Address(
        get=405,
        post=Answers(to=ENTER_HOURS, seen_by=HOURS, role_refused=NO_CAPACITY, allowed=422),
        record="register",
    ),
    "careplans:hours_in_error": Address(
        get=405,
        post=Answers(
            to={"A": some("administrator coordinator_1")},
            seen_by={"A": PRACTICE_A | HUB_1 | SEE_NUMBERS},
            role_refused=NO_CAPACITY,
            allowed=302,
        ),
        record="hours",
    ),
    "careplans:due_print": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register"),
    "careplans:due_csv": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register"),
    "careplans:letters_choose": Address(
        get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register"
    ),
    "careplans:letters_write": Address(
        get=405, post=Answers(to=REGISTERS, role_refused=NO_REGISTER, allowed=422), record="register"
    ),
    "careplans:letters_detail": Address(
        get=Answers(to=PEOPLE), record="letters", shows="session.letters_read"
    ),
    "careplans:letters_print": Address(get=Answers(to=PEOPLE), record="letters"),
    "careplans:letters_wording_ended": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=302), record="letters"
    ),
    "careplans:letters_in_error": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="letters"
    ),
    "careplans:letter_texts": Address(
        get=Answers(to={"": MAY_USE_REGISTER | KEEP_TEXTS}, otherwise=403), walled=False
    ),
    "careplans:letter_text_new": Address(get=Answers(to={"": KEEP_TEXTS}, otherwise=403), walled=False),
    "careplans:letter_text_keep": Address(
        get=405, post=Answers(to={"": KEEP_TEXTS}, allowed=422, otherwise=403), walled=False
    ),
    "careplans:letter_text": Address(
        get=Answers(to={"CCG": MAY_USE_REGISTER | KEEP_TEXTS}, role_refused=NO_TEXTS),
        record="letter text",
        walled=False,
    ),
    "careplans:letter_text_next": Address(
        get=Answers(to={"CCG": KEEP_TEXTS}, role_refused=SIGNED_IN - KEEP_TEXTS),
        record="letter text",
        walled=False,
    ),
    "careplans:letter_text_withdraw": Address(
        get=405,
        post=Answers(to={"CCG": KEEP_TEXTS}, role_refused=SIGNED_IN - KEEP_TEXTS, allowed=422),
        record="letter text",
        walled=False,
    ),
    "careplans:person_assessment": Address(get=Answers(to=PEOPLE), record="person", shows="assessment.read"),
    "careplans:assessment_record": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="person"
    ),
    "careplans:assessment_print": Address(get=Answers(to=PEOPLE), record="person"),
    "careplans:assessment_in_error": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="assessment"
    ),
    "careplans:person_plan": Address(get=Answers(to=PEOPLE), record="person", shows="plan.read"),
    "careplans:person_crisis": Address(get=Answers(to=CRISIS_OF), record="person", shows="crisis.read"),
    "careplans:signing": Address(
        get=Answers(to={"": MAY_USE_REGISTER}, allowed=302, but={"locum": 200}, otherwise=403)
    ),
    "careplans:signing_of": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register"),
    "careplans:plan_sign": Address(get=Answers(to=PEOPLE), record="plan in force", shows="plan.read"),
    "careplans:plan_sign_record": Address(
        get=405, post=Answers(to=SIGN_OF, seen_by=PEOPLE, allowed=302), record="plan in force"
    ),
    "careplans:signature_undo": Address(
        get=405, post=Answers(to=SIGN_OF, seen_by=PEOPLE, allowed=302), record="plan signature"
    ),
    "careplans:gp_record": Address(
        get=Answers(to={"": MAY_USE_REGISTER}, allowed=302, but={"locum": 200}, otherwise=403)
    ),
    "careplans:gp_record_of": Address(
        get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register", target="people"
    ),
    "careplans:person_gp_record": Address(get=Answers(to=PEOPLE), record="person", shows="gp_record.read"),
    "careplans:gp_record_file": Address(
        get=405, post=Answers(to=FILE_OF, seen_by=PEOPLE, allowed=422), record="person"
    ),
    "careplans:gp_record_pdf": Address(get=Answers(to=PEOPLE), record="person"),
    "careplans:gp_record_undo": Address(
        get=405, post=Answers(to=FILE_OF, seen_by=PEOPLE, allowed=302), record="record filing"
    ),
    "careplans:crisis_pdf": Address(get=Answers(to=CRISIS_OF), record="person"),
    "careplans:plan_print": Address(get=Answers(to=PEOPLE), record="plan", shows="plan.read"),
    **dict.fromkeys(
        ("careplans:plan_pdf", "careplans:plan_pdf_person"),
        Address(get=Answers(to=PEOPLE), record="plan"),
    ),
    "careplans:plan_begin": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=302), record="person"
    ),
    "careplans:plan_detail": Address(get=Answers(to=PEOPLE), record="plan", shows="plan.read"),
    "careplans:plan_compare": Address(get=Answers(to=PEOPLE), record="plan", shows="plan.read"),
    **dict.fromkeys(
        ("careplans:plan_section", "careplans:plan_goal"),
        Address(get=Answers(to=PLAN_OF, seen_by=PEOPLE), record="plan", shows="plan.read"),
    ),
    **dict.fromkeys(
        (
            "careplans:plan_keep",
            "careplans:plan_forget",
            "careplans:plan_agree",
            "careplans:plan_in_error",
            "careplans:plan_section_save",
            "careplans:plan_goal_save",
        ),
        Address(get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="plan"),
    ),
    **{
        f"careplans:{kind}_in_error": Address(
            get=405,
            post=Answers(to={"A": HUB_1}, seen_by={"A": PEOPLE["A"] - HUB_1, "B": PEOPLE["B"]}, allowed=302),
            record=kind,
        )
        for kind in ("plan_offer", "plan_review")
    },
    "careplans:person_related": Address(get=Answers(to=PEOPLE), record="person", shows="related.read"),
    "careplans:related_add": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="person"
    ),
    "careplans:related_detail": Address(
        get=Answers(to=PLAN_OF, seen_by=PEOPLE), record="related", shows="related.read"
    ),
    **dict.fromkeys(
        ("careplans:related_change", "careplans:related_end"),
        Address(get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="related"),
    ),
    "careplans:related_in_error": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=302), record="related"
    ),
    "careplans:plan_offer": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="person"
    ),
    "careplans:plan_offer_answer": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="plan_offer"
    ),
    "careplans:plan_review": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="plan"
    ),
    "careplans:plan_discard": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=302), record="plan"
    ),
    "careplans:session_run": Address(
        get=Answers(to=PLAN_OF, seen_by=PEOPLE),
        post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422),
        record="session",
        shows="sessions.read",
    ),
    "careplans:session_lead": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="session"
    ),
    "careplans:session_lead_back": Address(
        get=405,
        post=Answers(to={"A": HUB_1}, seen_by={"A": PEOPLE["A"] - HUB_1, "B": PEOPLE["B"]}, allowed=302),
        record="session lead",
    ),
    "careplans:person_sessions": Address(get=Answers(to=PEOPLE), record="person", shows="sessions.read"),
    "careplans:session_detail": Address(get=Answers(to=PEOPLE), record="session", shows="sessions.read"),
    **dict.fromkeys(
        ("careplans:session_end", "careplans:session_in_error"),
        Address(get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="session"),
    ),
    **dict.fromkeys(
        ("careplans:offer_answer", "careplans:offer_in_error"),
        Address(get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="offer"),
    ),
    "careplans:review_close": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="review_request"
    ),
    "careplans:first_contact": Address(get=Answers(to=PEOPLE), record="person", shows="first_contact.read"),
    "careplans:first_contact_name": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="person"
    ),
    "careplans:first_contact_told": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=302), record="person"
    ),
    "careplans:first_contact_in_error": Address(
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=302), record="first_contact"
    ),
}
