"""How the tiers to look at may be filtered, sorted and paged.  Nothing of this names a person."""

from uuid import UUID

from django import forms
from django.http import QueryDict

from tiers.forms.lists import ListFilter, tier_field
from tiers.forms.registers import ANY
from tiers.queries.worklist import Step, Wanted
from tiers.queries.worklist_words import LABELS
from tiers.rules.worklist import WITHOUT_SOURCE

_REASONS = [(str(each), label) for each, label in LABELS.items() if each not in WITHOUT_SOURCE]


class WorklistFilter(ListFilter):
    reason = forms.ChoiceField(label="Reason", required=False, choices=[ANY, *_REASONS])
    tier = tier_field()

    filters = ("reason", "tier", "practice")
    everybody = "Whoever is to be looked at"
    orders = {
        "rank": "The most severe reason first",
        "name": "Person, A to Z",
        "-name": "Person, Z to A",
        "born": "Born, earliest first",
        "-born": "Born, latest first",
        "deficits": "Deficits, lowest first",
        "-deficits": "Deficits, highest first",
        "waiting": "Waiting since, longest first",
        "-waiting": "Waiting since, shortest first",
    }

    def wanted(self) -> Wanted:
        chosen = self.chosen()
        return Wanted(
            reason=chosen.get("reason"),
            tier=int(chosen["tier"]) if "tier" in chosen else None,
            practice=chosen.get("practice"),
            sort=self.order,
        )


class WalkForm(forms.Form):
    """From whom, and from which place of the list, somebody goes on; what cannot be read is the beginning."""

    after = forms.UUIDField(required=False)
    place = forms.IntegerField(required=False, min_value=1, max_value=10**6)
    number = forms.IntegerField(required=False, min_value=0, max_value=10**6)
    list = forms.UUIDField(required=False)
    back = forms.CharField(required=False, max_length=1)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.is_valid()

    def step(self) -> Step:
        return Step(
            after=self.cleaned_data.get("after"),
            number=self.last_number,
            place=self.from_place,
            back=bool(self.cleaned_data.get("back")),
        )

    @property
    def from_place(self) -> int:
        return self.cleaned_data.get("place") or 1

    @property
    def last_number(self) -> int | None:
        return self.cleaned_data.get("number")

    @property
    def of_list(self) -> UUID | None:
        return self.cleaned_data.get("list")
