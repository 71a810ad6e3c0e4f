"""The lines of the spool: what each says, how they hang together, and what is wrong with a file of them.

A line is JSON, a tab and its seal: an HMAC over the JSON, which names the line's number and the seal of the
line before.  Who can write to the disk and has no key can take lines away or damage them, and is found; they
cannot put one in.
"""

import hmac
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder


class Wrong(StrEnum):
    EDITED = "edited line"
    REMOVED = "removed lines"
    TORN = "torn line"
    REPEATED = "repeated line"
    GONE = "lost file"
    KEY = "other key"
    REFUSED = "refused line"


# A process that was killed while it wrote: its page was never shown.
HARMLESS = frozenset({Wrong.TORN})


@dataclass(frozen=True)
class Line:
    """`events` are rows of the audit, by column; none in the first line of a file that carries on another."""

    number: int
    previous: str
    id: UUID
    events: tuple[Mapping[str, Any], ...]
    seal: str


@dataclass(frozen=True)
class Place:
    """Up to where a chain is known: the last line's number and seal."""

    number: int = 0
    seal: str = ""


@dataclass(frozen=True)
class Problem:
    """`mark` tells it from one of its kind at the same number: numbers are given again after a loss."""

    kind: Wrong
    number: int
    says: str
    mark: str = ""


@dataclass
class Judged:
    """Lines whose seal holds, in order, and what is wrong with the rest; `last` is where the file ends."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    last: Place = field(default_factory=Place)

    @property
    def unreadable(self) -> bool:
        """No line fits the key: none of them is known to be wrong."""
        return any(each.kind is Wrong.KEY for each in self.problems)

    @property
    def begun_alone(self) -> bool:
        """There is nothing but the line that carries on an earlier file, so nothing to begin anew for."""
        found = [each.kind for each in self.problems]
        return len(self.lines) == 1 and not self.lines[0].events and set(found) <= {Wrong.REMOVED}

    def leave_out(self, refused: Sequence[Problem], *, known: Place) -> None:
        """The chain goes on from the last line taken: the number of one that was not is given again."""
        marks = {each.mark for each in refused}
        taken = [Place(each.number, each.seal) for each in self.lines if each.seal not in marks]
        self.problems += refused
        self.last = taken[-1] if taken else known


def written(
    number: int, previous: str, line_id: UUID, events: Sequence[Mapping[str, Any]], *, key: bytes
) -> bytes:
    """A line with its end."""
    said = {"number": number, "previous": previous, "id": str(line_id), "events": list(events)}
    body = json.dumps(said, cls=DjangoJSONEncoder, separators=(",", ":")).encode()
    return body + b"\t" + _seal(body, key).encode() + b"\n"


def read_line(raw: bytes, *, key: bytes) -> Line | None:
    """None where the seal does not hold."""
    body, tab, seal = raw.rpartition(b"\t")
    if not tab or not hmac.compare_digest(seal, _seal(body, key).encode()):
        return None
    said = json.loads(body)
    return Line(said["number"], said["previous"], UUID(said["id"]), tuple(said["events"]), seal.decode())


def _seal(body: bytes, key: bytes) -> str:
    return hmac.new(key, body, sha256).hexdigest()


def ids_in(content: bytes, *, key: bytes) -> list[UUID]:
    """Of the lines whose seal holds."""
    lines = (read_line(raw, key=key) for raw in content.split(b"\n"))
    return [line.id for line in lines if line]


def judge(content: bytes, *, known: Place, seen: Container[UUID], key: bytes) -> Judged:
    """
    Read a file.

    :param known: the line that was taken into the audit last
    :param seen: ids of its lines that were
    """
    found = Judged()
    *whole, rest = content.split(b"\n")
    bad: list[bytes] = []
    for raw in whole:
        line = read_line(raw, key=key)
        if line is None:
            bad.append(raw)
            continue
        follows = _link(line, found.last, len(bad)) if found.lines else _first(line, known, seen, len(bad))
        found.problems += _marked(follows, found.last.seal, *bad, line.seal)
        bad = []
        found.lines.append(line)
        found.last = Place(line.number, line.seal)
    if whole and not found.lines:
        return _of_another_key(whole[0], known)
    ends = [*_unread(found.last.number, len(bad), Wrong.EDITED)]
    ends += _unread(found.last.number + len(bad), 1 if rest else 0, Wrong.TORN)
    found.problems += _marked(ends, found.last.seal, *bad, rest)
    if not found.lines and known.number and not rest:
        says = f"the spool ended at line {known.number}, and its file is empty or gone"
        found.problems += _marked([Problem(Wrong.GONE, known.number, says)], known.seal)
    return found


def _of_another_key(first: bytes, known: Place) -> Judged:
    """Whoever changed the key has lost nothing: the file is left until a key fits."""
    says = "not one line fits the key: the file is left until WSIC_SPOOL_KEY is what it was kept by"
    return Judged([], [*_marked([Problem(Wrong.KEY, known.number, says)], first)], known)


def _marked(problems: Iterable[Problem], *by: str | bytes) -> Iterator[Problem]:
    """Told apart by the seal before, what stands there, and the seal after, as far as each is known."""
    parts = (each.encode() if isinstance(each, str) else each for each in by)
    mark = sha256(b"\n".join(parts)).hexdigest()
    return (replace(each, mark=mark) for each in problems)


def _link(line: Line, last: Place, bad: int) -> Iterator[Problem]:
    """How a line follows on the one before it; `bad` lines between them cannot be read."""
    missing = line.number - last.number - 1
    if line.previous == last.seal:  # written when they stood there, unread: whole ones have their number
        yield from _unread(last.number, missing, Wrong.EDITED)
        yield from _unread(last.number + missing, bad - missing, Wrong.TORN)
        return
    if missing < 0:
        yield Problem(Wrong.REPEATED, line.number, f"line {line.number} stands there again")
        return
    yield from _unread(last.number, min(bad, missing), Wrong.EDITED)
    yield from _lost(last.number + bad + 1, line.number - 1)


def _first(line: Line, known: Place, seen: Container[UUID], bad: int) -> Iterator[Problem]:
    """A file begins with line 1, or carries on: without events, with the number and seal of the last one."""
    carries_on = not line.events
    before = line.number if carries_on else line.number - 1
    yield from _unread(max(0, before - bad), bad, Wrong.EDITED if before else Wrong.TORN)
    if carries_on or before:
        yield from _lost(known.number + 1, before - bad)
    elif known.number and line.id not in seen:
        says = f"the spool ended at line {known.number}, and its file begins anew"
        yield Problem(Wrong.GONE, known.number, says)


def _unread(after: int, count: int, kind: Wrong) -> Iterator[Problem]:
    says = {
        Wrong.EDITED: "is not what was written there: it is not taken into the audit",
        Wrong.TORN: "was not written to its end: no page was shown for it",
    }
    for number in range(after + 1, after + 1 + count):
        yield Problem(kind, number, f"line {number} {says[kind]}")


def _lost(first: int, last: int) -> Iterator[Problem]:
    if first <= last:
        yield Problem(Wrong.REMOVED, first, f"lines {first} to {last} are not there any more")
