"""Mending rows that did not get in: a corrected row goes through the same feed as a file of one row."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from patients.access import imports as access
from patients.feeds.declared import feed_named
from patients.models import Import, ImportState, QuarantinedRow, QuarantineState
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.dates import london_date
from wsic.jobs.models import State

from .storing import store
from .together import start


class CorrectionUnderWay(Exception):
    """The row has been sent again already and is being read.  Its text is the sentence the user reads."""


@transaction.atomic
def correct_row(
    *, row: QuarantinedRow, values: Mapping[str, str], by: User, at: datetime, due_at: datetime
) -> Import:
    """
    Send a row again with these values, as a file of one row with the date of the extract it came from.

    :param values: our column -> text, as it would stand in a file; columns left out are empty
    :param due_at: the instant, for the ledger
    :raises CorrectionUnderWay: an earlier correction of it is still being read
    """
    row = _lock(row)
    require(access.refuse_correct(by, row))
    imported = _one_row_import(row, values, by, at)
    start(imported, by, due_at)
    _record("quarantine.corrected", row, by, sent_as=imported)
    return imported


@transaction.atomic
def approve_identity_change(*, row: QuarantinedRow, by: User, at: datetime, due_at: datetime) -> Import:
    """
    Let in a row whose birth date is not the one we hold: the person stays, the date changes.

    :param due_at: the instant, for the ledger
    :raises CorrectionUnderWay: an earlier correction of it is still being read
    """
    row = _lock(row)
    require(access.refuse_approve_identity(by, row))
    imported = _one_row_import(row, row.given_texts, by, at)
    imported.approved_by, imported.approved_at = by, at
    imported.save(update_fields=["approved_by", "approved_at"])
    start(imported, by, due_at)
    _record("quarantine.identity_approved", row, by, sent_as=imported)
    return imported


@transaction.atomic
def close_row(*, row: QuarantinedRow, note: str, by: User, at: datetime) -> QuarantinedRow:
    """Leave a row out for good; the note says why."""
    row = _lock(row)
    require(access.refuse_mend(by, row))
    row.state, row.closed_at, row.closed_by, row.closing_note = QuarantineState.CLOSED, at, by, note[:300]
    row.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
    _record("quarantine.closed", row, by)
    return row


def _lock(row: QuarantinedRow) -> QuarantinedRow:
    return QuarantinedRow.objects.select_for_update().get(pk=row.pk)


def _one_row_import(row: QuarantinedRow, values: Mapping[str, str], by: User, at: datetime) -> Import:
    sent = Import.objects.filter(corrects=row, state__in=[ImportState.WAITING, ImportState.READING])
    if sent.exclude(job__state=State.FAILED).exists():
        raise CorrectionUnderWay("This row has been sent again already. Wait until it has been read.")
    stored = store([_file_of(row.feed, values)])
    return Import.objects.create(
        feed=row.feed,
        source=access.source_of(row),  # its rules: what that system does not have is not asked for
        organisation_id=access.organisation_of(by, row) or row.importer_id,
        file_name=f"correction of line {row.line}",
        stored_path=str(stored.path),
        sha256=stored.sha256,
        size=stored.size,
        as_on=_as_on(row),
        state=ImportState.WAITING,
        corrects=row,
        uploaded_by=by,
        uploaded_at=at,
    )


def _as_on(row: QuarantinedRow) -> date:
    return row.as_on or london_date(row.created_at)


def _file_of(feed: str, values: Mapping[str, str]) -> bytes:
    """Header and row in our own format."""
    names = feed_named(feed).names
    out = io.StringIO()
    csv.writer(out).writerows([names, [values.get(name, "") for name in names]])
    return out.getvalue().encode()


def _record(verb: str, row: QuarantinedRow, by: User, *, sent_as: Import | None = None) -> None:
    audit.record(
        verb,
        by=by,
        subject=f"quarantine:{row.public_id}",
        organisation_id=row.organisation_id,
        sent_as=str(sent_as.public_id) if sent_as else "",
    )
