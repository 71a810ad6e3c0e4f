"""The first line of an extract: its delimiter, and which of its names stand for which column."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from patients.feeds.reading.shapes import FeedColumns, RefusedFile

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_TITLES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class Header:
    """`names` as they stand in the file; `places[i]` is where the feed's i-th column lies, None when it is
    missing.
    """

    delimiter: str
    names: tuple[str, ...]
    places: tuple[int | None, ...]
    unknown: tuple[str, ...]
    missing_optional: tuple[str, ...]


def plain(name: str) -> str:
    """A column name as it is compared: without outer blanks and case."""
    return name.strip().casefold()


def split_header(line: str, delimiter: str) -> tuple[str, ...] | None:
    """The names in a header line, stripped, or None when its quotes are wrong."""
    try:
        return tuple(name.strip() for name in next(csv.reader([line], delimiter=delimiter, strict=True), []))
    except csv.Error:
        return None


def guess_header(line: str) -> tuple[str, tuple[str, ...]]:
    """Delimiter and names for a preview, where nothing is known of the feed: the delimiter that parts the
    most.
    """
    splits = [(delimiter, names) for delimiter in DELIMITERS if (names := split_header(line, delimiter))]
    if not splits or "\0" in line:
        raise RefusedFile(
            "The first line is not a header: its quotes do not match. The first line must name the columns."
        )
    return max(splits, key=lambda split: len(split[1]))


def find_header(line: str, *, columns: FeedColumns, mapping: Mapping[str, str] | None) -> Header:
    """The header in `line`. `mapping` (name in the file -> column, '' to leave it out) goes before the name
    itself.

    Raises RefusedFile when no delimiter gives a known name, a required column is missing or a column comes
    twice.
    """
    if "\0" in line or "\ufffd" in line:
        raise RefusedFile(
            "The first line holds characters that are no text. The first line must name the columns."
        )
    known = _known_names(columns, mapping)
    splits = [(delimiter, names) for delimiter in DELIMITERS if (names := split_header(line, delimiter))]
    if not splits:
        raise RefusedFile(
            "The first line is not a header: its quotes do not match. The first line must name the columns."
        )
    delimiter, names = max(
        splits, key=lambda split: (sum(plain(name) in known for name in split[1]), len(split[1]))
    )
    return place_header(delimiter, names, columns=columns, mapping=mapping)


def place_header(
    delimiter: str, names: Sequence[str], *, columns: FeedColumns, mapping: Mapping[str, str] | None
) -> Header:
    """The header of these names. Raises RefusedFile as `find_header` does."""
    known = _known_names(columns, mapping)
    found: dict[str, int] = {}
    unknown = []
    for place, name in enumerate(names):
        column = known.get(plain(name))
        if not column:
            unknown.append(name or f"(column {place + 1}, without a name)")
        elif column in found:
            raise RefusedFile(_twice(column, names[found[column]], name))
        else:
            found[column] = place
    _refuse_missing(found, names, columns)
    return Header(
        delimiter,
        tuple(names),
        tuple(found.get(column) for column in columns.names),
        tuple(unknown),
        tuple(column for column in columns.names if column not in found),
    )


def _known_names(columns: FeedColumns, mapping: Mapping[str, str] | None) -> dict[str, str]:
    """Name in the file, plain -> column of the feed ('' for a name that is to be left out)."""
    own = {column: column for column in columns.names}
    mapped = {plain(name): plain(column) for name, column in (mapping or {}).items()}
    strange = sorted({column for column in mapped.values() if column and column not in own})
    if strange:
        raise RefusedFile(
            f"The mapping names columns that {columns.feed} does not have: {', '.join(strange)}."
        )
    return own | mapped


def _twice(column: str, first: str, second: str) -> str:
    if plain(first) == plain(second):
        return f"The header names {column} twice. Remove one of the two columns."
    return (
        f"The header has two columns for {column}: {first} and {second}. Remove one, or change the mapping."
    )


def _refuse_missing(found: Mapping[str, int], names: Sequence[str], columns: FeedColumns) -> None:
    if not found:
        raise RefusedFile(
            f"The first line does not name any column of {columns.feed}. It must name the columns, "
            f"at least {_list(columns, columns.required)}."
        )
    missing = columns.required - found.keys()
    if missing:
        word = "column" if len(missing) == 1 else "columns"
        raise RefusedFile(
            f"The header lacks the required {word} {_list(columns, missing)}. "
            f"It names: {', '.join(names)[:500]}."
        )


def _list(columns: FeedColumns, some: frozenset[str]) -> str:
    return ", ".join(columns.written.get(column, column) for column in columns.names if column in some)
