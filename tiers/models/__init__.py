from .codelists import CodeListRule, CodeListVersion, CodeMeaning, MappedMedicine, MedicineMapVersion
from .counts import PracticeCount
from .decisions import DecisionReason, TierDecision
from .onsets import DeficitOnset, EvidenceFile, PolypharmacyPeriod
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
    "Basis",
    "CodeListRule",
    "CodeListVersion",
    "CodeMeaning",
    "DecisionReason",
    "DeficitOnset",
    "EvidenceFile",
    "FrailtyScore",
    "Instrument",
    "MappedMedicine",
    "MedicineMapVersion",
    "PolypharmacyPeriod",
    "PracticeCount",
    "PracticeExtract",
    "RecordKind",
    "RecordSummary",
    "ScoreSource",
    "ScoringChoice",
    "ScoringOf",
    "TierDecision",
    "TierStanding",
]
