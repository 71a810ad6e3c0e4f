"""What changes tiers and what they follow from: the only writers, with `tiers.sets`."""

from .exporting import Export, export_tiers
from .proposals import propose_tiers

__all__ = ["Export", "export_tiers", "propose_tiers"]
