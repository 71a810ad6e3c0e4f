"""Tiers as a file, noted in the audit."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import BinaryIO

from tiers.queries.export import HEAD_AND_FOOT, ExportFormat, lines
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
    *, to: BinaryIO, as_of: date, export_format: ExportFormat, practice: Organisation | None, by: SystemActor
) -> Export:
    """
    Write tiers as of a day to a file, and note it in the audit.

    :param to: a file that is given away only after the commit, so that nothing leaves without its audit row
    """
    digest, pieces = sha256(), 0
    for piece in lines(export_format, on=as_of, practice=practice.code if practice else None):
        content = piece.encode()
        to.write(content)
        digest.update(content)
        pieces += 1
    export = Export(rows=pieces - HEAD_AND_FOOT, sha256=digest.hexdigest())
    audit.record(
        "tiers.exported",
        by=by,
        kind=EventKind.EXPORT,
        organisation_id=practice.pk if practice else None,
        as_of=as_of.isoformat(),
        format=export_format,
        rows=export.rows,
        sha256=export.sha256,
    )
    return export
