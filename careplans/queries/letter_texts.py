"""Wordings of letters in other languages: which there are, one with its versions, and as it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from careplans.models import LetterText, SessionKind
from careplans.rules.entitlement import Kind, SessionSettings
from careplans.rules.languages import BY_NAME, Language
from careplans.rules.letter_texts import (
    PLACEHOLDERS,
    Block,
    laid_out,
    standard,
    typeface_says,
)
from careplans.settings import session_settings
from wsic.dates import long_date

ONCE = {1: "once", 2: "twice"}
# Of nobody: what stands in a preview.
SAMPLE = {"name": "Mrs Example", "telephone": "020 7946 0000", "practice": "The Example Practice"}


@dataclass(frozen=True)
class Printed:
    """Words as they stand on paper, with what the page has to say of their language."""

    tag: str
    direction: str
    script: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Which:
    """What a letter is: there are as many wordings of a language."""

    kind: SessionKind
    second: bool

    @property
    def says(self) -> str:
        return f"{'Second' if self.second else 'First'}, {self.kind.label}"


WHICH = tuple(Which(kind=kind, second=second) for kind in SessionKind for second in (False, True))


@dataclass(frozen=True, kw_only=True)
class TextLine:
    """`ended_why` "" while it stands."""

    public_id: UUID
    version: int
    which: Which
    translated_by: str
    translated_on: date
    checked_by: str
    checked_on: date
    recorded_by: str
    recorded_at: datetime
    ended_why: str
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TextPage:
    """A wording; `others` are the other versions, the newest first; `stands` the one that letters are written
    with, None where there is none."""

    line: TextLine
    language: Language
    preview: Printed
    typeface: str
    others: tuple[TextLine, ...]
    stands: UUID | None


def letter_texts() -> tuple[tuple[Language, tuple[TextLine | None, ...]], ...]:
    """Each language that has or had one, with those that stand in the order of WHICH."""
    rows = LetterText.objects.select_related("recorded_by", "ended_by").order_by("language", "pk")
    found: dict[str, dict[Which, TextLine]] = {}
    for each in rows:
        standing = found.setdefault(each.language, {})
        if each.ended_at is None:
            standing[_which(each)] = _line(each)
    return tuple(
        (BY_NAME[name], tuple(standing.get(which) for which in WHICH)) for name, standing in found.items()
    )


def text_page(text: LetterText) -> TextPage:
    rows = LetterText.objects.select_related("recorded_by", "ended_by").filter(
        language=text.language, kind=text.kind, second=text.second
    )
    lines = {each.pk: _line(each) for each in rows.order_by("-version")}
    standing = (each.public_id for each in lines.values() if not each.ended_at)
    language = BY_NAME[text.language]
    return TextPage(
        line=lines[text.pk],
        language=language,
        preview=preview_of(language, text.body, SessionKind(text.kind)),
        typeface=typeface_says(language),
        others=tuple(line for key, line in lines.items() if key != text.pk),
        stands=next(standing, None),
    )


def preview_of(language: Language, body: str, kind: SessionKind) -> Printed:
    """With the words of nobody in place of the placeholders."""
    return printed(language, body, {**SAMPLE, **numbers(kind, session_settings()), "day": "14/07/2026"})


def printed(language: Language, body: str, values: Mapping[str, str]) -> Printed:
    return Printed(language.tag, language.direction, language.script.key, laid_out(body, values))


def in_english(which: Which, values: Mapping[str, str], *, by: date) -> tuple[Block, ...]:
    """
    The standard letter.

    :param values: of the placeholders, numbers as numbers
    """
    times = int(values["times"])
    said = {**values, "day": long_date(by), "times": ONCE.get(times, f"{times} times")}
    return laid_out(standard(Kind(which.kind), second=which.second), said)


def to_translate() -> tuple[tuple[Which, str], ...]:
    """The English of each letter, with its placeholders."""
    return tuple((which, standard(Kind(which.kind), second=which.second)) for which in WHICH)


def placeholders() -> tuple[tuple[str, str], ...]:
    return tuple((f"{{{name}}}", what) for name, what in PLACEHOLDERS.items())


def numbers(kind: SessionKind, settings: SessionSettings) -> dict[str, str]:
    times = settings.joint_a_year if kind is SessionKind.JOINT else settings.hsca_a_year
    return {"times": str(times), "months": str(settings.again)}


def _which(text: LetterText) -> Which:
    return Which(kind=SessionKind(text.kind), second=text.second)


def _line(text: LetterText) -> TextLine:
    return TextLine(
        public_id=text.public_id,
        version=text.version,
        which=_which(text),
        translated_by=text.translated_by,
        translated_on=text.translated_on,
        checked_by=text.checked_by,
        checked_on=text.checked_on,
        recorded_by=text.recorded_by.display_name,
        recorded_at=text.recorded_at,
        ended_why=text.ended_why,
        ended_by=text.ended_by.display_name if text.ended_by else "",
        ended_at=text.ended_at,
    )
