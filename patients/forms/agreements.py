"""Forms of the pages of agreements."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from wsic.dates import DAY_FORMATS, LAST_DAY, TOO_LATE
from wsic.organisations.forms import ANY, WAVES
from wsic.organisations.models import AgreementKind, Kind
from wsic.organisations.rules import AgreementState


def _day(label: str, *, required: bool = True, says: str = "", missing: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=says,
        validators=[MaxValueValidator(LAST_DAY, TOO_LATE)],
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Write the day as 30/06/2026."},
    )


STATES = [ANY, *((each.name, each.value) for each in AgreementState)]


class AgreementFilter(forms.Form):
    """Fields that hold what is on no list are as if they were left out."""

    state = forms.ChoiceField(
        label="Sharing agreement",
        required=False,
        choices=STATES,
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *Kind.choices])
    wave = forms.ChoiceField(label="Wave", required=False, choices=[ANY, *WAVES])

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class _OfAKind(forms.Form):
    kind = forms.ChoiceField(choices=AgreementKind.choices, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, kind: str = "", **given: Any) -> None:
        super().__init__(data, **{"auto_id": f"id_{kind.lower()}_%s", "initial": {"kind": kind}} | given)

    @property
    def agreement_kind(self) -> AgreementKind:
        return AgreementKind(self.cleaned_data["kind"])


class SignForm(_OfAKind):
    signed_on = _day("Signed on", missing="Enter the day on the signature")
    signed_by = forms.CharField(
        label="Signed by",
        max_length=200,
        help_text="Name and office of who signed for the organisation",
        error_messages={"required": "Enter who signed for the organisation"},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date, kind: str = "") -> None:
        super().__init__(data, kind=kind)
        self.today = today

    def clean_signed_on(self) -> date:
        signed_on: date = self.cleaned_data["signed_on"]
        if signed_on > self.today:
            raise forms.ValidationError("This day is still to come. Enter it once it is signed.")
        return signed_on


class WithdrawForm(_OfAKind):
    withdrawn_on = _day("First day without it", missing="Enter the first day without the agreement")
    hand_over_until = _day(
        "Hand-over until", required=False, says="First day on which care under way is not shared either"
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        hand_over: timedelta,
        kind: str = "",
    ) -> None:
        start = {"kind": kind, "withdrawn_on": today, "hand_over_until": today + hand_over}
        super().__init__(data, kind=kind, initial=start)
        self.hand_over = hand_over

    def clean_hand_over_until(self) -> date | None:
        """Left empty it is the usual time after the withdrawal."""
        until: date | None = self.cleaned_data["hand_over_until"]
        withdrawn_on: date | None = self.cleaned_data.get("withdrawn_on")
        return until or (withdrawn_on + self.hand_over if withdrawn_on else None)


class TakeBackForm(forms.Form):
    entry = forms.IntegerField(widget=forms.HiddenInput)
    withdrawal_only = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What was wrong",
        max_length=300,
        error_messages={"required": "Say what was wrong with the entry"},
    )
