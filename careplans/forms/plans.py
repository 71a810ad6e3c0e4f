"""A care plan written: a section, a goal, the agreement."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from careplans.actions.plan_writing import Aim, Said
from careplans.actions.plans import Agreement
from careplans.forms.contacts import Words, day_field
from careplans.forms.offers import check_offered_on
from careplans.forms.sessions import attended_field, note_field
from careplans.models import AgreedBy, Attendee, GoalOutcome, PlanErrorReason, Voice
from careplans.queries.plan_lines import GoalLine, SectionLine
from careplans.queries.related import RelatedLine
from careplans.rules.plan import HEADINGS, Heading
from wsic.dates import LAST_DAY, TOO_LATE

MOST_WORDS = 5_000  # of a section; ours: two sheets of paper, beyond which nobody reads in a crisis
STRANGE = "This form is not one of ours. Open the page again and write there"
ALL_HEADINGS = [(str(each), asked.label) for each, asked in HEADINGS.items()]


def _upon() -> forms.IntegerField:
    """The revision that stood when the form was opened."""
    return forms.IntegerField(
        min_value=0,
        max_value=1_000_000,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), STRANGE),
    )


class HeadingForm(forms.Form):
    """Which section an address names."""

    heading = forms.ChoiceField(choices=ALL_HEADINGS)

    @property
    def chosen(self) -> Heading | None:
        return Heading(self.cleaned_data["heading"]) if self.is_valid() else None


class SectionForm(forms.Form):
    upon = _upon()
    heading = forms.ChoiceField(
        choices=ALL_HEADINGS,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), STRANGE),
    )
    words = Words(
        label="Words",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": f"Write {MOST_WORDS:,} characters or fewer"},
    )
    voice = forms.ChoiceField(
        label="Whose words",
        choices=Voice.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whose words these are"),
    )
    with_whom = note_field("Written with", most=200)
    kept = forms.BooleanField(
        label="Keep it from the person's portal and paper",
        help_text="What somebody close to them must not read, or what would do harm",
        required=False,
    )
    kept_why = note_field("Why it is kept from them", most=300)

    def __init__(self, data: Any = None, *, line: SectionLine) -> None:
        voices = {choice.label: choice.value for choice in Voice}
        usual = Voice.PERSON if line.heading is Heading.ABOUT_ME else Voice.STAFF
        initial = {
            "upon": line.revision,
            "heading": str(line.heading),
            "words": line.words,
            "voice": voices.get(line.voice, usual),
            "with_whom": line.with_whom,
            "kept": bool(line.kept_why),
            "kept_why": line.kept_why,
        }
        super().__init__(data, initial=initial)
        self.fields["words"].label = line.label
        self.fields["words"].help_text = line.prompt

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kept") and cleaned.get("kept_why") == "":
            self.add_error("kept_why", "Say why it is kept from them")
        if not cleaned.get("kept") and cleaned.get("kept_why"):
            self.add_error("kept", "There is a reason to keep it from them: choose to keep it, or remove it")
        return cleaned

    def said(self) -> Said:
        cleaned = self.cleaned_data
        return Said(
            heading=Heading(cleaned["heading"]),
            words=cleaned["words"],
            voice=Voice(cleaned["voice"]),
            with_whom=cleaned["with_whom"],
            kept_why=cleaned["kept_why"],
        )


class GoalForm(forms.Form):
    upon = _upon()
    key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), STRANGE)
    )
    what = Words(
        label="What they want to reach",
        help_text="In the person's own words",
        max_length=300,
        error_messages={
            "required": "Say what they want to reach",
            "max_length": "Write 300 characters or fewer",
        },
    )
    why = note_field("Why it matters to them", most=500)
    steps = note_field("Who does what by when", most=1000)
    by_on = day_field("To be reached by")
    confidence = forms.TypedChoiceField(
        label="How sure they are of reaching it",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Not asked"), *((str(each), f"{each} of 10") for each in range(11))],
    )
    outcome = forms.ChoiceField(
        label="What came of it", required=False, choices=[("", "They still want it"), *GoalOutcome.choices]
    )
    outcome_words = note_field("About what came of it", most=500)

    def __init__(self, data: Any = None, *, line: GoalLine | None = None) -> None:
        """:param line: the goal as it stands; None: a new one"""
        outcomes = {choice.label: choice.value for choice in GoalOutcome}
        initial: dict[str, Any] = {"upon": 0, "key": uuid.uuid4()}
        if line:
            names = ("key", "what", "why", "steps", "by_on", "confidence", "outcome_words")
            initial = {name: getattr(line, name) for name in names}
            initial |= {"upon": line.revision, "outcome": outcomes.get(line.outcome, "")}
        super().__init__(data, initial=initial)
        if line is None and "outcome" not in (data or {}):
            del self.fields["outcome"], self.fields["outcome_words"]

    def clean_by_on(self) -> date | None:
        day: date | None = self.cleaned_data["by_on"]
        if day and day > LAST_DAY:
            raise forms.ValidationError(TOO_LATE)
        return day

    def aim(self) -> Aim:
        cleaned = self.cleaned_data
        outcome = cleaned.get("outcome")
        return Aim(
            what=cleaned["what"],
            why=cleaned["why"],
            steps=cleaned["steps"],
            by_on=cleaned["by_on"],
            confidence=cleaned["confidence"],
            outcome=GoalOutcome(outcome) if outcome else None,
            outcome_words=cleaned.get("outcome_words", ""),
        )


class AgreeForm(forms.Form):
    mark = forms.CharField(widget=forms.HiddenInput, max_length=30, error_messages={"required": STRANGE})
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


class PlanErrorForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why",
        choices=PlanErrorReason.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why it was entered in error"),
    )

    def why(self) -> PlanErrorReason:
        return PlanErrorReason(self.cleaned_data["reason"])
