"""One person, exactly: by NHS number and birth date, both right; and words that must not name whom."""

from datetime import date
from typing import Any

from django import forms

from patients.rules.access_reviews import holds_nhs_number
from patients.rules.search import read_question

NO_SUGGESTIONS = {"autocomplete": "off", "spellcheck": "false"}


def number_field(label: str, *, of: str) -> forms.CharField:
    """:param of: whose it is, for the sentence where it is missing"""
    return forms.CharField(
        label=label,
        max_length=40,
        widget=forms.TextInput(attrs={**NO_SUGGESTIONS, "inputmode": "numeric"}),
        error_messages={"required": f"Enter {of}"},
    )


def birth_date_field(label: str, *, of: str) -> forms.CharField:
    """:param of: whose it is, for the sentence where it is missing"""
    return forms.CharField(
        label=label,
        max_length=40,
        help_text="For example 14/7/1945",
        widget=forms.TextInput(attrs=NO_SUGGESTIONS),
        error_messages={"required": f"Enter {of}"},
    )


class ExactPersonForm(forms.Form):
    """A number alone would open a stranger's record by one slip of the keyboard."""

    nhs_number = number_field("NHS number", of="the person's NHS number")
    birth_date = birth_date_field("Date of birth", of="the person's date of birth")

    def __init__(self, data: Any = None, *, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today

    def clean_nhs_number(self) -> str:
        question = read_question(self.cleaned_data["nhs_number"], today=self.today)
        if len(question.numbers) != 1:
            raise forms.ValidationError(
                "Check the NHS number: ten digits whose check digit fits, for example 999 026 0184"
            )
        return question.numbers[0]

    def clean_birth_date(self) -> date:
        question = read_question(self.cleaned_data["birth_date"], today=self.today)
        if question.birth_date is None:
            raise forms.ValidationError("Enter the whole date of birth, for example 14/7/1945")
        return question.birth_date


def without_numbers(words: str, *, because: str) -> str:
    """
    :param because: why no number may stand there

    :raises ValidationError: there is an NHS number in them
    """
    if holds_nhs_number(words):
        raise forms.ValidationError(f"Leave the NHS number out: {because}")
    return words
