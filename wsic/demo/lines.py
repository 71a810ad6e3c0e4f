"""The project's own format (FEEDS.md): columns, and a row as a line."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

ORGANISATIONS = "organisations"
PEOPLE = "people"
FRAILTY_SCORES = "frailty_scores"
CODED_ENTRIES = "coded_entries"
MEDICATION_ISSUES = "medication_issues"
ALLERGIES = "allergies"
CURRENT_MEDICINES = "current_medicines"
RESIDENCE = "residence"

COLUMNS: dict[str, tuple[str, ...]] = {
    ORGANISATIONS: (
        "code",
        "name",
        "kind",
        "borough",
        "hub_code",
        "wave",
        "live_on",
        "closed_on",
        "latitude",
        "longitude",
    ),
    PEOPLE: (
        "nhs_number",
        "family_name",
        "given_name",
        "birth_date",
        "sex",
        "title",
        "ethnicity",
        "language",
        "interpreter_needed",
        "address",
        "postcode",
        "phone",
        "email",
        "practice_code",
        "registration_kind",
        "usual_gp",
        "registered_on",
        "deregistered_on",
        "died_on",
        "imd_quintile",
        "housebound",
    ),
    FRAILTY_SCORES: ("nhs_number", "birth_date", "calculated_on", "score"),
    CODED_ENTRIES: (
        "row_id",
        "nhs_number",
        "birth_date",
        "effective_on",
        "recorded_on",
        "system",
        "code",
        "snomed_code",
        "term",
        "value",
        "unit",
        "deleted",
    ),
    MEDICATION_ISSUES: (
        "row_id",
        "nhs_number",
        "birth_date",
        "issued_on",
        "medicine_code",
        "medicine",
        "bnf_chapter",
        "deleted",
    ),
    ALLERGIES: ("row_id", "nhs_number", "birth_date", "recorded_on", "substance", "reaction", "status"),
    CURRENT_MEDICINES: (
        "row_id",
        "nhs_number",
        "birth_date",
        "medicine_code",
        "medicine",
        "dose",
        "started_on",
        "ended_on",
        "repeat",
    ),
    RESIDENCE: ("nhs_number", "birth_date", "from_on", "to_on", "kind"),
}

Row = dict[str, str]
_NEEDS_QUOTES = re.compile('[,"\r\n]').search


def to_line(values: Iterable[str]) -> str:
    """One record without its line ending. Our own: csv.writer's quoting is not the same in every Python."""
    return ",".join(
        '"' + value.replace('"', '""') + '"' if _NEEDS_QUOTES(value) else value for value in values
    )


def row_line(row: Row) -> str:
    return to_line(row.values())


def header_line(feed: str) -> str:
    return ",".join(COLUMNS[feed])


def to_row(line: str, feed: str) -> Row:
    """The row of a clean line of this module's own making."""
    return dict(zip(COLUMNS[feed], to_values(line), strict=True))


def to_values(line: str) -> list[str]:
    return next(csv.reader(StringIO(line, newline=""), strict=True))


def records(text: str) -> list[str]:
    """A clean file as its records, header first, without line endings; a record may hold line breaks."""
    found: list[str] = []
    pending = ""
    for line in text.split("\n"):
        pending = f"{pending}\n{line}" if pending else line
        if pending.count('"') % 2 == 0:
            found.append(pending)
            pending = ""
    return found[:-1] if found and not found[-1] else found
