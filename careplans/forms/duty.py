"""Who is on duty on each of the next days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from careplans.queries.duty import DutyDay, Teammate
from wsic.accounts.models import User
from wsic.dates import long_date

NOBODY, WAS = "", "was-"


class RotaForm(forms.Form):
    """
    A choice for each day, and hidden beside it what stood there when the page was made.

    Who stands there and works there no more is still a choice of that day, until somebody else is chosen.
    """

    def __init__(
        self, data: Any = None, *, days: Sequence[DutyDay], team: Sequence[Teammate], beside: bool = False
    ) -> None:
        """:param beside: somebody chose meanwhile: who stands there is said, and the next save is upon it"""
        today = days[0].on
        self.passed = any(_is_before(name, today) for name in data or ())
        super().__init__(_upon_what_stands(data, days) if beside else data)
        self._days = [each.on for each in days]
        self._users = {str(each.user.public_id): each.user for each in team}
        self._users |= {str(each.who.public_id): each.who for each in days if each.who}
        for day in days:
            self._ask(day, [each.user for each in team if each.works_on(day.on)], beside=beside)

    def _ask(self, day: DutyDay, here: Sequence[User], *, beside: bool) -> None:
        there, name = _key(day.who), self.name_of(day.on)
        choices = {_key(each): each.display_name for each in here}
        if day.who:
            choices.setdefault(there, f"{day.who.display_name}, who does not work there then")
        is_other = beside and (self.data.get(name) or NOBODY) != there
        stands = f"Now: {day.who.display_name if day.who else 'nobody yet'}" if is_other else ""
        self.fields[name] = forms.ChoiceField(
            label=f"{day.on:%A} {long_date(day.on)}",
            required=False,
            initial=there,
            choices=[(NOBODY, "Nobody yet"), *choices.items()],
            help_text=stands,
            error_messages={"invalid_choice": "Choose somebody who works there that day"},
        )
        hidden = forms.CharField(required=False, initial=there, widget=forms.HiddenInput)
        self.fields[f"{WAS}{name}"] = hidden

    def clean(self) -> dict[str, Any]:
        if self.passed:
            raise forms.ValidationError("A day of this page has passed meanwhile. Look again, then save.")
        return super().clean() or {}

    @staticmethod
    def name_of(day: date) -> str:
        return day.isoformat()

    def chosen(self) -> dict[date, User | None]:
        return {day: self._users.get(self.cleaned_data[self.name_of(day)]) for day in self._days}

    def was(self) -> dict[date, User | None]:
        return {day: self._users.get(self.cleaned_data[f"{WAS}{self.name_of(day)}"]) for day in self._days}

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each day's choice and what is hidden beside it."""
        return [(self[self.name_of(day)], self[f"{WAS}{self.name_of(day)}"]) for day in self._days]


def _key(user: User | None) -> str:
    return str(user.public_id) if user else NOBODY


def _is_before(name: str, today: date) -> bool:
    """Whether a field of a page is of a day that has passed."""
    try:
        return date.fromisoformat(name) < today
    except ValueError:
        return False


def _upon_what_stands(data: Any, days: Sequence[DutyDay]) -> Any:
    sent = data.copy()
    for day in days:
        sent[f"{WAS}{day.on.isoformat()}"] = _key(day.who)
    return sent
