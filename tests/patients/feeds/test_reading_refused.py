"""Files that cannot be trusted as a whole."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from patients.feeds.reading import Limits, RefusedFile, open_extract
from tests.patients.feeds.files import columns, read, write

pytestmark = pytest.mark.fast

WANTED = columns("nhs_number", "name", "city", required=["nhs_number", "name"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "no header"),
        (
            b"9990000018,Smith,London\n",
            "does not name any column of this feed. It must name the columns, at least",
        ),
        (b"nhs_number,city\n1,2\n", "lacks the required column name. It names: nhs_number, city."),
        (b"city\n1\n", "lacks the required columns nhs_number, name"),
        (b"nhs_number,name,NAME \n1,2,3\n", "names name twice"),
        (b'"nhs_number,name\n1,2\n', "quotes do not match"),
        (b"nhs_number,na\0me\n1,2\n", "no text"),
        (b"%PDF-1.7 \n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old kind"),
        (b"\xff\xfe\0\0n\0\0\0", "UTF-32"),
        (bytes(range(32)) * 8, "not text"),
        (b"PK\x03\x04 no zip", "damaged"),
        (gzip.compress(b"nhs_number,name\n" * 900, mtime=0)[:-20], "cut short"),
        (gzip.compress(b"nhs_number,name\n", mtime=0)[:10] + b"\xff" * 40, "damaged"),
        (b"nhs_number" + b"x" * 1_100_000 + b"\n", "longer than a million"),
    ],
)
def test_refused_with_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)

    with pytest.raises(RefusedFile, match=says):
        open_extract(path, columns=WANTED)


def test_refused_when_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="cannot be opened"):
        open_extract(tmp_path / "none.csv", columns=WANTED)


def test_refused_when_two_names_are_mapped_to_one_column(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "nhs_number,NHS No,name\n1,2,3\n")

    with pytest.raises(RefusedFile, match="two columns for nhs_number: nhs_number and NHS No"):
        open_extract(path, columns=WANTED, mapping={"nhs no": "nhs_number"})


def test_refused_when_the_mapping_names_a_strange_column(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "nhs_number,name\n1,2\n")

    with pytest.raises(RefusedFile, match="does not have: colour"):
        open_extract(path, columns=WANTED, mapping={"name": "colour"})


def test_refused_when_it_unpacks_to_too_much(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"nhs_number,name\n" + b"1,2\n" * 1_000_000))

    with pytest.raises(RefusedFile, match="unpacks to more than 1,000,000 bytes"):
        open_extract(path, columns=WANTED, limits=Limits(unpacked_bytes=1_000_000))


HEADER = ["nhs_number", "name"]


def test_workbook_refused_with_two_sheets_of_rows(workbook) -> None:
    with pytest.raises(RefusedFile, match="2 sheets with rows"):
        read(workbook([HEADER], Second=[["x"]]), WANTED)


def test_workbook_with_an_empty_second_sheet_is_read(workbook) -> None:
    assert read(workbook([HEADER, ["1", "2"]], Second=[]), WANTED).rows == [("1", "2", "")]


@pytest.mark.parametrize(("rows", "says"), [([], "no sheet with rows"), ([[" "]], "no header")])
def test_workbook_refused_without_header(workbook, rows: list[list[str]], says: str) -> None:
    with pytest.raises(RefusedFile, match=says):
        read(workbook(rows), WANTED)


def test_workbook_refused_with_too_many_rows(workbook) -> None:
    path = workbook([HEADER, *[["1", "2"]] * 11])

    assert len(read(path, WANTED, limits=Limits(workbook_rows=11)).rows) == 11
    with pytest.raises(RefusedFile, match="more than 10 rows"):
        read(path, WANTED, limits=Limits(workbook_rows=10))


def test_workbook_refused_with_an_error_in_a_cell(workbook) -> None:
    path = workbook([HEADER, ["1", "=1/0"]])
    rewrite(path, b"<v>0</v>", b"<v>#DIV/0!</v>", b'<c r="B2">', b'<c r="B2" t="e">')

    with pytest.raises(RefusedFile, match=r"Cell B2 .* error"):
        read(path, WANTED)


@pytest.mark.parametrize(
    "cell",
    [
        b'r="XFD1048576"',
        b"r='XFD1048576'",
        b'r = "A900000"',
        b'r="ZZZ1"',
        b's="1" r="&#65;900000"',
        b'r="A1:B2"',
    ],
)
def test_workbook_refused_with_a_cell_far_away(workbook, cell: bytes) -> None:
    """Dense, such a sheet would take the machine's memory: it is refused before it is opened."""
    path = workbook([HEADER, ["1", "2"]])
    rewrite(path, b'r="B2"', cell)

    with pytest.raises(RefusedFile, match=r"more than 100,000 rows|more than 200 columns|without a place"):
        read(path, WANTED)


def test_workbook_refused_with_a_row_far_away(workbook) -> None:
    path = workbook([HEADER, ["1", "2"]])
    rewrite(path, b'<row r="2"', b"<row r='1048576'", b' r="A2"', b"", b' r="B2"', b"")

    with pytest.raises(RefusedFile, match="more than 100,000 rows"):
        read(path, WANTED)


def test_workbook_refused_with_too_many_cells(workbook) -> None:
    path = workbook([HEADER, *[["1", "2"]] * 11])

    with pytest.raises(RefusedFile, match="too large"):
        read(path, WANTED, limits=Limits(workbook_cells=23))


@pytest.mark.parametrize("name", ["xl/other/x.png", "data"])
def test_workbook_refused_whatever_the_name_of_its_sheet(workbook, name: str) -> None:
    path = workbook([HEADER, ["1", "2"]])
    rewrite(path, b'r="B2"', b'r="XFD1048576"', name=name)

    with pytest.raises(RefusedFile, match="more than 100,000 rows"):
        read(path, WANTED)


@pytest.mark.parametrize("junk", [b"<", b"&nothing;", b'<!DOCTYPE x [<!ENTITY y "z">]>'])
def test_workbook_refused_when_its_xml_is_not_strict(workbook, junk: bytes) -> None:
    """A lenient reader would read on, beyond what was looked at."""
    path = workbook([HEADER, ["1", "2"]])
    rewrite(path, b"<worksheet ", junk + b"<worksheet ")

    with pytest.raises(RefusedFile, match=r"damaged|document type"):
        read(path, WANTED)


def test_workbook_refused_when_it_unpacks_to_too_much(workbook) -> None:
    with pytest.raises(RefusedFile, match="unpacks to too much"):
        read(workbook([HEADER]), WANTED, limits=Limits(workbook_bytes=1_000))


def test_workbook_refused_when_it_is_another_archive(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("people.csv", "nhs_number,name\n")

    with pytest.raises(RefusedFile, match="zip archive"):
        read(path, WANTED)


def test_workbook_bad_rows(workbook) -> None:
    path = workbook([HEADER, ["1", "x" * 32_767], ["2", "ok", "too", "many"], ["3", "ok\ufffd"]])

    whole = read(path, WANTED)

    assert [bad.reason for bad in whole.bad] == ["too_many_fields", "bad_encoding"]
    assert whole.lines == [2]
    assert whole.bad[0].raw == "2,ok,too,many"


def rewrite(path: Path, *swaps: bytes, name: str = "xl/worksheets/sheet1.xml") -> None:
    """Changes the first sheet's XML (old, new, old, new ...) and the name of its part."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            parts[part] = archive.read(part)
    sheet = "xl/worksheets/sheet1.xml"
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert old in parts[sheet]
        parts[sheet] = parts[sheet].replace(old, new)
    parts[name] = parts.pop(sheet)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    path.write_bytes(out.getvalue())


def test_workbook_refused_with_a_part_that_does_not_unpack(workbook) -> None:
    path = workbook([HEADER, *[[str(number), "2"] for number in range(500)]])
    with zipfile.ZipFile(path) as archive:
        part = max(archive.infolist(), key=lambda each: each.compress_size)
    content = bytearray(path.read_bytes())
    content[part.header_offset + 80 : part.header_offset + 120] = b"\xff" * 40
    path.write_bytes(bytes(content))

    with pytest.raises(RefusedFile, match="The workbook is damaged"):
        read(path, WANTED)
