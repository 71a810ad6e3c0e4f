"""Text in pieces -> stretches of whole physical lines."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

from patients.feeds.reading.shapes import MOST_CHARACTERS

MOST_LINE = (
    1 << 20
)  # characters of a line that are kept at least; what lies behind is dropped, the row is bad anyway


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole lines in one text, LF between them and none at the end; `position` in the file, `last` at its
    end.
    """

    text: str
    position: int
    last: bool


def most_line(fields: int) -> int:
    """Characters above which a line of so many fields must hold one that is too long, even if all of it were
    quotes.
    """
    return max(MOST_LINE, fields * (2 * MOST_CHARACTERS + 3))


def read_stretches(texts: Iterator[tuple[str, int]], *, longest: int) -> Generator[Stretch, None, None]:
    """Lines longer than `longest` are cut to one character more than that."""
    parts: list[str] = []
    size = position = 0
    for text, position in texts:
        head, line_end, tail = text.rpartition("\n")
        if line_end:
            yield Stretch(_cut("".join([*parts, head]), size, longest), position, last=False)
            parts, size = [], 0
        if tail and size <= longest:
            parts.append(tail)
        size += len(tail)
    yield Stretch(_cut("".join(parts), size, longest), position, last=True)


def _cut(text: str, carried: int, longest: int) -> str:
    """Only a line that was carried over from earlier pieces can be longer than a piece."""
    end = text.find("\n")
    end = len(text) if end < 0 else end
    return text if carried <= longest or end <= longest else text[: longest + 1] + text[end:]
