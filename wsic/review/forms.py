"""Whom and what a privacy officer asks about."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from careplans.models import PlanErrorReason
from patients.forms.exact_person import without_numbers
from patients.rules.nhs_numbers import has_check_digit
from wsic.audit.models import EventKind
from wsic.dates import LAST_DAY, TOO_LATE
from wsic.review.queries.retracted import KINDS, Asked, place_of
from wsic.review.queries.trail import Wanted, midnight
from wsic.review.sets.retracted import SORTS

DAYS_AT_FIRST = 90
DIGITS = 10
SHORTEST = 10  # characters that say why, as for an emergency
NO_NUMBER = "Enter the ten digits of an NHS number; a digit is wrong or two are swapped"


def _day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def _looked_at(label: str) -> forms.DateField:
    return _day(label, required=False, validators=[MaxValueValidator(LAST_DAY, TOO_LATE)])


def _forget_nonsense(form: forms.Form) -> None:
    """What is no day is as if it were left out; of a day that is too far ahead the page says so."""
    for name, errors in form.errors.as_data().items():
        if not any(error.code == MaxValueValidator.code for error in errors):
            del form.errors[name]


class PersonForm(forms.Form):
    """Number and birth date together, so that a slip of one digit opens nobody else's trail."""

    number = forms.CharField(
        label="NHS number",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "numeric"}),
        error_messages={"required": "Enter the person's NHS number"},
    )
    born = _day(
        "Date of birth",
        error_messages={
            "required": "Enter the date of birth",
            "invalid": "Enter the date of birth as a whole date",
        },
    )

    def clean_number(self) -> str:
        number = "".join(str(self.cleaned_data["number"]).split())
        if not (number.isascii() and number.isdigit() and len(number) == DIGITS and has_check_digit(number)):
            raise forms.ValidationError(NO_NUMBER)
        return number

    def say_nobody(self) -> None:
        self.add_error(
            "number", "Nobody here has this number and this date of birth. Check both with the request"
        )


class TrailFilter(forms.Form):
    """Nonsense in the address is as if it were left out."""

    from_on = _looked_at("From")
    until_on = _looked_at("Until")
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *EventKind.choices])

    def __init__(self, data: Any, *, today: date) -> None:
        earliest = today - timedelta(days=DAYS_AT_FIRST)
        given = {"from_on": earliest.isoformat(), "until_on": today.isoformat()}
        super().__init__(
            given | {name: data[name] for name in ("from_on", "until_on", "kind") if data.get(name)}
        )
        self.earliest, self.today = earliest, today

    def wanted(self) -> Wanted:
        _forget_nonsense(self)
        found = self.cleaned_data
        return Wanted(
            found.get("from_on") or self.earliest, found.get("until_on") or self.today, found.get("kind", "")
        )


class DayFilter(forms.Form):
    day = _looked_at("Day")

    def chosen(self, *, otherwise: date) -> date:
        _forget_nonsense(self)
        day: date | None = self.cleaned_data.get("day")
        return day or otherwise


class RetractedFilter(forms.Form):
    """Nonsense in the address is as if it were left out."""

    kind = forms.ChoiceField(label="What", required=False, choices=[("", "All"), *KINDS.items()])
    why = forms.ChoiceField(label="Why", required=False, choices=[("", "All"), *PlanErrorReason.choices])
    place = forms.ChoiceField(label="Written at", required=False)
    from_on = _looked_at("Marked from")
    until_on = _looked_at("Until")

    def __init__(self, data: Any, *, places: list[tuple[str, str]]) -> None:
        super().__init__({name: data[name] for name in self.base_fields if data.get(name)})
        self.fields["place"].choices = [("", "All"), *places]  # type: ignore[attr-defined]
        self.sort = data.get("sort", "")

    def asked(self) -> Asked:
        _forget_nonsense(self)
        found = self.cleaned_data
        from_on, until_on = found.get("from_on"), found.get("until_on")
        return Asked(
            kind=found.get("kind", ""),
            why=found.get("why", ""),
            place=place_of(found["place"]) if found.get("place") else None,
            since=midnight(from_on) if from_on else None,
            until=midnight(until_on + timedelta(days=1)) if until_on else None,
            sort=self.sort if self.sort.removeprefix("-") in SORTS else "",
        )


class ReasonForm(forms.Form):
    """Why somebody opens the words of a record that is in error; it stands in the person's log."""

    why = forms.CharField(
        label="Why you read it",
        min_length=SHORTEST,
        max_length=200,
        help_text="It stands in the audit beside your name. No names and no numbers of people",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Say in a few words why you read it",
            "min_length": f"Say in a few words why you read it: {SHORTEST} characters or more",
            "max_length": "Say it in 200 characters or fewer",
        },
    )

    def clean_why(self) -> str:
        return without_numbers(self.cleaned_data["why"], because="the entry names the person already")
