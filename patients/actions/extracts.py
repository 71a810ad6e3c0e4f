"""An extract of a practice system that somebody sends: one zip, of which each feed is an import of its own.

They hang together by the moment they came. The first is started alone; the others follow when it is in, so
that records find their people.
"""

from __future__ import annotations

import os
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from patients.access import imports as access
from patients.feeds.limits import limits
from patients.feeds.reading import RefusedFile
from patients.feeds.reading.systmone_extract import feeds_in
from patients.feeds.reading.systmone_tables import find_tables, is_zip
from patients.models import Import, ImportState
from patients.rules.importing import SYSTMONE_EXTRACT
from wsic.access import require
from wsic.accounts.models import User

from .imports import receive_upload
from .receiving import Upload, note_import, record_import
from .storing import Stored, discard, store, uploads
from .together import rest_of, start


def receive(*, feed: str, **sent: Any) -> Import:
    """What somebody sent, by the fields of Upload: a file of one feed, or a whole extract. Raises
    RefusedFile."""
    upload = Upload(**sent)
    return receive_extract(upload) if feed == SYSTMONE_EXTRACT else receive_upload(feed, upload)


@transaction.atomic
def receive_extract(upload: Upload) -> Import:
    """
    Keep a zip, as one import for each feed that it has tables of; the first is answered.

    :raises RefusedFile: too large, or no extract; nothing is kept
    """
    require(access.refuse_upload_for(upload.by, upload.organisation.pk))
    stored = store(upload.uploaded.chunks())
    try:
        first, *others = _feeds_of(stored.path)
    except RefusedFile:
        discard(stored.path)
        raise
    imported = note_import(first, upload, stored, stored.path)
    for feed in others:
        note_import(feed, upload, stored, _linked(stored))
    return imported


def _feeds_of(path: Path) -> tuple[str, ...]:
    if not is_zip(path):
        raise RefusedFile("A SystmOne bulk extract is sent as one zip that holds its tables as .csv files.")
    return feeds_in(find_tables(path, limits()))


def _linked(stored: Stored) -> Path:
    """The same bytes under a name of their own: each import's file is removed when its time is over."""
    path = uploads() / uuid.uuid4().hex
    os.link(stored.path, path)
    return path


@transaction.atomic
def start_extract(*, imported: Import, by: User, at: datetime) -> Import:
    """
    Start the first feed of an extract; the others wait for it.

    :param at: the instant, for the ledger
    """
    imported = Import.objects.select_for_update().get(pk=imported.pk)
    require(access.refuse_start(by, imported))
    together = [imported, *rest_of(imported).select_for_update().filter(state=ImportState.MAPPING)]
    first, *others = sorted(together, key=lambda each: each.pk)
    start(first, by, at)
    for other in others:
        other.state = ImportState.WAITING
        other.save(update_fields=["state"])
    for each in (first, *others):
        record_import("import.started", each, by)
    return first
