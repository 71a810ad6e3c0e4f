"""A list of people, filtered, sorted and paged by the address.  Nothing of it names a person."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.http import QueryDict

from tiers.forms.registers import ANY
from tiers.rules import CURRENT
from wsic.pages import page_number, page_size


def tier_field() -> forms.ChoiceField:
    bands = ((str(band.tier), f"{band.tier} {band.category.label}") for band in CURRENT.bands)
    return forms.ChoiceField(label="Tier", required=False, choices=[ANY, *bands])


class ListFilter(forms.Form):
    """
    A field that holds what is on no list is as if it were left out.

    :cvar filters: names of the fields that narrow the list
    :cvar orders: sort -> its words; the first is that of a list nobody sorts
    :cvar everybody: whom the list has without a filter, in words
    :param practices: (public id, name) of those a hub serves; fewer than two leave the field away
    """

    practice = forms.ChoiceField(label="Practice", required=False)
    sort = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    filters: ClassVar[tuple[str, ...]]
    orders: ClassVar[Mapping[str, str]]
    everybody: ClassVar[str]

    def __init__(self, data: QueryDict, *, practices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.size, self.page_number = page_size(data), page_number(data)
        self._offer("practice", [ANY, *practices])
        self._offer("sort", [(name, name) for name in self.orders])
        if len(practices) < 2:
            del self.fields["practice"]
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it

    def chosen(self) -> dict[str, str]:
        """Filter -> value, of those that are on a list and set."""
        return {name: str(value) for name in self.filters if (value := self.cleaned_data.get(name))}

    @property
    def order(self) -> str:
        return str(self.cleaned_data.get("sort") or next(iter(self.orders)))

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.filters if name in self.fields]

    def hidden_words(self) -> list[tuple[str, str]]:
        """Order and rows a page stay when somebody filters; the page does not."""
        query = self.query()
        return [(name, str(query[name])) for name in ("sort", "size") if name in query]

    def chips(self) -> list[tuple[str, str]]:
        """(name, words) of each filter that is on."""
        return [(name, self._words(name, value)) for name, value in self.chosen().items()]

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Filters and order in words, for a page that stands without its controls."""
        filters = "; ".join((self.everybody, *(words for _, words in self.chips())))
        return (("Filtered by", filters), ("Order", self.orders[self.order]))

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

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def _words(self, name: str, value: str) -> str:
        field = self.fields[name]
        return f"{field.label}: {dict(getattr(field, 'choices', ()))[value]}"
