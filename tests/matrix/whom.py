"""Who gets what of whose records: owner -> personas, as the tables of the matrix share it."""

from tests.matrix.answers import Answers
from tests.matrix.personas import (
    BRING_FOR,
    CHANGE_TEAMS,
    DECIDE_TIERS,
    HUB_1,
    LINK_RECORDS,
    MAY_READ,
    MAY_USE_REGISTER,
    NOTE_PREFERENCES,
    PRACTICE_A,
    PRACTICE_B,
    REACH,
    REVIEWERS,
    SEE_AGREEMENTS,
    SEE_IMPORTS_OF,
    SEE_NUMBERS,
    SEE_REVIEWS_OF,
    SIGNED_IN,
    some,
)

PEOPLE = {owner: readers & MAY_READ for owner, readers in REACH.items()}
TEAM_OF = {owner: readers & CHANGE_TEAMS for owner, readers in PEOPLE.items()}
NOTE_OF = {owner: readers & NOTE_PREFERENCES for owner, readers in PEOPLE.items()}
CRISIS_OF = dict(PEOPLE)  # who reads them, and who opened their crisis page
PLAN_OF = {owner: readers & MAY_READ for owner, readers in REACH.items()}
LINK_OF = {owner: readers & LINK_RECORDS for owner, readers in PEOPLE.items()}
DECIDE_OF = {owner: readers & DECIDE_TIERS for owner, readers in PEOPLE.items()}
REGISTERS = {"A": PRACTICE_A, "B": PRACTICE_B, "HUB": HUB_1}
NO_REGISTER = SIGNED_IN - MAY_USE_REGISTER
# GPs, of their own practice.
SIGN_OF = {"A": some("gp_a locum"), "B": some("gp_b locum")}
FILE_OF = {"A": some("gp_a nurse_a admin_a locum two_roles"), "B": some("gp_b locum")}
CAPACITY = {**{owner: readers | SEE_NUMBERS for owner, readers in REGISTERS.items()}, "CCG": SEE_NUMBERS}
HOURS = {owner: readers for owner, readers in CAPACITY.items() if owner != "CCG"}
ENTER_HOURS = {owner: some("administrator coordinator_1") & readers for owner, readers in HOURS.items()}
NO_DAY = SIGNED_IN - MAY_READ
NO_CAPACITY = SIGNED_IN - MAY_USE_REGISTER - SEE_NUMBERS
KEEP_TEXTS = some("administrator")
NO_TEXTS = NO_REGISTER - KEEP_TEXTS
NUMBERS = dict.fromkeys(("A", "B", "CCG"), SEE_NUMBERS)
ALL_AGREEMENTS = dict.fromkeys(("A", "B", "CCG"), SEE_AGREEMENTS)
REVIEW = Answers(to={"": REVIEWERS}, otherwise=403)
REVIEW_PERSON = Answers(to=dict.fromkeys(REACH, REVIEWERS), role_refused=SIGNED_IN - REVIEWERS)
REVIEW_RETRACTED = Answers(to=dict.fromkeys("AB", REVIEWERS), role_refused=SIGNED_IN - REVIEWERS)
REVIEW_USER = Answers(to={"GP": REVIEWERS}, role_refused=SIGNED_IN - REVIEWERS)
SEE_IMPORT = Answers(to=SEE_IMPORTS_OF)
OWN_REVIEWS = {owner: readers - REVIEWERS for owner, readers in SEE_REVIEWS_OF.items()}
ROWS = {"A": BRING_FOR["A"] | BRING_FOR["CCG"], "B": BRING_FOR["B"], "CCG": BRING_FOR["CCG"]}
