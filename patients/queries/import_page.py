"""What the page of one import shows: its sum, its reasons, what it takes away; and its report as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from patients.access import imports as access
from patients.models import (
    Import,
    ImportState,
    QuarantineState,
)
from patients.rules.importing import held_as
from patients.rules.keeping import DAYS_TO_START, kept_until
from patients.rules.words import counted, left_out_for
from wsic.accounts.models import User
from wsic.dates import LONDON, london_date

from .files import SOURCES
from .import_people import TakenAway, taken_away
from .imports import RUNNING, Progress, feed_title, has_failed, progress, state_label
from .quarantine import visible_rows
from .reasons import words
from .spreadsheet import spreadsheet

_BUCKETS = (
    ("accepted", "Accepted", "new here, or newer than what was known"),
    ("unchanged", "Unchanged", "known already, with the same content"),
    ("superseded", "Superseded", "older than what is known; kept as history"),
    ("duplicate", "Duplicate", "the same line again in this file"),
    ("quarantined", "Quarantined", "not taken; to be mended"),
)


@dataclass(frozen=True)
class Bucket:
    label: str
    says: str
    count: int


@dataclass(frozen=True)
class ReasonCount:
    """`count` rows of this file had the reason; `stands` of them have an entry from it, `open` are open.

    The others had one already from an earlier file, or nothing of the file is in force.
    """

    reason: str
    words: str
    count: int
    stands: int
    open: int


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    public_id: UUID
    title: str
    state: str
    state_label: str
    facts: tuple[tuple[str, object], ...]
    progress: Progress | None
    buckets: tuple[Bucket, ...]
    rows: int
    adds_up: bool
    reasons: tuple[ReasonCount, ...]
    rows_seen: bool
    notes: tuple[str, ...]
    held: tuple[str, ...]
    held_as: str
    taken: TakenAway | None
    refusal: str
    to_match: bool
    why_no_approval: str | None
    why_no_refusal: str | None

    @property
    def to_mend(self) -> bool:
        """Rows of this file wait for somebody, and the reader sees them."""
        return any(reason.open for reason in self.reasons)


def import_page(imported: Import, *, user: User, today: date, at: datetime) -> ImportPage:
    """:param at: the instant, for the estimate"""
    buckets = tuple(Bucket(label, says, getattr(imported, name)) for name, label, says in _BUCKETS)
    reasons = _reasons(imported, user)
    held = imported.state == ImportState.HELD
    return ImportPage(
        public_id=imported.public_id,
        title=f"{feed_title(imported.feed)}, {imported.file_name}",
        state=imported.state,
        state_label=state_label(imported),
        facts=_facts(imported),
        progress=progress(imported, at=at) if imported.state in RUNNING else None,
        buckets=buckets,
        rows=imported.rows,
        adds_up=imported.rows == sum(bucket.count for bucket in buckets),
        reasons=reasons,
        rows_seen=imported.organisation_id in access.organisations_whose_rows(user),
        notes=_notes(imported.report),
        held=tuple(map(str, imported.report.get("held", ()))),
        held_as=held_as(imported.report),
        taken=taken_away(imported, user=user, today=today) if held else None,
        refusal=imported.refusal,
        to_match=access.refuse_start(user, imported) is None,
        why_no_approval=access.refuse_approve(user, imported),
        why_no_refusal=access.refuse_refuse(user, imported),
    )


def _facts(imported: Import) -> tuple[tuple[str, object], ...]:
    approved = imported.approved_by.display_name if imported.approved_by else ""
    facts: list[tuple[str, object]] = [
        ("Organisation", imported.organisation.name),
        ("Source", SOURCES.get(imported.source, imported.source)),
        ("Date of the extract", imported.as_on),
        ("Brought by", imported.uploaded_by.display_name if imported.uploaded_by else "a command"),
        ("Brought at", imported.uploaded_at),
        ("Encoding", imported.encoding),
        ("Separated by", imported.delimiter),
        ("Size", f"{imported.size:,} bytes"),
    ]
    if approved:
        facts += [("Approved by", approved), ("Approved at", imported.approved_at)]
    if imported.finished_at:
        facts += [("Finished at", imported.finished_at)]
    if imported.seconds is not None:
        facts += [("Took", f"{imported.seconds:,.1f} seconds")]
    return (*facts, *_keeping(imported))


def _keeping(imported: Import) -> tuple[tuple[str, object], ...]:
    """Until when the file lies here; one that a command read lies where its owner keeps it."""
    if imported.uploaded_by_id is None:
        return ()
    if imported.file_removed_at:
        return (("The file was removed on", london_date(imported.file_removed_at)),)
    if imported.state == ImportState.MAPPING:
        until = kept_until(london_date(imported.uploaded_at), days=DAYS_TO_START)
        return (("Unless it is started, the file is kept until", until),)
    failed_at = imported.job.finished_at if imported.job and has_failed(imported) else None
    ended_at = imported.finished_at or failed_at
    if ended_at is None:
        return ()
    return (("The file is kept until", kept_until(london_date(ended_at), days=settings.UPLOAD_DAYS)),)


def _notes(report: Mapping[str, Any]) -> tuple[str, ...]:
    lists = (
        ("unknown_columns", "Columns of the file that were left out: {}."),
        ("missing_optional", "Columns that the file does not have: {}."),
    )
    left_out = [
        f"Left out {left_out_for(why)}: {counted(rows, 'row', 'rows')}."
        for why, rows in report.get("left_out", {}).items()
    ]
    columns = [sentence.format(", ".join(report[name])) for name, sentence in lists if report.get(name)]
    return (*left_out, *map(str, report.get("notes", ())), *columns)


def _reasons(imported: Import, user: User) -> tuple[ReasonCount, ...]:
    """As the report counted them, with the entries that the link behind each lists."""
    found = visible_rows(user).filter(imported_by=imported).values_list("reason")
    counted = found.annotate(stands=Count("pk"), still=Count("pk", filter=Q(state=QuarantineState.OPEN)))
    entries = {reason: (stands, still) for reason, stands, still in counted}
    counts: dict[str, int] = imported.report.get("reasons", {})
    return tuple(
        ReasonCount(reason, words(reason), count, *entries.get(reason, (0, 0)))
        for reason, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )


def report_csv(imported: Import, page: ImportPage) -> str:
    """The report, with no identifiers."""
    lines: list[tuple[str, object, object]] = [("section", "name", "value")]
    lines += [("file", "feed", imported.feed), ("file", "name", imported.file_name)]
    lines += [("file", "sha256", imported.sha256), ("file", "state", page.state_label)]
    lines += [("file", name, _on_the_clock(value)) for name, value in page.facts]
    lines += [("rows", "all", page.rows)]
    lines += [("rows", bucket.label, bucket.count) for bucket in page.buckets]
    lines += [("taken away", kind.words, kind.says) for kind in (page.taken.kinds if page.taken else ())]
    lines += [("reason", reason, count) for reason, count in imported.report.get("reasons", {}).items()]
    lines += [("note", "", note) for note in (*page.notes, *page.held)]
    lines += [("refused", "", page.refusal)] if page.refusal else []
    return spreadsheet(lines)


def _on_the_clock(value: object) -> object:
    """As on the page: London's time, to the minute."""
    return f"{value.astimezone(LONDON):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value
