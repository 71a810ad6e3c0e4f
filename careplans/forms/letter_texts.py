"""The wording of an invitation in another language: entered, withdrawn."""

import uuid
from datetime import date
from typing import Any

from django import forms

from careplans.actions.letter_texts import Wording
from careplans.forms.contacts import Words, day_field, once_field
from careplans.models import LetterText, SessionKind
from careplans.rules.languages import LANGUAGES
from careplans.rules.letter_texts import is_same_name, placeholder_problems
from wsic.dates import long_date

FIRST, SECOND = "FIRST", "SECOND"
LONGEST = 6_000  # signs: three times the English letter


def _line(label: str, missing: str, help_text: str = "") -> Words:
    errors = {"required": missing, "max_length": "Write 120 characters or fewer"}
    return Words(label=label, max_length=120, help_text=help_text, error_messages=errors)


def _day(label: str, missing: str) -> forms.DateField:
    field = day_field(label, required=True)
    field.error_messages["required"] = missing
    return field


def _why(label: str, *, required: bool) -> Words:
    errors = {"required": "Say why", "max_length": "Write 300 characters or fewer"}
    return Words(label=label, max_length=300, required=required, error_messages=errors)


class TextForm(forms.Form):
    once = once_field()
    upon = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label="Language",
        choices=[("", "Choose the language"), *((each.name, each.name) for each in LANGUAGES)],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the language"),
    )
    kind = forms.ChoiceField(
        label="Session",
        choices=SessionKind.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the session"),
    )
    invitation = forms.ChoiceField(
        label="Invitation",
        choices=[(FIRST, "First"), (SECOND, "Second, where the first was not answered")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the invitation"),
    )
    body = Words(
        label="Wording",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto", "spellcheck": "false"}),
        help_text="Empty lines part paragraphs. A line that begins with # is the heading, with - an entry of"
        " a list.",
        error_messages={
            "required": "Enter the wording",
            "max_length": f"The wording is longer than {LONGEST:,} characters. Shorten it",
        },
    )
    translated_by = _line("Translated by", "Say who translated it", "Name, and the service they work for")
    translated_on = _day("Translated on", "Enter the day on which it was translated")
    checked_by = _line("Checked by", "Say who checked it", "Somebody else who reads the language")
    checked_on = _day("Checked on", "Enter the day on which it was checked")
    why = _why("Why it is changed", required=False)

    def __init__(self, data: Any = None, *, today: date, text: LetterText | None = None) -> None:
        """:param text: the version that another is written upon"""
        super().__init__(data, initial={"once": uuid.uuid4(), "upon": 0, **(_initial(text) if text else {})})
        self._today = today

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if problems := placeholder_problems(body):
            raise forms.ValidationError(problems)
        return body

    def clean_translated_on(self) -> date:
        return self._not_ahead("translated_on")

    def clean_checked_on(self) -> date:
        return self._not_ahead("checked_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        by, checked = (cleaned.get(each, "") for each in ("translated_by", "checked_by"))
        if by and checked and is_same_name(by, checked):
            self.add_error("checked_by", "Somebody else than the translator checks it. Enter who did")
        translated, on = cleaned.get("translated_on"), cleaned.get("checked_on")
        if translated and on and on < translated:
            self.add_error("checked_on", f"This is before it was translated, {long_date(translated)}")
        if cleaned.get("upon") and "why" in cleaned and not cleaned["why"]:
            self.add_error("why", "Say why it is changed")
        return cleaned

    def wording(self) -> Wording:
        cleaned = self.cleaned_data
        return Wording(
            language=cleaned["language"],
            kind=SessionKind(cleaned["kind"]),
            second=cleaned["invitation"] == SECOND,
            body=cleaned["body"],
            translated_by=cleaned["translated_by"],
            translated_on=cleaned["translated_on"],
            checked_by=cleaned["checked_by"],
            checked_on=cleaned["checked_on"],
        )

    def _not_ahead(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if day > self._today:
            raise forms.ValidationError("This day is still to come. Enter it when it is done")
        return day


class WithdrawForm(forms.Form):
    why = _why("Why", required=True)


def _initial(text: LetterText) -> dict[str, Any]:
    return {
        "upon": 0 if text.ended_at else text.version,
        "language": text.language,
        "kind": text.kind,
        "invitation": SECOND if text.second else FIRST,
        "body": text.body,
        "translated_by": text.translated_by,
    }
