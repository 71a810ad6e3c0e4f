"""How the table of capacity is filtered and sorted, and hours of staff entered."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.http import QueryDict

from careplans.actions.capacity import Entered
from careplans.forms.contacts import day_field
from careplans.models import StaffRole
from careplans.queries.due_words import KINDS
from careplans.rules.capacity import Period
from careplans.rules.entitlement import Kind
from tiers.forms.registers import ANY
from wsic.dates import LAST_DAY, TOO_LATE
from wsic.organisations.forms import WAVES
from wsic.organisations.models import Organisation

_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)\.(\d{4}-\d\d-\d\d)")
SORTS = {"name": "Practice, A to Z", "overdue": "Overdue, most first", "short": "Short, most first"}
MOST_A_WEEK = 5_000  # hours; ours: more than a hundred people's, so that whoever types more has slipped
EARLIEST = timedelta(days=3 * 366)  # before today; ours


class PeriodField(forms.CharField):
    """Days from one to before another, as `Period` writes itself into an address."""

    def clean(self, value: Any) -> Any:
        found = _PERIOD.fullmatch(str(value or ""))
        if not found:
            return None
        try:
            from_on, until_on = (date.fromisoformat(each) for each in found.groups())
        except ValueError:
            return None
        return Period(from_on, until_on) if from_on < until_on else None


class CapacityFilter(forms.Form):
    """Fields that hold what is on no list are as if they were left out."""

    kind = forms.ChoiceField(
        label="Session", required=False, choices=[ANY, *((str(each), words) for each, words in KINDS.items())]
    )
    wave = forms.ChoiceField(label="Wave", required=False, choices=[ANY, *WAVES])
    sort = forms.ChoiceField(label="Order", required=False, choices=list(SORTS.items()))

    def __init__(self, data: Any, *, waves: bool) -> None:
        """:param waves: several waves are on the page"""
        super().__init__(data)
        if not waves:
            del self.fields["wave"]
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it

    def query(self) -> QueryDict:
        """The address's words as far as they are on a list."""
        clean = QueryDict(mutable=True)
        clean.update({name: str(value) for name, value in self.cleaned_data.items() if value})
        return clean

    @property
    def kinds(self) -> tuple[Kind, ...]:
        chosen = self.cleaned_data.get("kind")
        return (Kind(chosen),) if chosen else tuple(Kind)

    @property
    def of_wave(self) -> int | None:
        chosen = self.cleaned_data.get("wave")
        return int(chosen) if chosen else None

    @property
    def order(self) -> str:
        return str(self.cleaned_data.get("sort") or "name")


class MonthsFilter(forms.Form):
    """Whose months are shown."""

    practice = forms.ChoiceField(label="Practice", required=False)

    def __init__(self, data: Any, *, practices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="id_months_%s")
        self.names = dict(practices)
        field = self.fields["practice"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *practices]
        if len(practices) < 2:
            del self.fields["practice"]
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it

    def query(self) -> QueryDict:
        """The address's words as far as they are on a list."""
        clean = QueryDict(mutable=True)
        clean.update({"practice": self.chosen} if self.chosen else {})
        return clean

    @property
    def chosen(self) -> str | None:
        """The public id of one of them."""
        return self.cleaned_data.get("practice") or None

    @property
    def words(self) -> str:
        return self.names[self.chosen] if self.chosen else ""


class HoursForm(forms.Form):
    """So many hours a week from a day on."""

    organisation = forms.ChoiceField(
        label="Of", error_messages={"invalid_choice": "Choose one of the list", "required": "Choose of whom"}
    )
    role = forms.ChoiceField(
        label="Staff",
        choices=StaffRole.choices,
        error_messages={"invalid_choice": "Choose one of the list", "required": "Choose who it is about"},
    )
    a_week = forms.DecimalField(
        label="Hours a week for planning sessions",
        help_text="Of all of them together, writing up and travel included; 0 where there is nobody",
        min_value=0,
        max_value=MOST_A_WEEK,
        max_digits=6,
        decimal_places=2,
        error_messages={
            "required": "Enter the hours a week, 0 where there is nobody",
            "invalid": "Enter the hours a week as a number, such as 37.5",
            "min_value": "Hours cannot be less than 0",
            "max_value": f"That is more than {MOST_A_WEEK:,} hours a week. Enter those of one role",
            "max_decimal_places": "Enter hours with two decimals at most, such as 37.25",
            "max_digits": f"That is more than {MOST_A_WEEK:,} hours a week. Enter those of one role",
            "max_whole_digits": f"That is more than {MOST_A_WEEK:,} hours a week. Enter those of one role",
        },
    )
    from_on = day_field("From", required=True)

    def __init__(self, data: Any = None, *, today: date, organisations: Sequence[Organisation]) -> None:
        """:param organisations: whose hours the user may enter here"""
        super().__init__(data, initial={"from_on": today})
        self.today, self.organisations = today, {str(each.public_id): each for each in organisations}
        field = self.fields["organisation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, each.name) for key, each in self.organisations.items()]
        self.fields["from_on"].validators.append(MaxValueValidator(LAST_DAY, TOO_LATE))

    def clean_from_on(self) -> date:
        from_on: date = self.cleaned_data["from_on"]
        if from_on < self.today - EARLIEST:
            raise forms.ValidationError("This day is more than three years ago. Check the year")
        return from_on

    def entered(self) -> Entered:
        cleaned = self.cleaned_data
        return Entered(
            organisation=self.organisations[cleaned["organisation"]],
            role=StaffRole(cleaned["role"]),
            a_week=cleaned["a_week"],
            from_on=cleaned["from_on"],
        )
