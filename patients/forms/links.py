"""Forms about two records of one human being."""

from typing import Any

from django import forms

from patients.forms.exact_person import ExactPersonForm, birth_date_field, number_field, without_numbers
from patients.models import LinkReason, Person

NOT_FOUND = (
    "No record that you may open has this NHS number and this date of birth. Check both against the letter or"
    " the clinical system. A record of another practice has to be linked by its hub's Case Manager"
)
_BESIDE = "it stands beside these words, for whoever may open that record"
_LONGEST = 500


class FindForm(ExactPersonForm):
    """The other record."""

    nhs_number = number_field("NHS number of the other record", of="the NHS number of the other record")
    birth_date = birth_date_field(
        "Date of birth on the other record", of="the date of birth on the other record"
    )


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
        return without_numbers(self.cleaned_data["words"], because=_BESIDE)


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
        return without_numbers(self.cleaned_data["why"], because=_BESIDE)
