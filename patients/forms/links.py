"""Forms about two records of one human being."""

from datetime import date
from typing import Any

from django import forms

from patients.models import LinkReason, Person
from patients.rules.access_reviews import holds_nhs_number
from patients.rules.search import read_question

NOT_FOUND = (
    "No record that you may open has this NHS number and this date of birth. Check both against the letter or"
    " the clinical system. A record of another practice has to be linked by its hub's Case Manager"
)
_NO_SUGGESTIONS = {"autocomplete": "off", "spellcheck": "false"}
_LONGEST = 500


def _without_numbers(words: str) -> str:
    """:raises ValidationError: there is an NHS number in them"""
    if holds_nhs_number(words):
        raise forms.ValidationError(
            "Leave the NHS number out: it stands beside these words, for whoever may open that record"
        )
    return words


class FindForm(forms.Form):
    """The other record, by number and birth date: a number alone would be one slip of the keyboard."""

    nhs_number = forms.CharField(
        label="NHS number of the other record",
        max_length=40,
        widget=forms.TextInput(attrs={**_NO_SUGGESTIONS, "inputmode": "numeric"}),
        error_messages={"required": "Enter the NHS number of the other record"},
    )
    birth_date = forms.CharField(
        label="Date of birth on the other record",
        max_length=40,
        help_text="For example 14/7/1945",
        widget=forms.TextInput(attrs=_NO_SUGGESTIONS),
        error_messages={"required": "Enter the date of birth on the other record"},
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
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


class LinkForm(forms.Form):
    """Which of the two is worked with, and why they are one.  `other` is the one found."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    keep = forms.ChoiceField(
        label="Which of the two is worked with from now on",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the record to work with"),
    )
    reason = forms.ChoiceField(
        label="Why there are two",
        choices=LinkReason.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why there are two records"),
    )
    words = forms.CharField(
        label="How you know that it is one person",
        required=False,
        max_length=_LONGEST,
        help_text="No names and no numbers",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Say it in 500 characters or fewer"},
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]], other: Person) -> None:
        """:param choices: public id and words of each of the two"""
        super().__init__(data, initial={"other": other.public_id})
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        return _without_numbers(self.cleaned_data["words"])


class UnlinkForm(forms.Form):
    entry = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why the link ends",
        max_length=_LONGEST,
        help_text="No names and no numbers",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say in words why the link ends",
            "max_length": "Say it in 500 characters or fewer",
        },
    )

    def clean_why(self) -> str:
        return _without_numbers(self.cleaned_data["why"])
