"""The form by which a crisis page is opened out of hours."""

from django import forms

from careplans.actions.crisis import Asked
from patients.forms.access_reviews import REVIEWED
from patients.forms.exact_person import ExactPersonForm, without_numbers
from patients.models import CrisisReason

SHORTEST = 4  # characters: "Fall" says what has happened


class CrisisForm(ExactPersonForm):
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

    def clean_words(self) -> str:
        return without_numbers(self.cleaned_data["words"], because=REVIEWED)

    def asked(self) -> Asked:
        return Asked(
            nhs_number=self.cleaned_data["nhs_number"],
            birth_date=self.cleaned_data["birth_date"],
            reason=CrisisReason(self.cleaned_data["reason"]),
            words=self.cleaned_data["words"],
        )
