"""To whom a booked session is given."""

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from careplans.forms.contacts import once_field
from careplans.queries.tasks import Colleague
from wsic.accounts.models import User

STRANGE = "This form is not one of ours. Open the page again and give the session there"


class LeadForm(forms.Form):
    """`was` led it when the form was opened."""

    once = once_field()
    was = forms.UUIDField(required=False, widget=forms.HiddenInput, error_messages={"invalid": STRANGE})
    lead = forms.ChoiceField(
        label="Give to",
        error_messages={
            "required": "Choose who leads it",
            "invalid_choice": "Choose a colleague who cares for this person here today",
        },
    )

    def __init__(self, data: Any = None, *, choices: Sequence[Colleague], was: str = "") -> None:
        super().__init__(data, initial={"once": uuid.uuid4(), "was": was}, auto_id="lead_%s")
        self._choices = {str(each.public_id): each for each in choices}
        field = self.fields["lead"]
        if isinstance(field, forms.ChoiceField):
            named = [(key, each.name) for key, each in self._choices.items()]
            field.choices = [("", "Choose who"), *named]

    def to(self) -> User:
        return self._choices[self.cleaned_data["lead"]].user

    def was_led_by(self) -> UUID | None:
        was: UUID | None = self.cleaned_data["was"]
        return was
