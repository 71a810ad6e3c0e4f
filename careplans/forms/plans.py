"""A care plan written: a section, a goal, the agreement."""

import uuid
from datetime import date
from typing import Any

from django import forms

from careplans.actions.plan_writing import Aim, Said
from careplans.forms.contacts import Words, day_field
from careplans.forms.sessions import note_field
from careplans.models import GoalOutcome, Voice
from careplans.queries.goal_owners import AGAIN, NOBODY_KEY, OwnerChoice, OwnerChoices
from careplans.queries.plan_lines import GoalLine, SectionLine
from careplans.rules.plan import HEADINGS, Heading
from wsic.dates import LAST_DAY, TOO_LATE

MOST_WORDS = 5_000  # of a section; ours: two sheets of paper, beyond which nobody reads in a crisis
STRANGE = "This form is not one of ours. Open the page again and write there"
GONE = "Choose an owner again: who had it cannot be asked any more"
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


class GoalNamed(forms.Form):
    """Which goal, as it stood on the page."""

    upon = _upon()
    key = forms.UUIDField()


class GoalAsked(forms.Form):
    """The goal for which a draft is begun; what names none is as if it were left out."""

    goal = forms.UUIDField(required=False)

    @property
    def key(self) -> uuid.UUID | None:
        self.is_valid()
        found: uuid.UUID | None = self.cleaned_data.get("goal")
        return found


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
    why = note_field("Why it matters to them", most=500, lines=2)
    steps = note_field("Who does what by when", most=1000, lines=3)
    owner = forms.ChoiceField(
        label="Owner",
        help_text="Who sees to it that it comes about",
        required=False,
        error_messages={"invalid_choice": GONE},
    )
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
    outcome_words = note_field("About what came of it", most=500, lines=2)

    def __init__(
        self, data: Any = None, *, today: date, owners: OwnerChoices, line: GoalLine | None = None
    ) -> None:
        """:param line: the goal as it stands; None: a new one"""
        outcomes = {choice.label: choice.value for choice in GoalOutcome}
        initial: dict[str, Any] = {"upon": 0, "key": uuid.uuid4()}
        if line:
            names = ("key", "what", "why", "steps", "by_on", "confidence", "outcome_words")
            initial = {name: getattr(line, name) for name in names}
            initial |= {"upon": line.revision, "outcome": outcomes.get(line.outcome, "")}
        super().__init__(data, initial=initial | {"owner": owners.now})
        self._owners, self._now = {each.key: each for each in owners.all}, owners.now
        self._today, self._day = today, line.by_on if line else None
        self.name_owners()
        if line is None and "outcome" not in (data or {}):
            del self.fields["outcome"], self.fields["outcome_words"]

    def name_owners(self) -> None:
        """Who is none of them cannot be asked any more, and an owner has to be chosen anew."""
        now = (self.data if self.is_bound else self.initial).get("owner") or NOBODY_KEY
        again = [] if now in self._owners else [(AGAIN, "Choose an owner")]
        owner = self.fields["owner"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = [*again, *((key, each.words) for key, each in self._owners.items())]

    def clean_owner(self) -> OwnerChoice:
        """A form that does not ask for an owner leaves them as they are."""
        key: str = self.cleaned_data["owner"] if "owner" in self.data else self._now
        if key == AGAIN:
            raise forms.ValidationError(GONE)
        return self._owners[key]

    def clean_by_on(self) -> date | None:
        day: date | None = self.cleaned_data["by_on"]
        if day and day > LAST_DAY:
            raise forms.ValidationError(TOO_LATE)
        if day and day < self._today and day != self._day:
            raise forms.ValidationError("Choose today or a later day, or none")
        return day

    def aim(self) -> Aim:
        cleaned = self.cleaned_data
        outcome, owner = cleaned.get("outcome"), cleaned["owner"]
        return Aim(
            what=cleaned["what"],
            why=cleaned["why"],
            steps=cleaned["steps"],
            by_on=cleaned["by_on"],
            held_by=owner.by,
            owner=owner.user,
            team=owner.team,
            confidence=cleaned["confidence"],
            outcome=GoalOutcome(outcome) if outcome else None,
            outcome_words=cleaned.get("outcome_words", ""),
        )
