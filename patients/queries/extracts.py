"""What an extract of several tables holds, before anything of it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from patients.access import imports as access
from patients.feeds.limits import limits
from patients.feeds.reading import preview
from patients.feeds.reading.sources import Place, size_of
from patients.feeds.reading.systmone_extract import columns_read, feeds_in
from patients.feeds.reading.systmone_tables import Tables, find_tables
from patients.models import Import
from wsic.access import require
from wsic.accounts.models import User

from .files import SentFile, facts_of
from .imports import feed_title


@dataclass(frozen=True)
class TableSeen:
    """`size` in bytes; columns by the table's own names."""

    name: str
    size: int
    encoding: str
    read: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExtractPage(SentFile):
    """`feeds` are what would be imported, in order; `others` files of the zip that are left out."""

    feeds: tuple[str, ...]
    tables: tuple[TableSeen, ...]
    others: int


def extract_page(imported: Import, *, user: User) -> ExtractPage:
    """
    The tables of a zip.

    :raises PermissionDenied: the user may not start this import, or it has been started
    :raises RefusedFile: it cannot be read
    """
    require(access.refuse_start(user, imported))
    tables: Tables = find_tables(Path(imported.stored_path), limits())
    return ExtractPage(
        **facts_of(imported),
        feeds=tuple(feed_title(feed) for feed in feeds_in(tables)),
        tables=tuple(_seen(name, place) for name, place in tables.found.items()),
        others=len(tables.others),
    )


def _seen(table: str, place: Place) -> TableSeen:
    seen = preview(place, 1, limits=limits())
    known = {name.casefold() for name in columns_read(table)}
    return TableSeen(
        name=table,
        size=size_of(place),
        encoding=seen.encoding,
        read=tuple(name for name in seen.header if name.casefold() in known),
        left_out=tuple(name for name in seen.header if name.casefold() not in known),
    )
