"""Retention of uploaded files: what is known of an import stays, its bytes go."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Right

from patients.models import Import, ImportState
from patients.rules.keeping import DAYS_TO_START, HOURS_UNNAMED, ended_by
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit
from wsic.dates import london_date
from wsic.jobs.models import State

from .storing import OUR_LENGTH, discard, is_ours, uploads

NOT_STARTED = f"Dropped: nobody matched its columns and started it within {DAYS_TO_START} days."
_NAME = Right("stored_path", OUR_LENGTH)  # a folder may be reached by several paths


@dataclass(frozen=True)
class Removed:
    """How many imports lost their file, how many of those had never been started, and files of no import."""

    files: int
    dropped: int
    unnamed: int


@transaction.atomic
def remove_files(*, by: SystemActor, at: datetime, instant: datetime) -> Removed:
    """
    Remove uploaded files whose time is over, after the commit; files that lie elsewhere are their owners'.

    :param at: the time of the records, which in the demo stands on one day
    :param instant: the time of the ledger and of the disk
    """
    dropped = _drop_not_started(by=by, at=at)
    ended = list(_ended(at=at, instant=instant).select_for_update(of=["self"]).order_by("pk"))
    for imported in ended:
        _remove(imported, by=by, at=at)
    unnamed = _unnamed(instant=instant)
    if unnamed:
        audit.record("uploads.cleared", by=by, files=len(unnamed))
    _after_commit(unnamed)
    return Removed(files=len(ended) + dropped, dropped=dropped, unnamed=len(unnamed))


def _uploaded() -> QuerySet[Import]:
    """Imports whose file is still here because somebody sent it; a path that a command was given is not ours,
    even where it leads to the same place."""
    name = Right(OuterRef("stored_path"), OUR_LENGTH)
    commands = Import.objects.alias(name=_NAME).filter(uploaded_by=None, name=name)
    return Import.objects.filter(~Exists(commands), file_removed_at=None, uploaded_by__isnull=False)


def _ended(*, at: datetime, instant: datetime) -> QuerySet[Import]:
    """Done, refused, or given up by their job, long enough ago."""
    days = settings.UPLOAD_DAYS
    done = Q(state__in=[ImportState.DONE, ImportState.REFUSED])
    given_up = Q(state__in=[ImportState.WAITING, ImportState.READING], job__state=State.FAILED)
    return _uploaded().filter(
        done & Q(finished_at__date__lte=ended_by(london_date(at), days=days))
        | given_up & Q(job__finished_at__date__lte=ended_by(london_date(instant), days=days))
    )


def _drop_not_started(*, by: SystemActor, at: datetime) -> int:
    until = ended_by(london_date(at), days=DAYS_TO_START)
    waiting = _uploaded().filter(state=ImportState.MAPPING, uploaded_at__date__lte=until)
    found = list(waiting.select_for_update(of=["self"]).order_by("pk"))
    for imported in found:
        imported.state, imported.refusal, imported.finished_at = ImportState.REFUSED, NOT_STARTED, at
        imported.save(update_fields=["state", "refusal", "finished_at"])
        _remove(imported, by=by, at=at)
    return len(found)


def _remove(imported: Import, *, by: SystemActor, at: datetime) -> None:
    imported.file_removed_at = at
    imported.save(update_fields=["file_removed_at"])
    audit.record(
        "import.file_removed",
        by=by,
        subject=f"import:{imported.public_id}",
        organisation_id=imported.organisation_id,
    )
    _after_commit([Path(imported.stored_path)])


def _unnamed(*, instant: datetime) -> list[Path]:
    """Files of ours that no import needs: of a request that failed, or of a removal that was broken off."""
    before = (instant - timedelta(hours=HOURS_UNNAMED)).timestamp()
    folder = uploads()
    old = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if is_ours(path) and path.lstat().st_mtime < before
    ]
    named = Import.objects.filter(file_removed_at=None).annotate(name=_NAME)
    needed = set(named.filter(name__in=[path.name for path in old]).values_list("name", flat=True))
    return [path for path in old if path.name not in needed]


def _after_commit(paths: list[Path]) -> None:
    def remove() -> None:
        for path in paths:
            discard(path)

    transaction.on_commit(remove, robust=True)
