"""An event filed in the GP record, or not; and how the list of events is filtered."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms

from careplans.forms.contacts import Words
from careplans.queries.gp_record import VIEWS, Wanted
from careplans.rules.gp_record import DONE, EVENTS, Done, RecordEvent
from tiers.forms.lists import ListFilter
from tiers.forms.registers import ANY

WHY = "Say why it is not filed, so that a colleague need not ask"


class FilingForm(forms.Form):
    event = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "Choose what was filed"),
    )
    done = forms.ChoiceField(
        choices=[(str(each), label) for each, label in DONE.items()],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what was done"),
    )
    words = Words(
        label="Why it is not filed",
        required=False,
        max_length=300,
        error_messages={"max_length": "Write 300 characters or fewer"},
    )

    def __init__(self, data: Any = None, *, event: UUID | None) -> None:
        """:param event: the one it is about: several forms stand on a page; None where none is named"""
        super().__init__(data, initial={"event": event}, auto_id=f"{event}_%s")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("done") == Done.NOT_FILED and not cleaned.get("words"):
            self.add_error("words", WHY)
        return cleaned

    @property
    def chosen(self) -> UUID | None:
        """Which event it is about, also of a form that has problems."""
        found: UUID | None = self.cleaned_data.get("event")
        return found

    def said(self) -> dict[str, Any]:
        """What `actions.gp_record.file_event` takes; words belong to what is not filed alone."""
        done = Done(self.cleaned_data["done"])
        words = self.cleaned_data["words"] if done is Done.NOT_FILED else ""
        return {"event": self.cleaned_data["event"], "done": done, "words": words}


class ChosenForm(forms.Form):
    """Which event an address names; `is_valid` is false where it names what can be none."""

    event = forms.UUIDField(required=False)

    @property
    def chosen(self) -> UUID | None:
        found: UUID | None = self.cleaned_data.get("event") if self.is_valid() else None
        return found


class RecordFilter(ListFilter):
    view = forms.ChoiceField(
        label="View", required=False, choices=list(VIEWS.items()), widget=forms.HiddenInput
    )
    kind = forms.ChoiceField(
        label="Event", required=False, choices=[ANY, *((str(each), label) for each, label in EVENTS.items())]
    )

    filters = ("view", "kind", "practice")
    everybody = "Every event"
    orders: ClassVar = {"recorded": "Recorded first on top", "-recorded": "Recorded last on top"}

    @property
    def view_chosen(self) -> str:
        return self.chosen().get("view", next(iter(VIEWS)))

    def wanted(self) -> Wanted:
        chosen = self.chosen()
        return Wanted(
            view=self.view_chosen,
            kind=RecordEvent(chosen["kind"]) if "kind" in chosen else None,
            practice=chosen.get("practice"),
            newest_first=self.order == "-recorded",
            number=self.page_number,
            size=self.size,
        )

    def shown_fields(self) -> list[forms.BoundField]:
        return [each for each in super().shown_fields() if each.name != "view"]

    def hidden_words(self) -> list[tuple[str, str]]:
        """The view stays when somebody filters."""
        return [*super().hidden_words(), ("view", self.view_chosen)]

    def chips(self) -> list[tuple[str, str]]:
        return [each for each in super().chips() if each[0] != "view"]
