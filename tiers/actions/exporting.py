"""Tiers and scores as files, noted in the audit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, BinaryIO

from tiers.rules.files import HEAD_AND_FOOT, ExportFormat
from wsic.accounts.actors import SystemActor
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.organisations.models import Organisation


@dataclass(frozen=True)
class Export:
    """What was written: people, and the SHA-256 of the bytes."""

    rows: int
    sha256: str


def export_tiers(
    lines: Iterable[str],
    *,
    to: BinaryIO,
    as_of: date,
    export_format: ExportFormat,
    practice: Organisation | None,
    by: SystemActor,
) -> Export:
    """
    Write tiers as of a day to a file, and note it in the audit.

    :param lines: the file in pieces (`tiers.queries.export`)
    :param to: a file that is given away only after the commit, so that nothing leaves without its audit row
    """
    written = _write(to, lines)
    _record("tiers.exported", written, as_of=as_of, export_format=export_format, practice=practice, by=by)
    return written


def export_scores(
    lines: Iterable[str],
    *,
    to: BinaryIO,
    as_of: date,
    known_now: bool,
    export_format: ExportFormat,
    practice: Organisation | None,
    by: SystemActor,
) -> Export:
    """As `export_tiers`, the computed index with its deficits (`tiers.queries.scores`)."""
    written = _write(to, lines)
    _record(
        "scores.exported", written, as_of=as_of, export_format=export_format, practice=practice, by=by,
        known_now=known_now,
    )  # fmt: skip
    return written


def _write(to: BinaryIO, lines: Iterable[str]) -> Export:
    digest, pieces = sha256(), 0
    for piece in lines:
        content = piece.encode()
        to.write(content)
        digest.update(content)
        pieces += 1
    return Export(rows=pieces - HEAD_AND_FOOT, sha256=digest.hexdigest())


def _record(
    verb: str,
    written: Export,
    *,
    as_of: date,
    export_format: ExportFormat,
    practice: Organisation | None,
    by: SystemActor,
    **more: Any,
) -> None:
    audit.record(
        verb,
        by=by,
        kind=EventKind.EXPORT,
        organisation_id=practice.pk if practice else None,
        as_of=as_of.isoformat(),
        format=export_format,
        rows=written.rows,
        sha256=written.sha256,
        **more,
    )
