from .access_reviews import (
    AccessReview,
    AccessReviewStep,
    AccessTry,
    CrisisReason,
    EmergencyReason,
    ReviewState,
)
from .base import PersonLinkedQuerySet, Unscoped
from .care_teams import CareTeamMember
from .imports import ColumnMapping, Import, ImportState, QuarantinedRow, QuarantineState
from .links import LinkReason, PersonLink
from .lists import Allergy, AllergyStatus, CurrentMedicine
from .people import Person, PersonDetail, PersonIdentifier, Registration, RegistrationKind, Sex
from .preferences import Preference, PreferenceKind
from .reach import Reach, ReachGrant
from .records import CodedEntry, MedicationIssue, RecordedCode, RecordedMedicine, SensitiveCode
from .residence import HOMES, Residence, ResidenceKind

__all__ = [
    "HOMES",
    "AccessReview",
    "AccessReviewStep",
    "AccessTry",
    "Allergy",
    "AllergyStatus",
    "CareTeamMember",
    "CodedEntry",
    "ColumnMapping",
    "CrisisReason",
    "CurrentMedicine",
    "EmergencyReason",
    "Import",
    "ImportState",
    "LinkReason",
    "MedicationIssue",
    "Person",
    "PersonDetail",
    "PersonIdentifier",
    "PersonLink",
    "PersonLinkedQuerySet",
    "Preference",
    "PreferenceKind",
    "QuarantineState",
    "QuarantinedRow",
    "Reach",
    "ReachGrant",
    "RecordedCode",
    "RecordedMedicine",
    "Registration",
    "RegistrationKind",
    "Residence",
    "ResidenceKind",
    "ReviewState",
    "SensitiveCode",
    "Sex",
    "Unscoped",
]
