"""A task raised, handed on, closed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms

from careplans.actions.tasks import Order
from careplans.forms.contacts import Words, day_field, once_field
from careplans.models import PlanningSession, TaskKind, TaskOutcome
from careplans.queries.duty import Asked
from careplans.queries.tasks import Colleague
from careplans.rules.clocks import end_of
from wsic.accounts.models import User
from wsic.dates import LAST_DAY, LONDON, TOO_LATE, long_date
from wsic.ids import typed_id

NOBODY = ""
UNSAID = "-"


@dataclass(frozen=True)
class Serving:
    """What a task may serve: `goals` that are pursued by key with their words, `goal` the one that is asked
    for, and the `session` at which it is raised."""

    goals: tuple[tuple[str, str], ...] = ()
    goal: str = ""
    session: PlanningSession | None = None


NOTHING = Serving()


class _DueForm(forms.Form):
    """Who does it by when."""

    owner = forms.ChoiceField(label="Who", required=False)
    due_on = day_field("By", required=True)
    back = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        now: datetime,
        colleagues: Sequence[Colleague],
        initial: dict[str, Any],
        further: Sequence[tuple[str, str]] = (),
    ) -> None:
        """An owner who is none of them cannot be asked any more, and has to be chosen anew.

        :param further: choices beside them
        """
        offered = {NOBODY, *(str(each.public_id) for each in colleagues)}
        if initial["owner"] not in offered:
            initial["owner"] = UNSAID
        super().__init__(data, initial=initial)
        self.today: date = now.astimezone(LONDON).date()
        self._colleagues = {str(each.public_id): each for each in colleagues}
        owner = self.fields["owner"]
        if isinstance(owner, forms.ChoiceField):
            named = [(key, each.name) for key, each in self._colleagues.items()]
            asked_for = self["owner"].value() == UNSAID
            unsaid = [(UNSAID, "Choose who")] if asked_for else []
            owner.choices = [*unsaid, *named, (NOBODY, "Whoever of the team is there"), *further]
            owner.error_messages["invalid_choice"] = "Choose somebody of your own team"

    def clean_owner(self) -> str:
        owner: str = self.cleaned_data["owner"]
        if owner == UNSAID:
            raise forms.ValidationError("Choose who does it: who had it cannot be asked any more")
        return owner

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError("Choose today or a later day")
        if day > LAST_DAY:
            raise forms.ValidationError(TOO_LATE)
        return day

    @property
    def due_at(self) -> datetime:
        return end_of(self.cleaned_data["due_on"])

    @property
    def chosen(self) -> User | None:
        found = self._colleagues.get(self.cleaned_data["owner"])
        return found.user if found else None

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")


class TaskForm(_DueForm):
    once = once_field()
    words = Words(
        label="What is to be done",
        max_length=200,
        error_messages={
            "required": "Say what is to be done",
            "max_length": "Write 200 characters or fewer",
        },
    )
    goal = forms.ChoiceField(
        label="For the goal",
        required=False,
        error_messages={"invalid_choice": "This goal is over or stands in the plan no more: choose again"},
    )
    session = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("words", "owner", "due_on", "goal")

    def __init__(
        self,
        data: Any = None,
        *,
        now: datetime,
        colleagues: Sequence[Colleague],
        back: str = "",
        me: str = "",
        asked: Sequence[Asked] = (),
        died_on: date | None = None,
        serving: Serving = NOTHING,
    ) -> None:
        """:param asked: teams that can be asked for it instead"""
        initial = {"once": uuid.uuid4(), "back": back, "owner": me, "goal": serving.goal}
        initial["session"] = serving.session and serving.session.public_id
        further = [(each.key, each.words) for each in asked]
        super().__init__(data, now=now, colleagues=colleagues, initial=initial, further=further)
        self._asked = {each.key: each.organisation for each in asked}
        self._session, goal = serving.session, self.fields["goal"]
        goal.choices = [("", "None"), *serving.goals]  # type: ignore[attr-defined]
        if not serving.goals:
            goal.widget = forms.HiddenInput()
        if died_on:
            self.fields["owner"].error_messages["invalid_choice"] = (
                f"The person died on {long_date(died_on)}, so no other team is asked for anything. Choose"
                " somebody of your own team"
            )

    def order(self) -> Order:
        asked = self._asked.get(self.cleaned_data["owner"])
        return Order(
            kind=TaskKind.REQUEST if asked else TaskKind.TASK,
            words=self.cleaned_data["words"],
            due_at=self.due_at,
            owner=self.chosen,
            asked=asked,
            goal=typed_id(self.cleaned_data["goal"]),
            session=self._session,
        )


class HandForm(_DueForm):
    def __init__(
        self,
        data: Any = None,
        *,
        now: datetime,
        colleagues: Sequence[Colleague],
        back: str = "",
        owner: str = "",
        due_on: date | None = None,
    ) -> None:
        initial = {"back": back, "owner": owner, "due_on": due_on}
        super().__init__(data, now=now, colleagues=colleagues, initial=initial)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What came of it",
        choices=TaskOutcome.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what came of it"),
    )
    words = Words(
        label="In your words",
        required=False,
        max_length=500,
        error_messages={"max_length": "Write 500 characters or fewer"},
    )
    back = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, is_check: bool, back: str = "") -> None:
        """:param is_check: of a safe-and-well check, which somebody ends who knows how the person is"""
        super().__init__(data, initial={"back": back})
        self._is_check = is_check

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._is_check and cleaned.get("outcome") == TaskOutcome.NOT_POSSIBLE:
            self.add_error("outcome", "Nobody knows yet whether they are safe. Hand the check on instead")
        elif self._is_check and "words" in cleaned and not cleaned["words"]:
            self.add_error("words", "Say how they are, and who has seen or spoken to them")
        undone = cleaned.get("outcome") in {TaskOutcome.NOT_NEEDED, TaskOutcome.NOT_POSSIBLE}
        if undone and "words" in cleaned and not cleaned["words"] and not self._is_check:
            self.add_error("words", "Say why it was not done")
        return cleaned

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")
