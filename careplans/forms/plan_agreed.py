"""A version of a care plan agreed, or marked as entered in error."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from careplans.actions.plans import BEGUN, Agreement
from careplans.forms.contacts import day_field
from careplans.forms.offers import check_offered_on
from careplans.forms.plans import STRANGE
from careplans.forms.sessions import attended_field, note_field
from careplans.models import AgreedBy, Attendee, PlanErrorReason
from careplans.queries.plans import Along
from careplans.queries.related import RelatedLine


def _mark() -> forms.CharField:
    """Of what stood on the page."""
    return forms.CharField(widget=forms.HiddenInput, max_length=30, error_messages={"required": STRANGE})


class AgreeForm(forms.Form):
    mark = _mark()
    agreed_with = forms.ChoiceField(
        label="Who agrees",
        choices=AgreedBy.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who agrees"),
    )
    on = day_field("On", required=True)
    attended = attended_field()
    decider = forms.ChoiceField(
        label="Which attorney or deputy",
        help_text="One whose document was seen stands among the carers and contacts",
        required=False,
        error_messages={"invalid_choice": "They decide for the person no more. Choose another one"},
    )
    capacity = note_field("Without capacity: what shows it, and who assessed it when", most=500)
    words = note_field("Who was consulted, and what was said")

    def __init__(
        self,
        data: Any = None,
        *,
        today: date,
        died_on: date | None,
        mark: str = "",
        deciding: Sequence[RelatedLine] = (),
    ) -> None:
        """:param deciding: attorneys and deputies whose document was seen"""
        super().__init__(data, initial={"mark": mark, "on": today})
        self.today, self.died_on = today, died_on
        self._deciding = {str(each.public_id): each for each in deciding}
        named = [(key, f"{each.name}: {each.says}") for key, each in self._deciding.items()]
        self.fields["decider"].choices = [("", "None"), *named]  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        return check_offered_on(self.cleaned_data["on"], today=self.today, died_on=self.died_on)

    def clean_attended(self) -> list[str]:
        there: list[str] = self.cleaned_data["attended"]
        if not there:
            raise forms.ValidationError("Choose who was there")
        return there

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for_them = cleaned.get("agreed_with") not in (None, AgreedBy.PERSON)
        if for_them and cleaned.get("capacity") == "":
            self.add_error("capacity", "Say what shows that they cannot decide it, and who assessed it when")
        if cleaned.get("agreed_with") == AgreedBy.BEST_INTERESTS and cleaned.get("words") == "":
            self.add_error("words", "Say who was consulted")
        if "decider" in cleaned and (problem := self._wrong_decider(cleaned)):
            self.add_error("decider", problem)
        if cleaned.get("agreed_with") == AgreedBy.PERSON and Attendee.PERSON not in cleaned.get(
            "attended", [Attendee.PERSON]
        ):
            self.add_error("attended", "The person agrees, so the person was there: choose them as well")
        return cleaned

    def _wrong_decider(self, cleaned: dict[str, Any]) -> str:
        """ "" where who decides is one whose document was seen, or nobody is needed."""
        decides = cleaned.get("agreed_with") in (AgreedBy.ATTORNEY, AgreedBy.DEPUTY)
        chosen = self._deciding.get(cleaned["decider"])
        if not decides:
            return "Choose who agrees as well, or nobody here" if chosen else ""
        if chosen is None:
            return "Choose which. Who is missing is added to the carers and contacts, with the document seen"
        return "" if cleaned["agreed_with"] in chosen.roles else f"{chosen.name} is another: {chosen.says}"

    def show_again(self, mark: str) -> None:
        """After what stood on the page has changed, and stands there as it is now."""
        sent = self.data.copy()  # type: ignore[attr-defined]
        sent["mark"] = mark
        self.data = sent

    @property
    def typed(self) -> tuple[str, ...]:
        """Words that would be lost with the form."""
        words = (self["capacity"].value(), self["words"].value()) if self.is_bound else ()
        return tuple(each for each in words if each)

    def agreement(self) -> Agreement:
        cleaned = self.cleaned_data
        decider = self._deciding.get(cleaned["decider"])
        return Agreement(
            by=AgreedBy(cleaned["agreed_with"]),
            on=cleaned["on"],
            attended=[Attendee(each) for each in cleaned["attended"]],
            words=cleaned["words"],
            capacity=cleaned["capacity"],
            decider=decider.key if decider else None,
        )


class DiscardForm(forms.Form):
    mark = _mark()


class PlanErrorForm(forms.Form):
    mark = _mark()
    reason = forms.ChoiceField(
        label="Why",
        choices=PlanErrorReason.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why it was entered in error"),
    )

    along = forms.MultipleChoiceField(
        label="What goes with it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose that what was begun upon it goes with it: it carries its words on",
            "invalid_choice": BEGUN,
        },
    )

    def __init__(self, data: Any = None, *, along: Along) -> None:
        super().__init__(data)
        self.numbers = along.numbers
        if along.numbers:
            key = " ".join(str(each) for each in along.numbers)
            self.fields["along"].choices = [(key, along.says)]  # type: ignore[attr-defined]
        else:
            del self.fields["along"]

    def why(self) -> PlanErrorReason:
        return PlanErrorReason(self.cleaned_data["reason"])
