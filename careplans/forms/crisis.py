"""The form by which a crisis page is opened out of hours."""

from datetime import date
from typing import Any

from django import forms

from careplans.actions.crisis import Asked
from patients.forms.access_reviews import without_numbers
from patients.models import CrisisReason
from patients.rules.search import read_question

SHORTEST = 4  # characters: "Fall" says what has happened
_NO_SUGGESTIONS = {"autocomplete": "off", "spellcheck": "false"}


class CrisisForm(forms.Form):
    """One person, exactly: by number and birth date, both right."""

    nhs_number = forms.CharField(
        label="NHS number",
        max_length=40,
        widget=forms.TextInput(attrs={**_NO_SUGGESTIONS, "inputmode": "numeric"}),
        error_messages={"required": "Enter the person's NHS number"},
    )
    birth_date = forms.CharField(
        label="Date of birth",
        max_length=40,
        help_text="For example 14/7/1945",
        widget=forms.TextInput(attrs=_NO_SUGGESTIONS),
        error_messages={"required": "Enter the person's date of birth"},
    )
    reason = forms.ChoiceField(
        label="Why now",
        choices=CrisisReason.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why you open the crisis page"),
    )
    words = forms.CharField(
        label="What has happened",
        min_length=SHORTEST,
        max_length=500,
        help_text="In a few words, or your incident's number. No names",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Say in a few words what has happened",
            "min_length": f"Say in a few words what has happened: {SHORTEST} characters or more",
            "max_length": "Say it in 500 characters or fewer",
        },
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

    def clean_words(self) -> str:
        return without_numbers(self.cleaned_data["words"])

    def asked(self) -> Asked:
        return Asked(
            nhs_number=self.cleaned_data["nhs_number"],
            birth_date=self.cleaned_data["birth_date"],
            reason=CrisisReason(self.cleaned_data["reason"]),
            words=self.cleaned_data["words"],
        )
