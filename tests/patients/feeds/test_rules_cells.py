"""Cells at the edges of what is taken."""

from datetime import date
from decimal import Decimal

import pytest

from patients.feeds.declared import Column, Fault, Kind
from patients.feeds.rules.cells import reader_of, shown, spelled_out
from tests.patients.feeds.cells import ON, answer

pytestmark = pytest.mark.fast


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
        (Kind.TEXT, "a\u202eb", "CONTROL_CHARACTER"),
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


def test_shown_is_short_and_printable() -> None:
    assert shown("a\nb") == "'a b'"
    assert len(shown("x" * 99)) == 42


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
