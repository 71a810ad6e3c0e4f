"""The rows of a person's records that a deficit rests on, each with the file and the line it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from patients.models import CodedEntry, Person, RecordedCode
from patients.queries.preferences import is_withheld
from patients.rules.codes import plain
from tiers.codelists.reading import LOOKED_UP_BY, SEXES, CodeRule
from tiers.models import CodeListRule, CodeListVersion, EvidenceFile
from tiers.rules import DEFICITS
from tiers.rules.explain import bounds_in_words
from wsic.accounts.models import User

SYSTEMS = {"snomed": "SNOMED CT", "ctv3": "CTV3", "read2": "Read v2"}
UNNAMED_FILE = "file not recorded"
WITHHELD_FILE = "file withheld"


@dataclass(frozen=True)
class SourceFile:
    """A file that was brought; `table` where it holds several, each with lines of its own."""

    name: str = UNNAMED_FILE
    table: str = ""


@dataclass(frozen=True, kw_only=True)
class OfFile:
    """Whatever was read from a line of a file."""

    file: SourceFile
    line: int

    @property
    def read_in(self) -> str:
        """`entries.csv, line 1,204`; of a file of several tables `extract.zip, SRCode line 1,204`."""
        table = f"{self.file.table} " if self.file.table else ""
        return f"{self.file.name}, {table}line {self.line:,}"


@dataclass(frozen=True, kw_only=True)
class Sign(OfFile):
    """A coded entry that shows a deficit.  `bounds` says which results count, empty where any entry does."""

    entry_id: int
    system: str
    code: str
    term: str
    effective_on: date
    recorded_on: date
    known_on: date
    value: str
    bounds: str

    @property
    def counted_from(self) -> date:
        return max(self.effective_on, self.known_on)


@dataclass(frozen=True)
class Signs:
    """
    What the records say by a list, whatever the day.

    `of` has the signs of each deficit by its place, in the order of their effective dates; `sexless` are the
    results of deficits that only a recorded sex could judge, as (place, the first day they count).
    """

    of: Mapping[int, tuple[Sign, ...]]
    sexless: tuple[tuple[int, date, date], ...]


def signs_of(person: Person, *, user: User, sex: str, code_list: CodeListVersion | None) -> Signs:
    """
    As many statements for a long record as for a short one.

    :param code_list: the one that the person's deficits were worked out by
    """
    entries = CodedEntry.objects.visible_to(user).counting().filter(person=person)
    rules = rules_of_codes(set(entries.values_list("code_id", flat=True).distinct()), code_list)
    rows = _rows(entries.filter(code_id__in=rules))
    files = files_of((row["imported_by_id"] for row in rows), person, user=user)
    found: dict[int, list[Sign]] = {}
    sexless: list[tuple[int, date, date]] = []
    for row in rows:
        for place, rule in _met(row["value"], rules[row["code_id"]], sex).items():
            found.setdefault(place, []).append(_sign(row, rule, files))
        if row["value"] is not None and sex not in SEXES:
            days = max(row["effective_on"], row["known_on"]), row["effective_on"]
            sexless += [(rule.deficit, *days) for rule in rules[row["code_id"]] if rule.sex]
    return Signs({place: tuple(each) for place, each in found.items()}, tuple(sexless))


def rules_of_codes(codes: set[int], code_list: CodeListVersion | None) -> dict[int, list[CodeListRule]]:
    """The rules of each recorded code that has any, looked up once, as `CodeList.rules_for` does."""
    recorded = list(RecordedCode.objects.filter(pk__in=codes, sensitive=False))
    of_list = CodeListRule.objects.filter(code_list=code_list)
    systems = set(of_list.values_list("system", flat=True).distinct())
    written = {getattr(code, system) for code in recorded for system in LOOKED_UP_BY} - {""}
    rules: dict[tuple[str, str], list[CodeListRule]] = {}
    for rule in of_list.filter(code__in=written).order_by("pk"):
        rules.setdefault((rule.system, rule.code), []).append(rule)
    found = {}
    for code in recorded:
        carried = [each for each in LOOKED_UP_BY if getattr(code, each) and each in systems]
        if carried and (met := rules.get((carried[0], getattr(code, carried[0])))):
            found[code.pk] = met
    return found


def _rows(entries: Any) -> list[dict[str, Any]]:
    return list(
        entries.order_by("effective_on", "row_id", "pk").values(
            "pk", "effective_on", "recorded_on", "known_on", "value", "value_text", "unit", "line",
            "imported_by_id", "code_id", "code__term",
        )
    )  # fmt: skip


def _met(value: Decimal | None, rules: list[CodeListRule], sex: str) -> dict[int, CodeListRule]:
    """The first rule of each deficit that an entry meets: however many it meets, it shows it once."""
    met: dict[int, CodeListRule] = {}
    for rule in rules:
        if as_rule(rule).qualifies(value, sex):
            met.setdefault(rule.deficit, rule)
    return met


def as_rule(row: CodeListRule) -> CodeRule:
    """A row of the stored list as `tiers.codelists` judges by it."""
    return CodeRule(
        deficit=DEFICITS[row.deficit - 1], system=row.system, code=row.code, above=row.above, below=row.below,
        at_least=row.at_least, at_most=row.at_most, sex=row.sex, term=row.term,
    )  # fmt: skip


def files_of(imports: Iterable[object], person: Person, *, user: User) -> dict[object, SourceFile]:
    """By import; a practice's name may stand in that of its file, so a withheld one leaves it out."""
    rows = EvidenceFile.objects.filter(imported_by_id__in=set(imports))
    rows = rows.annotate(withheld=is_withheld(person, user=user))
    return {
        row.imported_by_id: SourceFile(
            WITHHELD_FILE if getattr(row, "withheld", False) else row.file_name, row.table_name
        )
        for row in rows
    }


def _sign(entry: Mapping[str, Any], rule: CodeListRule, files: Mapping[object, SourceFile]) -> Sign:
    return Sign(
        entry_id=entry["pk"],
        system=SYSTEMS[rule.system],
        code=rule.code,
        term=entry["code__term"] or rule.term,
        effective_on=entry["effective_on"],
        recorded_on=entry["recorded_on"],
        known_on=entry["known_on"],
        value=_value(entry),
        bounds=bounds_in_words(rule.above, rule.below, rule.at_least, rule.at_most),
        file=files.get(entry["imported_by_id"], SourceFile()),
        line=entry["line"],
    )


def _value(entry: Mapping[str, Any]) -> str:
    """The result as it was recorded, with its unit; a minus as it is printed."""
    value = entry["value"]
    text = plain(value) if isinstance(value, Decimal) else str(entry["value_text"])
    return f"{text} {entry['unit']}".strip() if text else ""
