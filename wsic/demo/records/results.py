"""Results of tests: which ones count for a deficit and which do not (EFI.md, Values).

`value,unit` as fields of a line. Ranges end at the boundaries, so that the nearest result that does not
count is as frequent as any other.
"""

from dataclasses import dataclass
from datetime import date

from wsic.demo.records.statements import BY_TERM, Statement, spread
from wsic.demo.streams import Draws

IN_G_PER_L_FROM = date(2013, 4, 1).toordinal()  # UK laboratories changed from g/dL in 2013
_CKD_EPI_FROM = date(2014, 7, 1).toordinal()  # NICE CG182, July 2014: CKD-EPI in place of MDRD

_HAEMOGLOBIN = BY_TERM["Haemoglobin estimation"]
_EGFR = BY_TERM["Estimated GFR, CKD-EPI, per 1.73 square metres"]
_EGFR_BEFORE = BY_TERM["GFR calculated by abbreviated MDRD"]
_TSH = BY_TERM["Serum TSH level"]

ANAEMIA = "Anaemia and haematinic deficiency"
KIDNEY = "Chronic kidney disease"
THYROID = "Thyroid disease"


@dataclass(frozen=True, slots=True)
class Results:
    """The two kinds of results of a test."""

    normal: tuple[str, ...]
    counting: tuple[str, ...]

    def pick(self, draws: Draws, *, counting: bool) -> str:
        return draws.pick(self.counting if counting else self.normal)


# Sex -> in g/L, and in g/dL. Where the sex is not recorded the test cannot be assessed, whatever the result.
_HB = {
    "M": Results(spread("130", "174", 0, "g/L"), spread("82", "129", 0, "g/L")),
    "F": Results(spread("115", "158", 0, "g/L"), spread("78", "114", 0, "g/L")),
    "": Results(spread("104", "166", 0, "g/L"), spread("104", "166", 0, "g/L")),
}
_HB_BEFORE = {
    "M": Results(spread("13.0", "17.4", 1, "g/dL"), spread("8.2", "12.9", 1, "g/dL")),
    "F": Results(spread("11.5", "15.8", 1, "g/dL"), spread("7.8", "11.4", 1, "g/dL")),
    "": Results(spread("10.4", "16.6", 1, "g/dL"), spread("10.4", "16.6", 1, "g/dL")),
}
_EGFR_UNIT = "mL/min/1.73m2"
_EGFR_RESULTS = Results(
    (*spread("60", "90", 0, _EGFR_UNIT), *(f">90,{_EGFR_UNIT}",) * 12),  # text: no number, counts never
    spread("14", "59", 0, _EGFR_UNIT),
)
_TSH_RESULTS = Results(
    spread("0.36", "5.50", 2, "mU/L"),
    (*spread("0.01", "0.35", 2, "mU/L"), *spread("5.51", "9.80", 2, "mU/L")),
)


def haemoglobin(on: int, sex: str, draws: Draws, *, counting: bool) -> tuple[Statement, str]:
    results = (_HB if on >= IN_G_PER_L_FROM else _HB_BEFORE)[sex]
    return _HAEMOGLOBIN, results.pick(draws, counting=counting)


def egfr(on: int, draws: Draws, *, counting: bool) -> tuple[Statement, str]:
    said = _EGFR if on >= _CKD_EPI_FROM else _EGFR_BEFORE
    return said, _EGFR_RESULTS.pick(draws, counting=counting)


def tsh(draws: Draws, *, counting: bool) -> tuple[Statement, str]:
    return _TSH, _TSH_RESULTS.pick(draws, counting=counting)


@dataclass(frozen=True, slots=True)
class Check:
    """A test made on occasion. `asked` is the share of people without the deficit who had it too."""

    deficit: str
    statement: Statement
    results: Results
    asked: float


def _check(
    deficit: str, term: str, normal: tuple[str, ...], counting: tuple[str, ...], asked: float
) -> Check:
    return Check(deficit, BY_TERM[term], Results(normal, counting), asked)


_SYSTOLIC, _DIASTOLIC = "Average 24 hour systolic blood pressure", "Average 24 hour diastolic blood pressure"
_ACR = "Urine albumin/creatinine ratio, mg/mmol"

CHECKS = (
    _check("Hypertension", _SYSTOLIC, spread("108", "135", 0, "mmHg"), spread("136", "171", 0, "mmHg"), 0.10),
    _check("Hypertension", _DIASTOLIC, spread("62", "85", 0, "mmHg"), spread("86", "104", 0, "mmHg"), 0.10),
    _check(
        KIDNEY, _ACR, (*spread("0.3", "3.0", 1, "mg/mmol"), *("<0.3,mg/mmol",) * 5),
        spread("3.1", "48.0", 1, "mg/mmol"), 0.25,
    ),
    _check(
        "Peripheral vascular disease", "Ankle brachial pressure index",
        spread("0.95", "1.28", 2, ""), spread("0.41", "0.94", 2, ""), 0.05,
    ),
    _check(
        "Osteoporosis", "Hip DXA scan T-score",
        spread("-2.4", "1.2", 1, ""), spread("-4.1", "-2.5", 1, ""), 0.08,
    ),
    _check("Activity limitation", "Barthel index", ("19,", "20,"), spread("4", "18", 0, ""), 0.05),
    _check(
        "Memory and cognitive problems", "Six item cognitive impairment test score",
        spread("0", "7", 0, "/28"), spread("8", "24", 0, "/28"), 0.20,
    ),
    _check(
        "Weight loss and anorexia", "Malnutrition universal screening tool score",
        ("0,",), ("1,", "2,", "3,"), 0.25,
    ),
    _check("Falls", "Number of falls in last 12 months", ("0,",), ("1,", "1,", "2,", "3,", "5,"), 0.30),
    _check(
        "Respiratory disease", "Number of COPD exacerbations in past year",
        ("0,",), ("1,", "1,", "2,", "3,"), 0.02,
    ),
)  # fmt: skip

CHECKS_OF: dict[str, tuple[Check, ...]] = {}
for _one in CHECKS:
    CHECKS_OF[_one.deficit] = (*CHECKS_OF.get(_one.deficit, ()), _one)

# Deficit -> the shares that rest on results alone, and on results and codes; the rest on codes alone.
RESTS_ON_RESULTS: dict[str, tuple[float, float]] = {
    ANAEMIA: (0.35, 0.30),
    KIDNEY: (0.35, 0.35),
    THYROID: (0.20, 0.30),
    "Hypertension": (0.08, 0.20),
    "Peripheral vascular disease": (0.10, 0.10),
    "Osteoporosis": (0.15, 0.15),
    "Activity limitation": (0.30, 0.20),
    "Memory and cognitive problems": (0.15, 0.30),
    "Weight loss and anorexia": (0.25, 0.25),
    "Falls": (0.15, 0.15),
    "Respiratory disease": (0.05, 0.15),
}

# Scores whose mere presence counts, whatever their result.
SCORES = {
    "CHADS2 score": ("1,", "2,", "3,", "4,"),
    "CHA2DS2-VASc stroke risk score": ("2,", "3,", "4,", "5,", "6,"),
}
