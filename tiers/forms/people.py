"""The forms of one person's tier: as of which day it is explained, and what is decided."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from patients.rules.signs import refuse_signs
from tiers.actions.decisions import Judgement
from tiers.models import DecisionReason
from tiers.rules.decisions import (
    FRAILTY_SCALE,
    REVIEW_IN_MONTHS,
    Seen,
    needs_reason,
    refuse_review_on,
)
from wsic.dates import DAY_FORMATS, months_after

FIRST_DAY = date(1900, 1, 1)  # nobody alive has an older record
BACK = "back"  # to the index
_TIERS = ("0", "1", "2", "3")


class DayForm(forms.Form):
    """As of which day something is told.  Nothing given is today."""

    on = forms.DateField(
        label="As of",
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the day as a real date, such as 30/06/2026"},
    )

    def __init__(self, data: QueryDict, *, today: date) -> None:
        super().__init__({"on": today.isoformat(), **data.dict()})
        self.today = today
        self.is_valid()

    def clean_on(self) -> date:
        day: date = self.cleaned_data.get("on") or self.today
        if day > self.today:
            raise forms.ValidationError("Choose today or an earlier day: the future has no score")
        if day < FIRST_DAY:
            raise forms.ValidationError("Choose a day after 1 January 1900")
        return day

    @property
    def day(self) -> date:
        """The day chosen; today where what was typed is no day to choose."""
        return self.cleaned_data.get("on") or self.today

    def chosen_day(self) -> dict[str, str]:
        return {"on": self.day.isoformat()} if self.day != self.today else {}

    def chosen(self) -> dict[str, str]:
        """The words of the address that are not as usual."""
        return self.chosen_day()


class ExplainForm(DayForm):
    """As of which day a score is explained, and whether by effective dates alone."""

    known_now = forms.BooleanField(label="Retrospective: by effective date alone", required=False)

    def chosen(self) -> dict[str, str]:
        return super().chosen() | ({"known_now": "on"} if self.is_retrospective else {})

    @property
    def is_retrospective(self) -> bool:
        return bool(self.cleaned_data.get("known_now"))

    @property
    def is_now(self) -> bool:
        """Whether it is what stands today, upon which a tier may be decided."""
        return self.day == self.today and not self.is_retrospective


class HistoryForm(DayForm):
    """Up to which day tiers are told, and as known on which: on the same, when nothing is given."""

    known = forms.DateField(
        label="As known on",
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the day as a real date, such as 30/06/2026"},
    )

    def clean_known(self) -> date | None:
        day: date | None = self.cleaned_data["known"]
        if day and day > self.today:
            raise forms.ValidationError("Choose today or an earlier day: nobody knows yet what comes")
        if day and day < self.day:
            raise forms.ValidationError("Choose the day looked at or a later one: before it nobody knew it")
        return day

    @property
    def known_on(self) -> date:
        return self.cleaned_data.get("known") or self.day

    def chosen(self) -> dict[str, str]:
        return super().chosen() | ({"known": self.known_on.isoformat()} if self.known_on != self.day else {})


class DecisionForm(forms.Form):
    """One person's tier.  Whatever differs from the index says why, and when it is looked at again."""

    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)
    tier = forms.ChoiceField(
        label="Your decision",
        choices=[(each, each) for each in (*_TIERS, BACK)],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what you decide"),
    )
    frailty_scale = forms.TypedChoiceField(
        label="Clinical Frailty Scale, today",
        required=False,
        choices=[("", "Not assessed"), *((step, f"{step} {words}") for step, words in FRAILTY_SCALE.items())],
        coerce=int,
        empty_value=None,
    )
    reason = forms.ChoiceField(
        label="Reason, needed to override",
        required=False,
        choices=[("", ""), *DecisionReason.choices],
        error_messages={"invalid_choice": "Choose one of the reasons"},
    )
    words = forms.CharField(
        label="In your words",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Write 1,000 characters or fewer"},
    )
    review_on = forms.DateField(
        label="Review on",
        required=False,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the day as a real date, such as 30/06/2027"},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        today: date,
        seen: Seen | None = None,
        proposes: int | None = None,
    ) -> None:
        """
        :param seen: what stands now, for a form that is to be filled in
        :param proposes: the tier that is chosen beforehand, if any is
        """
        initial = {
            "seen": seen.token if seen else "",
            "tier": None if proposes is None else str(proposes),
            "review_on": months_after(today, REVIEW_IN_MONTHS),
        }
        super().__init__(data, initial=initial)
        self.today, self.sent = today, {} if data is None else data.dict()

    def clean_seen(self) -> Seen:
        seen = Seen.of_token(self.cleaned_data["seen"])
        if seen is None:
            raise forms.ValidationError("This form is not one of ours. Open the page again and decide there")
        return seen

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].replace("\r\n", "\n")
        if refusal := refuse_signs(words):
            raise forms.ValidationError(refusal)
        return words

    def clean_review_on(self) -> date | None:
        day: date | None = self.cleaned_data["review_on"]
        if day and (refusal := refuse_review_on(day, today=self.today)):
            raise forms.ValidationError(refusal)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"seen", "tier"} <= cleaned.keys() and self.overrides:
            self._ask_for("reason", "Choose why it differs from the index")
            self._ask_for("review_on", "Enter the day on which it is looked at again")
            if cleaned.get("reason") == DecisionReason.OTHER:
                self._ask_for("words", "Say in your words why it differs from the index")
        return cleaned

    def show_again(self, problem: str, *, seen: Seen) -> None:
        """With what was typed, upon what stands now."""
        self.data = {**self.sent, "seen": seen.token}
        self.add_error(None, problem)

    def judgement(self) -> Judgement:
        cleaned = self.cleaned_data
        back, reason = self._tier is None, cleaned["reason"]
        return Judgement(
            tier=self._tier,
            reason=DecisionReason(reason) if reason and self.overrides else None,
            words=cleaned["words"],
            frailty_scale=cleaned["frailty_scale"],
            review_on=None if back else cleaned["review_on"],
        )

    @property
    def overrides(self) -> bool:
        """Whether what was chosen differs from the index that was seen; of a form whose both are valid."""
        return needs_reason(self._tier, self.cleaned_data["seen"].proposed_tier)

    @property
    def _tier(self) -> int | None:
        chosen = self.cleaned_data["tier"]
        return None if chosen == BACK else int(chosen)

    def _ask_for(self, name: str, sentence: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)
