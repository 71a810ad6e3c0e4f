"""A carer, relative or somebody who decides for a person."""

import uuid
from datetime import date
from typing import Any

from django import forms

from careplans.actions.related import Related
from careplans.forms.contacts import Words, day_field, once_field
from careplans.forms.sessions import note_field
from careplans.queries.related import WITHHELD, RelatedLine
from careplans.rules.related import NO_DAY, NO_DOCUMENT, RelatedRole, rests_on_a_document
from wsic.telephones import NoNumber, telephone


class RelatedForm(forms.Form):
    once = once_field()
    name = Words(
        label="Name",
        max_length=100,
        error_messages={"required": "Enter their name", "max_length": "Write 100 characters or fewer"},
    )
    relationship = Words(
        label="Who they are",
        help_text="Daughter, neighbour, solicitor",
        max_length=60,
        error_messages={"required": "Say who they are to the person", "max_length": "Write 60 or fewer"},
    )
    roles = forms.MultipleChoiceField(
        label="What they are to the person",
        choices=RelatedRole.choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what they are to the person"),
    )
    telephone = forms.CharField(label="Telephone", required=False, max_length=40)
    when = note_field("When they can be rung", most=100)
    document = note_field("Document you have seen", most=300)
    seen_on = day_field("Seen on")
    note = note_field("Note", most=500)

    def __init__(self, data: Any = None, *, today: date, line: RelatedLine | None = None) -> None:
        """:param line: the contact as it stands; None for a new one"""
        initial: dict[str, Any] = {"once": uuid.uuid4()}
        if line:
            names = ("name", "relationship", "when", "document", "seen_on", "note")
            initial |= {name: getattr(line, name) for name in names}
            initial |= {"roles": [str(each) for each in line.roles]}
            initial |= {"telephone": "" if line.telephone == WITHHELD else line.telephone}
        super().__init__(data, initial=initial)
        self.today = today
        self.withheld = line is not None and line.telephone == WITHHELD
        if self.withheld:
            self.fields["telephone"].help_text = "It is withheld. Left empty it stays as it is"
        self.fields["document"].help_text = "Of an attorney or deputy: which, and its reference"

    def clean_telephone(self) -> str | None:
        typed = self.cleaned_data["telephone"].strip()
        if not typed:
            return None if self.withheld else ""
        try:
            return telephone(typed)
        except NoNumber as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean_seen_on(self) -> date | None:
        day: date | None = self.cleaned_data["seen_on"]
        if day and day > self.today:
            raise forms.ValidationError("Choose today or an earlier day")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if rests_on_a_document(cleaned.get("roles", ())):
            if cleaned.get("document") == "":
                self.add_error("document", NO_DOCUMENT)
            if "seen_on" in cleaned and cleaned["seen_on"] is None:
                self.add_error("seen_on", NO_DAY)
        return cleaned

    def related(self) -> Related:
        said = {name: words for name, words in self.cleaned_data.items() if name not in ("once", "roles")}
        return Related(roles=[RelatedRole(each) for each in self.cleaned_data["roles"]], **said)


class EndRelatedForm(forms.Form):
    words = note_field("Why they are no contact any more", required=True, most=200)
