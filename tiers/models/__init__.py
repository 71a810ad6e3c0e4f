from .codelists import CodeListRule, CodeListVersion, CodeMeaning, MappedMedicine, MedicineMapVersion
from .counts import PracticeCount
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
    "PracticeCount",
    "ScoreSource",
    "ScoringChoice",
    "ScoringOf",
    "TierStanding",
]
