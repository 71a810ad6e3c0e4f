"""Rows that cannot be read, and that nothing else is lost with them."""

import random
import tracemalloc
from pathlib import Path

import pytest

from patients.feeds.reading import open_extract
from tests.patients.feeds.files import columns, read, write

pytestmark = pytest.mark.fast

THREE = columns("a", "b", "c")
FIVE = columns("id", "name", "address", "city", "note")
LONG = "x" * 32_769


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,2", "too_few_fields"),
        ("1", "too_few_fields"),
        (" ", "too_few_fields"),
        ("1,2,3,4", "too_many_fields"),
        ("1,2,3,", "too_many_fields"),
        ('1,"2,3', "unterminated_quote"),
        ('1,2,"3', "unterminated_quote"),
        ('"1,2,3', "unterminated_quote"),
        ('1,"2"x,3', "unterminated_quote"),
        ('1,"O"Brien",3', "unterminated_quote"),
        ("1,2\0,3", "nul_character"),
        ("1,\0", "nul_character"),
        (f"1,{LONG},3", "field_too_long"),
        (f'1,"{LONG}",3', "field_too_long"),
        (f"1,{'x' * 200_000},3", "field_too_long"),
        (f'1,"{"x" * 200_000}",3', "field_too_long"),
        (f"1,{'x' * 3_000_000},3", "field_too_long"),
        ("1,\ufffd,3", "bad_encoding"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_bad_row_alone(tmp_path: Path, line: str, reason: str, line_end: str) -> None:
    text = line_end.join(["a,b,c", "4,5,6", line, '7,"8,8",9', "1,1,1", ""])

    whole = read(write(tmp_path / "x.csv", text), THREE)

    assert whole.reasons == [(3, reason)]
    assert whole.rows == [("4", "5", "6"), ("7", "8,8", "9"), ("1", "1", "1")]
    assert whole.lines == [2, 4, 5]
    assert whole.bad[0].raw == line[: 64 * 1024]
    assert whole.bad[0].sentence.startswith("Line 3 ")


@pytest.mark.parametrize("length", [32_767, 32_768])
def test_field_up_to_32_kb_is_read(tmp_path: Path, length: int) -> None:
    assert read(write(tmp_path / "x.csv", f"a,b,c\n1,{'x' * length},2\n"), THREE).bad == []


def test_unterminated_quote_ends_where_a_whole_row_begins(tmp_path: Path) -> None:
    lines = ["a,b,c", '1,"broken,3', "still,broken", "", '2,"two', 'lines",3', "4,5,6"]

    whole = read(write(tmp_path / "x.csv", "\n".join(lines)), THREE)

    assert whole.reasons == [(2, "unterminated_quote")]
    assert whole.bad[0].raw == '1,"broken,3\nstill,broken\n'
    assert whole.rows == [("2", "two\nlines", "3"), ("4", "5", "6")]
    assert whole.lines == [5, 7]


@pytest.mark.parametrize(
    "closing",
    ['5,later,"', '5,"later,6', '5,later"', '5,"",6', '5,", later",6', '"",5,6', '5,6,""'],
)
def test_rows_swallowed_by_an_open_quote_come_back(tmp_path: Path, closing: str) -> None:
    """Whatever closes the quote further down, the rows in between are read as rows."""
    lines = ["a,b,c", '1,2,"open', "2,two,2", "3,three,3", closing, "6,six,6"]

    whole = read(write(tmp_path / "x.csv", "\n".join(lines)), THREE)

    assert whole.reasons[0] == (2, "unterminated_quote")
    assert ("2", "two", "2") in whole.rows
    assert ("3", "three", "3") in whole.rows
    assert ("6", "six", "6") in whole.rows
    assert len(whole.rows) + len(whole.bad) == 5


def test_broken_quotes_in_lines_one_after_another_are_rows_of_their_own(tmp_path: Path) -> None:
    lines = ["a,b,c", '1,"O"Brien",3', '2,"O"Hara",3', "3,x,3"]

    whole = read(write(tmp_path / "x.csv", "\n".join(lines)), THREE)

    assert whole.reasons == [(2, "unterminated_quote"), (3, "unterminated_quote")]
    assert whole.rows == [("3", "x", "3")]


def test_open_quote_at_the_end_of_the_file(tmp_path: Path) -> None:
    whole = read(write(tmp_path / "x.csv", 'a,b,c\n1,2,3\n4,5,"6'), THREE)

    assert whole.rows == [("1", "2", "3")]
    assert whole.reasons == [(3, "unterminated_quote")]


def test_open_quote_before_text_without_a_row(tmp_path: Path) -> None:
    """What follows is never a row: it is given up after some megabytes, and the memory with it."""
    junk = "no row here\n" * 400_000

    whole = read(write(tmp_path / "x.csv", f'a,b,c\n1,"2,3\n{junk}4,5,6\n'), THREE)

    assert whole.rows == [("4", "5", "6")]
    assert {bad.reason for bad in whole.bad} == {"unterminated_quote", "too_few_fields"}


def test_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("a,b,c\nZoë,é,ü\n".encode() + b"1,Jos\xe9,2\n" + b"3,4,5\n")

    whole = read(path, THREE)

    assert whole.extract.encoding == "UTF-8"
    assert whole.reasons == [(3, "bad_encoding")]
    assert whole.rows == [("Zoë", "é", "ü"), ("3", "4", "5")]


def test_bytes_that_are_no_1252_or_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("a,b,c\nZoë,é,ü\n".encode("cp1252") + b"1,\x81,2\n" + "3,José,4\n5,6,7\n".encode())

    whole = read(path, THREE)

    assert whole.extract.encoding == "Windows-1252"
    assert whole.reasons == [(3, "bad_encoding"), (4, "bad_encoding")]
    assert whole.rows == [("Zoë", "é", "ü"), ("5", "6", "7")]


def test_half_a_character_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        b"\xff\xfe" + "a,b,c\n1,2,3\n4,5,".encode("utf-16-le") + b"\x00\xd8" + "\n".encode("utf-16-le")
    )

    whole = read(path, THREE)

    assert whole.rows == [("1", "2", "3")]
    assert whole.reasons == [(3, "bad_encoding")]


DEFECTS = {
    "too_few_fields": lambda row: ",".join(row[:-1]),
    "too_many_fields": lambda row: ",".join([*row, "x"]),
    "unterminated_quote": lambda row: f'{row[0]},"{row[1]},plain,plain,plain',
    "nul_character": lambda row: f"{row[0]},\0,c,d,e",
    "field_too_long": lambda row: f"{row[0]},{LONG},c,d,e",
    "bad_encoding": lambda row: f"{row[0]},\ufffd,c,d,e",
}


def _clean(number: int, spell: random.Random) -> tuple[list[str], str]:
    """A row, and how it is written: plain, quoted, or with a line break in its address."""
    row = [str(number), spell.choice(["Smith", "O'Brien", "Zoë", "NA"]), f"{number} High St", "London", "x"]
    style = spell.randrange(3)
    if style == 2:
        row[2] += "\nFlat 2, left"
    quoted = [f'"{text}"' if style and place else text for place, text in enumerate(row)]
    return row, ",".join(quoted)


@pytest.mark.parametrize("seed", range(8))
def test_bad_rows_at_random_places_leave_all_others(tmp_path: Path, seed: int) -> None:
    spell = random.Random(seed)
    text, rows, bad, line = ["id,name,address,city,note"], [], [], 2
    for number in range(3_000):
        row, written = _clean(number, spell)
        reason = (
            spell.choice(list(DEFECTS))
            if spell.random() < 0.03 and (not bad or bad[-1][0] < line - 1)
            else ""
        )
        if reason:
            written = DEFECTS[reason]([str(number), "a", "b", "c", "d"])
            bad.append((line, reason))
        else:
            rows.append((line, tuple(row)))
        text.append(written)
        line += written.count("\n") + 1

    whole = read(write(tmp_path / "x.csv", "\n".join(text)), FIVE)

    assert whole.reasons == bad
    assert list(zip(whole.lines, whole.rows, strict=True)) == rows


@pytest.mark.long
def test_memory_is_flat(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with path.open("w") as file:
        file.write("a,b,c,d\n")
        file.writelines(f'{number},"High Street {number}, London",x,y\n' for number in range(200_000))
    wanted = columns("a", "b", "c", "d")

    tracemalloc.start()
    rows = sum(len(batch.rows) for batch in open_extract(path, columns=wanted))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert rows == 200_000
    assert peak < 50 * 1024**2
