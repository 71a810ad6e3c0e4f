"""The words of an invitation: those of the standard letter, what stands in for what, and to whom a letter in
another language goes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from careplans.rules.due import NotByLetter
from careplans.rules.entitlement import Kind
from careplans.rules.languages import Language, is_english, language_of

# What is put in where its name stands in braces.  A translation has each of them.
PLACEHOLDERS = {
    "name": "how the person is addressed, as Mrs Smith",
    "telephone": "whom to ring: the telephone number to answer",
    "day": "the day to answer by, as 14/07/2026",
    "practice": "the name of their practice",
    "times": "how many sessions a year are offered, as a number",
    "months": "after how many months they are asked again, as a number",
}
_HOLDER = re.compile(r"\{([^{}]*)\}")
_WITH = {
    Kind.JOINT: "your GP and your Case Manager",
    Kind.HSCA: "a Health and Social Care Assistant",
}
_AGAIN = (
    "We wrote to you some weeks ago and have not heard from you. In case that letter went astray, we would"
    " like to ask you again."
)
_STANDARD = """\
Dear {name}

# An invitation to plan your care with us
%(again)s
We offer you a longer appointment with %(with)s, {times} a year. We talk about how you are, what matters to \
you and what help you would like, and write your care plan together. It belongs to you, and you get a copy.

To find a day, please ring {telephone} by {day}.

Please tell us when you ring if

- you cannot easily come to us: we can meet at your home, or talk by telephone
- somebody should be there with you: a relative, a friend, whoever helps you
- you would like an interpreter, or letters in large print, easy words or another format.

It is your choice. If you would rather not, tell us: your other care stays as it is, and we ask again in \
{months} months.

Yours sincerely

{practice}"""


class Shape(StrEnum):
    HEADING = "HEADING"
    TEXT = "TEXT"
    RING = "RING"  # whom to ring stands in it: it is set apart
    LIST = "LIST"


@dataclass(frozen=True)
class Part:
    """A piece of a line; `filled` is put in, and reads from left to right within any text."""

    text: str
    filled: bool


@dataclass(frozen=True)
class Block:
    shape: Shape
    lines: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, kw_only=True)
class LetterNow:
    """
    What decides, on the day it is printed, whether a letter is in the right language.

    :param language: of the letter, None of one in English
    :param stands: its wording has neither been replaced nor withdrawn
    :param speaks: as the record says it now
    """

    language: str | None
    stands: bool
    speaks: str
    interpreter: bool
    easy_words: bool


def standard(kind: Kind, *, second: bool) -> str:
    """The standard letter, as it is translated."""
    return _STANDARD % {"again": f"\n{_AGAIN}\n" if second else "", "with": _WITH[kind]}


def placeholder_problems(body: str) -> list[str]:
    """What is wrong with the placeholders of a wording, in sentences."""
    found = _HOLDER.findall(body)
    unknown = [each for each in dict.fromkeys(found) if each not in PLACEHOLDERS]
    missing = [each for each in PLACEHOLDERS if each not in found]
    problems = []
    if unknown:
        problems.append(f"There is no {_named(unknown, 'or')}. Write one of {_named(PLACEHOLDERS, 'and')}")
    if missing:
        stands = " and ".join(f"{{{each}}} ({PLACEHOLDERS[each]})" for each in missing)
        problems.append(f"{stands} {'is' if len(missing) == 1 else 'are'} missing. Put it where it belongs")
    if not problems and ("{" in (left := _HOLDER.sub("", body)) or "}" in left):
        problems.append("There is a brace that belongs to no placeholder. Take it out")
    return problems


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are one person's, however their blanks and capitals are typed."""
    return _folded(one) == _folded(other)


def prints_alike(one: str, other: str) -> bool:
    """Whether two wordings are the same on paper."""
    return laid_out(one, {}) == laid_out(other, {})


def laid_out(body: str, values: Mapping[str, str]) -> tuple[Block, ...]:
    """
    A wording as it is printed: paragraphs are parted by empty lines, `# ` begins a heading, `- ` an entry
    of a list.

    :param values: of each placeholder; one without a value stands as it is written
    """
    paragraphs = re.split(r"\n[ \t]*\n", body.strip())
    return tuple(block for each in paragraphs if each.strip() for block in _blocks(each.strip(), values))


def language_reason(
    *, speaks: str, interpreter: bool, easy_words: bool, has_text: bool
) -> NotByLetter | None:
    """
    Why somebody is not written to for their language; they are rung.

    :param has_text: a wording of the letter that is due to them stands in their language
    """
    if has_text:
        return NotByLetter.EASY_WORDS if easy_words else None
    return None if is_english(speaks) and not interpreter else NotByLetter.LANGUAGE


def language_stop(now: LetterNow) -> str:
    """Why a letter that was written does not go out for its language, in a word; nothing where it does."""
    if now.language is None:
        english = is_english(now.speaks) and not now.interpreter
        return "" if english else str(NotByLetter.LANGUAGE)
    found = language_of(now.speaks)
    if found is None or found.name != now.language:
        return "OTHER_LANGUAGE"
    if now.easy_words:
        return str(NotByLetter.EASY_WORDS)
    return "" if now.stands else "TEXT_ENDED"


def typeface_says(language: Language) -> str:
    """What whoever prints it has to look at."""
    if not language.script.typeface:
        return (
            f"No typeface that has the letters of {language.name} is known here. Look at each letter on paper"
            " before you post it; empty boxes are letters that are missing."
        )
    return (
        f"Set in {language.script.typeface}, which Windows brings. Where it is missing, the browser takes"
        " another one: empty boxes in place of letters mean that there is none, and nothing is to be posted."
    )


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _blocks(paragraph: str, values: Mapping[str, str]) -> Iterator[Block]:
    """Of a paragraph; a heading and a list may stand in it without empty lines around them."""
    shape, lines = Shape.TEXT, list[str]()
    for line in (each.strip() for each in paragraph.split("\n")):
        found = _shape_of(line)
        if lines and (found is not shape or shape is Shape.HEADING):
            yield _block(shape, lines, values)
            lines = []
        shape = found
        lines.append(line[2:] if found in (Shape.HEADING, Shape.LIST) else line)
    yield _block(shape, lines, values)


def _shape_of(line: str) -> Shape:
    return Shape.HEADING if line.startswith("# ") else Shape.LIST if line.startswith("- ") else Shape.TEXT


def _block(shape: Shape, lines: list[str], values: Mapping[str, str]) -> Block:
    if shape is Shape.TEXT and any("{telephone}" in each for each in lines):
        shape = Shape.RING
    return Block(shape, tuple(tuple(_parts(each, values)) for each in lines))


def _parts(line: str, values: Mapping[str, str]) -> Iterator[Part]:
    for place, piece in enumerate(_HOLDER.split(line)):
        if place % 2:
            yield Part(values.get(piece, f"{{{piece}}}"), filled=True)
        elif piece:
            yield Part(piece, filled=False)


def _named(names: Iterable[str], last: str) -> str:
    shown = [f"{{{each}}}" for each in names]
    return f" {last} ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
