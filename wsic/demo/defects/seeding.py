"""Bad rows put into a clean file at random places, with the answer key.

No two bad rows stand next to each other: behind a quote that is never closed a strict reader knows where the
next row begins only because that row is whole. The line the quote opens in is then the one bad row, and
nothing else is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wsic.demo.defects.catalogue import KINDS
from wsic.demo.defects.kinds import Answer, Kind
from wsic.demo.lines import Row, to_row
from wsic.demo.streams import Draws, Room, shuffled


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that stand together, without endings; with a kind, each of them is a bad row."""

    lines: tuple[bytes, ...]
    kind: Kind | None = None


def seed_defects(
    lines: Sequence[str],
    feed: str,
    *,
    seed: int,
    share: float | None = None,
    count: int | None = None,
    kinds: Sequence[Kind] | None = None,
) -> tuple[list[bytes], list[Answer]]:
    """Spoil that share, or that number, of the rows of a clean file of ours; the first line is the header.

    `lines` are records without line endings (`lines.records`). Kinds take turns, so that a count of at least
    len(KINDS[feed]) has them all. Join the result, and end it, with LF: line numbers count physical lines.
    Kinds of two lines give two answers. ValueError when not exactly one of share and count is given, or when
    more than a third of the rows were to be spoilt.
    """
    rows = len(lines) - 1
    draws = Draws(seed, Room.DEFECTS)
    order = shuffled(kinds or KINDS[feed], draws)
    places = _apart(rows, _wanted(rows, share, count), draws)
    at = {place: order[turn % len(order)] for turn, place in enumerate(places)}
    pieces = [Piece((lines[0].encode(),))]
    second: list[Piece] = []
    for place in range(rows):
        line = lines[place + 1]
        kind = at.get(place)
        if kind is None:
            pieces.append(Piece((line.encode(),)))
            continue
        here, elsewhere = spoilt(kind, to_row(line, feed), draws)
        pieces.append(here)
        second += elsewhere
    return assembled(with_pieces(pieces, second, draws))


def spoilt(kind: Kind, row: Row, draws: Draws) -> tuple[Piece, list[Piece]]:
    """The piece that stands in the row's place, and the one that stands elsewhere, if the kind has such."""
    lines = kind.spoil(row, draws)
    if kind.apart:
        return Piece(lines[:1], kind), [Piece(lines[1:], kind)]
    return Piece(lines, kind), []


def with_pieces(pieces: Sequence[Piece], more: Sequence[Piece], draws: Draws) -> list[Piece]:
    """More pieces, in any order of theirs, in different gaps between two clean ones."""
    gaps = [
        place
        for place in range(1, len(pieces))
        if pieces[place].kind is None and pieces[place - 1].kind is None
    ]
    if len(gaps) < len(more):
        raise ValueError(f"{len(more)} bad rows do not fit among {len(pieces)} pieces")
    at = dict(zip((gaps[place] for place in _sample(len(gaps), len(more), draws)), more, strict=True))
    result: list[Piece] = []
    for place, piece in enumerate(pieces):
        if place in at:
            result.append(at[place])
        result.append(piece)
    return result


def among(lines: Sequence[str], bad: Sequence[Piece], draws: Draws) -> tuple[list[bytes], list[Answer]]:
    """
    Bad pieces in different gaps between clean lines, quickly: for files of many rows.

    :param lines: the first is the header and stays first; no line or piece has a line break inside
    """
    gaps = sorted(_sample(len(lines) - 1, len(bad), draws))
    clean = [line.encode() for line in lines]
    mixed: list[bytes] = []
    answers: list[Answer] = []
    start = 0
    for gap, piece in zip(gaps, bad, strict=True):
        mixed += clean[start : gap + 1]
        start = gap + 1
        if piece.kind:
            answers += _answers(piece.kind, len(mixed) + 1, len(piece.lines))
        mixed += piece.lines
    return mixed + clean[start:], answers


def _answers(kind: Kind, first: int, lines: int) -> list[Answer]:
    return [Answer(number, kind.name, kind.reason, kind.column) for number in range(first, first + lines)]


def assembled(pieces: Iterable[Piece]) -> tuple[list[bytes], list[Answer]]:
    """All lines in order, and an answer for each line of each bad piece."""
    lines: list[bytes] = []
    answers: list[Answer] = []
    number = 1
    for piece in pieces:
        for line in piece.lines:
            if piece.kind:
                answers.append(Answer(number, piece.kind.name, piece.kind.reason, piece.kind.column))
            lines.append(line)
            number += 1 + line.count(b"\n")
    return lines, answers


def _wanted(rows: int, share: float | None, count: int | None) -> int:
    if (share is None) == (count is None):
        raise ValueError("Say either a share or a count")
    wanted = count if count is not None else round(rows * (share or 0.0))
    if wanted * 3 > rows:
        raise ValueError(f"{wanted} of {rows} rows cannot be spoilt: at most a third")
    return wanted


def _apart(rows: int, wanted: int, draws: Draws) -> list[int]:
    """So many places below `rows`, in random order, no two of them neighbours."""
    close = sorted(_sample(rows - wanted + 1, wanted, draws))
    return shuffled([place + before for before, place in enumerate(close)], draws)


def _sample(end: int, wanted: int, draws: Draws) -> list[int]:
    """Different whole numbers below `end`, in random order (Floyd's method)."""
    chosen: dict[int, None] = {}
    for top in range(end - wanted, end):
        drawn = draws.below(top + 1)
        chosen[top if drawn in chosen else drawn] = None
    return shuffled(list(chosen), draws)
