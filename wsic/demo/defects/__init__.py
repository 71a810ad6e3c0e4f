"""Rows that must be quarantined, each for one known reason."""

from wsic.demo.defects.catalogue import KINDS
from wsic.demo.defects.kinds import Answer, Kind
from wsic.demo.defects.seeding import seed_defects

__all__ = ["KINDS", "Answer", "Kind", "seed_defects"]
