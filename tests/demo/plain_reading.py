"""The records of written extracts, read plainly: files in, the oracle's answer for each person out."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from patients.rules.codes import number_of
from tiers.codelists import STARTER_CODE_LIST, STARTER_MEDICINE_MAP
from tiers.codelists.medicines import read_medicine_map
from tiers.codelists.oracle import Entry, Reading, read_person
from tiers.codelists.polypharmacy import Issue
from tiers.codelists.reading import read_code_list

Row = dict[str, str]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

with STARTER_CODE_LIST.open(encoding="utf-8", newline="") as _lines:
    CODE_LIST = read_code_list(_lines)
with STARTER_MEDICINE_MAP.open(encoding="utf-8", newline="") as _lines:
    MEDICINES = read_medicine_map(_lines)


@dataclass
class Found:
    """What the files say of one person: the versions of each row id, in the columns of our own format."""

    sex: str
    entries: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    issues: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def reading(self, on: date) -> Reading:
        return read_person(
            map(current_entry, self.entries.values()), map(current_issue, self.issues.values()),
            sex=self.sex, on=on, code_list=CODE_LIST, medicines=MEDICINES,
        )  # fmt: skip


def found_in(folder: Path) -> dict[str, Found]:
    """NHS number -> what the extracts of the folder say of the person."""
    people = (row for path in folder.glob("people-*.csv") for row in rows_of(path.read_bytes()))
    found = {row["nhs_number"]: Found(row["sex"]) for row in people}
    for path in folder.glob("coded_entries-*.csv"):
        for row in rows_of(path.read_bytes()):
            found[row["nhs_number"]].entries[row["row_id"]].append(row)
    for path in folder.glob("medication_issues-*.csv"):
        for row in rows_of(path.read_bytes()):
            found[row["nhs_number"]].issues[row["row_id"]].append(row)
    for path in folder.glob("systmone-*.zip"):
        for number, table, row in systmone_rows(path):
            if number in found:
                rows = found[number].entries if table == "SRCode" else found[number].issues
                rows[row["row_id"]].append(row)
    return found


def rows_of(content: bytes) -> Iterator[Row]:
    return csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True)


def systmone_rows(path: Path) -> Iterator[tuple[str, str, Row]]:
    with ZipFile(path) as archive:
        tables = {name: list(rows_of(archive.read(name))) for name in archive.namelist()}
    numbers = {
        row["RowIdentifier"]: row["NHSNumber"] for row in tables["SRPatient.csv"] if row["TestPatient"] == "0"
    }
    for row in tables["SRCode.csv"]:
        yield numbers.get(row["IDPatient"], ""), "SRCode", own_entry(row)
    for row in tables["SRPrimaryCareMedication.csv"]:
        yield numbers.get(row["IDPatient"], ""), "SRPrimaryCareMedication", own_issue(row)


def own_entry(row: Row) -> Row:
    return {
        "row_id": row["RowIdentifier"],
        "effective_on": iso(row["DateEvent"]),
        "recorded_on": iso(row["DateEventRecorded"][:11]),
        "system": "ctv3" if row["CTV3Code"] else "snomed",
        "code": row["CTV3Code"] or row["SNOMEDCode"],
        "snomed_code": row["SNOMEDCode"],
        "value": row["NumericValue"],
        "unit": row["NumericUnit"],
        "deleted": "Y" if row["RemovedData"] == "1" else "",
    }


def own_issue(row: Row) -> Row:
    return {
        "row_id": row["RowIdentifier"],
        "issued_on": iso(row["DateEvent"]),
        "medicine_code": row["IDMultiLexDMD"],
        "bnf_chapter": "",
        "deleted": "Y" if row["RemovedData"] == "1" else "",
    }


def iso(text: str) -> str:
    day, month, year = text.split(" ")
    return date(int(year), MONTHS.index(month) + 1, int(day)).isoformat()


def current_entry(versions: list[Row]) -> Entry:
    """The newest version, deleted before live; known since the first that said the same."""
    newest = max(versions, key=lambda row: (row["recorded_on"], row["deleted"]))
    same = [row for row in versions if (row["code"], row["value"]) == (newest["code"], newest["value"])]
    codes = {"snomed": newest["snomed_code"], newest["system"]: newest["code"]}
    return Entry(
        codes=codes,
        effective_on=date.fromisoformat(newest["effective_on"]),
        recorded_on=date.fromisoformat(min(row["recorded_on"] for row in same)),
        value=number_of(newest["value"]),
        deleted=newest["deleted"] == "Y",
        row_id=newest["row_id"],
    )


def current_issue(versions: list[Row]) -> Issue:
    first = versions[0]
    return Issue(
        medicine_code=first["medicine_code"],
        issued_on=date.fromisoformat(first["issued_on"]),
        bnf_chapter=int(first["bnf_chapter"]) if first["bnf_chapter"] else None,
        deleted=any(row["deleted"] == "Y" for row in versions),
    )
