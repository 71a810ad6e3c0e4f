"""How the register may be filtered, sorted and paged.  Nothing of this names a person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from patients.models import Sex
from tiers.queries.register import VIEW_LABELS, Wanted
from tiers.rules import CURRENT
from tiers.rules.decisions import Direction
from tiers.rules.flows import Flow
from tiers.sets.register import ORDERS, UNDECIDED, VIEWS
from wsic.pages import page_number, page_size

ANY = ("", "All")
AGES = {"65-74": (65, 75), "75-84": (75, 85), "85-94": (85, 95), "95": (95, None)}  # from, to before: years
_AGE_WORDS = (("65-74", "65 to 74"), ("75-84", "75 to 84"), ("85-94", "85 to 94"), ("95", "95 and over"))
_HOUSEBOUND = (("yes", "Housebound"), ("no", "Not known to be"))
_LETTERS = ("A to Z", "Z to A")
_WAYS = {
    "born": ("earliest first", "latest first"),
    "scored": ("earliest first", "latest first"),
    "tier": ("lowest first", "highest first"),
    "deficits": ("lowest first", "highest first"),
}
DECISIONS = {
    UNDECIDED: "Not decided",
    Direction.AGREED: "As the index now",
    Direction.UP: "Above the index",
    Direction.DOWN: "Below the index",
    Direction.ALONE: "Without an index",
}
NO_TIER = "x"  # of the index, in an address
_SHOWN = ("tier", "decision", "age", "sex", "housebound", "practice")
_FROM_NUMBERS = ("index", "moved")  # where a number of another page leads to; taken off by their chip
_FILTERS = (*_SHOWN, *_FROM_NUMBERS)
_TIER_OF = {**{str(band.tier): band.tier for band in CURRENT.bands}, NO_TIER: None}
_INDEX = tuple((value, "no tier" if tier is None else f"tier {tier}") for value, tier in _TIER_OF.items())


class RegisterFilter(forms.Form):
    """A field that holds what is on no list is as if it were left out.

    :param practices: (public id, name) of those a hub serves; fewer than two leave the field away
    :param on: the day whose month is the last in which somebody may have moved
    """

    tier = forms.ChoiceField(
        label="Tier",
        required=False,
        choices=[ANY, *((str(band.tier), f"{band.tier} {band.category.label}") for band in CURRENT.bands)],
    )
    age = forms.ChoiceField(label="Age", required=False, choices=[ANY, *_AGE_WORDS])
    sex = forms.ChoiceField(label="Gender", required=False, choices=[ANY, *Sex.choices])
    housebound = forms.ChoiceField(label="Housebound", required=False, choices=[ANY, *_HOUSEBOUND])
    practice = forms.ChoiceField(label="Practice", required=False)
    decision = forms.ChoiceField(label="Decision", required=False, choices=[ANY, *DECISIONS.items()])
    index = forms.ChoiceField(label="Index", required=False, choices=[ANY, *_INDEX])
    moved = forms.ChoiceField(label="Moved", required=False)
    view = forms.ChoiceField(
        required=False, choices=[(name, name) for name in VIEWS], widget=forms.HiddenInput
    )
    sort = forms.ChoiceField(
        required=False,
        choices=[(f"{way}{name}", name) for name in ORDERS for way in ("", "-")],
        widget=forms.HiddenInput,
    )

    def __init__(self, data: QueryDict, *, on: date, practices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.on = on
        self.size = page_size(data)
        self.page_number = page_number(data)  # the statement takes the last page for one beyond the end
        self._offer("practice", practices)
        moved = Flow.of_value(data.get("moved") or "", on=on)  # of 1,200: nobody chooses here, a number leads
        self._offer("moved", [(moved.value, moved.words)] if moved else [])
        if len(practices) < 2:
            del self.fields["practice"]
        self.is_valid()
        self.errors.clear()  # nobody typed what is on no list, and the page says nothing of it

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *choices]

    def chosen(self) -> dict[str, str]:
        """Filter -> value, of those that are on a list and set."""
        return {name: str(value) for name in _FILTERS if (value := self.cleaned_data.get(name))}

    def wanted(self) -> Wanted:
        """The filters as the query takes them."""
        chosen = self.chosen()
        housebound = chosen.get("housebound")
        return Wanted(
            view=self.view_name,
            tier=int(chosen["tier"]) if "tier" in chosen else None,
            ages=AGES.get(chosen.get("age", "")),
            sex=chosen.get("sex"),
            housebound=housebound == "yes" if housebound else None,
            practice=chosen.get("practice"),
            decision=chosen.get("decision"),
            index=(_TIER_OF[chosen["index"]],) if "index" in chosen else None,
            moved=Flow.of_value(chosen.get("moved", ""), on=self.on),
        )

    def shown_fields(self) -> list[forms.BoundField]:
        """Those of the one-line form; what goes with them unseen is `hidden_words`."""
        return [self[name] for name in _SHOWN if name in self.fields]

    def hidden_words(self) -> list[tuple[str, str]]:
        """View, order and rows a page stay when somebody filters; the page does not."""
        query = self.query()
        return [
            (name, str(query[name])) for name in (*_FROM_NUMBERS, "view", "sort", "size") if name in query
        ]

    def chips(self) -> list[tuple[str, str]]:
        """(name, words) of each filter that is on."""
        return [(name, self._words(name, value)) for name, value in self.chosen().items()]

    def facts(self, labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """View, filters and order in words, for a page that stands without its controls.

        :param labels: the heading of each column by the name it sorts by
        """
        name = self.sort_name.removeprefix("-")
        way = _WAYS.get(name, _LETTERS)[self.sort_name.startswith("-")]
        filters = "; ".join(("Registered, alive, age 65 and over", *(words for _, words in self.chips())))
        order = f"{labels[name]}, {way}"
        return (("View", VIEW_LABELS[self.view_name]), ("Filtered by", filters), ("Order", order))

    def _words(self, name: str, value: str) -> str:
        field = self.fields[name]
        return f"{field.label}: {dict(getattr(field, 'choices', ()))[value]}"

    @property
    def view_name(self) -> str:
        return str(self.cleaned_data.get("view", ""))

    @property
    def sort_name(self) -> str:
        return str(self.cleaned_data.get("sort") or "name")

    def query(self) -> QueryDict:
        """The address's words as far as they are on a list: what else stood there goes into no link."""
        clean = QueryDict(mutable=True)
        clean.update(self.chosen())
        words: Mapping[str, Any] = {"view": self.view_name, "sort": self.cleaned_data.get("sort")}
        clean.update({name: str(value) for name, value in words.items() if value})
        if self.size != page_size(QueryDict()):
            clean["size"] = str(self.size)
        if self.page_number > 1:
            clean["page"] = str(self.page_number)
        return clean
