"""What the list of organisations may be filtered and sorted by."""

from collections.abc import Sequence
from typing import Any

from django import forms

from .models import Kind

SORTS = ("name", "code", "kind", "borough", "wave", "live")
WAVES = (("1", "Wave 1"), ("2", "Wave 2"), ("3", "Wave 3"))
LIVE = (("live", "Live"), ("coming", "Not live yet"), ("closed", "Closed"))
ANY = ("", "All")


class OrganisationFilter(forms.Form):
    """Fields that hold what is on no list are as if they were left out."""

    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *Kind.choices])
    borough = forms.ChoiceField(label="Borough", required=False)
    hub = forms.ChoiceField(label="Hub", required=False)
    wave = forms.ChoiceField(label="Wave", required=False, choices=[ANY, *WAVES])
    live = forms.ChoiceField(label="Live", required=False, choices=[ANY, *LIVE])
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    size = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, boroughs: Sequence[str], hubs: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        for name, choices in (("borough", [(each, each) for each in boroughs]), ("hub", list(hubs))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [ANY, *choices]

    def chosen(self) -> dict[str, str]:
        """Filter -> value, of those that are on a list and set."""
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it
        filters = ("kind", "borough", "hub", "wave", "live")
        return {name: str(self.cleaned_data[name]) for name in filters if self.cleaned_data.get(name)}

    def chips(self) -> list[tuple[str, str]]:
        """(name, words) of each filter that is on."""
        words: list[tuple[str, str]] = []
        for name, value in self.chosen().items():
            field = self.fields[name]
            label = dict(getattr(field, "choices", ())).get(value, value)
            words.append((name, f"{field.label}: {label}"))
        return words

    def sort_by(self) -> str:
        """A name of SORTS, with "-" before it when the other way round."""
        asked = str(self.data.get("sort", ""))
        return asked if asked.removeprefix("-") in SORTS else "name"
