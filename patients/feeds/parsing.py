"""The parts of a file, judged: one after the other, or shared out to two processes where it is large.

One process reads and splits into stretches of lines, two judge them and make what COPY takes. A stretch in
which a record goes on over several lines is read here instead, where it is known how it began.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from queue import SimpleQueue
from typing import IO, cast

from patients.feeds.blocks import block, good_rows
from patients.feeds.declared import Feed, feed_named
from patients.feeds.reading import BadRow, Batch
from patients.feeds.reading.headers import Header
from patients.feeds.reading.lines import Stretch
from patients.feeds.reading.records import Form, form_of, read_at_once, read_slowly
from patients.feeds.rules import FaultyRow, Judge, Judged

COMMAND = [sys.executable, "-m", "patients.feeds.parser"]
PARSERS = 2
_AHEAD = 2 * PARSERS  # stretches of half a megabyte on their way


@dataclass(frozen=True, slots=True)
class Blocked:
    """The good rows of a stretch as COPY takes them, and the faulty ones."""

    block: bytes
    faulty: Sequence[FaultyRow]


@dataclass(frozen=True, slots=True)
class Part:
    """Some thousand rows in file order. `rows` counts them, the bad ones too; `read_bytes` as in `Batch`."""

    judged: Judged | Blocked
    bad: Sequence[BadRow]
    rows: int
    empty_lines: int
    read_bytes: int


@dataclass(frozen=True, slots=True)
class Task:
    """What a parser must know before the first stretch."""

    feed: str
    on: date
    source: str
    import_id: int
    header: Header
    mixed: bool

    @property
    def form(self) -> Form:
        return form_of(self.header, mixed=self.mixed)

    @property
    def judge(self) -> Judge:
        return Judge(feed_named(self.feed), on=self.on, source=self.source)


def part_of(judge: Judge, batch: Batch) -> Part:
    return Part(
        judge.judge(batch), batch.bad, len(batch.rows) + len(batch.bad), batch.empty_lines, batch.read_bytes
    )


class Parser:
    """What a process does with a stretch."""

    def __init__(self, task: Task) -> None:
        self.form, self.judge, self.import_id = task.form, task.judge, task.import_id

    def parse(self, text: str, line: int) -> Part | None:
        """The rows of whole lines that begin at `line`; None where a record is not one line."""
        lines = text.split("\n")
        taken = read_at_once(lines, text, line, self.form)
        if taken is None:
            return None
        batch = Batch(taken.rows, taken.lines, taken.raws, tuple(taken.bad), taken.empty)
        judged = self.judge.judge(batch)
        good = block(good_rows(self.import_id, judged)) if judged.rows else ""
        rows = len(batch.rows) + len(batch.bad)
        return Part(Blocked(good.encode(), judged.faulty), batch.bad, rows, batch.empty_lines, 0)


def is_worth_sharing(feed: Feed, total_bytes: int) -> bool:
    """Whether starting two processes costs nothing beside reading it: from about 200,000 rows."""
    return feed.local_key and total_bytes > LARGE


LARGE = 20_000_000  # bytes, as it lies on disk


def shared_out(task: Task, stretches: Iterator[Stretch], *, header_lines: int) -> Iterator[Part]:
    """As `part_of` of every batch that `read_rows` gives of these stretches, in their order."""
    judge, form = task.judge, task.form
    waiting: deque[tuple[Stretch, str, int, Future[Part | None] | None]] = deque()
    held: list[str] = []

    def finish() -> Part:
        nonlocal held
        stretch, text, line, parsed = waiting.popleft()
        part = None if held or parsed is None else parsed.result()
        if part is None:
            batch, held = read_slowly(held, text, line, form, stretch)
            return part_of(judge, batch)
        return Part(part.judged, part.bad, part.rows, part.empty_lines, stretch.position)

    with _processes(task) as pool:
        for stretch, text, line in _numbered(stretches, header_lines):
            nothing = stretch.last and not text
            parsed = None if nothing else pool.submit(pool.parse, text, line)
            waiting.append((stretch, text, line, parsed))
            if len(waiting) > _AHEAD:
                yield finish()
        while waiting:
            yield finish()


def _numbered(stretches: Iterator[Stretch], skip: int) -> Iterator[tuple[Stretch, str, int]]:
    """Each stretch with its text behind the header, and the line that begins with it."""
    line = skip + 1
    for stretch in stretches:
        text = stretch.text
        lines = text.count("\n") + 1 if text or not stretch.last else 0
        if skip < lines:
            text = text.split("\n", skip)[skip]
            yield stretch, text, line
        elif stretch.last:
            yield stretch, "", line
        line += max(0, lines - skip)
        skip = max(0, skip - lines)


class _Pool(ThreadPoolExecutor):
    """A thread for each process, which waits for it."""

    def __init__(self) -> None:
        super().__init__(PARSERS)
        self.children = [
            subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(PARSERS)
        ]
        self.idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def start(self, task: Task) -> None:
        for child in self.children:
            _send(child, task)
            self.idle.put(child)

    def parse(self, text: str, line: int) -> Part | None:
        child = self.idle.get()
        try:
            _send(child, (text, line))
            answers = cast(IO[bytes], child.stdout)
            answer: Part | None = pickle.load(answers)  # noqa: S301  it is our own process
        finally:
            self.idle.put(child)
        return answer

    def end(self) -> None:
        self.shutdown(wait=True, cancel_futures=True)
        for child in self.children:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                with suppress(BrokenPipeError):  # what was not sent any more
                    cast(IO[bytes], pipe).close()
            child.wait()


def _send(child: subprocess.Popen[bytes], message: object) -> None:
    messages = cast(IO[bytes], child.stdin)
    pickle.dump(message, messages, protocol=pickle.HIGHEST_PROTOCOL)
    messages.flush()


@contextmanager
def _processes(task: Task) -> Iterator[_Pool]:
    pool = _Pool()
    try:
        pool.start(task)
        yield pool
    finally:
        pool.end()
