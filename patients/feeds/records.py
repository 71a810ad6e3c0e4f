"""The feeds of what records say: coded entries, and medicines issued."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from patients.feeds.declared import (
    BIRTH_DATE,
    NHS_NUMBER,
    Column,
    Columns,
    Fault,
    Feed,
    Kind,
    Order,
    register,
)
from patients.rules.codes import CTV3, READ2, SNOMED, check_code, check_snomed

UNKNOWN_SHAPE = "code_unknown_shape"
LAST_CHAPTER = 23  # of the British National Formulary as NHS Prescription Services use it
SYSTMONE = "systmone"


def _no_concept(cell: str) -> Fault | None:
    sentence = check_snomed(cell)
    return Fault(UNKNOWN_SHAPE, sentence) if sentence else None


def _no_chapter(cell: str) -> Fault | None:
    return (
        None if cell.isdigit() else Fault("value_not_numeric", "is no whole number. Write 1 for chapter 1.")
    )


@lru_cache(maxsize=100_000)
def _fault_of(system: str, code: str, snomed_code: str) -> tuple[str, Fault] | None:
    """A code has the shape of the terminology beside it, and no two SNOMED CT codes stand for one statement.

    :returns: the column at fault, and why
    """
    sentence = check_code(system.lower(), code) if system and code else None
    if sentence:
        return "code", Fault(UNKNOWN_SHAPE, sentence)
    if system.lower() == SNOMED and snomed_code not in ("", code):
        return "snomed_code", Fault("conflicting_codes", "differs from the SNOMED CT code in code. Keep one.")
    return None


def _codes_fit(columns: Columns) -> Iterator[tuple[int, str, Fault]]:
    """Every pair of codes is looked at once."""
    said = list(zip(columns["system"], columns["code"], columns["snomed_code"], strict=True))
    wrong = {codes: fault for codes in set(said) if (fault := _fault_of(*codes))}
    if wrong:
        for row, codes in enumerate(said):
            if codes in wrong:
                yield row, *wrong[codes]


ROW_ID = Column(
    name="row_id",
    kind=Kind.TEXT,
    says="the row's own id in the system it comes from",
    required=True,
    longest=64,
)
MEDICINE_CODE = Column(
    name="medicine_code",
    kind=Kind.CLINICAL_CODE,
    says="of the dictionary of medicines, or the system's own",
    required=True,
    longest=40,
)
MEDICINE = Column(name="medicine", kind=Kind.TEXT, says="its name", required=True, longest=255)
_DELETED = Column(
    name="deleted", kind=Kind.YES_NO, says="Y where the system has deleted the row", default="N"
)

CODED_ENTRIES = register(
    Feed(
        name="coded_entries",
        title="Coded entries",
        says="What the record of each person says in codes: diagnoses, findings, results.",
        key=("row_id",),
        local_key=True,
        version="recorded_on",
        columns=(
            ROW_ID,
            NHS_NUMBER,
            BIRTH_DATE,
            Column(name="effective_on", kind=Kind.DATE, says="the day it was so", required=True),
            Column(name="recorded_on", kind=Kind.DATE, says="the day it was typed", required=True),
            Column(
                name="system",
                kind=Kind.CHOICE,
                says="the terminology of the code",
                choices=tuple(system.upper() for system in (SNOMED, CTV3, READ2)),
                required=True,
            ),
            Column(
                name="code",
                kind=Kind.CLINICAL_CODE,
                says="letter case and dots as they are",
                required=True,
                longest=18,
            ),
            Column(
                name="snomed_code",
                kind=Kind.CLINICAL_CODE,
                says="the SNOMED CT code of the same statement, where the system gives both",
                longest=18,
                check=_no_concept,
            ),
            Column(name="term", kind=Kind.TEXT, says="the words of the code", longest=255),
            Column(name="value", kind=Kind.RESULT, says="the result; words are kept and count as no number"),
            Column(name="unit", kind=Kind.TEXT, says="of the result", longest=40),
            _DELETED,
        ),
        orders=(
            Order("birth_date", "effective_on", "date_before_birth"),
            Order("birth_date", "recorded_on", "date_before_birth"),
        ),
        row_rules=(_codes_fit,),
    )
)

MEDICATION_ISSUES = register(
    Feed(
        name="medication_issues",
        title="Medicines issued",
        says="Every medicine issued to each person.",
        key=("row_id",),
        local_key=True,
        columns=(
            ROW_ID,
            NHS_NUMBER,
            BIRTH_DATE,
            Column(name="issued_on", kind=Kind.DATE, says="the day of issue", required=True),
            MEDICINE_CODE,
            MEDICINE,
            Column(
                name="bnf_chapter",
                kind=Kind.NUMBER,
                says="of the British National Formulary, 1 to 23",
                required=True,
                lacking_in=frozenset({SYSTMONE}),
                least=Decimal(1),
                most=Decimal(LAST_CHAPTER),
                check=_no_chapter,
            ),
            _DELETED,
        ),
        orders=(Order("birth_date", "issued_on", "date_before_birth"),),
    )
)
