"""How a caseload may be filtered, and people of it given to a colleague.  The filters name no person."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from careplans.actions.first_contacts import Choice
from careplans.forms.contacts import Words, once_field
from careplans.forms.first_contacts import REASONS
from careplans.models import FirstContactReason
from careplans.queries.caseload import NOBODYS, OTHER, Staff, Wanted
from careplans.queries.due_words import LABELS
from tiers.forms.lists import ListFilter, tier_field
from tiers.forms.registers import ANY

_LISTS = [(str(each), label) for each, label in LABELS.items()]


class CaseloadFilter(ListFilter):
    of = forms.ChoiceField(label="First contact", required=False)
    list = forms.ChoiceField(label="Next session", required=False, choices=[ANY, *_LISTS])
    tier = tier_field()
    told = forms.ChoiceField(label="Told who", required=False, choices=[ANY, ("no", "Not told yet")])

    filters = ("of", "tier", "list", "told", "practice")
    everybody = "Everybody"
    orders = {
        "due": "Next session, first to last",
        "-due": "Next session, last to first",
        "name": "Person, A to Z",
        "-name": "Person, Z to A",
        "tier": "Tier, lowest first",
        "-tier": "Tier, highest first",
        "clock": "First clock first",
        "-clock": "First clock last",
        "last": "Last contact, longest ago first",
        "-last": "Last contact, newest first",
    }

    def __init__(
        self, data: QueryDict, *, staff: Sequence[Staff], practices: Sequence[tuple[str, str]] = ()
    ) -> None:
        """:param staff: whose caseloads are told apart; one alone leaves the field away"""
        super().__init__(data, practices=practices)
        named = {str(each.public_id): each.name for each in staff}
        self._offer("of", [ANY, (NOBODYS, "Nobody"), *named.items(), (OTHER, "Others")])
        if len(named) < 2:
            del self.fields["of"]
        self.full_clean()
        self.errors.clear()  # as the list's own: what is on no list is as if it were left out

    def wanted(self, *, of: str | None = None) -> Wanted:
        """:param of: whose people alone, whatever the address says"""
        chosen = self.chosen()
        return Wanted(
            of=of or chosen.get("of"),
            tier=int(chosen["tier"]) if "tier" in chosen else None,
            practice=chosen.get("practice"),
            on_list=chosen.get("list"),
            untold="told" in chosen,
            sort=self.order,
        )


class GiveForm(forms.Form):
    """People chosen one by one, or all of the list, for a colleague."""

    once = once_field()
    query = forms.CharField(required=False, max_length=1_000, widget=forms.HiddenInput)
    everybody = forms.BooleanField(required=False)
    to = forms.ChoiceField(
        label="Give to",
        error_messages={
            "required": "Choose who gets them",
            "invalid_choice": "Choose somebody who works here today",
        },
    )
    reason = forms.ChoiceField(
        label="Why", choices=REASONS, error_messages=dict.fromkeys(("required", "invalid_choice"), "Say why")
    )
    note = Words(
        label="Note",
        required=False,
        max_length=200,
        error_messages={"max_length": "Write 200 characters or fewer"},
    )

    def __init__(self, data: Any = None, *, staff: Sequence[Staff], query: str = "") -> None:
        initial = {"once": uuid.uuid4(), "query": query, "reason": FirstContactReason.CASELOAD}
        super().__init__(data, initial=initial, auto_id="give_%s")
        self._staff = {each.key: each for each in staff}
        to = self.fields["to"]
        if isinstance(to, forms.ChoiceField):
            to.choices = [("", "Choose who"), *((each.key, f"{each.name}, {each.role}") for each in staff)]

    def choice(self) -> Choice:
        return choice_of(self._staff[self.cleaned_data["to"]], self.cleaned_data)


def choice_of(staff: Staff, given: Mapping[str, Any]) -> Choice:
    """:param given: `reason` and `note` of a form"""
    return Choice(
        user=staff.user,
        organisation_id=staff.organisation_id,
        reason=FirstContactReason(given["reason"]),
        note=given["note"],
    )
