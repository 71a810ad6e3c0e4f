"""The forms of a record opened in an emergency, and of its review."""

from django import forms

from patients.actions.break_glass import Emergency
from patients.forms.exact_person import NO_SUGGESTIONS, ExactPersonForm, without_numbers
from patients.models import EmergencyReason, ReviewState
from patients.models.access_reviews import TAKEN
from patients.queries.access_reviews import TABS, TO_REVIEW
from patients.rules.access_reviews import may_follow

SHORTEST = 10  # characters that say why; fewer are a way past the field, not a reason
REVIEWED = "who reviews this must not learn whose record it was. The entry has a reference"
ALL_THE_SAME = (
    "The person has said no to sharing for their care. Confirm that you open the record all the same, or"
    " close this page"
)


class EmergencyForm(ExactPersonForm):
    reason = forms.ChoiceField(
        label="Why now",
        choices=EmergencyReason.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why you open the record"),
    )
    words = forms.CharField(
        label="What has happened, in your words",
        min_length=SHORTEST,
        max_length=500,
        help_text="No names and no numbers",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say in a few words what has happened",
            "min_length": "Say in a few words what has happened: 10 characters or more",
            "max_length": "Say it in 500 characters or fewer",
        },
    )
    confirmed = forms.BooleanField(
        label="I need this record now to care for the person. I know that it is reviewed.",
        error_messages={"required": "Confirm that you need the record now"},
    )
    all_the_same = forms.BooleanField(
        label="The person has said no to sharing for their care. I open the record all the same.",
        required=False,
    )
    asks_again = False  # once the server has said that the person dissents; before that nobody is told apart

    def clean_words(self) -> str:
        return without_numbers(self.cleaned_data["words"], because=REVIEWED)

    def emergency(self) -> Emergency:
        return Emergency(
            nhs_number=self.cleaned_data["nhs_number"],
            birth_date=self.cleaned_data["birth_date"],
            reason=EmergencyReason(self.cleaned_data["reason"]),
            words=self.cleaned_data["words"],
            all_the_same=self.cleaned_data["all_the_same"],
        )

    def ask_again(self) -> None:
        self.asks_again = True
        self.add_error("all_the_same", ALL_THE_SAME)


def _note(label: str, *, reader: str, missing: str) -> forms.CharField:
    """What one says to the other about an entry."""
    return forms.CharField(
        label=label,
        min_length=SHORTEST,
        max_length=1000,
        help_text=f"{reader} reads this. No names and no numbers of the person",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": missing,
            "min_length": f"{missing}: {SHORTEST} characters or more",
            "max_length": "Write 1,000 characters or fewer",
        },
    )


OUTCOMES = {
    ReviewState.JUSTIFIED: "Justified: the reason holds",
    ReviewState.ASKED: "Ask who opened it",
    ReviewState.INCIDENT: "Incident: it is reported and followed up",
    ReviewState.WAITING: "Take it up again: it goes back to what waits for review",
}


class SettleForm(forms.Form):
    """What a privacy officer asks or finds, as far as it may follow what is there."""

    state = forms.ChoiceField(
        label="Outcome",
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose an outcome"),
    )
    note = _note(
        "Your finding, or your question",
        reader="Who opened the record",
        missing="Write what you found, or what you ask",
    )

    def show_what_follows(self, state: str) -> None:
        """Of an entry at this state; whatever is sent is checked by the state that it finds."""
        self.fields["state"].widget.choices = [
            (each.value, words) for each, words in OUTCOMES.items() if may_follow(state, each)
        ]

    def clean_note(self) -> str:
        return without_numbers(self.cleaned_data["note"], because=REVIEWED)


class AnswerForm(forms.Form):
    note = _note("Your answer", reader="The privacy officer", missing="Write your answer")

    def clean_note(self) -> str:
        return without_numbers(self.cleaned_data["note"], because=REVIEWED)


class QueueFilter(forms.Form):
    state = forms.ChoiceField(required=False, choices=TABS, widget=forms.HiddenInput)
    q = forms.CharField(
        label="Reference or name",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={**NO_SUGGESTIONS, "type": "search", "placeholder": "EA-1A2B3C4D"}),
    )
    kind = forms.ChoiceField(
        label="How it was opened",
        required=False,
        choices=[("", "All"), *((each.value, each.label) for each in TAKEN)],
    )

    def chosen(self) -> dict[str, str]:
        """The words on offer; without a state, what waits for review."""
        self.is_valid()
        self.errors.clear()  # nobody typed what is not on offer
        chosen = {name: str(value) for name, value in self.cleaned_data.items() if value}
        return {"state": TO_REVIEW, "kind": "", "q": ""} | chosen
