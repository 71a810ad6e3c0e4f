"""A person whom another system asks us to open, and the sealed field in which that waits."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings

from patients.rules.opening import Meant
from patients.rules.search import read_question
from wsic.accounts import codes
from wsic.dates import DAY_FORMATS

WHOSE = "person-in-context"  # what is sealed for something else opens nothing here
WITHIN = 15 * 60  # seconds from the other system's press to ours; ours: as long as a session may be idle
NO_NUMBER = (
    "The other system sent no valid NHS number, so nobody can be opened here. Check the number there and"
    " press again, or search for the person here"
)
TOO_OLD = "This was sent too long ago. Go back to the other system and press there again"


class MeantForm(forms.Form):
    """As another system sends it, from anywhere."""

    nhs_number = forms.CharField(
        max_length=40, error_messages=dict.fromkeys(("required", "max_length"), NO_NUMBER)
    )
    birth_date = forms.DateField(
        required=False,
        input_formats=[*DAY_FORMATS, "%Y%m%d"],
        error_messages={
            "invalid": "The other system sent a birth date that is no date. Search for the person here"
        },
    )

    def clean_nhs_number(self) -> str:
        numbers = read_question(self.cleaned_data["nhs_number"], today=date.max).numbers
        if len(numbers) != 1:
            raise forms.ValidationError(NO_NUMBER)
        return numbers[0]

    def sealed(self, *, at: datetime) -> str:
        meant = Meant(self.cleaned_data["nhs_number"], self.cleaned_data["birth_date"])
        return codes.seal(meant.as_bytes(), whose=WHOSE, key=settings.SECOND_FACTOR_KEY, at=at)


class SealedForm(forms.Form):
    sealed = forms.CharField(
        max_length=1000, error_messages=dict.fromkeys(("required", "max_length"), TOO_OLD)
    )

    def __init__(self, data: Any, *, at: datetime) -> None:
        super().__init__(data)
        self.at = at

    def clean_sealed(self) -> Meant:
        """:raises ValidationError: too old, or not sealed by us"""
        key, sealed = settings.SECOND_FACTOR_KEY, self.cleaned_data["sealed"]
        try:
            return Meant.of(codes.unseal(sealed, whose=WHOSE, key=key, at=self.at, within=WITHIN))
        except codes.Unreadable as problem:
            raise forms.ValidationError(TOO_OLD) from problem
