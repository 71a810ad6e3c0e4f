"""Opening a file: what it is, and its rows in batches."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import islice

from patients.feeds.reading.encodings import Encoding, find_encoding
from patients.feeds.reading.headers import DELIMITER_TITLES, Header, find_header, guess_header, place_header
from patients.feeds.reading.lines import MOST_LINE, Stretch, read_stretches
from patients.feeds.reading.records import Form, form_of, read_rows
from patients.feeds.reading.shapes import BadRow, Batch, FeedColumns, Limits, RefusedFile, Wording
from patients.feeds.reading.sources import (
    Member,
    Packing,
    Place,
    find_packing,
    read_chunks,
    read_texts,
    size_of,
)
from patients.feeds.reading.workbook import Sheet, open_sheet

SAMPLE = 4 * 1024**2  # bytes of text, unpacked: holds the longest header, and is read in a blink
_WORKBOOK_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Text:
    """A file that is text: where it lies and how it is read."""

    path: Place
    packing: Packing
    encoding: Encoding
    limits: Limits
    header_line: str
    header_lines: int
    whole: bool = True

    @property
    def title(self) -> str:
        return self.encoding.title + (", gzip" if self.packing is Packing.GZIP else "")

    def stretches(self, *, longest: int) -> Generator[Stretch, None, None]:
        chunks = read_chunks(self.path, self.packing, self.limits)
        return read_stretches(read_texts(chunks, self.encoding), longest=longest)

    def batches(self, form: Form) -> Iterator[Batch]:
        return read_rows(self.stretches(longest=form.longest), form, header_lines=self.header_lines)


@dataclass(frozen=True, slots=True)
class Extract:
    """A file that can be read for a feed. Iterating, as often as wanted, yields batches from the start."""

    source: Text | Sheet
    head: Header
    total_bytes: int

    @property
    def encoding(self) -> str:
        """In words, for the report."""
        return self.source.title

    @property
    def delimiter(self) -> str:
        """In words: comma, semicolon, tab, bar; 'cells' for a workbook."""
        return DELIMITER_TITLES.get(self.head.delimiter, "cells")

    @property
    def header(self) -> tuple[str, ...]:
        """The names as they stand in the file."""
        return self.head.names

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        return self.head.unknown

    @property
    def missing_optional(self) -> tuple[str, ...]:
        return self.head.missing_optional

    @property
    def wording(self) -> Wording:
        return Wording()

    @property
    def left_out(self) -> dict[str, int]:
        """Rows that are in no batch, by why."""
        return {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the report."""
        return ()

    def __iter__(self) -> Iterator[Batch]:
        if isinstance(self.source, Sheet):
            return self.source.batches(self.head, size=_WORKBOOK_BATCH)
        return self.source.batches(form_of(self.head, mixed=self.source.encoding.mixed))


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a file before anything is known of it: names and rows in the file's own order.

    `found` rows were seen, good or bad: all of the file's when `whole`, else those of its first megabytes.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bad: tuple[BadRow, ...]
    found: int
    whole: bool


def open_extract(
    path: Place,
    *,
    columns: FeedColumns,
    mapping: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Extract:
    """Reads `path` once through (encoding, archive whole) and its header.

    `mapping`: name in the file -> column of the feed, '' to leave it out. Raises RefusedFile.
    """
    source = _open_source(path, limits or Limits())
    if isinstance(source, Sheet):
        head = place_header("", source.names, columns=columns, mapping=mapping)
    else:
        head = find_header(source.header_line, columns=columns, mapping=mapping)
    return Extract(source, head, size_of(path))


def preview(path: Place, limit: int = 20, *, limits: Limits | None = None) -> Preview:
    """The first `limit` rows as they stand in the file; of text no more is read than SAMPLE. Raises
    RefusedFile.
    """
    source = _open_source(path, replace(limits or Limits(), sample_bytes=SAMPLE))
    if isinstance(source, Sheet):
        head = _own_order("", source.names)
    else:
        head = _own_order(*guess_header(source.header_line))
    extract = Extract(source, head, size_of(path))
    rows: list[tuple[str, ...]] = []
    bad: list[BadRow] = []
    found = 0
    for batch in extract:
        rows += batch.rows[: limit - len(rows)]
        bad += batch.bad[: limit - len(bad)]
        found += len(batch.rows) + len(batch.bad)
    return Preview(
        extract.encoding, extract.delimiter, head.names, tuple(rows), tuple(bad), found, source.whole
    )


def _own_order(delimiter: str, names: tuple[str, ...]) -> Header:
    return Header(delimiter, names, tuple(range(len(names))), (), ())


def _open_source(path: Place, limits: Limits) -> Text | Sheet:
    packing = find_packing(path)
    if packing is Packing.WORKBOOK:
        if isinstance(path, Member):
            raise RefusedFile("A table inside a zip must be text. Save it as CSV.")
        return open_sheet(path, limits)
    whole = limits.sample_bytes is None or _is_smaller(path, packing, limits, than=limits.sample_bytes)
    encoding = find_encoding((chunk for chunk, _ in read_chunks(path, packing, limits)), whole=whole)
    line, number = _first_line(Text(path, packing, encoding, limits, "", 0, whole))
    return Text(path, packing, encoding, limits, line, number, whole)


def _is_smaller(path: Place, packing: Packing, limits: Limits, *, than: int) -> bool:
    return sum(len(chunk) for chunk, _ in read_chunks(path, packing, limits)) < than


def _first_line(text: Text) -> tuple[str, int]:
    """The first line that is not empty, and its number. It must stand in the first stretch."""
    with closing(text.stretches(longest=MOST_LINE)) as stretches:
        lines = [line for stretch in islice(stretches, 1) for line in stretch.text.split("\n")]
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_LINE:
            raise RefusedFile("The first line is longer than a million characters. It must name the columns.")
        if line.strip():
            return line, number
    raise RefusedFile("The file has no header. The first line must name the columns.")
