"""How the tiers to look at may be filtered, sorted and paged.  Nothing of this names a person."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import QueryDict

from tiers.forms.registers import ANY
from tiers.queries.worklist import Step, Wanted
from tiers.queries.worklist_words import LABELS
from tiers.rules import CURRENT
from tiers.rules.worklist import WITHOUT_SOURCE
from tiers.sets.worklist import ORDERS
from wsic.pages import page_number, page_size

_REASONS = [(str(each), label) for each, label in LABELS.items() if each not in WITHOUT_SOURCE]
_ORDERS = {
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
_FILTERS = ("reason", "tier", "practice")


class WorklistFilter(forms.Form):
    """A field that holds what is on no list is as if it were left out.

    :param practices: (public id, name) of those a hub serves; fewer than two leave the field away
    """

    reason = forms.ChoiceField(label="Reason", required=False, choices=[ANY, *_REASONS])
    tier = forms.ChoiceField(
        label="Tier",
        required=False,
        choices=[ANY, *((str(band.tier), f"{band.tier} {band.category.label}") for band in CURRENT.bands)],
    )
    practice = forms.ChoiceField(label="Practice", required=False)
    sort = forms.ChoiceField(
        required=False, choices=[(name, name) for name in ORDERS], widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict, *, practices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.size, self.page_number = page_size(data), page_number(data)
        field = self.fields["practice"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *practices]
        if len(practices) < 2:
            del self.fields["practice"]
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it

    def chosen(self) -> dict[str, str]:
        """Filter -> value, of those that are on a list and set."""
        return {name: str(value) for name in _FILTERS if (value := self.cleaned_data.get(name))}

    def wanted(self) -> Wanted:
        chosen = self.chosen()
        return Wanted(
            reason=chosen.get("reason"),
            tier=int(chosen["tier"]) if "tier" in chosen else None,
            practice=chosen.get("practice"),
            sort=str(self.cleaned_data.get("sort") or "rank"),
        )

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in _FILTERS if name in self.fields]

    def hidden_words(self) -> list[tuple[str, str]]:
        """Order and rows a page stay when somebody filters; the page does not."""
        query = self.query()
        return [(name, str(query[name])) for name in ("sort", "size") if name in query]

    def chips(self) -> list[tuple[str, str]]:
        """(name, words) of each filter that is on."""
        return [(name, self._words(name, value)) for name, value in self.chosen().items()]

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Filters and order in words, for a page that stands without its controls."""
        filters = "; ".join(("Whoever is to be looked at", *(words for _, words in self.chips())))
        return (("Filtered by", filters), ("Order", _ORDERS[self.wanted().sort]))

    def query(self) -> QueryDict:
        """The address's words as far as they are on a list: what else stood there goes into no link."""
        clean = self.walked()
        if self.size != page_size(QueryDict()):
            clean["size"] = str(self.size)
        if self.page_number > 1:
            clean["page"] = str(self.page_number)
        return clean

    def walked(self) -> QueryDict:
        """The words by which the list is the same list when somebody goes through it: filters and order."""
        clean = QueryDict(mutable=True)
        clean.update(self.chosen())
        if self.cleaned_data.get("sort"):
            clean["sort"] = self.cleaned_data["sort"]
        return clean

    def _words(self, name: str, value: str) -> str:
        field = self.fields[name]
        return f"{field.label}: {dict(getattr(field, 'choices', ()))[value]}"


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
