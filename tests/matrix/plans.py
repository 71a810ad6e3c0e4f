"""Addresses of the care plan, of the crisis page and of what is copied to the GP record."""

from tests.matrix.answers import Address, Answers
from tests.matrix.personas import HUB_1, MAY_USE_REGISTER, OUT_OF_HOURS
from tests.matrix.whom import CRISIS_OF, FILE_OF, NO_REGISTER, PEOPLE, PLAN_OF, REGISTERS, SIGN_OF

PLANS: dict[str, Address] = {
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
            "careplans:goal_take_out",
            "careplans:goal_put_back",
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
        get=405, post=Answers(to=PLAN_OF, seen_by=PEOPLE, allowed=422), record="plan"
    ),
    "careplans:crisis_find": Address(
        get=Answers(to={"": OUT_OF_HOURS}, otherwise=403),
        post=Answers(to={"": OUT_OF_HOURS}, allowed=422, otherwise=403),
        sends={"nhs_number": "9999999999", "birth_date": "1/1/1940", "reason": "CALL", "words": "Fell"},
    ),
}
