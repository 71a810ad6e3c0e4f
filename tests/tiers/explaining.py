"""Records of one person as a merge leaves them, for tests of what explains a tier."""

from datetime import date
from decimal import Decimal

from tests.tiers.codelists.people import MEDICINES
from tests.tiers.records import write_entries, write_issues
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import keep_evidence_file, propose_tiers
from tiers.actions.scoring import renew_deficits
from tiers.codelists.oracle import Entry
from tiers.codelists.polypharmacy import Issue

FALLS, FALL, EGFR, HOUSEBOUND = "161898004", "1912002", "1011481000000105", "160689007"
HAEMOGLOBIN = "1022431000000105"
OLD, IN_MAY, LATE = date(2012, 10, 8), date(2026, 5, 31), date(2026, 6, 15)


def entry(code, on=OLD, *, recorded=None, value=None, row_id=""):
    number = None if value is None else Decimal(str(value))
    return Entry({"snomed": code}, on, recorded or on, value=number, row_id=row_id or f"{code} {on}")


def five_medicines(on=IN_MAY):
    """One issue each of five ingredients that count."""
    by_ingredient = {row.ingredient: row for row in MEDICINES.rows if row.bnf_chapter <= 10}
    return [Issue(row.medicine_code, on) for row in list(by_ingredient.values())[:5]]


def record(person, practice, *entries, issues=()):
    """The rows, and what follows from them, as a merge leaves it."""
    with as_system():
        written = write_entries(person, practice, entries)
        if issues:
            write_issues(person, practice, issues)
        for brought in {row.imported_by_id for row in written}:
            keep_evidence_file(brought)
        renew_deficits([person.pk], by=SYSTEM)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)
    return written
