"""Forms of the quarantine pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from patients.feeds.declared import Column, Feed, feeds
from patients.models import QuarantineState

MOST_CHARACTERS = 2_000  # of a cell in the form; no column of any feed may be longer
_LONG = 100  # characters beyond which a cell is shown over several lines


class RowForm(forms.Form):
    """The cells of one row, under the names of our columns.  The feed's rules judge the text."""

    def __init__(self, data: Mapping[str, str], *, feed: Feed) -> None:
        super().__init__({_field(name): value for name, value in data.items()})
        for column in feed.columns:
            self.fields[_field(column.name)] = _cell(column, data.get(column.name, ""))

    def blame(self, problems: Sequence[tuple[str, str]]) -> None:
        """Put each sentence (column, sentence) beside its field; those of the whole row stay above."""
        for column, sentence in problems:
            self.add_error(_field(column) if _field(column) in self.fields else None, sentence)

    def blamed(self) -> list[forms.BoundField]:
        """The fields with something wrong: they stand first, for they are what there is to do."""
        return [field for field in self if field.errors]

    def unblamed(self) -> list[forms.BoundField]:
        return [field for field in self if not field.errors]

    @staticmethod
    def posted(data: Mapping[str, str], *, feed: Feed) -> dict[str, str]:
        """Our column -> what was typed, for the feed's columns and nothing else, line ends made one."""
        return {
            name: str(data.get(_field(name), ""))[:MOST_CHARACTERS].replace("\r\n", "\n")
            for name in feed.names
        }


class CloseForm(forms.Form):
    note = forms.CharField(
        label="Why it is left out",
        max_length=300,
        error_messages={"required": "Say why the row is left out"},
    )


class QuarantineFilter(forms.Form):
    """What the list shows.  `import` is a word of Python, so the address says `file`."""

    feed = forms.ChoiceField(label="Feed", required=False)
    practice = forms.ChoiceField(label="Organisation", required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[*QuarantineState.choices, ("ALL", "All")], initial="OPEN"
    )
    reason = forms.RegexField(r"^[a-z_]{1,40}$", required=False, widget=forms.HiddenInput)
    file = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, practices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        offers = {"feed": [(feed.name, feed.title) for feed in feeds()], "practice": list(practices)}
        for name, choices in offers.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
            field.choices = [("", "All"), *choices]

    def chosen(self) -> dict[str, str]:
        """The words that are on offer; without a state, the open rows."""
        self.is_valid()
        self.errors.clear()  # nobody typed what is not on offer, and the page says nothing of it
        chosen = {name: str(value) for name, value in self.cleaned_data.items() if value}
        return {"state": QuarantineState.OPEN.value} | chosen


def _field(column: str) -> str:
    return f"cell_{column}"


def _cell(column: Column, value: str) -> forms.CharField:
    long = len(value) > _LONG or "\n" in value or column.name == "address"
    return forms.CharField(
        label=column.name,
        required=False,
        strip=False,
        help_text=_help(column),
        widget=forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput(attrs={"spellcheck": "false"}),
    )


def _help(column: Column) -> str:
    """What the column takes: its kind, its choices, and whether it must be filled."""
    kind = ", ".join(column.choices) if column.choices else column.kind.value
    words = f"{column.says}; {kind}" if column.says else kind
    return f"{words}; required" if column.required else words
