"""Whom letters go to, and the number that they give."""

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from careplans.forms.contacts import once_field
from careplans.queries.letters_due import MOST
from wsic.ids import typed_id
from wsic.telephones import NoNumber, telephone


class LettersForm(forms.Form):
    once = once_field()
    reply_to = forms.CharField(
        label="Telephone number to answer",
        max_length=40,
        help_text="Printed on every letter, such as 020 7946 0000",
        error_messages={"required": "Enter the telephone number that people ring to answer"},
    )
    person = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def clean_reply_to(self) -> str:
        try:
            return telephone(self.cleaned_data["reply_to"])
        except NoNumber as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean_person(self) -> list[UUID]:
        """Ids that are none are nobody's."""
        ids = [found for each in self.sent[:MOST] if (found := typed_id(each))]
        if not ids:
            raise forms.ValidationError("Tick those to whom a letter goes")
        return ids

    def __init__(self, data: Any = None, *, reply_to: str = "") -> None:
        super().__init__(data, initial={"once": uuid.uuid4(), "reply_to": reply_to})

    @property
    def ticked(self) -> frozenset[str] | None:
        """Public ids that were sent, None where nothing was: then everybody is ticked."""
        return frozenset(self.sent) if self.is_bound else None

    @property
    def sent(self) -> list[str]:
        return self.data.getlist("person") if isinstance(self.data, QueryDict) else []
