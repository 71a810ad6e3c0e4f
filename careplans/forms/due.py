"""How the sessions that are due may be filtered, sorted and paged.  Nothing of this names a person."""

import builtins
from typing import ClassVar

from django import forms

from careplans.forms.capacity import PeriodField
from careplans.queries.due import DO, Wanted
from careplans.queries.due_words import KINDS, LABELS
from tiers.forms.lists import ListFilter, tier_field
from tiers.forms.registers import ANY

_LISTS = [(DO, "Something to do"), *((str(each), label) for each, label in LABELS.items())]


class DueFilter(ListFilter):
    list = forms.ChoiceField(label="List", required=False, choices=[ANY, *_LISTS])
    kind = forms.ChoiceField(
        label="Session", required=False, choices=[ANY, *((str(each), words) for each, words in KINDS.items())]
    )
    tier = tier_field()
    closes = PeriodField(label="Window closes", required=False, widget=forms.HiddenInput)
    late = forms.ChoiceField(label="Window", required=False, choices=[ANY, ("yes", "Over")])

    filters = ("list", "kind", "tier", "closes", "late", "practice")
    everybody = "Everybody"
    orders = {
        "due": "Due, first to last",
        "-due": "Due, last to first",
        "name": "Person, A to Z",
        "-name": "Person, Z to A",
        "born": "Born, earliest first",
        "-born": "Born, latest first",
        "tier": "Tier, lowest first",
        "-tier": "Tier, highest first",
        "last": "Last session, longest ago first",
        "-last": "Last session, newest first",
    }

    def wanted(self) -> Wanted:
        chosen = self.chosen()
        return Wanted(
            on_list=chosen.get("list"),
            kind=chosen.get("kind"),
            tier=int(chosen["tier"]) if "tier" in chosen else None,
            practice=chosen.get("practice"),
            late="late" in chosen,
            closes=self.cleaned_data.get("closes"),
            sort=self.order,
        )

    def shown_fields(self) -> builtins.list[forms.BoundField]:
        return [each for each in super().shown_fields() if each.name != "closes"]

    def hidden_words(self) -> builtins.list[tuple[str, str]]:
        query = self.query()
        return [
            *super().hidden_words(),
            *(("closes", str(query[name])) for name in query if name == "closes"),
        ]

    def _words(self, name: str, value: str) -> str:
        if name != "closes":
            return super()._words(name, value)
        return f"Window closes: {self.cleaned_data[name].words}"


class LettersFilter(ListFilter):
    """Of those who are to be written to, the first due first."""

    kind = forms.ChoiceField(
        label="Session", required=False, choices=[ANY, *((str(each), words) for each, words in KINDS.items())]
    )

    filters = ("kind", "practice")
    everybody = "Everybody"
    orders: ClassVar[dict[str, str]] = {"due": "Due, first to last"}
