"""Forms of the panel of a person's care team."""

from datetime import date
from typing import Any

from django import forms

from wsic.dates import DAY_FORMATS

_WRONG = "Write the day as 30/06/2026."


class MemberForm(forms.Form):
    member = forms.CharField(
        max_length=80,
        widget=forms.HiddenInput,
        error_messages={"required": "Find who joins first, and choose them"},
    )
    role = forms.CharField(
        label="What they do for the person",
        max_length=100,
        error_messages={"required": "Say what they do for the person"},
    )
    from_on = forms.DateField(
        label="From",
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the first day on the team", "invalid": _WRONG},
    )

    def __init__(self, data: Any = None, *, today: date, member: str = "") -> None:
        super().__init__(data, initial={"from_on": today, "member": member})
        self.today = today

    def clean_from_on(self) -> date:
        from_on: date = self.cleaned_data["from_on"]
        if from_on > self.today:
            raise forms.ValidationError("This day is still to come. Add them when it is there.")
        return from_on


class LeaveForm(forms.Form):
    entry = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(
        input_formats=DAY_FORMATS,
        error_messages={"required": "Enter the first day without them", "invalid": _WRONG},
    )
