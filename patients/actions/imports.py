"""What people do with files on their way in.  The rows are read and merged by the job that these open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from patients.access import imports as access
from patients.feeds.limits import limits
from patients.feeds.reading import RefusedFile, preview
from patients.models import ColumnMapping, Import, ImportState
from patients.rules.importing import held_as
from wsic.access import require
from wsic.accounts.models import User

from .receiving import Upload, note_import, record_import
from .storing import discard, is_ours, store
from .together import leave_rest, start


@transaction.atomic
def receive_upload(feed: str, upload: Upload) -> Import:
    """
    Keep a file that somebody sent; its columns are matched next.

    :raises RefusedFile: too large, no extract, or it cannot be read; nothing is kept
    """
    require(access.refuse_feed(upload.by, upload.organisation.pk, feed))
    stored = store(upload.uploaded.chunks())
    try:
        seen = preview(stored.path, 1, limits=limits())
    except RefusedFile:
        discard(stored.path)
        raise
    return note_import(feed, upload, stored, stored.path, encoding=seen.encoding, delimiter=seen.delimiter)


@transaction.atomic
def set_mapping(
    *, imported: Import, mapping: Mapping[str, str], remember: bool, by: User, at: datetime
) -> Import:
    """
    Say which column of the file stands for which of ours.

    :param mapping: our column -> the name in the file's header; columns the file lacks are left out
    """
    imported = _lock(imported)
    require(access.refuse_start(by, imported))
    imported.mapping = dict(mapping)
    imported.save(update_fields=["mapping"])
    if remember:
        ColumnMapping.objects.update_or_create(
            organisation_id=imported.organisation_id,
            feed=imported.feed,
            source=imported.source,
            defaults={"mapping": imported.mapping, "remembered_at": at, "remembered_by": by},
        )
    record_import("import.mapped", imported, by, columns=len(mapping), remembered=remember)
    return imported


@transaction.atomic
def start_import(*, imported: Import, by: User, at: datetime) -> Import:
    """:param at: the instant, for the ledger: its workers do not live on the demo's day"""
    imported = _lock(imported)
    require(access.refuse_start(by, imported))
    start(imported, by, at)
    record_import("import.started", imported, by)
    return imported


@transaction.atomic
def match_and_start(
    *, imported: Import, mapping: Mapping[str, str], remember: bool, by: User, at: datetime, due_at: datetime
) -> Import:
    """What the preview's one button does.

    :param due_at: the instant, for the ledger
    """
    set_mapping(imported=imported, mapping=mapping, remember=remember, by=by, at=at)
    return start_import(imported=imported, by=by, at=due_at)


class HeldAnew(Exception):
    """What the file takes away is not what the page said when it was shown."""


@transaction.atomic
def approve_import(*, imported: Import, seen: str, by: User, at: datetime, due_at: datetime) -> Import:
    """A second person lets a held file in, with all it takes away; the job does not hold it again.

    :param seen: `held_as` of the report that they read
    :param due_at: the instant, for the ledger
    :raises HeldAnew: the file has been read again since
    """
    imported = _lock(imported)
    require(access.refuse_approve(by, imported))
    if seen != held_as(imported.report):
        raise HeldAnew
    imported.approved_by, imported.approved_at = by, at
    imported.save(update_fields=["approved_by", "approved_at"])
    start(imported, by, due_at)
    record_import("import.approved", imported, by)
    return imported


@transaction.atomic
def refuse_import(*, imported: Import, by: User, at: datetime, reason: str) -> Import:
    """Keep a held file out, or drop one that was never started.  Its bytes go; what is known of it stays."""
    imported = _lock(imported)
    require(access.refuse_refuse(by, imported))
    imported.state, imported.refusal, imported.finished_at = ImportState.REFUSED, reason[:500], at
    path = Path(imported.stored_path)
    if is_ours(path):
        imported.file_removed_at = at
        transaction.on_commit(lambda: discard(path), robust=True)
    imported.save(update_fields=["state", "refusal", "finished_at", "file_removed_at"])
    leave_rest(imported, at)
    record_import("import.refused", imported, by, reason_length=len(reason))
    return imported


def _lock(imported: Import) -> Import:
    return Import.objects.select_for_update().get(pk=imported.pk)
