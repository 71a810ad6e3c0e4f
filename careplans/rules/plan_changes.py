"""What is different between two versions of a care plan, word by word."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

_WORDS = re.compile(r"\n|[^\S\n]+|\S+[^\S\n]*")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Pairs of equal words that are looked at: ours; two texts of 5,000 letters as people write them have fewer,
# and one word a thousand times over would hold up whoever asks for minutes.
MOST_PAIRS = 50_000
K = TypeVar("K")


@dataclass(frozen=True)
class Piece:
    """Words that stand in both versions, or in one of them."""

    words: str
    added: bool = False
    removed: bool = False


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """
    Both texts as one, in order: without what was removed they read `after`, without what was added `before`.

    Line ends and blanks count, since a dose on a line of its own is not the same as one behind another.
    Texts in which the same words come again and again are compared by lines, or said to be written anew.
    """
    for pattern in (_WORDS, _LINES):
        old, new = pattern.findall(before), pattern.findall(after)
        if _pairs(old, new) <= MOST_PAIRS:
            return _pieces(old, new)
    return tuple(each for each in (Piece(before, removed=True), Piece(after, added=True)) if each.words)


def _pairs(old: list[str], new: list[str]) -> int:
    times = Counter(new)
    return sum(times[each] for each in old)


def _pieces(old: list[str], new: list[str]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for kind, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("".join(old[i:j])))
            continue
        if i < j:
            found.append(Piece("".join(old[i:j]), removed=True))
        if m < n:
            found.append(Piece("".join(new[m:n]), added=True))
    return tuple(found)


def keys_changed(before: Mapping[K, object], after: Mapping[K, object]) -> tuple[K, ...]:
    """Which of either are not alike in both, those of `before` first."""
    either = [*before, *(each for each in after if each not in before)]
    return tuple(each for each in either if before.get(each) != after.get(each))
