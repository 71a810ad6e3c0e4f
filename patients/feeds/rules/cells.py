"""One cell of each kind: its canonical text, or why it is not taken.

Canonical means that equal content is equal text: dates as YYYY-MM-DD, choices in upper case, numbers without
needless zeros. So the same row in another file, encoding or spelling of a number has the same digest, and
COPY takes it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from patients.feeds.declared import Column, Fault, Kind
from patients.feeds.rules.nhs_numbers import read_nhs_number
from patients.rules.codes import number_of, plain
from patients.rules.signs import CONTROL

Reader = Callable[[str], str | Fault]

OLDEST = 120  # years: the longest human life on record is 122
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?", re.ASCII)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]+", re.ASCII)
_CLINICAL_CODE = re.compile(r"[!-~]+", re.ASCII)
_EXPONENT = re.compile(r"[0-9]([.,][0-9]*)?[eE]\+[0-9]+", re.ASCII)
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1
    )
}
_LONG_DIGITS = re.compile(r"\d(?:[ .,-]?\d){7,}", re.ASCII)
_SPELLED_OUT = re.compile(
    r"(\d\d) ([A-Z]{3}) (\d{4})(?: ([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?", re.ASCII | re.IGNORECASE
)
_WRITE_IT = "Write it as YYYY-MM-DD, for example 1945-02-28."
_SHOWN = 40
_YES_NO = {"Y": "Y", "N": "N"}

MISSING = Fault("required_missing", "is empty. Fill it in; a row cannot be used without it.")


def shown(cell: str) -> str:
    """The cell as a sentence may show it: short, printable, and never a whole number of a person."""
    text = "".join(letter if letter.isprintable() else " " for letter in cell[: 2 * _SHOWN]).strip()
    text = _LONG_DIGITS.sub("(number)", text)
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[: _SHOWN - 1]}…'"


def reader_of(column: Column, *, on: date) -> Reader:
    """Reads cells of this column in an extract of the day `on`. Blanks around a cell never count."""
    read = _MAKERS[column.kind](column, on)

    def read_cell(cell: str) -> str | Fault:
        text = cell.strip()
        if CONTROL.search(cell):
            return Fault("control_character", "holds a control character that nobody sees. Remove it.")
        if not text:
            return MISSING if column.required else column.default
        answer = read(text)
        if column.check and isinstance(answer, str):
            return column.check(text) or answer
        return answer

    return read_cell


def _nhs_number(column: Column, on: date) -> Reader:
    return read_nhs_number


def _text(column: Column, on: date) -> Reader:
    def read(cell: str) -> str | Fault:
        if len(cell) <= column.longest:
            return cell
        return Fault("text_too_long", f"has {len(cell):,} characters. Shorten it to {column.longest}.")

    return read


def _code(column: Column, on: date) -> Reader:
    def read(cell: str) -> str | Fault:
        code = cell.upper()
        if len(code) <= column.longest and _CODE.fullmatch(code):
            return code
        return Fault(
            "code_unknown_shape",
            f"{shown(cell)} is not a code. Write 2 to {column.longest} letters and digits.",
        )

    return read


def _clinical_code(column: Column, on: date) -> Reader:
    def read(cell: str) -> str | Fault:
        if _EXPONENT.fullmatch(cell):
            return Fault(
                "code_unknown_shape",
                f"{shown(cell)} was shortened by a spreadsheet. Export it again with the column as text.",
            )
        if len(cell) <= column.longest and _CLINICAL_CODE.fullmatch(cell):
            return cell
        return Fault(
            "code_unknown_shape",
            f"{shown(cell)} is not a code. Write at most {column.longest} characters without blanks.",
        )

    return read


def _result(column: Column, on: date) -> Reader:
    """A number in its canonical digits, anything else as it is written: what is no number stays words."""
    words = _text(column, on)

    def read(cell: str) -> str | Fault:
        number = number_of(cell)
        return words(cell) if number is None else plain(number)

    return read


def _choice(column: Column, on: date) -> Reader:
    taken = {choice.upper(): choice for choice in column.choices}
    words = ", ".join(choice.lower() if len(choice) > 1 else choice for choice in column.choices)

    def read(cell: str) -> str | Fault:
        answer = taken.get(cell.upper())
        return answer or Fault("not_in_list", f"{shown(cell)} is not one of {words}. Write one of them.")

    return read


def _yes_no(column: Column, on: date) -> Reader:
    def read(cell: str) -> str | Fault:
        return _YES_NO.get(cell.upper()) or Fault(
            "not_in_list", f"{shown(cell)} is neither Y nor N. Write Y or N."
        )

    return read


def _date(column: Column, on: date) -> Reader:
    oldest = date(on.year - OLDEST, on.month, min(on.day, 28))

    def read(cell: str) -> str | Fault:
        if not _DATE.fullmatch(cell):
            return _no_date(cell)
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            return _no_date(cell)
        if day > on and not column.future:
            return Fault(
                "date_in_future", f"{cell} lies after {on}, the date of the extract. Correct one of the two."
            )
        if column.birth and day < oldest:
            return Fault(
                "date_invalid", f"{cell} would make the person older than {OLDEST} years. Correct it."
            )
        return cell

    return read


def spelled_out(read: Reader) -> Reader:
    """Reads dates as SystmOne writes them, `05 Mar 2019`, with a time of day or without, besides our own
    form.
    """

    def read_either(cell: str) -> str | Fault:
        parts = _SPELLED_OUT.fullmatch(cell.strip())
        number = _MONTHS.get(parts[2].upper()) if parts else None
        answer = read(f"{parts[3]}-{number}-{parts[1]}") if parts and number else read(cell)
        if isinstance(answer, Fault) and answer.says.endswith(_WRITE_IT):
            return Fault(answer.reason, f"{shown(cell)} is not a date. Write it like 28 Feb 1945.")
        return answer

    return read_either


def _no_date(cell: str) -> Fault:
    return Fault("date_invalid", f"{shown(cell)} is not a date. {_WRITE_IT}")


def _date_time(column: Column, on: date) -> Reader:
    day = _date(column, on)

    def read(cell: str) -> str | Fault:
        try:
            if not _DATE_TIME.fullmatch(cell):
                raise ValueError
            moment = datetime.fromisoformat(cell)
        except ValueError:
            return Fault(
                "date_invalid",
                f"{shown(cell)} is not a date and time. Write it like 2026-02-28T14:05.",
            )
        answer = day(cell[:10])
        return answer if isinstance(answer, Fault) else moment.isoformat(timespec="seconds")

    return read


def _number(column: Column, on: date) -> Reader:
    def read(cell: str) -> str | Fault:
        if not _NUMBER.fullmatch(cell):
            return Fault("value_not_numeric", f"{shown(cell)} is not a number. Use digits and a point.")
        number = Decimal(cell)
        if (column.least is not None and number < column.least) or (
            column.most is not None and number > column.most
        ):
            return Fault(
                "value_out_of_range", f"{cell} lies outside {column.least} to {column.most}. Correct it."
            )
        return plain(number)

    return read


_MAKERS: dict[Kind, Callable[[Column, date], Reader]] = {
    Kind.NHS_NUMBER: _nhs_number,
    Kind.DATE: _date,
    Kind.DATE_TIME: _date_time,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.NUMBER: _number,
    Kind.CODE: _code,
    Kind.CLINICAL_CODE: _clinical_code,
    Kind.RESULT: _result,
    Kind.TEXT: _text,
}
