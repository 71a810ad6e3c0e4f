"""The boundaries of EFI.md as files have them: one table, for the plain rules and for the database."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.patients.feeds.bringing import Row
from tests.patients.feeds.recording import entry, issue
from tests.tiers.codelists.people import CODE_LIST
from tests.tiers.codelists.test_oracle import RESULTS
from tiers.codelists.reading import CODED_DEFICITS

DAY, DAY_BEFORE, DAY_AFTER = date(2026, 3, 31), date(2026, 3, 30), date(2026, 4, 1)
A_YEAR_BEFORE = date(2025, 3, 31)
ANAEMIA, KIDNEY, THYROID = "Anaemia and haematinic deficiency", "Chronic kidney disease", "Thyroid disease"
FIBRILLATION, POLYPHARMACY = "Atrial fibrillation", "Polypharmacy"
HAEMOGLOBIN, EGFR, TSH = "1022431000000105", "1011481000000105", "1022791000000101"
LOW_IRON, NEPHROPATHY, FIBRILLATING, DIABETES = "271737000", "127013003", "49436004", "44054006"
CTV3_FIBRILLATING, CTV3_OF_NO_LIST = "G5730", "XXXXX"


@dataclass(frozen=True)
class Case:
    """
    One person: what the files say, and the deficits as of a day.

    :param retrospective: the deficits by effective dates alone; None: the same
    """

    says: str
    deficits: Sequence[str]
    entries: Sequence[Row] = ()
    issues: Sequence[Row] = ()
    sex: str = "F"
    on: date = DAY
    retrospective: Sequence[str] | None = None


@dataclass
class Numbers:
    """Row ids, each once."""

    last: int = field(default=0)

    def next(self) -> str:
        self.last += 1
        return f"b{self.last}"


_IDS = Numbers()


def coded(code: str, effective: date = A_YEAR_BEFORE, recorded: date | None = None, **more: str) -> Row:
    days = {"effective_on": f"{effective}", "recorded_on": f"{recorded or effective}"}
    return entry(_IDS.next(), code=code, term="", **({"snomed_code": ""} | days | more))


def issued(*codes: str, on: date = DAY, chapter: str = "2", **more: str) -> list[Row]:
    return [
        issue(_IDS.next(), medicine_code=code, medicine=code, issued_on=f"{on}", bnf_chapter=chapter, **more)
        for code in codes
    ]


def _codes_of_one_deficit() -> dict[str, str]:
    """Deficit -> a concept that means it and no other by its presence."""
    deficits = Counter(rule.code for rule in CODE_LIST.rows)
    plain = [rule for rule in CODE_LIST.rows if rule.system == "snomed" and not rule.tests_value]
    return {rule.deficit: rule.code for rule in reversed(plain) if deficits[rule.code] == 1}


ONE_EACH = _codes_of_one_deficit()
NAMED = [deficit for deficit in CODED_DEFICITS if deficit in ONE_EACH]
# (deficits, category): the highest count of each category and the lowest of the next.
CATEGORIES = [
    (0, "fit"),
    (4, "fit"),
    (5, "mild"),
    (8, "mild"),
    (9, "moderate"),
    (12, "moderate"),
    (13, "severe"),
]
MEDICINES = ("A", "B", "C", "D", "E")


def _results() -> Iterable[Case]:
    for codes, sex, value, deficit, counts in RESULTS:
        for system, code in codes.items():
            row = coded(code, system=system, value=value)
            says = f"{deficit}: {system} {code} = {value}, {sex}"
            yield Case(says, [deficit] if counts else [], [row], sex=sex)


def _words() -> Iterable[Case]:
    for code in (HAEMOGLOBIN, EGFR, TSH):
        for words in (">90", "<5", "Negative", "1e1", "90 approx"):
            yield Case(f"{code} = {words} is no number", [], [coded(code, value=words)], sex="M")


def _dates() -> Iterable[Case]:
    def case(says: str, effective: date, recorded: date, *, then: bool, now: bool) -> Case:
        row = coded(FIBRILLATING, effective, recorded)
        return Case(says, [FIBRILLATION] * then, [row], retrospective=[FIBRILLATION] * now)

    yield case("true and recorded on the day", DAY, DAY, then=True, now=True)
    yield case("recorded on the day", DAY_BEFORE, DAY, then=True, now=True)
    yield case("true after the day", DAY_AFTER, DAY_AFTER, then=False, now=False)
    yield case("true after the day, recorded before it", DAY_AFTER, DAY_BEFORE, then=False, now=False)
    yield case("recorded after the day", date(2009, 1, 1), DAY_AFTER, then=False, now=True)
    yield Case("deleted", [], [coded(FIBRILLATING, deleted="Y")])
    yield Case("ended long ago, which is no end", [FIBRILLATION], [coded(FIBRILLATING, date(1999, 1, 1))])


def _codes() -> Iterable[Case]:
    both = {"system": "ctv3", "snomed_code": DIABETES}
    yield Case(
        "code and value for one deficit", [ANAEMIA], [coded(LOW_IRON), coded(HAEMOGLOBIN, value="100")]
    )
    yield Case("the same code twice", [ANAEMIA], [coded(LOW_IRON), coded(LOW_IRON, DAY_BEFORE)])
    yield Case("a code of two deficits", [KIDNEY, "Diabetes"], [coded(NEPHROPATHY)])
    yield Case("CTV3 and SNOMED: CTV3 alone", [FIBRILLATION], [coded(CTV3_FIBRILLATING, **both)])
    yield Case("CTV3 that says nothing: nothing", [], [coded(CTV3_OF_NO_LIST, **both)])
    yield Case("Read 662O.", ["Hypertension"], [coded("662O.", system="read2")])
    yield Case("Read 662o.", ["Cerebrovascular disease"], [coded("662o.", system="read2")])
    yield Case("a Read code as CTV3", [], [coded("662O.", system="ctv3")])
    yield Case("no sex: haemoglobin says nothing", [], [coded(HAEMOGLOBIN, value="100")], sex="U")
    yield Case("no sex: eGFR does", [KIDNEY], [coded(EGFR, value="59")], sex="I")
    yield Case("one result ever", [KIDNEY], [coded(EGFR, DAY_BEFORE, value="75"), coded(EGFR, value="59")])


def _medicines() -> Iterable[Case]:
    many = [POLYPHARMACY]
    one_of_two_strengths = [*MEDICINES[:3], "318590006", "318591005"]

    def four() -> list[Row]:
        return issued(*MEDICINES[:4])

    yield Case("4 medicines", [], issues=four())
    yield Case("5 medicines", many, issues=issued(*MEDICINES))
    yield Case("4 medicines, one of them again", [], issues=issued(*MEDICINES[:4], "A"))
    yield Case("5 codes of 4 medicines", [], issues=issued(*one_of_two_strengths))
    yield Case("5 medicines 12 months ago", [], issues=issued(*MEDICINES, on=A_YEAR_BEFORE))
    yield Case("5 medicines a day less ago", many, issues=issued(*MEDICINES, on=date(2025, 4, 1)))
    yield Case("the last day of 12 months", many, issues=issued(*MEDICINES, on=A_YEAR_BEFORE), on=DAY_BEFORE)
    yield Case("the fifth after the day", [], issues=four() + issued("E", on=DAY_AFTER))
    yield Case("the fifth deleted", [], issues=four() + issued("E", deleted="Y"))
    yield Case("the fifth a vaccine", [], issues=four() + issued("E", chapter="14"))
    yield Case("the fifth of chapter 15", many, issues=four() + issued("E", chapter="15"))
    yield Case("the fifth of chapter 16", [], issues=four() + issued("E", chapter="16"))
    yield Case("one too old for the window", [], issues=four() + issued("E", on=A_YEAR_BEFORE))
    leap, last = date(2024, 2, 29), date(2025, 2, 28)
    yield Case("29 February until 28 February", many, issues=issued(*MEDICINES, on=leap), on=last)
    yield Case("29 February not until 1 March", [], issues=issued(*MEDICINES, on=leap), on=date(2025, 3, 1))


def _counts() -> Iterable[Case]:
    for count, category in CATEGORIES:
        rows = [coded(ONE_EACH[deficit]) for deficit in NAMED[:count]]
        yield Case(f"{count} deficits: {category}", NAMED[:count], rows)


CASES = [*_counts(), *_codes(), *_results(), *_words(), *_dates(), *_medicines()]
