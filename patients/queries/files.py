"""What a file holds, before anything of it is taken; and what each feed expects."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from patients.access import imports as access
from patients.feeds.declared import Column, Kind, feed_named, feeds
from patients.feeds.limits import limits
from patients.feeds.reading import Preview, preview
from patients.models import ColumnMapping, Import
from patients.rules.importing import SYSTMONE_EXTRACT
from patients.rules.words import counted
from wsic.access import require
from wsic.accounts.models import User

from .imports import feed_title

ROWS_SHOWN = 10
SOURCES = {"own": "own format", "systmone": "SystmOne"}
EXTRACT_OFFERED = (SYSTMONE_EXTRACT, "SystmOne bulk extract (zip): people, coded entries, medicines")
DATES = {
    "own": "Dates are read as YYYY-MM-DD, such as 2026-06-30, and nothing else.",
    "systmone": "Dates are read as DD Mon YYYY, such as 30 Jun 2026, or as YYYY-MM-DD, and nothing else.",
}
# Who makes a report names its columns: these are guesses, shown and to be confirmed.
_ALSO_CALLED = {
    "nhs_number": ("nhsno", "nhs"),
    "birth_date": ("dateofbirth", "dob", "datebirth"),
    "calculated_on": ("datecalculated", "calculationdate", "efidate", "dateofefi", "eventdate", "date"),
    "score": ("efiscore", "efi", "electronicfrailtyindex", "frailtyindex", "frailtyindexscore", "value"),
    "family_name": ("surname", "lastname"),
    "given_name": ("firstname", "forename"),
    "sex": ("gender",),
}
_EXAMPLES = {
    Kind.NHS_NUMBER: "999 000 0018",
    Kind.DATE: "2026-06-30",
    Kind.DATE_TIME: "2026-06-30T09:15:00",
    Kind.YES_NO: "N",
}
_EXAMPLES_BY_NAME = {
    "family_name": "SMITH",
    "given_name": "Joan",
    "title": "Mrs",
    "birth_date": "1945-07-14",
    "registered_on": "2009-04-01",
    "practice_code": "E87001",
    "code": "E87001",
    "hub_code": "HUB01",
    "postcode": "W10 5NE",
    "score": "0.25",
    "name": "Lancefield Surgery",
    "latitude": "51.5265",
    "longitude": "-0.2081",
}


@dataclass(frozen=True)
class ColumnHelp:
    name: str
    required: bool
    says: str
    takes: str
    example: str


@dataclass(frozen=True)
class FeedHelp:
    name: str
    title: str
    says: str
    columns: tuple[ColumnHelp, ...]


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """What is known of a file before anything of it is taken; `size` in bytes."""

    public_id: UUID
    file_name: str
    organisation: str
    as_on: date
    size: int


@dataclass(frozen=True, kw_only=True)
class FilePage(SentFile):
    """`rows` and `bad` (line, sentence, text) as in the file; `guess` is our column -> its header."""

    title: str
    source: str
    dates: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rows_shown: str
    bad: tuple[tuple[int, str, str], ...]
    unknown: tuple[str, ...]
    guess: dict[str, str]
    remembered: bool
    columns: tuple[ColumnHelp, ...]


def feeds_offered(user: User) -> tuple[FeedHelp, ...]:
    """:raises PermissionDenied: the user's role does not bring in extracts"""
    require(access.refuse_upload(user))
    hidden = frozenset() if access.commissioners(user) else access.FEEDS_OF_THE_CCG
    return tuple(
        FeedHelp(feed.name, feed.title, feed.says, _help(feed.columns))
        for feed in feeds()
        if feed.name not in hidden
    )


def file_page(imported: Import, *, user: User) -> FilePage:
    """
    The beginning of a file and how its columns may be matched.

    :raises PermissionDenied: the user may not start this import, or it has been started
    :raises RefusedFile: it cannot be read
    """
    require(access.refuse_start(user, imported))
    seen = preview(Path(imported.stored_path), ROWS_SHOWN, limits=limits())
    remembered = ColumnMapping.objects.filter(
        organisation_id=imported.organisation_id, feed=imported.feed, source=imported.source
    ).first()
    names = feed_named(imported.feed).names
    guess = guessed(names, seen.header, remembered.mapping if remembered else {})
    return _page(imported, seen, guess, remembered=remembered is not None)


def _page(imported: Import, seen: Preview, guess: dict[str, str], *, remembered: bool) -> FilePage:
    return FilePage(
        **facts_of(imported),
        title=feed_title(imported.feed),
        source=SOURCES.get(imported.source, imported.source),
        dates=DATES.get(imported.source, DATES["own"]),
        encoding=seen.encoding if seen.whole else f"{seen.encoding}, by its beginning",
        delimiter=seen.delimiter,
        header=seen.header,
        rows=seen.rows,
        rows_shown=_rows_shown(seen),
        bad=tuple((bad.line, bad.sentence, bad.raw[:200]) for bad in seen.bad),
        unknown=tuple(name for name in seen.header if name and name not in guess.values()),
        guess=guess,
        remembered=remembered,
        columns=_help(feed_named(imported.feed).columns),
    )


def facts_of(imported: Import) -> dict[str, Any]:
    """As the fields of SentFile."""
    names = ("public_id", "file_name", "as_on", "size")
    return {name: getattr(imported, name) for name in names} | {"organisation": imported.organisation.name}


def _rows_shown(seen: Preview) -> str:
    """Which rows of how many; of a large file only the beginning was counted, and its last row may be cut."""
    if seen.whole and len(seen.rows) == seen.found:
        return {0: "No row", 1: "The one row"}.get(seen.found, f"All {seen.found:,} rows")
    if seen.whole:
        return f"The first {len(seen.rows):,} of {counted(seen.found, 'row', 'rows')}"
    return f"The first {len(seen.rows):,} of more than {counted(max(seen.found - 1, 0), 'row', 'rows')}"


def guessed(names: Sequence[str], header: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Our column -> a name of the header: as remembered, else the same name whatever its case, else one
    that often means it."""
    by_name = {_bare(name): name for name in reversed(header) if name}
    free = dict(by_name)
    guess: dict[str, str] = {}
    tries: tuple[dict[str, tuple[str, ...]], ...] = (
        {name: (_bare(remembered.get(name, "")),) for name in names},
        {name: (_bare(name),) for name in names},
        _ALSO_CALLED,
    )
    for wanted in tries:
        for name in names:
            found = next((each for each in wanted.get(name, ()) if each in free), None)
            if found and name not in guess:
                guess[name] = free.pop(found)
    return guess


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _help(columns: Sequence[Column]) -> tuple[ColumnHelp, ...]:
    return tuple(
        ColumnHelp(
            column.name,
            column.required,
            column.says,
            ", ".join(column.choices) if column.choices else column.kind.value,
            _example(column),
        )
        for column in columns
    )


def _example(column: Column) -> str:
    known = _EXAMPLES_BY_NAME.get(column.name) or _EXAMPLES.get(column.kind)
    return known or (column.choices[0] if column.choices and column.required else "")
