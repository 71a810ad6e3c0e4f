"""A care plan offered and answered; the plan in force read through."""

import uuid
from datetime import date
from typing import Any

from django import forms

from careplans.actions.plan_offers import MadeOffer
from careplans.actions.plan_reviews import Reviewed
from careplans.forms.contacts import day_field, once_field
from careplans.forms.offers import Answering, check_offered_on
from careplans.forms.sessions import attended_field, note_field
from careplans.models import Attendee, OfferMeans, PlanAnswer
from wsic.dates import long_date

ANSWER = "answer_%s"  # several forms stand on the page, each with labels of its own
OFFER = "offer_%s"
REVIEW = "review_%s"


class PlanAnswerForm(Answering):
    answers = PlanAnswer
    answer = forms.ChoiceField(
        label="Answer",
        choices=PlanAnswer.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what they said"),
    )
    field_order = ("answer",)

    def __init__(self, data: Any = None, *, today: date, again: int) -> None:
        """:param again: months after which somebody is asked again, where no day is said"""
        super().__init__(data, auto_id=ANSWER)
        self.today, self.again = today, again


class PlanOfferForm(Answering):
    answers = PlanAnswer
    once = once_field()
    means = forms.ChoiceField(label="How", choices=OfferMeans.choices)
    on = day_field("Offered on", required=True)
    answer = forms.ChoiceField(
        label="Answer", required=False, choices=[("", "Not answered yet"), *PlanAnswer.choices]
    )
    field_order = ("means", "on", "answer")

    def __init__(self, data: Any = None, *, today: date, again: int, died_on: date | None) -> None:
        initial = {"once": uuid.uuid4(), "on": today, "means": OfferMeans.IN_PERSON}
        super().__init__(data, initial=initial, auto_id=OFFER)
        self.today, self.again, self.died_on = today, again, died_on

    def clean_on(self) -> date:
        return check_offered_on(self.cleaned_data["on"], today=self.today, died_on=self.died_on)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answer") == "" and (cleaned.get("words") or cleaned.get("again_on")):
            self.add_error("answer", "Choose their answer, or leave out their words and the day to ask again")
        return cleaned

    def made(self) -> MadeOffer:
        cleaned = self.cleaned_data
        return MadeOffer(means=OfferMeans(cleaned["means"]), on=cleaned["on"], answered=self.answered())


class PlanReviewForm(forms.Form):
    once = once_field()
    on = day_field("Read through on", required=True)
    attended = attended_field()
    words = note_field("What was said", most=500)

    def __init__(
        self, data: Any = None, *, today: date, agreed_on: date | None, died_on: date | None
    ) -> None:
        """:param agreed_on: of the plan in force, None where none is"""
        super().__init__(data, initial={"once": uuid.uuid4(), "on": today}, auto_id=REVIEW)
        self.today, self.agreed_on, self.died_on = today, agreed_on, died_on

    def clean_on(self) -> date:
        day = check_offered_on(self.cleaned_data["on"], today=self.today, died_on=self.died_on)
        if self.agreed_on and day < self.agreed_on:
            raise forms.ValidationError(f"The plan was agreed on {long_date(self.agreed_on)}, after this day")
        return day

    def clean_attended(self) -> list[str]:
        there: list[str] = self.cleaned_data["attended"]
        if not there:
            raise forms.ValidationError("Choose who was there")
        return there

    def reviewed(self) -> Reviewed:
        cleaned = self.cleaned_data
        attended = [Attendee(each) for each in cleaned["attended"]]
        return Reviewed(on=cleaned["on"], attended=attended, words=cleaned["words"])
