"""Forms of the panel of a person's preferences."""

from datetime import date
from typing import Any

from django import forms

from patients.models import PreferenceKind
from patients.rules.preferences import refuse_days
from wsic.dates import DAY_FORMATS

_WRONG = "Write the day as 30/06/2026."


def _day(label: str, *, required: bool = True, says: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=says,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the first day on which it holds", "invalid": _WRONG},
    )


class PreferenceForm(forms.Form):
    kind = forms.ChoiceField(
        label="What the person says",
        choices=PreferenceKind.choices,
        error_messages={"required": "Choose what the person says"},
    )
    from_on = _day("From")
    to_on = _day("Until", required=False, says="First day on which it does not hold")
    said_by = forms.CharField(
        label="Said by",
        max_length=100,
        help_text="The person, or who speaks for them and why",
        error_messages={"required": "Enter who says so"},
    )

    def __init__(self, data: Any = None, *, today: date, birth_date: date) -> None:
        super().__init__(data, initial={"from_on": today})
        self.today, self.birth_date = today, birth_date

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("from_on"):
            refusal = refuse_days(
                from_on=cleaned["from_on"],
                to_on=cleaned.get("to_on"),
                birth_date=self.birth_date,
                today=self.today,
            )
            if refusal:
                self.add_error("from_on", refusal)
        return cleaned


class EndForm(forms.Form):
    """End a preference on a day, or say that it never held."""

    entry = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(
        required=False, input_formats=DAY_FORMATS, error_messages={"invalid": f"It ends on: {_WRONG}"}
    )
    never = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("never") and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the first day on which it does not hold, or say that it never held")
        return cleaned
