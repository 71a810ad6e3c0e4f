"""The words of My day's address: its tab and its tile.  Nothing of it names a person."""

from django import forms
from django.http import QueryDict

from careplans.queries.my_day import Narrow, Whose
from wsic.pages import page_number, page_size


class DayFilter(forms.Form):
    """A field that holds what is on no list is as if it were left out."""

    whose = forms.ChoiceField(label="Tab", required=False, choices=[(str(each), each.name) for each in Whose])
    only = forms.ChoiceField(
        label="Tile", required=False, choices=[(str(each), each.name) for each in Narrow]
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.size, self.page_number = page_size(data), page_number(data)
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it

    def query(self) -> QueryDict:
        clean = QueryDict(mutable=True)
        clean.update({name: str(value) for name, value in self.cleaned_data.items() if value})
        if self.size != page_size(QueryDict()):
            clean["size"] = str(self.size)
        if self.page_number > 1:
            clean["page"] = str(self.page_number)
        return clean
