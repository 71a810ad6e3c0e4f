from .codelists import CodeListRule, CodeListVersion, CodeMeaning, MappedMedicine, MedicineMapVersion
from .counts import PracticeCount
from .decisions import DecisionReason, TierDecision
from .onsets import DeficitOnset, EvidenceFile, PolypharmacyPeriod
from .saved import ENTERED, WITHOUT_ORGANISATION, ListName, SavedView
from .scores import (
    Basis,
    FrailtyScore,
    Instrument,
    PracticeExtract,
    RecordKind,
    ScoreSource,
    ScoringChoice,
    ScoringOf,
    TierStanding,
)
from .summaries import RecordSummary

__all__ = [
    "ENTERED",
    "WITHOUT_ORGANISATION",
    "Basis",
    "CodeListRule",
    "CodeListVersion",
    "CodeMeaning",
    "DecisionReason",
    "DeficitOnset",
    "EvidenceFile",
    "FrailtyScore",
    "Instrument",
    "ListName",
    "MappedMedicine",
    "MedicineMapVersion",
    "PolypharmacyPeriod",
    "PracticeCount",
    "PracticeExtract",
    "RecordKind",
    "RecordSummary",
    "SavedView",
    "ScoreSource",
    "ScoringChoice",
    "ScoringOf",
    "TierDecision",
    "TierStanding",
]
