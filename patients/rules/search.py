"""What somebody means who types or pastes text to find a person: numbers, a birth date or year, names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from patients.rules.nhs_numbers import has_check_digit

LONGEST = 2_000  # characters looked at; more is a document, not a question
MOST_WORDS = 6  # of a name; what follows in a pasted letter is not a name
DIGITS = 10
# Word similarity (pg_trgm) from which a misspelt word counts: "Fernandes" for "Fernandez" has 0.67.  Short
# words share too few trigrams ("Smyth" for "Smith": 0.33), so those are compared by their consonants too.
ALIKE = 0.45
FEWEST_CONSONANTS = 2
FIRST_YEAR = 1895

_RUN = re.compile(r"\d+", re.ASCII)
_BETWEEN = re.compile(r"[ \t\n\r.\-\u00a0\u2007\u2009\u202f\u2010-\u2013]{0,3}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BY_YEAR = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_BY_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?!\d)", re.ASCII)
_BY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[-/. ]*(?:of )?([a-z]{3,9})[-/., ]*(\d{4}|\d{2})(?!\d)",
    re.ASCII | re.IGNORECASE,
)
_TOGETHER = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)", re.ASCII)
_DATES = ((_BY_YEAR, (2, 1, 0)), (_BY_DAY, (0, 1, 2)), (_BY_MONTH, (0, 1, 2)), (_TOGETHER, (0, 1, 2)))
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
# Words around a name that are none; titles are not part of the text that names are looked up in.
_NOT_NAMES = frozenset(
    {"MR", "MRS", "MS", "MISS", "MX", "DR", "PROF", "REV", "SIR", "NHS", "NO", "NUMBER", "NUM", "DOB", "BORN"}
    | {"DATE", "OF", "BIRTH", "THE", "AND", "PATIENT", "NAME"}
)


@dataclass(frozen=True)
class Question:
    """
    What a text asks for.

    `numbers` are valid NHS numbers (ten digits), `wrong_numbers` says that there were ten digits whose check
    digit does not fit; `words` are in upper case without accents, as the text that names are looked up in.
    """

    numbers: tuple[str, ...] = ()
    wrong_numbers: bool = False
    birth_date: date | None = None
    birth_year: int | None = None
    words: tuple[str, ...] = ()

    def asks(self) -> bool:
        """Whether there is enough to look for: a lone letter or a lone year would bring half the register."""
        longest = max((len(word) for word in self.words), default=0)
        return bool(self.numbers or self.birth_date or longest > 1)


def read_question(text: str, *, today: date) -> Question:
    """The question in a text; a valid NHS number settles it, whatever stands around."""
    text = text[:LONGEST]
    found = ten_digits(text)
    numbers = tuple(dict.fromkeys(each for each in found if len(set(each)) > 1 and has_check_digit(each)))
    if numbers:
        return Question(numbers=numbers)
    plain = without_accents(text)
    born, rest = _birth_date(plain, today)
    year, rest = (None, rest) if born else _birth_year(rest, today)
    written = dict.fromkeys(_WORD.findall(rest.replace("\u2019", "'")))
    words = [word for word in written if word not in _NOT_NAMES] or list(written)
    return Question((), bool(found), born, year, tuple(words[:MOST_WORDS]))


def without_accents(text: str) -> str:
    """Upper case without accents: `PersonDetail.search_text` is made in the same way."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parts if not "\u0300" <= letter <= "\u036f").upper()


# Vowels (and h, w, y) that do not begin a word, and a letter said twice.
FAINT, TWICE = r"\B[AEIOUYHW]+", r"(.)\1+"


def consonants(word: str) -> str:
    """`SMT` of SMITH and of SMYTH: a word without its vowels; empty when too little is left."""
    left = re.sub(TWICE, r"\1", re.sub(FAINT, "", word))
    return left if len(left) >= FEWEST_CONSONANTS else ""


def ten_digits(text: str) -> list[str]:
    """Every ten digits that stand together or in groups with blanks, dots or dashes between.

    A group is never parted, so a telephone number of eleven digits holds none.
    """
    runs = list(_RUN.finditer(text))
    found = []
    for start in range(len(runs)):
        digits = ""
        for place in range(start, len(runs)):
            if place > start and not _joined(text, runs[place - 1], runs[place]):
                break
            digits += runs[place].group()
            if len(digits) >= DIGITS:
                found += [digits] if len(digits) == DIGITS else []
                break
    return found


def _joined(text: str, before: re.Match[str], after: re.Match[str]) -> bool:
    return _BETWEEN.fullmatch(text[before.end() : after.start()]) is not None


def _birth_date(text: str, today: date) -> tuple[date | None, str]:
    """The first real date of the past in the text, and the text without it; day before month, as here."""
    for pattern, order in _DATES:
        for match in pattern.finditer(text):
            day, month, year = (match.groups()[place] for place in order)
            if on := _date(day, month, year, today):
                return on, text[: match.start()] + " " + text[match.end() :]
    return None, text


def _date(day: str, month: str, year: str, today: date) -> date | None:
    number = int(month) if month.isdigit() else _month(month)
    full = int(year) if len(year) > 2 else 1900 + int(year)  # nobody here was born in this century
    try:
        on = date(full, number, int(day))
    except ValueError:
        return None
    return on if on.year >= FIRST_YEAR and on <= today else None


def _month(name: str) -> int:
    """1 to 12; 0 for a word that is no month."""
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _birth_year(text: str, today: date) -> tuple[int | None, str]:
    for match in _YEAR.finditer(text):
        if FIRST_YEAR <= int(match.group()) <= today.year:
            return int(match.group()), text[: match.start()] + " " + text[match.end() :]
    return None, text
