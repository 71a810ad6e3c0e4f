"""What somebody sends, as an import whose columns are matched next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from patients.models import Import, ImportState
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.organisations.models import Organisation

from .storing import Stored, shown_name


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as somebody sent it: from which system, whose people it is about, and of which day."""

    source: str
    organisation: Organisation
    uploaded: UploadedFile[Any]
    as_on: date
    by: User
    at: datetime


def note_import(
    feed: str, upload: Upload, stored: Stored, path: Path, *, encoding: str = "", delimiter: str = ""
) -> Import:
    """:param path: where the bytes of this import are; each import of an extract has a name of its own"""
    imported = Import.objects.create(
        feed=feed,
        source=upload.source,
        organisation=upload.organisation,
        file_name=shown_name(upload.uploaded.name or ""),
        stored_path=str(path),
        sha256=stored.sha256,
        size=stored.size,
        encoding=encoding[:20],
        delimiter=delimiter[:10],
        as_on=upload.as_on,
        state=ImportState.MAPPING,
        uploaded_by=upload.by,
        uploaded_at=upload.at,
    )
    record_import("import.received", imported, upload.by, feed=feed, size=stored.size, sha256=stored.sha256)
    return imported


def record_import(verb: str, imported: Import, by: User, **detail: Any) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"import:{imported.public_id}",
        organisation_id=imported.organisation_id,
        **detail,
    )
