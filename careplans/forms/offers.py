"""A session offered and answered; a review asked for."""

import uuid
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

from careplans.actions.offers import Answered, Change, Made
from careplans.forms.contacts import day_field, once_field
from careplans.forms.sessions import back_field, note_field
from careplans.models import OfferAnswer, OfferMeans, PlanAnswer, ReviewReason, SessionKind, ToldBy
from wsic.dates import LAST_DAY, TOO_LATE, long_date, months_after

ASKED_AGAIN = (OfferAnswer.DECLINED, OfferAnswer.UNDECIDED)
EARLIEST = timedelta(days=366)  # ours: whoever types an earlier day has slipped


def check_offered_on(day: date, *, today: date, died_on: date | None) -> date:
    """
    A day on which something was said to the person.

    :raises ValidationError: it is still to come, long ago, or after their death
    """
    if day > today:
        raise forms.ValidationError("This is still to come. Record it when it has been done")
    if today - day > EARLIEST:
        raise forms.ValidationError("This is more than a year ago. Check the year")
    if died_on and day > died_on:
        raise forms.ValidationError(f"The person died on {long_date(died_on)}, before this day")
    return day


class Answering(forms.Form):
    """What somebody said, and when they are asked again."""

    words = note_field("In their words", most=500)
    again_on = day_field("Ask again on")
    back = back_field()
    today: date
    again: int
    answers: type[OfferAnswer | PlanAnswer] = OfferAnswer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") in ASKED_AGAIN and "again_on" in cleaned:
            self._check_again(cleaned)
        return cleaned

    def _check_again(self, cleaned: dict[str, Any]) -> None:
        """Who declined is asked again (CARE.md); without a day, so many months later."""
        cleaned["again_on"] = cleaned["again_on"] or months_after(self.today, self.again)
        if cleaned["again_on"] <= self.today:
            self.add_error("again_on", "Choose a later day than today")
        elif cleaned["again_on"] > LAST_DAY:
            self.add_error("again_on", TOO_LATE)

    def answered(self) -> Answered | None:
        cleaned = self.cleaned_data
        if not cleaned["answer"]:
            return None
        answer = self.answers(cleaned["answer"])
        again_on = cleaned["again_on"] if answer in ASKED_AGAIN else None
        return Answered(answer=answer, words=cleaned["words"], again_on=again_on)

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")


class AnswerForm(Answering):
    answer = forms.ChoiceField(
        label="Answer",
        choices=OfferAnswer.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what they said"),
    )
    field_order = ("answer",)

    def __init__(self, data: Any = None, *, today: date, again: int, back: str = "") -> None:
        """:param again: months after which somebody is asked again, where no day is said"""
        super().__init__(data, initial={"back": back})
        self.today, self.again = today, again


class OfferForm(Answering):
    once = once_field()
    kind = forms.ChoiceField(label="Session", choices=SessionKind.choices)
    means = forms.ChoiceField(label="How", choices=OfferMeans.choices)
    on = day_field("On", required=True)
    answer = forms.ChoiceField(
        label="Answer", required=False, choices=[("", "Not answered yet"), *OfferAnswer.choices]
    )
    field_order = ("kind", "means", "on", "answer")

    def __init__(
        self,
        data: Any = None,
        *,
        today: date,
        again: int,
        died_on: date | None,
        back: str = "",
        kind: str = SessionKind.HSCA,
    ) -> None:
        initial = {"once": uuid.uuid4(), "back": back, "on": today, "kind": kind}
        super().__init__(data, initial={**initial, "means": OfferMeans.TELEPHONE})
        self.today, self.again, self.died_on = today, again, died_on

    def clean_on(self) -> date:
        return check_offered_on(self.cleaned_data["on"], today=self.today, died_on=self.died_on)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answer") == "" and (cleaned.get("words") or cleaned.get("again_on")):
            self.add_error("answer", "Choose their answer, or leave out their words and the day to ask again")
        return cleaned

    def made(self) -> Made:
        cleaned = self.cleaned_data
        return Made(
            kind=SessionKind(cleaned["kind"]),
            means=OfferMeans(cleaned["means"]),
            on=cleaned["on"],
            answered=self.answered(),
        )


class ChangeForm(forms.Form):
    """Something has changed, and somebody asks that the plan be looked at."""

    once = once_field()
    back = back_field()
    reason = forms.ChoiceField(
        label="What changed",
        choices=ReviewReason.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what changed"),
    )
    told_by = forms.ChoiceField(label="Who says so", choices=ToldBy.choices)
    on = day_field("On", required=True)
    words = note_field("In a few words", most=500)

    def __init__(self, data: Any = None, *, today: date, died_on: date | None, back: str = "") -> None:
        super().__init__(data, initial={"once": uuid.uuid4(), "back": back, "on": today})
        self.today, self.died_on = today, died_on

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if self.died_on:
            raise forms.ValidationError(f"The person died on {long_date(self.died_on)}. No review is due")
        if day > self.today:
            raise forms.ValidationError("This is still to come")
        if self.today - day > EARLIEST:
            raise forms.ValidationError("This is more than a year ago. Check the year")
        return day

    def change(self) -> Change:
        cleaned = self.cleaned_data
        return Change(
            reason=ReviewReason(cleaned["reason"]),
            told_by=ToldBy(cleaned["told_by"]),
            on=cleaned["on"],
            words=cleaned["words"],
        )

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")


class CloseReviewForm(forms.Form):
    words = note_field("Why no session is needed", required=True, most=500)
    back = back_field()

    def __init__(self, data: Any = None, *, of: UUID, back: str = "") -> None:
        """:param of: the review; several stand on one page, and each label is of its own field"""
        super().__init__(data, initial={"back": back}, auto_id=f"close_{of}_%s")
        self.of = of

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")
