from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from patients.feeds.sets import records
from tests.factories import OrganisationFactory
from tests.world import as_system

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
