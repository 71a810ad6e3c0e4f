"""Brings files in as the command does, and looks at what became of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from patients.feeds import actions
from patients.feeds.declared import feed_named
from patients.feeds.running import BY, run_import
from patients.models import Import, PersonDetail, QuarantinedRow, Registration
from tests.factories import nhs_number
from tests.world import NOW, TODAY, World, as_system
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job
from wsic.organisations.models import Organisation

PERSON = {
    "family_name": "Grey",
    "given_name": "Nell",
    "birth_date": "1941-03-04",
    "sex": "F",
    "practice_code": "P1",
    "registered_on": "2011-05-06",
}
Row = dict[str, str]


def person(number: str, **more: str) -> Row:
    return {"nhs_number": number, **PERSON, **more}


def to_csv(rows: Sequence[Row]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def bring(
    folder: Path,
    feed: str,
    content: Sequence[Row] | str | bytes,
    *,
    as_on: date = TODAY,
    by: str = "CCG",
    **mapping: str,
) -> Import:
    """The import, run to its end, looked up anew."""
    path = folder / f"{feed}.csv"
    text = content if isinstance(content, str | bytes) else to_csv(content)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with as_system():
        imported, job = actions.import_file(
            feed=feed_named(feed),
            path=path,
            organisation=Organisation.objects.get(code=by),
            as_on=as_on,
            mapping=mapping,
            by=BY,
            at=NOW,
            due_at=NOW,
        )
    return run(imported, job)


def crowd(size: int = 60, **more: str) -> list[Row]:
    """So many people that one of them is less than 2 %."""
    return [
        person(nhs_number(number), given_name=f"Nell {number}", **more) for number in range(100, 100 + size)
    ]


def approve(held: Import, world: World, *, by: str = "administrator") -> Import:
    """A second person lets it in; run to its end, looked up anew."""
    with as_system() as system:
        Import.objects.filter(pk=held.pk).update(
            approved_by=world.user(by), approved_at=held.uploaded_at, state="WAITING"
        )
        key = str(held.public_id)
        job = jobs.open_job(
            name="patients.import", key=key, payload={"import": key}, purpose="Tests", as_on=held.as_on,
            by=system, at=held.uploaded_at,
        )  # fmt: skip
        claimed = jobs.claim(job, at=held.uploaded_at)
    assert claimed is not None
    return run(held, claimed)


def run(imported: Import, job: Job) -> Import:
    run_import(job)
    with as_system():
        return Import.objects.get(pk=imported.pk)


def buckets(imported: Import) -> dict[str, int]:
    """The five buckets that are not empty; they hold every row."""
    names = ("accepted", "unchanged", "superseded", "duplicate", "quarantined")
    found = {name: getattr(imported, name) for name in names if getattr(imported, name)}
    assert sum(found.values()) == imported.rows
    return found


def stays(number: str) -> list[tuple[str, str, date, date | None]]:
    """Current registrations of the person with this number: practice, kind, from, to."""
    with as_system():
        rows = Registration.objects.filter(replaced_by=None, person__identifiers__value=number).order_by(
            "from_on"
        )
        return [
            (row.practice.code, row.kind, row.from_on, row.to_on) for row in rows.select_related("practice")
        ]


def details(number: str) -> PersonDetail:
    with as_system():
        return PersonDetail.objects.get(replaced_by=None, person__identifiers__value=number)


def entries(**filters: object) -> list[tuple[str, str, str]]:
    """State, reason and column of each entry in quarantine, in order of lines."""
    with as_system():
        rows = QuarantinedRow.objects.filter(**filters).order_by("line", "pk")
        return [(row.state, row.reason, row.column) for row in rows]
