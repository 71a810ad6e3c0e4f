from .base import PersonLinkedQuerySet, Unscoped
from .imports import ColumnMapping, Import, ImportState, QuarantinedRow, QuarantineState
from .people import Person, PersonDetail, PersonIdentifier, Registration, RegistrationKind, Sex
from .reach import Reach, Why

__all__ = [
    "ColumnMapping",
    "Import",
    "ImportState",
    "Person",
    "PersonDetail",
    "PersonIdentifier",
    "PersonLinkedQuerySet",
    "QuarantineState",
    "QuarantinedRow",
    "Reach",
    "Registration",
    "RegistrationKind",
    "Sex",
    "Unscoped",
    "Why",
]
