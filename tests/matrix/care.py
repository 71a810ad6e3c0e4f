"""Addresses of care planning: what each answers to whom."""

from tests.matrix.answers import Address, Answers
from tests.matrix.personas import (
    HUB_1,
    MAY_READ,
    MAY_USE_REGISTER,
    PRACTICE_A,
    SEE_NUMBERS,
    SIGNED_IN,
    some,
)
from tests.matrix.whom import (
    CAPACITY,
    ENTER_HOURS,
    HOURS,
    KEEP_TEXTS,
    NO_CAPACITY,
    NO_DAY,
    NO_REGISTER,
    NO_TEXTS,
    PEOPLE,
    PLAN_OF,
    REGISTERS,
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
