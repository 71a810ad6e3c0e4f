"""Clean files in every form they come in."""

import gzip
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from patients.feeds.reading import preview
from tests.patients.feeds.files import columns, read, text_of, write

pytestmark = pytest.mark.fast

THREE = columns("a", "b", "c")
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"]
TITLES = ["UTF-8", "UTF-8 with BOM", "UTF-16 LE", "UTF-16 BE", "Windows-1252"]
ROWS = [("NA", "007", "José"), ("O'Brien, J", 'the "Elms"', "line\nbreak"), ("", " x ", "Zoë;\t|")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(("encoding", "title"), list(zip(ENCODINGS, TITLES, strict=True)))
def test_reading_every_form(tmp_path: Path, encoding: str, title: str, delimiter: str, line_end: str) -> None:
    text = text_of([("a", "b", "c"), *ROWS], delimiter=delimiter, line_end=line_end)

    whole = read(write(tmp_path / "x.csv", text, encoding=encoding), THREE)

    assert whole.rows == ROWS
    assert whole.lines == [2, 3, 5]
    assert whole.bad == []
    assert whole.extract.encoding == title


TEXT = st.text(
    st.characters(codec="cp1252", exclude_characters="\r\0", exclude_categories=["Cc"]) | st.just("\n")
)


def _reads_as_1252(rows: list[list[str]]) -> bool:
    """Bytes beyond ASCII that are UTF-8 by chance would rightly be taken for it."""
    texts = [text for row in rows for text in row if not text.isascii()]
    for text in texts:
        if text.encode("cp1252").decode("utf-8", "ignore") not in (
            "",
            text.encode("ascii", "ignore").decode(),
        ):
            return False
    return True


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    print_blob=True,
)
@given(
    rows=st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=30),
    encoding=st.sampled_from(ENCODINGS),
    mark=st.booleans(),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    order=st.permutations([0, 1, 2]),
)
def test_reading_round_trip(tmp_path, rows, encoding, mark, delimiter, line_end, order):
    swallowed = (part for row in rows for text in row for part in text.split("\n")[1:])
    assume(all(part.count(delimiter) != 2 for part in swallowed))
    assume(encoding != "cp1252" or _reads_as_1252(rows))
    written = [[row[place] for place in order] for row in [["a", "b", "c"], *rows]]
    text = text_of(written, delimiter=delimiter, line_end=line_end)
    note(repr(text))

    whole = read(write(tmp_path / "x.csv", text, encoding=encoding, mark=mark), THREE)

    assert whole.rows == [tuple(row) for row in rows]
    assert whole.bad == []
    assert [raw.count("\n") for raw in whole.raws] == ["".join(row).count("\n") for row in rows]
    ends = [line + raw.count("\n") + 1 for line, raw in zip(whole.lines, whole.raws, strict=True)]
    assert whole.lines == [2, *ends][: len(rows)]


def test_reading_header_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "\n  C ,Spare,A \n3,x,1\n\n4,y,2\n")

    whole = read(path, columns("a", "b", "c", required=["a"]))

    assert whole.rows == [("1", "", "3"), ("2", "", "4")]
    assert whole.lines == [3, 5]
    assert whole.empty == 1
    assert whole.extract.unknown_columns == ("Spare",)
    assert whole.extract.missing_optional == ("b",)
    assert whole.extract.header == ("C", "Spare", "A")
    assert whole.extract.delimiter == "comma"


def test_reading_with_mapping(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "Surname;a;Other\nSmith;left out;2\n")

    whole = read(path, columns("a", "b", required=["a"]), Surname="A", a="", OTHER="b")

    assert whole.rows == [("Smith", "2")]
    assert whole.extract.unknown_columns == ("a",)


def test_reading_one_column(tmp_path: Path) -> None:
    whole = read(write(tmp_path / "x.csv", 'a\n1\n\n""\n"x\ny"\n'), columns("a"))

    assert whole.rows == [("1",), ("",), ("x\ny",)]
    assert whole.empty == 1


def test_reading_without_final_line_end(tmp_path: Path) -> None:
    assert read(write(tmp_path / "x.csv", "a,b,c\n1,2,3"), THREE).rows == [("1", "2", "3")]


def test_reading_header_alone_is_no_row(tmp_path: Path) -> None:
    whole = read(write(tmp_path / "x.csv", "a,b,c\n"), THREE)

    assert (whole.rows, whole.bad, whole.empty) == ([], [], 0)


def test_reading_byte_beyond_ascii_in_the_last_line(tmp_path: Path) -> None:
    lines = ["a,b,c", *["1,2,3"] * 300_000, "1,2,Zoë"]

    whole = read(write(tmp_path / "x.csv", "\n".join(lines), encoding="cp1252"), THREE)

    assert whole.extract.encoding == "Windows-1252"
    assert whole.rows[-1] == ("1", "2", "Zoë")


def test_reading_records_that_cross_the_pieces_of_the_file(tmp_path: Path) -> None:
    rows = [(str(number), "x\ny" * (number % 7), "é" * (number % 301)) for number in range(20_000)]

    whole = read(write(tmp_path / "x.csv", text_of([("a", "b", "c"), *rows], line_end="\r\n")), THREE)

    assert whole.rows == rows
    assert whole.bad == []


def test_reading_gzip(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"a,b,c\n1,2,3\n") + gzip.compress(b"4,5,6\n"))

    whole = read(path, THREE)

    assert whole.rows == [("1", "2", "3"), ("4", "5", "6")]
    assert whole.extract.encoding == "UTF-8, gzip"


def test_reading_workbook_cells_as_text(tmp_path: Path, workbook) -> None:
    cells = [
        date(2026, 6, 30),
        datetime(2026, 6, 30, 14, 5),  # noqa: DTZ001  # a workbook has no zones
        time(14, 5),
        1234567890.0,
        0.25,
        True,
        "007",
        "NA",
    ]
    names = [f"c{place}" for place in range(len(cells))]
    path = workbook([names, cells, [], ["x", *[""] * 7]])

    whole = read(path, columns(*names))

    assert whole.rows[0] == (
        "2026-06-30", "2026-06-30T14:05:00", "14:05:00", "1234567890", "0.25", "TRUE", "007", "NA",
    )  # fmt: skip
    assert whole.lines == [2, 4]
    assert whole.empty == 1
    assert (whole.extract.encoding, whole.extract.delimiter) == ("Excel workbook", "cells")


def test_preview_shows_the_file_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "Name|NHS No\nSmith|999 000 0018\nbroken\nJones|2\n")

    shown = preview(path, limit=1)

    assert (shown.delimiter, shown.header, shown.rows) == (
        "bar",
        ("Name", "NHS No"),
        (("Smith", "999 000 0018"),),
    )
    assert [bad.reason for bad in shown.bad] == ["too_few_fields"]
