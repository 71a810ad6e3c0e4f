"""Wordings of letters as the tests lay them down: English words behind a tag of the language."""

import uuid

from careplans.models import LetterText, SessionKind
from careplans.rules.entitlement import Kind
from careplans.rules.languages import BY_NAME
from careplans.rules.letter_texts import standard
from tests.world import NOW, TODAY
from wsic.accounts.models import User


def invented(language: str, kind: str = "HSCA", *, second: bool = False) -> str:
    """No translation: each paragraph says in brackets of which language it would be."""
    paragraphs = standard(Kind(kind), second=second).split("\n\n")
    tag = BY_NAME[language].tag
    return "\n\n".join(each if each[0] in "#-{" else f"[{tag}] {each}" for each in paragraphs)


def make_text(language: str = "Arabic", **fields) -> LetterText:
    """Of the first letter for a session with an HSCA, version 1; in a unit of work."""
    fields = {"kind": SessionKind.HSCA, "second": False} | fields
    return LetterText.objects.create(
        language=language, once=uuid.uuid4(), recorded_by=User.objects.get(username="administrator"),
        recorded_at=NOW, **{"body": invented(language, fields["kind"], second=fields["second"])}
        | {"version": 1, "translated_by": "A. Translator", "translated_on": TODAY}
        | {"checked_by": "B. Reader", "checked_on": TODAY} | fields,
    )  # fmt: skip
