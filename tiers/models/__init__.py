from .codelists import CodeListRule, CodeListVersion, CodeMeaning, MappedMedicine, MedicineMapVersion
from .onsets import DeficitOnset, EvidenceFile, PolypharmacyPeriod
from .scores import Basis, FrailtyScore, Instrument, ScoreSource, ScoringChoice, ScoringOf, TierStanding

__all__ = [
    "Basis",
    "CodeListRule",
    "CodeListVersion",
    "CodeMeaning",
    "DeficitOnset",
    "EvidenceFile",
    "FrailtyScore",
    "Instrument",
    "MappedMedicine",
    "MedicineMapVersion",
    "PolypharmacyPeriod",
    "ScoreSource",
    "ScoringChoice",
    "ScoringOf",
    "TierStanding",
]
