from .codelists import CodeListRule, CodeListVersion, CodeMeaning, MappedMedicine, MedicineMapVersion
from .onsets import DeficitOnset, PolypharmacyPeriod
from .scores import Basis, FrailtyScore, Instrument, ScoreSource, ScoringChoice, ScoringOf, TierStanding

__all__ = [
    "Basis",
    "CodeListRule",
    "CodeListVersion",
    "CodeMeaning",
    "DeficitOnset",
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
