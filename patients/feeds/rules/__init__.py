"""Whether a row may get in: pure decisions on text, with the reasons in words a person can act on."""

from patients.feeds.declared import Fault
from patients.feeds.rules.rows import FaultyRow, Judge, Judged, Problem, row_digest

__all__ = ["Fault", "FaultyRow", "Judge", "Judged", "Problem", "row_digest"]
