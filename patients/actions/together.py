"""Imports of one extract: what of it waits for another."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from patients.models import Import, ImportState
from patients.rules.importing import JOB, PURPOSE
from wsic.accounts.actors import Actor
from wsic.jobs.actions import open_job

NOT_READ = "Not read, because the list of people in the same extract was not taken. Send the extract again."


def start(imported: Import, by: Actor, at: datetime) -> None:
    """Put the reading of a file into the ledger, in the caller's transaction."""
    key = str(imported.public_id)
    imported.state = ImportState.WAITING
    imported.job = open_job(
        name=JOB, key=key, payload={"import": key}, purpose=PURPOSE, as_on=imported.as_on, by=by, at=at
    )
    imported.save(update_fields=["state", "job"])


def rest_of(imported: Import) -> QuerySet[Import]:
    """The other imports of the same extract."""
    if imported.uploaded_by_id is None or imported.corrects_id is not None:
        return Import.objects.none()
    same = Import.objects.filter(
        source=imported.source, sha256=imported.sha256, organisation_id=imported.organisation_id,
        as_on=imported.as_on, uploaded_by_id=imported.uploaded_by_id, uploaded_at=imported.uploaded_at,
        corrects=None,
    )  # fmt: skip
    return same.exclude(pk=imported.pk).order_by("pk")


def go_on(imported: Import, by: Actor, at: datetime) -> None:
    """Start what waited for an import that is in now, in the caller's transaction."""
    for other in _waiting_for(imported):
        start(other, by, at)


def leave_rest(imported: Import, at: datetime) -> None:
    """Refuse what waited for an import that will not come in."""
    _waiting_for(imported).update(state=ImportState.REFUSED, refusal=NOT_READ, finished_at=at)


def _waiting_for(imported: Import) -> QuerySet[Import]:
    return rest_of(imported).filter(state=ImportState.WAITING, job=None)
