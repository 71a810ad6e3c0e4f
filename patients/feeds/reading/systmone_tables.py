"""Where the tables of a SystmOne extract lie: in a zip, or in a folder. Nothing is unpacked to the disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from patients.feeds.reading.shapes import UNREADABLE_ZIP, Limits, RefusedFile
from patients.feeds.reading.sources import Member, Packing, Place, find_packing

PATIENT, REGISTRATION = "SRPatient", "SRPatientRegistration"
CODE, MEDICATION = "SRCode", "SRPrimaryCareMedication"
TABLES = (PATIENT, REGISTRATION, CODE, MEDICATION)
MOST_MEMBERS = 10_000  # a whole extract has some hundred tables
_ENCRYPTED = 0x1
_BY_NAME = {table.casefold(): table for table in TABLES}
_SUFFIX = re.compile(r"\.csv(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tables:
    """`found`: table -> where it lies; `others`: names of the files that are left out."""

    found: Mapping[str, Place]
    others: tuple[str, ...]

    def place_of(self, table: str) -> Place:
        """Raises RefusedFile: the extract does not have it."""
        try:
            return self.found[table]
        except KeyError:
            has = f"It has {', '.join(self.found)}." if self.found else f"It has none of {', '.join(TABLES)}."
            raise RefusedFile(f"The extract lacks the table {table}.csv. {has}") from None


def is_zip(path: Path) -> bool:
    return path.is_file() and find_packing(path) is Packing.WORKBOOK


def find_tables(path: Path, limits: Limits) -> Tables:
    """`path` is a zip, a folder, or one table with the others beside it. Raises RefusedFile."""
    if path.is_dir():
        return _tables_of(_files_in(path))
    if is_zip(path):
        return _tables_of(_members_of(path, limits))
    find_packing(path)
    if table_named(path.name) is None:
        raise RefusedFile(
            f"{path.name} is no table of a SystmOne extract. Give the zip, the folder, or one of "
            f"{', '.join(f'{table}.csv' for table in TABLES)}."
        )
    return _tables_of(_files_in(path.parent))


def files_of(path: Path) -> list[Path]:
    """What lies on the disk of the extract that `path` stands for, in an order of its own."""
    if not path.is_dir() and (table_named(path.name) is None or not path.is_file() or is_zip(path)):
        return [path]
    folder = path if path.is_dir() else path.parent
    named = [place for _, place in _files_in(folder) if isinstance(place, Path) and table_named(place.name)]
    return sorted(named, key=lambda place: place.name)


def table_named(name: str) -> str | None:
    """The table that a file of this name holds."""
    bare, is_csv = _SUFFIX.subn("", name)
    return _BY_NAME.get(bare.casefold()) if is_csv else None


def _files_in(folder: Path) -> list[tuple[str, Place]]:
    return [(path.name, path) for path in sorted(folder.iterdir()) if path.is_file()]


def _members_of(path: Path, limits: Limits) -> list[tuple[str, Place]]:
    try:
        with ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except UNREADABLE_ZIP as error:
        raise RefusedFile("The zip is damaged. Send it again.") from error
    if len(members) > MOST_MEMBERS:
        raise RefusedFile(f"The zip holds more than {MOST_MEMBERS:,} files. Send the extract alone.")
    wanted = [member for member in members if table_named(_last(member.filename))]
    for member in members:
        _refuse_strange(member)
    unpacked = sum(member.file_size for member in wanted)
    if unpacked > limits.unpacked_bytes:
        most = limits.unpacked_bytes
        raise RefusedFile(
            f"The tables in the zip unpack to {unpacked:,} bytes, more than {most:,}. Send it in parts."
        )
    return [(_last(member.filename), Member(path, member.filename, member.file_size)) for member in members]


def _last(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _refuse_strange(member: ZipInfo) -> None:
    """Nothing is ever unpacked under these names; who writes them did not mean well."""
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise RefusedFile("The zip holds a file whose name leads out of its folder. Make the zip anew.")
    if member.flag_bits & _ENCRYPTED:
        raise RefusedFile("The zip is locked with a password. Send it without one.")


def _tables_of(files: Iterable[tuple[str, Place]]) -> Tables:
    found: dict[str, Place] = {}
    others = []
    for name, place in files:
        table = table_named(name)
        if table is None:
            others.append(name)
        elif table in found:
            raise RefusedFile(f"The extract has the table {table} twice. Leave one of the two out.")
        else:
            found[table] = place
    if not found:
        raise RefusedFile(f"There is no table of a SystmOne extract in it: {', '.join(TABLES)}.")
    return Tables({table: found[table] for table in TABLES if table in found}, tuple(others))
