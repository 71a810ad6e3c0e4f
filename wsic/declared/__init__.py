"""Every table and every field, declared once.

The walls in the database (`wsic.walls`), the export rules and the contract tests read this table: a model or
a field
that is not declared here turns `tests/contracts/test_declared.py` red.

Walls:  PERSON        rows about one person; the app's log-in sees those it reaches (patients.Reach)
        REACH         the table Reach itself
        ORGANISATION  rows that belong to organisations; the app's log-in sees those of the user's own
        TAKEN         access that somebody took by saying why: one's own, everybody's for who reviews it
        SYSTEM        jobs and feeds only
        OPEN          no person in it
"""

from .careplans import CAREPLANS
from .house import HOUSE
from .people import PEOPLE
from .table import REACHES, REACHES_IN_CRISIS, READ_WRITE, Table, Wall
from .tiers import TIERS

__all__ = ["REACHES", "REACHES_IN_CRISIS", "READ_WRITE", "STAGING", "TABLES", "Table", "Wall"]

TABLES: dict[str, Table] = {**HOUSE, **PEOPLE, **TIERS, **CAREPLANS}

# Tables without a model.  COPY does not go into a table with row-level security, so their wall is the grant:
# only wsic_system has any right to them.
STAGING = frozenset(
    {
        "patients_staged_allergies",
        "patients_staged_bad",
        "patients_staged_coded_entries",
        "patients_staged_current_medicines",
        "patients_staged_frailty_scores",
        "patients_staged_medication_issues",
        "patients_staged_organisations",
        "patients_staged_people",
        "patients_staged_preferences",
        "patients_staged_residence",
    }
)
