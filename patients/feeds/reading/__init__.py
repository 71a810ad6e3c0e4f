"""Strict reading of an extract: what is in the file, row by row, and never a guess.

Nothing here knows a feed's meaning: rows come out as text in the feed's column order, rows that cannot be
read come out as `BadRow`, and a file that cannot be trusted at all is refused whole by `RefusedFile`.
"""

from patients.feeds.reading.extract import Extract, Preview, open_extract, preview
from patients.feeds.reading.shapes import BadRow, Batch, FeedColumns, Limits, RefusedFile, Unfit, Wording
from patients.feeds.reading.systmone_extract import SystmOneExtract, open_systmone

AnyExtract = Extract | SystmOneExtract

__all__ = [
    "AnyExtract",
    "BadRow",
    "Batch",
    "Extract",
    "FeedColumns",
    "Limits",
    "Preview",
    "RefusedFile",
    "SystmOneExtract",
    "Unfit",
    "Wording",
    "open_extract",
    "open_systmone",
    "preview",
]
