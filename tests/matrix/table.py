"""Every address x method x persona: what it answers.  An address or a method that is not here is red."""

from tests.matrix.answers import Address, Answers
from tests.matrix.care import CARE
from tests.matrix.personas import (
    BREAK_GLASS,
    BRING,
    BRING_FOR,
    DECIDE_HELD_OF,
    MAY_READ,
    MAY_USE_REGISTER,
    OUT_OF_HOURS,
    REACH,
    REVIEWERS,
    SEE_AGREEMENTS,
    SEE_HELD_OF,
    SEE_IMPORTS,
    SEE_IMPORTS_OF,
    SEE_NUMBERS,
    SEE_REVIEWS_OF,
    SIGN_AGREEMENTS,
    SIGNED_IN,
)
from tests.matrix.plans import PLANS
from tests.matrix.whom import (
    ALL_AGREEMENTS,
    DECIDE_OF,
    LINK_OF,
    NO_REGISTER,
    NOTE_OF,
    NUMBERS,
    OWN_REVIEWS,
    PEOPLE,
    REGISTERS,
    REVIEW,
    REVIEW_PERSON,
    REVIEW_RETRACTED,
    REVIEW_USER,
    ROWS,
    SEE_IMPORT,
    TEAM_OF,
)

TABLE: dict[str, Address] = {
    "home:home": Address(
        get=Answers(to={"": SIGNED_IN}, but=dict.fromkeys(OUT_OF_HOURS, 302)),  # to their own page
    ),
    "healthz": Address(get=200, open_to_all=True, walled=False),
    "readyz": Address(get=200, open_to_all=True, walled=False),
    "accounts:sign_in": Address(
        get=Answers(to={"": SIGNED_IN}, allowed=302, otherwise=200),
        post=Answers(to={"": SIGNED_IN}, allowed=302, otherwise=422),
        open_to_all=True,
        walled=False,
    ),
    "accounts:sign_out": Address(get=405, post=302, open_to_all=True, walled=False),
    "accounts:sign_in_code": Address(get=302, htmx=302, post=302, open_to_all=True, walled=False),
    "accounts:sign_in_set_up": Address(get=302, htmx=302, post=302, open_to_all=True, walled=False),
    "accounts:account": Address(get=200, walled=False),
    "accounts:telephone": Address(get=405, post=404, walled=False),  # of no place of theirs
    "accounts:password": Address(get=200, post=422, walled=False),
    "accounts:sessions_end": Address(get=405, post=302, walled=False),
    "accounts:second_factor": Address(get=200, post=422, walled=False),
    "accounts:second_factor_remove": Address(get=405, post=302, walled=False),
    "accounts:recovery_codes": Address(get=405, post=403, walled=False),
    "accounts:unlock": Address(get=302, htmx=302, post=302, open_to_all=True, walled=False),
    "accounts:prove": Address(get=302, post=302, walled=False),
    "accounts:session_left": Address(get=204, open_to_all=True, walled=False),
    "accounts:stay": Address(get=405, post=204, walled=False),
    "organisations:organisation_list": Address(get=200, target="organisations", walled=False),
    "organisations:organisation_detail": Address(get=200, record="organisation", walled=False),
    "patients:person_search": Address(
        get=Answers(to={"": MAY_READ}, otherwise=403),
        post=Answers(to={"": MAY_READ}, otherwise=403),
        sends={"q": "COHE"},
    ),
    "patients:person_open": Address(get=405, post=422, open_to_all=True, walled=False),
    "patients:person_detail": Address(get=Answers(to=PEOPLE), record="person", shows="person.details_read"),
    "tiers:register": Address(
        get=Answers(to={"": MAY_USE_REGISTER}, allowed=302, but={"locum": 200}, otherwise=403)
    ),
    "tiers:register_of": Address(
        get=Answers(to=REGISTERS, role_refused=NO_REGISTER),
        record="register",
        target="people",
        shows="register.read",
    ),
    "tiers:register_print": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register"),
    "tiers:worklist": Address(
        get=Answers(to={"": MAY_USE_REGISTER}, allowed=302, but={"locum": 200}, otherwise=403)
    ),
    "tiers:worklist_of": Address(
        get=Answers(to=REGISTERS, role_refused=NO_REGISTER),
        record="worklist",
        target="people",
        shows="worklist.read",
    ),
    "tiers:worklist_print": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="worklist"),
    "tiers:worklist_csv": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="worklist"),
    "tiers:worklist_next": Address(
        get=Answers(to=REGISTERS, role_refused=NO_REGISTER, allowed=302), record="worklist"
    ),
    "tiers:person_tier": Address(get=Answers(to=PEOPLE), record="person", target="tier", shows="tier.read"),
    "tiers:person_history": Address(get=Answers(to=PEOPLE), record="person", shows="tier.history_read"),
    "tiers:explain": Address(
        get=Answers(to=PEOPLE), record="person", target="explain", shows="tier.explained"
    ),
    "tiers:api_explanation": Address(get=Answers(to=PEOPLE), record="person", shows="tier.explained"),
    "tiers:decide": Address(
        get=405, post=Answers(to=DECIDE_OF, seen_by=PEOPLE, allowed=422), record="person"
    ),
    "tiers:organisation_numbers": Address(
        get=Answers(to=NUMBERS, role_refused=SIGNED_IN - SEE_NUMBERS, ids_known=True),
        record="organisation",
        target="numbers",
        walled=False,
    ),
    "tiers:organisation_people": Address(
        get=Answers(to=REACH, role_refused=NO_REGISTER, ids_known=True), record="practice", target="people"
    ),
    "tiers:organisation_tiers": Address(
        get=Answers(to=REACH, role_refused=NO_REGISTER, ids_known=True), record="practice", target="flow"
    ),
    "patients:person_care_team": Address(
        get=Answers(to=PEOPLE), record="person", target="care-team", shows="care_team.read"
    ),
    **dict.fromkeys(
        ("patients:care_team_add", "patients:care_team_leave"),
        Address(get=405, post=Answers(to=TEAM_OF, seen_by=PEOPLE, allowed=422), record="person"),
    ),
    "patients:person_preferences": Address(
        get=Answers(to=PEOPLE), record="person", target="preferences", shows="preferences.read"
    ),
    **dict.fromkeys(
        ("patients:preference_note", "patients:preference_end"),
        Address(get=405, post=Answers(to=NOTE_OF, seen_by=PEOPLE, allowed=422), record="person"),
    ),
    "patients:person_links": Address(
        get=Answers(to=PEOPLE), record="person", target="links", shows="links.read"
    ),
    **dict.fromkeys(
        ("patients:link_end", "tiers:link_compare", "tiers:link_add"),
        Address(get=405, post=Answers(to=LINK_OF, seen_by=PEOPLE, allowed=422), record="person"),
    ),
    "tiers:register_linked": Address(get=Answers(to=REGISTERS, role_refused=NO_REGISTER), record="register"),
    "patients:access_rules": Address(get=200, walled=False),
    "patients:agreement_list": Address(
        get=Answers(to={"": SEE_AGREEMENTS}, otherwise=403), target="agreements", walled=False
    ),
    "patients:agreement_detail": Address(
        get=Answers(to=ALL_AGREEMENTS, role_refused=SIGNED_IN - SEE_AGREEMENTS),
        record="organisation",
        walled=False,
    ),
    **dict.fromkeys(
        ("patients:agreement_sign", "patients:agreement_withdraw", "patients:agreement_take_back"),
        Address(
            get=405,
            post=Answers(
                to=dict.fromkeys(("A", "B", "CCG"), SIGN_AGREEMENTS),
                role_refused=SIGNED_IN - SIGN_AGREEMENTS,
                allowed=422,
            ),
            record="organisation",
            walled=False,
        ),
    ),
    "audit:overview": Address(get=REVIEW, walled=False),
    "audit:find_person": Address(
        get=405, post=Answers(to={"": REVIEWERS}, allowed=422, otherwise=403), walled=False
    ),
    "audit:users": Address(get=REVIEW, walled=False),
    "audit:of_person": Address(
        get=REVIEW_PERSON, record="person", target="trail", shows="audit.person_reviewed"
    ),
    "audit:of_person_csv": Address(get=REVIEW_PERSON, record="person"),
    "audit:of_user": Address(get=REVIEW_USER, record="user", target="trail"),
    "audit:of_user_csv": Address(get=REVIEW_USER, record="user"),
    "audit:retracted": Address(get=REVIEW, target="retracted"),
    "audit:retracted_record": Address(
        get=REVIEW_RETRACTED,
        post=REVIEW_RETRACTED,
        record="retracted",
        sends={"why": "Asked for by the person"},
        shows="audit.retracted_asked",
    ),
    "patients:break_glass_open": Address(
        get=Answers(to={"": BREAK_GLASS}, otherwise=403),
        post=Answers(to={"": BREAK_GLASS}, allowed=422, otherwise=403),
        sends={"nhs_number": "9999999999", "birth_date": "1/1/1940", "reason": "DIRECT_CARE"},
    ),
    "patients:break_glass_end": Address(
        get=405,
        post=Answers(to=OWN_REVIEWS, seen_by=SEE_REVIEWS_OF, allowed=302),
        record="review",
    ),
    "patients:review_list": Address(get=Answers(to={"": REVIEWERS}, otherwise=403), target="reviews"),
    "patients:review_detail": Address(get=Answers(to=SEE_REVIEWS_OF), record="review"),
    "patients:review_settle": Address(
        get=405,
        post=Answers(to=dict.fromkeys("AB", REVIEWERS), seen_by=SEE_REVIEWS_OF, allowed=302),
        sends={"state": "JUSTIFIED", "note": "The reason holds."},
        record="review",
    ),
    "patients:review_answer": Address(
        get=405,
        post=Answers(to=OWN_REVIEWS, seen_by=SEE_REVIEWS_OF, allowed=302),
        sends={"note": "I found her at nine."},
        record="review asked",
    ),
    "patients:import_list": Address(get=Answers(to={"": SEE_IMPORTS}, otherwise=403), target="imports"),
    "patients:import_new": Address(
        get=Answers(to={"": BRING}, otherwise=403),
        post=Answers(to={"": BRING}, allowed=422, otherwise=403),
        target="upload",
    ),
    "patients:import_detail": Address(get=SEE_IMPORT, record="import", target="import-progress"),
    "patients:import_report": Address(get=SEE_IMPORT, record="import"),
    "patients:import_people": Address(get=Answers(to=SEE_HELD_OF), record="import held"),
    "patients:import_mapping": Address(
        get=Answers(to=BRING_FOR, seen_by=SEE_IMPORTS_OF),
        post=Answers(to=BRING_FOR, seen_by=SEE_IMPORTS_OF, allowed=422),
        record="import to match",
        target="mapping",
    ),
    "patients:import_approve": Address(
        get=405,
        post=Answers(to=DECIDE_HELD_OF, seen_by=SEE_HELD_OF, allowed=409),  # of what they have not read
        record="import held",
    ),
    "patients:import_refuse": Address(
        get=405,
        post=Answers(to=DECIDE_HELD_OF, seen_by=SEE_HELD_OF, allowed=302),
        sends={"reason": "The wrong file."},
        record="import held",
    ),
    "patients:quarantine_list": Address(get=Answers(to={"": BRING}, otherwise=403), target="quarantine"),
    "patients:quarantine_detail": Address(get=Answers(to=ROWS), record="row", target="row"),
    "patients:quarantine_correct": Address(get=405, post=Answers(to=ROWS, allowed=422), record="row"),
    "patients:quarantine_approve": Address(get=405, post=Answers(to=ROWS, allowed=403), record="row"),
    "patients:quarantine_close": Address(
        get=405, post=Answers(to=ROWS, allowed=302), sends={"note": "Sent twice."}, record="row"
    ),
    **CARE,
    **PLANS,
}
