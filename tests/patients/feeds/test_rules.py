"""Cells and rows at the edges of what is taken."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import nhs_number
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.feeds.declared import ORGANISATIONS, PEOPLE, Column, Fault, Feed, Kind, Order
from patients.feeds.reading import Batch
from patients.feeds.rules import Judge, Judged, row_digest
from patients.feeds.rules.cells import reader_of, shown, spelled_out
from patients.feeds.rules.nhs_numbers import has_check_digit, read_nhs_number

pytestmark = pytest.mark.fast

ON = date(2026, 6, 30)
PERSON = {
    "nhs_number": "999 000 0018",
    "family_name": "NA",
    "given_name": "Ann",
    "birth_date": "1945-02-28",
    "sex": "f",
    "practice_code": "t90001",
    "registered_on": "2001-02-03",
}


def answer(kind: Kind, cell: str, **more: object) -> str:
    """The canonical text, or the reason in capitals."""
    read = reader_of(Column(name="x", kind=kind, says="", **more), on=ON)(cell)  # type: ignore[arg-type]
    return read.reason.upper() if isinstance(read, Fault) else read


def judge(feed: Feed, *rows: dict[str, str]) -> Judged:
    cells = [tuple(row.get(name, "") for name in feed.names) for row in rows]
    batch = Batch(cells, range(2, 2 + len(rows)), [",".join(row) for row in cells])
    return Judge(feed, on=ON).judge(batch)


def problems(feed: Feed, row: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (problem.column, problem.reason) for faulty in judge(feed, row).faulty for problem in faulty.problems
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("9990000018", "9990000018"),
        ("999 000 0018", "9990000018"),
        (" 999-000-0018 ", "9990000018"),
        ("\u00a09990000018\t", "9990000018"),
        ("9434765919", "9434765919"),
        ("9990000019", "NHS_NUMBER_INVALID"),
        ("9990000081", "NHS_NUMBER_INVALID"),
        ("999000001", "NHS_NUMBER_INVALID"),
        ("99900000180", "NHS_NUMBER_INVALID"),
        ("4444444444", "NHS_NUMBER_INVALID"),
        ("0000000000", "NHS_NUMBER_INVALID"),
        ("９９９００００１８０", "NHS_NUMBER_INVALID"),
        ("٩٩٩٠٠٠٠٠١٨", "NHS_NUMBER_INVALID"),
        ("999000001²", "NHS_NUMBER_INVALID"),
        ("UNKNOWN", "NHS_NUMBER_INVALID"),
        ("9.43477E+09", "NHS_NUMBER_MANGLED"),
        ("9.43E9", "NHS_NUMBER_MANGLED"),
        ("9,43e+09", "NHS_NUMBER_MANGLED"),
        ("9E+09", "NHS_NUMBER_MANGLED"),
        ("9434765919.0", "NHS_NUMBER_MANGLED"),
        ("9434765919,00", "NHS_NUMBER_MANGLED"),
        ("9430000000", "NHS_NUMBER_MANGLED"),
        ("9434700000", "NHS_NUMBER_MANGLED"),
        ("9434760000", "NHS_NUMBER_MANGLED"),
        ("", "REQUIRED_MISSING"),
        ("  ", "REQUIRED_MISSING"),
    ],
)
def test_nhs_number(cell: str, expected: str) -> None:
    assert answer(Kind.NHS_NUMBER, cell, required=True) == expected


def test_nhs_number_four_zeros_with_the_right_check_digit_is_taken() -> None:
    taken = [number for start in range(100_001, 101_000, 2) if has_check_digit(number := f"{start}0000")]

    assert taken
    assert all(read_nhs_number(number) == number for number in taken)


@given(st.integers(0, 999_999_999))
def test_nhs_number_check_digit_is_the_one_of_the_package(nine: int) -> None:
    digits = f"{nine:09d}"
    check = nhs_number.calculate_checksum(digits)

    fitting = [last for last in range(10) if has_check_digit(f"{digits}{last}")]

    assert fitting == ([] if check == 10 else [check])


@given(st.text(max_size=14) | st.text("0123456789 -.eE+", max_size=14))
def test_nhs_number_is_never_anything_else(cell: str) -> None:
    read = read_nhs_number(cell)

    if isinstance(read, str):
        assert read.isascii()
        assert len(read) == 10
        assert read == "".join(letter for letter in cell if letter.isdigit())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-06-30", "2026-06-30"),
        (" 2024-02-29 ", "2024-02-29"),
        ("2026-07-01", "DATE_IN_FUTURE"),
        ("2023-02-29", "DATE_INVALID"),
        ("1945-02-30", "DATE_INVALID"),
        ("30/02/1945", "DATE_INVALID"),
        ("1945-2-28", "DATE_INVALID"),
        ("19450228", "DATE_INVALID"),
        ("1945-W07-3", "DATE_INVALID"),
        ("1945-02-28 00:00:00", "DATE_INVALID"),
        ("0000-00-00", "DATE_INVALID"),
        ("16495", "DATE_INVALID"),
        ("１９４５-02-28", "DATE_INVALID"),
        ("#N/A", "DATE_INVALID"),
        ("", ""),
    ],
)
def test_date(cell: str, expected: str) -> None:
    assert answer(Kind.DATE, cell) == expected


def test_date_after_the_extract_where_the_column_allows_it() -> None:
    assert answer(Kind.DATE, "2030-01-01", future=True) == "2030-01-01"


@pytest.mark.parametrize(("cell", "expected"), [("1906-06-28", "1906-06-28"), ("1906-06-27", "DATE_INVALID")])
def test_birth_date_within_120_years(cell: str, expected: str) -> None:
    read = reader_of(Column(name="x", kind=Kind.DATE, says="", birth=True), on=date(2026, 6, 28))(cell)

    assert (read.reason.upper() if isinstance(read, Fault) else read) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-06-30T14:05", "2026-06-30T14:05:00"),
        ("2026-06-30 14:05:09", "2026-06-30T14:05:09"),
        ("2026-06-30", "DATE_INVALID"),
        ("2026-06-30T24:05", "DATE_INVALID"),
        ("2026-07-01T00:00", "DATE_IN_FUTURE"),
    ],
)
def test_date_time(cell: str, expected: str) -> None:
    assert answer(Kind.DATE_TIME, cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0.25", "0.25"),
        ("0.250", "0.25"),
        ("1", "1"),
        ("-0", "0"),
        ("100", "100"),
        ("+1.0", "1"),
        ("1.0000000001", "VALUE_OUT_OF_RANGE"),
        ("-0.01", "-0.01"),
        ("0,25", "VALUE_NOT_NUMERIC"),
        ("2.5E-1", "VALUE_NOT_NUMERIC"),
        ("9/36", "VALUE_NOT_NUMERIC"),
        (">90", "VALUE_NOT_NUMERIC"),
        ("NaN", "VALUE_NOT_NUMERIC"),
        ("٣", "VALUE_NOT_NUMERIC"),
    ],
)
def test_number(cell: str, expected: str) -> None:
    most = Decimal(100) if cell == "100" else Decimal(1)
    assert answer(Kind.NUMBER, cell, least=Decimal(-1), most=most) == expected


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        (Kind.YES_NO, " y ", "Y"),
        (Kind.YES_NO, "N", "N"),
        (Kind.YES_NO, "TRUE", "NOT_IN_LIST"),
        (Kind.YES_NO, "1", "NOT_IN_LIST"),
        (Kind.CODE, " t90001 ", "T90001"),
        (Kind.CODE, "T9", "T9"),
        (Kind.CODE, "T", "CODE_UNKNOWN_SHAPE"),
        (Kind.CODE, "T 90001", "CODE_UNKNOWN_SHAPE"),
        (Kind.CODE, "T" * 101, "CODE_UNKNOWN_SHAPE"),
        (Kind.TEXT, "  in  side\n\t ", "in  side"),
        (Kind.TEXT, "x" * 100, "x" * 100),
        (Kind.TEXT, "x" * 101, "TEXT_TOO_LONG"),
        (Kind.TEXT, "a\x07b", "CONTROL_CHARACTER"),
        (Kind.TEXT, "a\x1f", "CONTROL_CHARACTER"),
        (Kind.TEXT, "a\x85b", "CONTROL_CHARACTER"),
        (Kind.TEXT, "NA", "NA"),
    ],
)
def test_other_kinds(kind: Kind, cell: str, expected: str) -> None:
    assert answer(kind, cell) == expected


def test_choice_whatever_the_case() -> None:
    assert answer(Kind.CHOICE, " Regular ", choices=("REGULAR", "PRIVATE")) == "REGULAR"
    assert answer(Kind.CHOICE, "", choices=("REGULAR",), default="REGULAR") == "REGULAR"
    assert answer(Kind.CHOICE, "Other", choices=("REGULAR",)) == "NOT_IN_LIST"


def test_check_of_a_column_sees_the_cell_as_written_after_its_kind() -> None:
    def two_decimals(cell: str) -> Fault | None:
        return None if len(cell.partition(".")[2]) > 1 else Fault("decimals", "has too few.")

    assert answer(Kind.NUMBER, " 0.40 ", check=two_decimals) == "0.4"
    assert answer(Kind.NUMBER, "0.4", check=two_decimals) == "DECIMALS"
    assert answer(Kind.NUMBER, "x", check=two_decimals) == "VALUE_NOT_NUMERIC"


def test_person_is_canonical() -> None:
    judged = judge(PEOPLE, PERSON)

    row = dict(zip(PEOPLE.names, judged.rows[0], strict=True))
    assert row["nhs_number"] == "9990000018"
    assert (row["family_name"], row["sex"], row["practice_code"]) == ("NA", "F", "T90001")
    assert (row["registration_kind"], row["died_on"]) == ("REGULAR", "")
    assert judged.digests == [row_digest(judged.rows[0])]
    assert judged.faulty == ()


@pytest.mark.parametrize("name", [column.name for column in PEOPLE.columns if column.required])
def test_person_without_a_required_cell(name: str) -> None:
    assert problems(PEOPLE, PERSON | {name: " "}) == [(name, "required_missing")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"registered_on": "1945-02-28"}, []),
        ({"registered_on": "1945-02-27"}, [("registered_on", "date_before_birth")]),
        ({"died_on": "1945-02-27"}, [("died_on", "date_before_birth"), ("died_on", "date_order")]),
        ({"died_on": "2001-02-03"}, []),
        ({"died_on": "2001-02-02"}, [("died_on", "date_order")]),
        ({"deregistered_on": "2001-02-03"}, []),
        ({"deregistered_on": "2001-02-02"}, [("deregistered_on", "date_order")]),
        ({"birth_date": "2026-07-01"}, [("birth_date", "date_in_future")]),
        ({"birth_date": "x", "died_on": "y"}, [("birth_date", "date_invalid"), ("died_on", "date_invalid")]),
        ({"sex": "X", "imd_quintile": "6"}, [("sex", "not_in_list"), ("imd_quintile", "not_in_list")]),
        ({"imd_quintile": "1.5", "family_name": "x" * 101}, [
            ("family_name", "text_too_long"), ("imd_quintile", "not_in_list"),
        ]),
    ],
)  # fmt: skip
def test_person_problems(change: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert problems(PEOPLE, PERSON | change) == expected


def test_order_apart_refuses_the_same_day() -> None:
    feed = replace(PEOPLE, orders=(Order("registered_on", "deregistered_on", apart=True),))

    assert problems(feed, PERSON | {"deregistered_on": "2001-02-03"}) == [("deregistered_on", "date_order")]
    assert problems(feed, PERSON | {"deregistered_on": "2001-02-04"}) == []


def test_faulty_row_beside_good_ones() -> None:
    judged = judge(PEOPLE, PERSON, PERSON | {"birth_date": "30/02/1945"}, PERSON | {"title": "Mrs"})

    assert list(judged.lines) == [2, 4]
    faulty = judged.faulty[0]
    assert (faulty.line, faulty.key) == (3, ("9990000018", "T90001", "2001-02-03"))
    assert faulty.problems[0].sentence == (
        "Line 3, birth_date: '30/02/1945' is not a date. Write it as YYYY-MM-DD, for example 1945-02-28."
    )
    assert len(set(map(len, judged.digests))) == 1


def test_faulty_row_whose_key_cannot_be_read() -> None:
    faulty = judge(PEOPLE, PERSON | {"nhs_number": "9990000019"}).faulty[0]

    assert faulty.key == ()
    assert dict(zip(PEOPLE.names, faulty.cells, strict=True))["practice_code"] == "T90001"
    assert "9990000019" not in faulty.problems[0].sentence


@pytest.mark.parametrize("cell", ["9990000018", "999 000 0018", "999-000-0018x", "b 9990000018 c"])
def test_no_sentence_shows_a_number(cell: str) -> None:
    """Not even where it stands in the wrong column."""
    row = dict.fromkeys(PEOPLE.names, cell)

    sentences = [problem.sentence for faulty in judge(PEOPLE, row).faulty for problem in faulty.problems]

    assert len(sentences) > 5
    assert not [sentence for sentence in sentences if "0018" in sentence or "999" in sentence]


def test_shown_is_short_and_printable() -> None:
    assert shown("a\nb") == "'a b'"
    assert len(shown("x" * 99)) == 42


@given(
    st.lists(st.text(max_size=5), min_size=2, max_size=2),
    st.lists(st.text(max_size=5), min_size=2, max_size=2),
)
def test_digest_tells_rows_apart(one: list[str], other: list[str]) -> None:
    rows = [[text.replace("\x1f", "") for text in row] for row in (one, other)]

    assert (row_digest(rows[0]) == row_digest(rows[1])) == (rows[0] == rows[1])


def test_organisation_hub_is_for_practices() -> None:
    hub = {"code": "T80001", "name": "Hub", "kind": "hub", "hub_code": "T80002"}

    assert problems(ORGANISATIONS, hub) == [("hub_code", "not_in_list")]
    assert problems(ORGANISATIONS, hub | {"kind": "practice"}) == []
    assert problems(ORGANISATIONS, hub | {"kind": "shop"}) == [("kind", "not_in_list")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"latitude": "90", "longitude": "-180"}, []),
        ({"latitude": "90.1"}, [("latitude", "value_out_of_range")]),
        ({"longitude": "west"}, [("longitude", "value_not_numeric")]),
        ({"wave": "4"}, [("wave", "not_in_list")]),
        ({"live_on": "2030-01-01", "closed_on": "2029-12-31"}, [("closed_on", "date_order")]),
    ],
)
def test_organisation_problems(change: dict[str, str], expected: list[tuple[str, str]]) -> None:
    row = {"code": "T90001", "name": "Surgery", "kind": "practice"}

    assert problems(ORGANISATIONS, row | change) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("05 Mar 2019", "2019-03-05"),
        ("30 Jun 2026", "2026-06-30"),
        (" 05 mar 2019 ", "2019-03-05"),
        ("2019-03-05", "2019-03-05"),
        ("30 Feb 2019", "date_invalid"),
        ("5 Mar 2019", "date_invalid"),
        ("05 Mrz 2019", "date_invalid"),
        ("05 Mar 19", "date_invalid"),
        ("01 Jul 2026", "date_in_future"),
    ],
)
def test_dates_as_systmone_writes_them(cell: str, expected: str) -> None:
    read = spelled_out(reader_of(Column(name="x", kind=Kind.DATE, says=""), on=ON))(cell)

    assert (read.reason if isinstance(read, Fault) else read) == expected


def test_only_systmone_s_files_spell_dates_out() -> None:
    row = PERSON | {"birth_date": "28 Feb 1945", "registered_on": "03 Feb 2001"}
    batch = Batch([tuple(row.get(name, "") for name in PEOPLE.names)], range(2, 3), [""])

    assert [len(Judge(PEOPLE, on=ON, source=source).judge(batch).rows) for source in ("own", "systmone")] == [
        0,
        1,
    ]
