"""An extract of a practice system that somebody sends: one zip, of which each feed is an import of its own.

They hang together by the moment they came. The first is started alone; the others follow when it is in, so
that records find their people.
"""

from __future__ import annotations

import os
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
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
from wsic.audit import actions as audit
from wsic.organisations.models import Organisation

from .imports import receive_upload
from .storing import Stored, discard, shown_name, store, uploads
from .together import rest_of, start


def receive(*, feed: str, by: User, **sent: Any) -> Import:
    """What somebody sent: a file of one feed, or a whole extract. Raises RefusedFile."""
    if feed == SYSTMONE_EXTRACT:
        return receive_extract(by=by, **sent)
    return receive_upload(feed=feed, by=by, **sent)


@transaction.atomic
def receive_extract(
    *,
    source: str,
    organisation: Organisation,
    uploaded: UploadedFile[Any],
    as_on: date,
    by: User,
    at: datetime,
) -> Import:
    """
    Keep a zip, as one import for each feed that it has tables of; the first is answered.

    :raises RefusedFile: too large, or no extract; nothing is kept
    """
    require(access.refuse_upload_for(by, organisation.pk))
    stored = store(uploaded.chunks())
    try:
        feeds = _feeds_of(stored.path)
    except RefusedFile:
        discard(stored.path)
        raise
    imports = []
    for place, feed in enumerate(feeds):
        path = _linked(stored) if place else stored.path
        imported = Import.objects.create(
            feed=feed, source=source, organisation=organisation, file_name=shown_name(uploaded.name or ""),
            stored_path=str(path), sha256=stored.sha256, size=stored.size, as_on=as_on,
            state=ImportState.MAPPING, uploaded_by=by, uploaded_at=at,
        )  # fmt: skip
        _record("import.received", imported, by, feed=feed, size=stored.size, sha256=stored.sha256)
        imports.append(imported)
    return imports[0]


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
        _record("import.started", each, by)
    return first


def _record(verb: str, imported: Import, by: User, **detail: Any) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"import:{imported.public_id}",
        organisation_id=imported.organisation_id,
        **detail,
    )
