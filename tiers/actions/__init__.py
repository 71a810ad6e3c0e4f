"""What changes tiers and what they follow from: the only writers, with `tiers.sets`."""

from .exporting import Export, export_tiers
from .proposals import propose_tiers
from .scoring_of import CannotCompute, choose_scoring, keep_evidence_file, renew_scoring

__all__ = [
    "CannotCompute",
    "Export",
    "choose_scoring",
    "export_tiers",
    "keep_evidence_file",
    "propose_tiers",
    "renew_scoring",
]
