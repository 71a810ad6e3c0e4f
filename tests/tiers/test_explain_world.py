"""Every deficit shown of anybody is true in the rows of the files, and none is missing: 1,000 people, through
the real feeds, held against the oracle's reading of the very files that were brought."""

import csv
import io
import random
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from patients.models import Person, PersonIdentifier, Reach
from patients.rules.codes import number_of
from tests.demo.conftest import written
from tests.demo.plain_reading import CODE_LIST, MEDICINES, Found
from tests.factories import UserFactory
from tests.patients.feeds.bringing import bring
from tests.world import TODAY, as_system
from tiers.codelists.oracle import Reading
from tiers.queries.explain import Explanation, explain
from tiers.rules import POLYPHARMACY
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role
from wsic.dates import months_before
from wsic.demo.extracts import Formats
from wsic.organisations.models import Organisation
from wsic.work import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.long]

PEOPLE = 1_000
DAYS = (TODAY, TODAY, TODAY, date(2025, 6, 30))
FEEDS = ("people", "medication_issues", "coded_entries")

Row = dict[str, str]


def together(folder: Path, feed: str) -> list[Row]:
    """The rows of all practices as of one file, which the CCG brings; ids told apart by the practice."""
    rows = []
    for path in sorted(folder.glob(f"{feed}-*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            own = {"row_id": f"{path.stem[-6:]}-{row['row_id']}"} if "row_id" in row else {}
            rows.append(row | own)
    return rows


def plain(rows: dict[str, list[Row]]) -> dict[str, Found]:
    found = {row["nhs_number"]: Found(row["sex"]) for row in rows["people"]}
    for row in rows["coded_entries"]:
        found[row["nhs_number"]].entries[row["row_id"]].append(row)
    for row in rows["medication_issues"]:
        found[row["nhs_number"]].issues[row["row_id"]].append(row)
    return found


def somebody_of(practice: Organisation) -> User:
    with as_system():
        user = UserFactory()
        Membership.objects.create(user=user, organisation=practice, role=Role.GP, from_on=date(2020, 1, 1))
    return user


def people_by_practice(numbers: Collection[str]) -> Iterator[tuple[Organisation, list[tuple[str, Person]]]]:
    """Whoever the files are about, with the practice that reaches them: NHS number and person."""
    with as_system():
        for practice in Organisation.objects.filter(kind="PRACTICE"):
            reached = Reach.objects.filter(organisation=practice).values("person_id")
            found = PersonIdentifier.objects.filter(replaced_by=None, person_id__in=reached)
            known = found.select_related("person").order_by("person_id")
            yield practice, [(each.value, each.person) for each in known if each.value in numbers]


class Raw:
    """The rows by the line they stand on, the header being line 1."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    def at(self, line: int) -> Row:
        return self.rows[line - 2]


def untrue_signs(deficit, number: str, on: date, raw: Raw) -> list[str]:
    """What the page says of an entry that the line it names does not."""
    wrong = []
    for sign in deficit.signs:
        row = raw.at(sign.line)
        codes = {row["code"], row["snomed_code"]}
        rules = [rule for rule in CODE_LIST.rows if rule.code == sign.code and rule.deficit == deficit.name]
        value = number_of(row["value"])
        is_true = (
            row["nhs_number"] == number
            and sign.code in codes
            and row["effective_on"] == sign.effective_on.isoformat()
            and row["recorded_on"] == sign.recorded_on.isoformat()
            and max(sign.effective_on, sign.known_on) <= on
            and (not sign.value or Decimal(sign.value.split()[0]) == value)
            and any(rule.qualifies(value, sex) for rule in rules for sex in ("M", "F"))
            and row["deleted"] != "Y"
        )
        wrong += [] if is_true else [f"{number} {deficit.name} line {sign.line}"]
    return wrong


def untrue_medicines(deficit, number: str, on: date, raw: Raw) -> list[str]:
    rows = [(line, raw.at(line.line)) for line in deficit.medicines]
    chapters = {row.medicine_code: row.bnf_chapter for row in MEDICINES.rows}
    wrong = [
        f"{number} polypharmacy line {line.line}"
        for line, row in rows
        if row["nhs_number"] != number
        or row["issued_on"] != line.last_on.isoformat()
        or not months_before(on, 12) < line.first_on <= line.last_on <= on
        or not (row["bnf_chapter"] or chapters.get(row["medicine_code"]))
    ]
    return wrong + ([] if len(deficit.medicines) >= 5 else [f"{number}: too few medicines"])


@pytest.fixture
def ccg(tmp_path, world):
    folder = tmp_path / "ccg"
    written(folder, clean=True, formats=Formats.OWN, people=PEOPLE)
    call_command("import_starter_lists", stdout=io.StringIO())
    bring(tmp_path, "organisations", (folder / "organisations.csv").read_text(encoding="utf-8"))
    rows = {feed: together(folder, feed) for feed in FEEDS}
    for feed in FEEDS:
        done = bring(tmp_path, feed, rows[feed])
        assert (done.state, done.quarantined) == ("DONE", 0), (feed, done.report)
    return rows


def untrue(told: Explanation, number: str, reading: Reading, raw: dict[str, Raw]) -> list[str]:
    """Where the explanation and the files part."""
    names = tuple(each.name for each in told.deficits)
    wrong = [] if names == reading.deficits else [f"{number} {told.on}: {names}, {reading.deficits}"]
    for each in told.deficits:
        if each.place == POLYPHARMACY:
            wrong += untrue_medicines(each, number, told.on, raw["medication_issues"])
        else:
            wrong += untrue_signs(each, number, told.on, raw["coded_entries"])
    return wrong


def test_every_deficit_of_everybody_is_true_in_the_files_and_none_is_missing(ccg):
    seed = random.randrange(10**6)
    found, raw, chance = plain(ccg), {feed: Raw(ccg[feed]) for feed in FEEDS}, random.Random(seed)
    wrong: list[str] = []
    shown = 0
    for practice, people in list(people_by_practice(found)):
        with acting_as(somebody_of(practice), on=TODAY) as reader:
            for number, person in people:
                on = chance.choice(DAYS)
                told = explain(person, user=reader, on=on)
                wrong += untrue(told, number, found[number].reading(on), raw) if told.computed else []
                shown += told.computed is not None
    assert wrong[:10] == [], f"seed {seed}"
    assert shown >= PEOPLE * 0.9
