"""Forms of the import pages: what is brought, and which of its columns stands for which of ours."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from patients.feeds.declared import Feed, feeds
from patients.models import ImportState
from patients.rules.importing import SYSTMONE_EXTRACT
from wsic.accounts.models import User
from wsic.accounts.roles import Verb
from wsic.dates import DAY_FORMATS

OWN, SYSTMONE = "own", "systmone"
SOURCES = ((OWN, "Own format, columns as listed here"), (SYSTMONE, "SystmOne: bulk extract, or eFI report"))
FEEDS_OF_SYSTMONE = frozenset({"frailty_scores"})
KINDS = ".csv, .csv.gz or .xlsx, a bulk extract as .zip"
EARLIEST = date(2000, 1, 1)


class UploadForm(forms.Form):
    """`today` is the last day an extract may be of; the organisations are those the user may import for."""

    feed = forms.ChoiceField(
        label="What is in the file",
        error_messages={
            "required": "Choose what is in the file",
            "invalid_choice": "Choose a feed of the list",
        },
    )
    source = forms.ChoiceField(
        label="Where it comes from",
        choices=SOURCES,
        initial=OWN,
        error_messages={"required": "Choose where the file comes from"},
    )
    organisation = forms.ChoiceField(
        label="For which organisation",
        error_messages={
            "required": "Choose the organisation",
            "invalid_choice": "Choose an organisation of the list",
        },
    )
    as_on = forms.DateField(
        label="Date of the extract",
        help_text="The day the list was made, not today, unless it was made today",
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the date of the extract",
            "invalid": "Enter the date of the extract as a real date, such as 30/06/2026",
        },
    )
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.gz,.xlsx,.txt,.tsv,.zip", "hx-preserve": "true"}),
        error_messages={"required": "Choose a file", "max_length": "The name of the file is too long"},
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        feeds: Sequence[tuple[str, str]],
        user: User,
        today: date,
    ) -> None:
        super().__init__(data, files)
        self.today = today
        self._choose("feed", feeds)
        self._choose("organisation", _organisations(user))
        self.fields[
            "file"
        ].help_text = f"{KINDS}, at most {upload_limit()} as sent and {unpacked_limit()} unpacked"

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        one = len(choices) == 1
        field.choices = choices if one else [("", "Choose"), *choices]

    def say_too_large(self) -> None:
        """The upload was broken off at the limit, so there is no file."""
        self.fields["file"].error_messages["required"] = f"The file is larger than {upload_limit()}"

    def clean_as_on(self) -> date:
        as_on: date = self.cleaned_data["as_on"]
        if as_on > self.today:
            raise forms.ValidationError("The date of the extract lies in the future")
        if as_on < EARLIEST:
            raise forms.ValidationError("The date of the extract lies before the year 2000")
        return as_on

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(f"The file is larger than {upload_limit()}")
        if file.size == 0:
            raise forms.ValidationError("The file is empty")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("feed") == SYSTMONE_EXTRACT:
            cleaned["source"] = SYSTMONE
        elif cleaned.get("source") == SYSTMONE and cleaned.get("feed", "") not in FEEDS_OF_SYSTMONE | {""}:
            self.add_error("source", "The SystmOne report holds frailty scores only. Choose the own format.")
        return cleaned


class MappingForm(forms.Form):
    """A choice of the file's header names for each column of the feed."""

    remember = forms.BooleanField(
        label="Remember this for the next file of this organisation", required=False, initial=True
    )

    def __init__(
        self, data: Any = None, *, feed: Feed, header: Sequence[str], guessed: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial={_field(column): name for column, name in guessed.items()})
        self.feed = feed
        names = [(name, name) for name in dict.fromkeys(header) if name]
        for column in feed.columns:
            self.fields[_field(column.name)] = forms.ChoiceField(
                label=column.name,
                required=column.required,
                choices=[("", "Choose a column" if column.required else "Not in the file"), *names],
                error_messages={
                    "required": f"Choose the column of the file that holds {column.name}",
                    "invalid_choice": f"Choose a column of the file for {column.name}",
                },
            )
        self.order_fields([*(_field(column.name) for column in feed.columns), "remember"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for column, name in self.mapping().items():
            if name in taken:
                self.add_error(_field(column), f"{name} stands for {taken[name]} already. Choose another.")
            taken.setdefault(name, column)
        return cleaned

    def mapping(self) -> dict[str, str]:
        """Our column -> the name in the file; columns that the file does not have are left out."""
        chosen = {column.name: self.cleaned_data.get(_field(column.name), "") for column in self.feed.columns}
        return {column: name for column, name in chosen.items() if name}

    def answer(self) -> dict[str, Any]:
        return {"mapping": self.mapping(), "remember": self.cleaned_data["remember"]}

    def with_help(self, columns: Sequence[Any]) -> list[tuple[forms.BoundField, Any]]:
        """Each choice beside what is known of its column, as the page shows them."""
        return [(self[_field(column.name)], column) for column in columns]


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label="Why it is refused",
        max_length=300,
        error_messages={"required": "Say why the file is refused"},
    )


class ImportFilter(forms.Form):
    """What the list shows; anything that is not on offer is left out."""

    feed = forms.ChoiceField(label="Feed", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *ImportState.choices])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["feed"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
        field.choices = [("", "All"), *((feed.name, feed.title) for feed in feeds())]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        self.errors.clear()  # nobody typed what is not on offer, and the page says nothing of it
        return {name: value for name, value in self.cleaned_data.items() if value}


def upload_limit() -> str:
    return f"{settings.UPLOAD_LIMIT / 1024**2:,.0f} MB"


def unpacked_limit() -> str:
    return f"{settings.UNPACKED_LIMIT / 1024**3:,.0f} GB"


def _field(column: str) -> str:
    return f"column_{column}"


def _organisations(user: User) -> list[tuple[str, str]]:
    places = {
        str(standing.organisation_public_id): f"{standing.organisation_name} ({standing.organisation_code})"
        for standing in user.standings
        if Verb.IMPORT in standing.verbs
    }
    return sorted(places.items(), key=lambda place: place[1])
