"""Judged rows as the text that COPY takes. Pure, so that another process can make it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

from patients.feeds.reading.columns import columns_of
from patients.feeds.rules import Judged

_CELL, _ROW = "\x1f", "\x1e"  # no canonical cell holds them; in a raw line they are shown as a blank
SHOW = str.maketrans({_CELL: " ", _ROW: " ", "\0": "\u2400"})


def good_rows(import_id: int, judged: Judged) -> Iterable[Sequence[str]]:
    """Import, line, digest and raw line before the cells of each row."""
    digests = ["\\x" + digest.hex() for digest in judged.digests]
    beside = (map(str, judged.lines), digests, _fit(judged.raws), *columns_of(judged.rows))
    return zip(repeat(str(import_id), len(digests)), *beside, strict=True)


def _fit(raws: Sequence[str]) -> Sequence[str]:
    """Raw lines without what parts cells and rows on their way in."""
    text = "".join(raws)
    if _CELL in text or _ROW in text or "\0" in text:
        return [raw.translate(SHOW) for raw in raws]
    return raws


def block(rows: Iterable[Sequence[str]]) -> str:
    """Rows as COPY's text format; escaping the whole block at once costs a tenth of escaping each cell."""
    text = _ROW.join(map(_CELL.join, rows)) + _ROW
    text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text.replace(_CELL, "\t").replace(_ROW, "\n")
