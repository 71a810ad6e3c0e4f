"""Who is named as a first contact, and why."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from careplans.actions.first_contacts import Choice
from careplans.forms.contacts import Words, once_field
from careplans.models import FirstContactReason
from careplans.queries.first_contacts import Candidate

REASONS = [(each.value, each.label) for each in FirstContactReason if each is not FirstContactReason.BACK]


class FirstContactForm(forms.Form):
    once = once_field()
    who = forms.ChoiceField(
        label="Who is rung first",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who is rung first",
            "invalid_choice": "They do not work where this person is cared for. Choose somebody else",
        },
    )
    reason = forms.ChoiceField(
        label="Why",
        choices=[("", "Choose why"), *REASONS],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Say why"),
    )
    note = Words(
        label="Note",
        required=False,
        max_length=200,
        error_messages={"max_length": "Write 200 characters or fewer"},
    )
    back = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, candidates: Sequence[Candidate], reason: str = "", back: str = ""
    ) -> None:
        super().__init__(data, initial={"once": uuid.uuid4(), "reason": reason, "back": back})
        self._candidates = {each.key: each for each in candidates}
        who = self.fields["who"]
        if isinstance(who, forms.ChoiceField):
            who.choices = [(each.key, f"{each.name}, {each.what}") for each in candidates]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == FirstContactReason.OTHER and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", "Say in a few words why")
        return cleaned

    def choice(self) -> Choice:
        found = self._candidates[self.cleaned_data["who"]]
        return Choice(
            user=found.user,
            organisation_id=found.organisation_id,
            reason=FirstContactReason(self.cleaned_data["reason"]),
            note=self.cleaned_data["note"],
        )

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")
