"""Whole lines -> rows. Clean stretches go through the csv module at once, others record by record.

A line break inside quotes and a quote that is never closed look alike until later. So a record over several
lines is taken only when its quotes are exactly right, it has the right number of fields, and none of its
lines could have been a row of its own. Otherwise its first line is a bad row, up to the next line from which
a whole, exactly quoted row can be read; reading goes on there, and no clean row is lost to a broken
neighbour.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from patients.feeds.reading.columns import Rows
from patients.feeds.reading.encodings import looks_like_utf_8
from patients.feeds.reading.headers import Header
from patients.feeds.reading.lines import Stretch, most_line
from patients.feeds.reading.shapes import MOST_CHARACTERS, MOST_RAW, BadRow, Batch

_MOST_HELD = 1 << 21  # characters of an open record carried from stretch to stretch, before it is given up
_FEWEST_TO_SWALLOW = 3  # fields: below that any text with a line break would look like swallowed rows

if TYPE_CHECKING:
    import _csv

Pick = Callable[[list[str]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """What every row must look like. `pick` puts a row's fields into the feed's column order."""

    delimiter: str
    fields: int
    places: Sequence[int | None]
    pick: Pick
    exact: re.Pattern[str]
    mixed: bool
    longest: int

    def parse(self, lines: Iterator[str]) -> _csv.Reader:
        return csv.reader(lines, delimiter=self.delimiter, strict=True)

    def split(self, lines: list[str]) -> list[list[str]] | None:
        """What `parse` gives where each line is a record, in half the time; None where one is not.

        Lines with quotes are parsed by themselves. If each of them is whole, so are the lines between.

        :raises csv.Error: quotes are wrong
        """
        delimiter = self.delimiter
        quoted = [line for line in lines if '"' in line]
        if not quoted:
            return [line.split(delimiter) for line in lines]
        parsed = list(self.parse(iter(quoted)))
        if len(parsed) != len(quoted):
            return None
        each = iter(parsed)
        return [next(each) if '"' in line else line.split(delimiter) for line in lines]

    def pick_all(self, rows: list[list[str]]) -> Sequence[tuple[str, ...]]:
        """`pick` of every row, at once."""
        if not rows:
            return []
        columns = list(zip(*rows, strict=True))
        empty = ("",) * len(rows)
        return Rows([empty if place is None else columns[place] for place in self.places])


def form_of(header: Header, *, mixed: bool) -> Form:
    mark = re.escape(header.delimiter)
    one = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{mark}\n]*+)'
    return Form(
        header.delimiter,
        len(header.names),
        header.places,
        picker(header.places, len(header.names)),
        re.compile(rf"{one}(?:{mark}{one})*+"),
        mixed,
        most_line(len(header.names)),
    )


def picker(places: Sequence[int | None], fields: int) -> Pick:
    """From a row's fields to the declared column order, '' where the file has no such column."""
    if tuple(places) == tuple(range(fields)):
        return tuple
    chosen = [fields if place is None else place for place in places]
    if len(chosen) == 1:
        return lambda row: (row[chosen[0]],)
    get = itemgetter(*chosen)
    if None in places:
        return lambda row: get([*row, ""])
    return get


@dataclass(slots=True)
class Taken:
    """Rows of one stretch so far, and how many of its lines they took."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: Sequence[int] = field(default_factory=list)
    raws: list[str] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    empty: int = 0
    used: int = 0


def read_rows(stretches: Iterator[Stretch], form: Form, *, header_lines: int) -> Iterator[Batch]:
    """Batches of the rows behind the header's `header_lines` physical lines."""
    held: list[str] = []
    line, skip = header_lines + 1, header_lines
    for stretch in stretches:
        fresh = stretch.text.split("\n") if stretch.text or not stretch.last else []
        fresh, skip = fresh[skip:], max(0, skip - len(fresh))
        lines = held + fresh
        taken = None if held else read_at_once(fresh, stretch.text, line, form)
        if taken is None:
            taken = _Slow(lines, line, form, last=_is_full(held, stretch)).read()
        held = lines[taken.used :]
        line += taken.used
        yield Batch(taken.rows, taken.lines, taken.raws, tuple(taken.bad), taken.empty, stretch.position)


def read_slowly(
    held: list[str], text: str, line: int, form: Form, stretch: Stretch
) -> tuple[Batch, list[str]]:
    """The rows of the lines `held` before `line` and of this stretch, and the lines to be held then."""
    lines = held + (text.split("\n") if text or not stretch.last else [])
    taken = _Slow(lines, line - len(held), form, last=_is_full(held, stretch)).read()
    batch = Batch(taken.rows, taken.lines, taken.raws, tuple(taken.bad), taken.empty, stretch.position)
    return batch, lines[taken.used :]


def _is_full(held: list[str], stretch: Stretch) -> bool:
    return stretch.last or sum(map(len, held)) > _MOST_HELD


def read_at_once(lines: list[str], text: str, line: int, form: Form) -> Taken | None:
    """The whole stretch when each of its lines is one record, else None."""
    try:
        rows = form.split(lines) if form.fields > 1 else list(form.parse(iter(lines)))
    except csv.Error:
        return None
    if rows is None or len(rows) != len(lines):
        return None
    suspect = "\0" in text or "\ufffd" in text or (form.mixed and not text.isascii())
    if (
        not suspect
        and set(map(len, rows)) <= {form.fields}
        and max(map(len, lines), default=0) <= MOST_CHARACTERS
    ):
        picked = form.pick_all(rows)
        return Taken(picked, range(line, line + len(lines)), lines, used=len(lines))  # type: ignore[arg-type]
    taken = Taken(used=len(lines))
    for number, (raw, fields) in enumerate(zip(lines, rows, strict=True), line):
        _take(taken, number, raw, fields, form)
    return taken


def _take(taken: Taken, line: int, raw: str, fields: list[str], form: Form) -> None:
    """One record, judged, into `taken`."""
    if not raw:
        taken.empty += 1
    elif reason := _flaw(raw, fields, form):
        taken.bad.append(BadRow(line, raw[:MOST_RAW], reason))
    else:
        taken.rows.append(form.pick(fields))
        taken.lines.append(line)  # type: ignore[attr-defined]
        taken.raws.append(raw)


def _flaw(raw: str, fields: list[str], form: Form) -> str | None:
    if "\0" in raw:
        return "nul_character"
    if "\ufffd" in raw or (form.mixed and looks_like_utf_8(raw)):
        return "bad_encoding"
    if len(raw) > form.longest:
        return "field_too_long"
    if len(fields) != form.fields:
        return "too_few_fields" if len(fields) < form.fields else "too_many_fields"
    if len(raw) > MOST_CHARACTERS and max(map(len, fields)) > MOST_CHARACTERS:
        return "field_too_long"
    return None


class _Open(Exception):  # a turn in the reading, seen by nobody outside this module
    """The record at hand may go on behind the lines that are there."""


class _Slow:
    """Record by record through lines with line breaks in quotes, or broken quotes."""

    def __init__(self, lines: list[str], first: int, form: Form, *, last: bool) -> None:
        self.lines, self.first, self.form, self.last = lines, first, form, last
        self.ended = [line + "\n" for line in lines]
        self.taken = Taken()

    def read(self) -> Taken:
        try:
            while self.taken.used < len(self.lines):
                self._read_on()
        except _Open:
            pass
        return self.taken

    def _read_on(self) -> None:
        """From the first line not used yet to the end, or through the first record whose quotes are wrong."""
        start = self.taken.used
        reader = self._reader(start)
        try:
            for fields in reader:
                if not self._accept(self.taken.used, start + reader.line_num, fields):
                    return
        except csv.Error as error:
            self._recover(self.taken.used, start + reader.line_num, str(error))

    def _reader(self, start: int) -> _csv.Reader:
        return self.form.parse(map(self.ended.__getitem__, range(start, len(self.ended))))

    def _accept(self, start: int, end: int, fields: list[str]) -> bool:
        """Takes the record of lines start..end; False when reading must begin anew behind a bad one."""
        if end - start == 1 or self._is_exact(start, end, fields):
            self._finish(end, fields)
            return True
        inside = next((line for line in range(start + 1, end) if self._begins_row(line)), None)
        if inside is None and len(fields) != self.form.fields:
            self._finish(end, fields)
            return True
        self._finish_bad(inside or end, "unterminated_quote")
        return False

    def _finish(self, end: int, fields: list[str]) -> None:
        start = self.taken.used
        _take(self.taken, self.first + start, "\n".join(self.lines[start:end]), fields, self.form)
        self.taken.used = end

    def _finish_bad(self, end: int, reason: str) -> None:
        start = self.taken.used
        raw = "\n".join(self.lines[start:end])
        reason = "nul_character" if "\0" in raw else reason
        self.taken.bad.append(BadRow(self.first + start, raw[:MOST_RAW], reason))
        self.taken.used = end

    def _recover(self, start: int, reached: int, error: str) -> None:
        """The record at `start` breaks the rules of quoting: in its line, or nobody knows where it ends."""
        if not self.last and reached == len(self.lines) and "end of data" in error:
            raise _Open
        if reached - start == 1 and "end of data" not in error:
            self._finish_bad(reached, "field_too_long" if "field limit" in error else "unterminated_quote")
            return
        for line in range(start + 1, len(self.lines)):
            if self._begins_row(line):
                self._finish_bad(line, "unterminated_quote")
                return
        if not self.last:
            raise _Open
        self._finish_bad(len(self.lines), "unterminated_quote")

    def _begins_row(self, line: int) -> bool:
        """Whether a whole, exactly quoted row can be read from this line on. Raises _Open if that is not
        known yet.
        """
        text = self.lines[line]
        if '"' not in text:
            return text.count(self.form.delimiter) == self.form.fields - 1 and bool(text)
        reader = self._reader(line)
        try:
            fields = next(reader)
        except csv.Error as error:
            if not self.last and "end of data" in str(error):
                raise _Open from error
            return False
        return self._is_exact(line, line + reader.line_num, fields)

    def _is_exact(self, start: int, end: int, fields: list[str]) -> bool:
        if len(fields) != self.form.fields or self._swallowed(start, end, fields):
            return False
        return self.form.exact.fullmatch("\n".join(self.lines[start:end])) is not None

    def _swallowed(self, start: int, end: int, fields: list[str]) -> bool:
        """Whether a line inside a quoted field has as many delimiters as a row: most likely it is one."""
        delimiter, most = self.form.delimiter, self.form.fields - 1
        for line in range(start + 1, end):
            if self.lines[line].count(delimiter) >= most >= _FEWEST_TO_SWALLOW - 1:
                broken = (text for text in fields if "\n" in text)
                return any(part.count(delimiter) == most for text in broken for part in text.split("\n")[1:])
        return False
