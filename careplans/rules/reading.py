"""How hard a text is to read: the Flesch-Kincaid grade.

Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas", Naval Technical Training
Command, Research Branch Report 8-75 (1975): 0.39 x words a sentence + 11.8 x syllables a word - 15.59, in
years of school in the United States, where the first begins at six.  It knows nothing of what words mean.

No library: those that count syllables by a dictionary fetch it from elsewhere when they are first used.
"""

import re
from dataclasses import dataclass

import pyphen

AGE_OF_FIRST_GRADE = 5  # a child of grade 1 is six: grade and five years
# NHS digital service manual, "How to write good content", and Health Education England's health literacy
# toolkit ask for what somebody of 9 to 11 reads.
OLDEST_WANTED = 11
ADULT = 18  # the formula goes on beyond school, where an age says nothing
FEWEST_WORDS = 10  # of fewer the measure says nothing
FEWEST_OF_HARD = 5  # words of a sentence that is named as hard
MOST_NAMED = 3
LATIN_SHARE = 0.8  # of the letters; syllables are those of English

_HYPHENS = pyphen.Pyphen(lang="en_GB", left=1, right=1)
_SENTENCES = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:(?<=[^aeiouyl])e|(?<=[^aeiouytd])ed|(?<=[^aeiouysxzcgh])es)$")


@dataclass(frozen=True)
class Hard:
    """A sentence, and the age that reads it."""

    sentence: str
    age: int

    @property
    def reads(self) -> str:
        return age_in_words(self.age)


@dataclass(frozen=True)
class Reading:
    """`hardest` are sentences above `OLDEST_WANTED`, the worst first."""

    grade: float
    age: int
    hardest: tuple[Hard, ...]

    @property
    def reads(self) -> str:
        return age_in_words(self.age)

    @property
    def is_hard(self) -> bool:
        return self.age > OLDEST_WANTED


def reading_of(text: str) -> Reading | None:
    """None where the measure says nothing: of few words, and of words that are not in Latin letters."""
    sentences = [each for each in _sentences(text) if _words(each)]
    words = [word for each in sentences for word in _words(each)]
    if len(words) < FEWEST_WORDS or _latin_share(text) < LATIN_SHARE:
        return None
    grade = _grade(words, len(sentences))
    long = ((each, _words(each)) for each in sentences)
    graded = {(_grade(of, 1), each) for each, of in long if len(of) >= FEWEST_OF_HARD}
    hard = [Hard(each, _age(found)) for found, each in sorted(graded, reverse=True)]
    above = [each for each in hard if each.age > OLDEST_WANTED]
    return Reading(round(grade, 1), _age(grade), tuple(above[:MOST_NAMED]))


def age_in_words(age: int) -> str:
    return f"age {min(age, ADULT)}{' and over' if age >= ADULT else ''}"


def syllables(word: str) -> int:
    """The greater of two counts, so that a text is rather found too hard than too easy: where it may be
    divided, and groups of vowels without a silent e."""
    lower = word.lower()
    divided = len(_HYPHENS.positions(lower)) + 1
    return max(divided, len(_VOWELS.findall(_SILENT.sub("", lower))), 1)


def _grade(words: list[str], sentences: int) -> float:
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def _age(grade: float) -> int:
    return max(0, round(grade)) + AGE_OF_FIRST_GRADE


def _sentences(text: str) -> list[str]:
    return [each.strip() for each in _SENTENCES.split(text) if each.strip()]


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def _latin_share(text: str) -> float:
    letters = [each for each in text if each.isalpha()]
    return sum(each < "Ͱ" for each in letters) / len(letters) if letters else 0
