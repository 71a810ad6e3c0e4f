"""Who asks, in the groups that the table speaks of, and whom each reaches in the tests' world."""

from tests.world import CAST

SIGNED_OUT = ("anonymous", "disabled")
SIGNED_IN = frozenset(CAST) - {"disabled"}
PERSONAS = (*SIGNED_OUT, *(name for name in CAST if name != "disabled"))


def some(names: str) -> frozenset[str]:
    """Personas by name; a name that is not in the cast is a slip of the table."""
    found = frozenset(names.split())
    assert found <= SIGNED_IN, found - SIGNED_IN
    return found


NONE: frozenset[str] = frozenset()
PRACTICE_A = some("gp_a nurse_a admin_a locum two_roles")
PRACTICE_B = some("gp_b locum")
HUB_1 = some("case_manager_1 hsca_1 coordinator_1")
HUB_2 = some("case_manager_2")
PARTNERS = some("community_nurse social_care_worker mental_health_practitioner")
WITHOUT_PEOPLE = some("voluntary_provider out_of_hours analyst privacy_officer administrator nobody")

# Whose people each may meet on a page: A is practice A's, B practice B's; LEFT left A in May.
REACH = {"A": PRACTICE_A | HUB_1, "B": PRACTICE_B | HUB_2, "LEFT": NONE}
MAY_READ = SIGNED_IN - WITHOUT_PEOPLE
MAY_USE_REGISTER = PRACTICE_A | PRACTICE_B | HUB_1 | HUB_2

BRING_FOR = {
    "A": some("gp_a admin_a locum two_roles"),
    "B": some("gp_b locum"),
    "CCG": some("administrator"),
}
BRING = BRING_FOR["A"] | BRING_FOR["B"] | BRING_FOR["CCG"]
CHANGE_TEAMS = (PRACTICE_A | PRACTICE_B | HUB_1 | HUB_2) - some("hsca_1 admin_a")
DECIDE_TIERS = some("gp_a gp_b locum")  # as the settings have it when nothing is said
LINK_RECORDS = some("gp_a admin_a gp_b locum two_roles case_manager_1 case_manager_2")
NOTE_PREFERENCES = (PRACTICE_A | PRACTICE_B | HUB_1 | HUB_2) - some("hsca_1 coordinator_1")
SIGN_AGREEMENTS = some("administrator")
SEE_AGREEMENTS = some("administrator privacy_officer")
REVIEWERS = some("privacy_officer")
SEE_NUMBERS = some("analyst privacy_officer administrator")
SEE_IMPORTS = MAY_USE_REGISTER | BRING
SEE_IMPORTS_OF = {"A": PRACTICE_A, "B": PRACTICE_B, "CCG": some("administrator")}
# A held file is also the CCG's to see and to decide on.
SEE_HELD_OF = {owner: readers | BRING_FOR["CCG"] for owner, readers in SEE_IMPORTS_OF.items()}
DECIDE_HELD_OF = {owner: people | BRING_FOR["CCG"] for owner, people in BRING_FOR.items()}

OUT_OF_HOURS = some("out_of_hours")
BREAK_GLASS = some("gp_a nurse_a gp_b locum two_roles case_manager_1 case_manager_2") | PARTNERS
# Whose entries of access in an emergency are whose: gp_a's, gp_b's.
SEE_REVIEWS_OF = {"A": REVIEWERS | some("gp_a"), "B": REVIEWERS | some("gp_b")}
