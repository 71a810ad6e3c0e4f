"""Who is on duty on each of the next days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from careplans.queries.duty import DutyDay, Teammate
from wsic.accounts.models import User
from wsic.dates import long_date

NOBODY = ""


class RotaForm(forms.Form):
    """
    A choice for each day, and hidden beside it what stood there when the page was made.

    Who stands there and works there no more is still a choice of that day, until somebody else is chosen.
    """

    def __init__(self, data: Any = None, *, days: Sequence[DutyDay], team: Sequence[Teammate]) -> None:
        super().__init__(data)
        self._days = [each.on for each in days]
        self._users = {str(each.public_id): each.user for each in team}
        self._users |= {str(each.who.public_id): each.who for each in days if each.who}
        here = [(str(each.public_id), each.name) for each in team]
        for day in days:
            there = str(day.who.public_id) if day.who else NOBODY
            gone = [(there, f"{day.who.display_name}, who has left")] if day.who else []
            kept = [each for each in gone if not _in(there, here)]
            self.fields[self.name_of(day.on)] = forms.ChoiceField(
                label=f"{day.on:%A} {long_date(day.on)}",
                required=False,
                initial=there,
                choices=[(NOBODY, "Nobody yet"), *kept, *here],
                error_messages={"invalid_choice": "Choose somebody of the team"},
            )
            self.fields[f"was-{self.name_of(day.on)}"] = forms.CharField(
                required=False, initial=there, widget=forms.HiddenInput
            )

    @staticmethod
    def name_of(day: date) -> str:
        return day.isoformat()

    def chosen(self) -> dict[date, User | None]:
        return {day: self._users.get(self.cleaned_data[self.name_of(day)]) for day in self._days}

    def was(self) -> dict[date, User | None]:
        return {day: self._users.get(self.cleaned_data[f"was-{self.name_of(day)}"]) for day in self._days}

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each day's choice and what is hidden beside it."""
        return [(self[self.name_of(day)], self[f"was-{self.name_of(day)}"]) for day in self._days]


def _in(key: str, choices: Sequence[tuple[str, str]]) -> bool:
    return any(each == key for each, _ in choices)
