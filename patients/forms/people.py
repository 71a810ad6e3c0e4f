"""The search for a person."""

from datetime import date
from typing import Any

from django import forms

from patients.rules.search import LONGEST, Question, read_question

NOTHING_ASKED = "Enter an NHS number, a name or a date of birth"
TOO_LITTLE = "Enter more: a name of two letters or more, a whole date of birth or an NHS number"
WRONG_NUMBER = (
    "The ten digits are not an NHS number: the check digit does not fit, so a digit is wrong or two are"
    " swapped. Check them, or search by name and date of birth"
)


class SearchForm(forms.Form):
    """`within` is the public id of an organisation whose register is searched; empty: all one's people."""

    q = forms.CharField(
        label="NHS number, name, date of birth, or any pasted text",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "type": "search"}),
        error_messages={"required": NOTHING_ASKED, "max_length": "Paste fewer than 2,000 characters"},
    )
    within = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.question = Question()

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        self.question = read_question(text, today=self.today)
        if self.question.wrong_numbers:
            raise forms.ValidationError(WRONG_NUMBER)
        if not self.question.asks():
            raise forms.ValidationError(TOO_LITTLE)
        return text
