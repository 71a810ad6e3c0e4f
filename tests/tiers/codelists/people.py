"""One person's rows, said shortly."""

from datetime import date
from decimal import Decimal

from tiers.codelists import STARTER_CODE_LIST, STARTER_MEDICINE_MAP
from tiers.codelists.medicines import MedicineMap, read_medicine_map
from tiers.codelists.oracle import Entry, Reading, read_person
from tiers.codelists.polypharmacy import Issue
from tiers.codelists.reading import CodeList, read_code_list

D = Decimal
TODAY = date(2026, 6, 30)


def _code_list() -> CodeList:
    with STARTER_CODE_LIST.open(encoding="utf-8", newline="") as lines:
        return read_code_list(lines)


def _medicine_map() -> MedicineMap:
    with STARTER_MEDICINE_MAP.open(encoding="utf-8", newline="") as lines:
        return read_medicine_map(lines)


CODE_LIST = _code_list()
MEDICINES = _medicine_map()


def coded(
    code: str,
    *,
    system: str = "snomed",
    value: Decimal | int | None = None,
    on: date = date(2021, 5, 4),
    deleted: bool = False,
) -> Entry:
    number = Decimal(value) if isinstance(value, int) else value
    return Entry({system: code}, on, on, value=number, deleted=deleted, row_id=f"{system} {code} {on}")


def read(
    entries: list[Entry] | tuple[Entry, ...] = (),
    issues: list[Issue] | tuple[Issue, ...] = (),
    *,
    sex: str = "F",
    on: date = TODAY,
    code_list: CodeList = CODE_LIST,
    known_now: bool = False,
) -> Reading:
    return read_person(
        entries, issues, sex=sex, on=on, code_list=code_list, medicines=MEDICINES, known_now=known_now
    )


def deficits_of(entries: list[Entry], **more) -> tuple[str, ...]:
    return read(entries, **more).deficits


def count_of(entries: list[Entry], **more) -> int:
    return read(entries, **more).count
