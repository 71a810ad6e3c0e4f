"""Writes SystmOne extracts for tests, and brings them in as the command does."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from patients.feeds import actions
from patients.feeds.declared import feed_named
from patients.feeds.running import BY
from patients.models import Import
from tests.patients.feeds.bringing import Row, run
from tests.world import NOW, TODAY, as_system
from wsic.organisations.models import Organisation

Tables = Mapping[str, Sequence[Row] | str]
FEEDS = ("people", "coded_entries", "medication_issues")


def said(day: date | str) -> str:
    """As the system writes a date."""
    return f"{day if isinstance(day, date) else date.fromisoformat(day):%d %b %Y}"


def patient(row_id: str, number: str, **more: str) -> Row:
    return {
        "RowIdentifier": row_id, "NHSNumber": number, "DateBirth": "04 Mar 1941", "Title": "Mrs",
        "FirstName": "Nell", "Surname": "Grey", "DateDeath": "", "Gender": "F", "TestPatient": "0",
        "RemovedData": "0", **more,
    }  # fmt: skip


def registration(row_id: str, **more: str) -> Row:
    return {
        "RowIdentifier": f"r{row_id}", "IDPatient": row_id, "DateRegistration": "06 May 2011",
        "DateDeRegistration": "", "RegistrationStatus": "GMS", "IDOrganisationRegisteredAt": "P1",
        "RemovedData": "0", **more,
    }  # fmt: skip


def code(row_id: str, of: str, **more: str) -> Row:
    return {
        "RowIdentifier": row_id, "IDPatient": of, "DateEventRecorded": "06 Mar 2024 14:03:22",
        "DateEvent": "05 Mar 2024", "CTV3Code": "G5730", "SNOMEDCode": "49436004", "NumericValue": "",
        "NumericUnit": "", "RemovedData": "0", **more,
    }  # fmt: skip


def medication(row_id: str, of: str, **more: str) -> Row:
    return {
        "RowIdentifier": row_id, "IDPatient": of, "DateEvent": "01 May 2026", "DateMedicationStart": "",
        "IDMultiLexDMD": "322236009", "NameOfMedication": "Paracetamol", "RemovedData": "0", **more,
    }  # fmt: skip


def table(rows: Sequence[Row] | str) -> str:
    if isinstance(rows, str):
        return rows
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_zip(path: Path, tables: Tables, *, folder: str = "extract/") -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{folder}{name}.csv", table(rows))
    return path


def write_folder(path: Path, tables: Tables) -> Path:
    path.mkdir(exist_ok=True)
    for name, rows in tables.items():
        (path / f"{name}.csv").write_text(table(rows))
    return path


def bring_systmone(path: Path, feed: str, *, as_on: date = TODAY, by: str = "CCG") -> Import:
    """The import of one feed, run to its end, looked up anew."""
    with as_system():
        imported, job = actions.import_file(
            feed=feed_named(feed), path=path, organisation=Organisation.objects.get(code=by), as_on=as_on,
            source="systmone", by=BY, at=NOW, due_at=NOW,
        )  # fmt: skip
    return run(imported, job)


def bring_all(path: Path, *, by: str = "CCG") -> list[Import]:
    return [bring_systmone(path, feed, by=by) for feed in FEEDS]
