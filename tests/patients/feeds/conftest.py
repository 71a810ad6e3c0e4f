from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from patients.actions.quarantine import correct_row
from patients.feeds.sets import records
from patients.models import Import, QuarantinedRow
from tests.factories import OrganisationFactory
from tests.patients.feeds.bringing import Row, run
from tests.world import NOW, TODAY, as_system
from wsic.jobs import actions as jobs
from wsic.work import acting_as

FORMATS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm"}


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes sheets of rows (one, or several by keyword) into an .xlsx and returns its path."""

    def write(rows: Sequence[Sequence[object]], **more: Sequence[Sequence[object]]) -> Path:
        path = tmp_path / "x.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, content in {"First": rows, **more}.items():
                sheet = book.add_worksheet(name)
                for line, cells in enumerate(content):
                    for place, cell in enumerate(cells):
                        style = (
                            book.add_format({"num_format": FORMATS[type(cell)]})
                            if type(cell) in FORMATS
                            else None
                        )
                        sheet.write(line, place, cell, style)
        return path

    return write


@pytest.fixture
def practices(db) -> None:
    """Two practices that nobody is registered with yet."""
    with as_system():
        OrganisationFactory(code="P1", name="First Surgery")
        OrganisationFactory(code="P2", name="Second Surgery")


@pytest.fixture
def never_held(monkeypatch) -> None:
    """Files of records so short would all wait for a second person."""
    monkeypatch.setattr(records, "MOST_TAKEN", 2.0)


@pytest.fixture
def mend(world, settings, tmp_path):
    """Sends one open entry again with these cells changed, as its page does; the import, run to its end."""
    settings.UPLOADS = tmp_path / "uploads"
    settings.UPLOADS.mkdir()

    def send(user: str = "admin_a", found: Row | None = None, **cells: str) -> Import:
        with as_system():
            open_rows = QuarantinedRow.objects.filter(state="OPEN", **(found or {})).order_by("pk")
            row = open_rows.select_related("organisation", "importer")[0]
        with acting_as(world.user(user), on=TODAY) as by:
            sent = correct_row(row=row, values=row.given | cells, by=by, at=NOW, due_at=NOW)
        with as_system():
            job = jobs.claim(sent.job, at=NOW)
        return run(sent, job)

    return send
