"""Imports and quarantined rows as the feeds leave them, for the tests of their pages."""

import hashlib
from datetime import date
from pathlib import Path

from patients.models import Import, QuarantinedRow
from patients.models.imports import ImportState
from tests.factories import ImportFactory
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import User
from wsic.jobs.models import Job, State
from wsic.organisations.models import Organisation

PEOPLE_HEADER = "NHS_Number,family_name,given_name,birth_date,sex,practice_code,registered_on"
PEOPLE_ROW = "999 000 0018,SMITH,Joan,1945-07-14,F,PA,2009-04-01"
GIVEN = {
    "nhs_number": "999 000 0018",
    "family_name": "SMITH",
    "given_name": "Joan",
    "birth_date": "14/07/1945",
    "sex": "F",
    "practice_code": "PA",
    "registered_on": "2009-04-01",
}


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def make_import(code: str = "PA", *, by: User | None = None, **fields) -> Import:
    """A file of an organisation, done unless `state` says otherwise; one of five rows in quarantine."""
    counts = {"rows": 5, "accepted": 2, "unchanged": 1, "superseded": 1, "duplicate": 0, "quarantined": 1}
    values = {"state": ImportState.DONE, "report": {"reasons": {"date_invalid": 1}}} | counts | fields
    with as_system():
        return ImportFactory(organisation=organisation(code), uploaded_by=by, **values)


def make_row(imported: Import | None = None, code: str = "PA", **fields) -> QuarantinedRow:
    """An open row of an organisation, brought by its import."""
    imported = imported or make_import(code)
    raw = fields.get("raw", "999 000 0018,SMITH,Joan,14/07/1945,F,PA,2009-04-01")
    values = {
        "feed": "people",
        "line": 2,
        "raw": raw,
        "given": GIVEN,
        "as_on": TODAY,
        "column": "birth_date",
        "reason": "date_invalid",
        "sentence": "Line 2, birth_date: 14/07/1945 is not a date as YYYY-MM-DD.",
        "digest": hashlib.sha256(f"{raw}{fields.get('line')}".encode()).digest()[:16],
        "created_at": NOW,
    } | fields
    with as_system():
        return QuarantinedRow.objects.create(
            imported_by=imported, importer=imported.organisation, organisation=organisation(code), **values
        )


def make_job(imported: Import, *, state: State = State.RUNNING, done: int = 1024, total: int = 4096) -> Job:
    """The job that reads an import, a quarter done, given to it."""
    with as_system():
        job = Job.objects.create(
            name="patients.import", key=str(imported.public_id), as_on=TODAY, state=state, created_at=NOW,
            due_at=NOW, heartbeat_at=NOW, done=done, total=total, message="12 rows read", by="tests",
            purpose="Tests",
        )  # fmt: skip
        Import.objects.filter(pk=imported.pk).update(job=job)
    return job


def a_file(folder: Path, *, rows: int = 2) -> bytes:
    content = "\n".join([PEOPLE_HEADER, *[PEOPLE_ROW] * rows]).encode()
    (folder / "people.csv").write_bytes(content)
    return content


def again(imported: Import) -> Import:
    """As it stands in the database now."""
    with as_system():
        return Import.objects.get(pk=imported.pk)


def row_again(row: QuarantinedRow) -> QuarantinedRow:
    with as_system():
        return QuarantinedRow.objects.get(pk=row.pk)


EARLIER = date(2026, 5, 31)
