"""A planning session booked, told, ended."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from careplans.actions.sessions import Booking, Ended
from careplans.forms.contacts import Words, day_field, once_field
from careplans.models import Attendee, RetractionReason, SessionKind, SessionPlace, SessionState
from careplans.queries.tasks import Colleague
from wsic.dates import LAST_DAY, LONDON, TOO_LATE, long_date

USUAL_MINUTES, LONGEST = 40, 240  # CARE.md: one page for 40 minutes; four hours is ours, beyond it a slip
LATEST_TOLD = timedelta(days=3 * 366)  # ours: what was longer ago is not told any more
PERSONS_SIDE = frozenset({Attendee.PERSON, Attendee.CARER, Attendee.ADVOCATE})
NOT_STAFF = PERSONS_SIDE | {Attendee.INTERPRETER}
ENDS = [
    (SessionState.HELD, "It was held"),
    (SessionState.DID_NOT_ATTEND, "They did not attend"),
    (SessionState.CANCELLED, "It was cancelled"),
]


def back_field() -> forms.CharField:
    return forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


def note_field(label: str, *, required: bool = False, most: int = 1000, lines: int = 1) -> Words:
    """:param lines: that are seen at once"""
    too_long = f"Write {most:,} characters or fewer"
    return Words(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput,
        error_messages={"max_length": too_long, "required": "Say why, in a few words"},
    )


def beside_words(refusal: str, words: str) -> str:
    """Why nothing was recorded, when a colleague did meanwhile and the form is on the page no more; what was
    typed is read there."""
    return f"{refusal} You had written: {words}" if words else refusal


def attended_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Who was there",
        required=False,
        choices=Attendee.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list who was there"},
    )


def attended_problem(attended: Sequence[str]) -> str:
    """What is missing among those who were there, in a sentence; "" where nothing is."""
    there = set(attended)
    if not there:
        return "Choose who was there"
    if not there & PERSONS_SIDE:
        return "A planning session is held with the person, or with a carer or advocate. Choose who was there"
    return "" if there - NOT_STAFF else "Choose which staff were there"


class _SessionForm(forms.Form):
    once = once_field()
    back = back_field()
    kind = forms.ChoiceField(label="Session", choices=SessionKind.choices)
    on = day_field("On", required=True)
    time = forms.TimeField(
        label="At",
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Enter the time as 14:30"},
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=1,
        max_value=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter the minutes as a number from 1 to {LONGEST}",
        ),
    )
    place = forms.ChoiceField(label="Place", choices=SessionPlace.choices)
    lead = forms.ChoiceField(label="Who leads it", required=False)
    note = note_field("Note")

    def __init__(
        self,
        data: Any = None,
        *,
        today: date,
        died_on: date | None,
        colleagues: Sequence[Colleague],
        back: str = "",
        kind: str = SessionKind.HSCA,
        place: str = SessionPlace.PRACTICE,
    ) -> None:
        me = str(colleagues[0].public_id) if colleagues else ""
        initial = {"once": uuid.uuid4(), "back": back, "kind": kind, "place": place, "lead": me}
        super().__init__(data, initial={**initial, "minutes": USUAL_MINUTES})
        self.today, self.died_on = today, died_on
        self._colleagues = {str(each.public_id): each for each in colleagues}
        lead = self.fields["lead"]
        if isinstance(lead, forms.ChoiceField):
            named = [(key, each.name) for key, each in self._colleagues.items()]
            lead.choices = [*named, ("", "Not said, or of another team")]
            lead.error_messages["invalid_choice"] = "Choose somebody of your own team"

    def booking(self) -> Booking:
        cleaned = self.cleaned_data
        lead = self._colleagues.get(cleaned["lead"])
        return Booking(
            kind=SessionKind(cleaned["kind"]),
            on=cleaned["on"],
            time=cleaned["time"],
            minutes=cleaned["minutes"],
            place=SessionPlace(cleaned["place"]),
            note=cleaned["note"],
            lead=lead.user if lead else None,
        )

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")


class BookForm(_SessionForm):
    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if self.died_on:
            raise forms.ValidationError(f"The person died on {long_date(self.died_on)}. Book nothing")
        if day < self.today:
            raise forms.ValidationError("This day has passed. Record a session that was held instead")
        if day > LAST_DAY:
            raise forms.ValidationError(TOO_LATE)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "time" in cleaned and cleaned["time"] is None:
            self.add_error("time", "Enter the time")
        return cleaned


class RecordForm(_SessionForm):
    """A session that was held without a booking, or is told late."""

    attended = attended_field()

    def clean_on(self) -> date:
        return held_on(self.cleaned_data["on"], today=self.today, died_on=self.died_on)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if problem := "attended" in cleaned and attended_problem(cleaned["attended"]):
            self.add_error("attended", problem)
        return cleaned

    def ended(self) -> Ended:
        return Ended(state=SessionState.HELD, attended=tuple(self.cleaned_data["attended"]))


def held_on(day: date, *, today: date, died_on: date | None) -> date:
    """
    The day, when a session may have been held on it.

    :raises ValidationError: it is still to come, too long ago, or after the death
    """
    if day > today:
        raise forms.ValidationError("This is still to come. Book it instead")
    if today - day > LATEST_TOLD:
        raise forms.ValidationError("This is more than three years ago. Check the year")
    if died_on and day > died_on:
        raise forms.ValidationError(f"The person died on {long_date(died_on)}, before this day")
    return day


class InErrorForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why",
        choices=RetractionReason.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why it was entered in error"),
    )

    def why(self) -> RetractionReason:
        return RetractionReason(self.cleaned_data["reason"])


class EndForm(forms.Form):
    """What came of a booked session."""

    state = forms.ChoiceField(
        label="What came of it",
        choices=ENDS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what came of it"),
    )
    attended = attended_field()
    note = note_field("Note, or why not")
    note_was = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    back = back_field()

    def __init__(
        self,
        data: Any = None,
        *,
        on: date,
        now: datetime,
        died_on: date | None = None,
        back: str = "",
        state: str = "",
        note: str = "",
        ends: bool = True,
    ) -> None:
        """
        :param on: the day of the session
        :param state: what is chosen at first; nothing, where nobody knows
        :param note: what was written while the session went on
        :param ends: False while it goes on, when nothing but the note is taken
        """
        begun = {"back": back, "attended": [Attendee.PERSON], "state": state, "note": note, "note_was": note}
        super().__init__(data, initial=begun)
        self._ends = self.fields["state"].required = ends
        self._on, self._today, self._died_on = on, now.astimezone(LONDON).date(), died_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        state = cleaned.get("state") if self._ends else None
        if state == SessionState.HELD and "attended" in cleaned:
            self._check_held(cleaned["attended"])
        elif state == SessionState.DID_NOT_ATTEND and self._on > self._today:
            self.add_error("state", "The session is still to come. Cancel it instead")
        elif state == SessionState.CANCELLED and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", "Say who cancelled it, and why")
        return cleaned

    def _check_held(self, attended: Sequence[str]) -> None:
        if problem := attended_problem(attended):
            self.add_error("attended", problem)
        if self._on > self._today:
            self.add_error("state", "The session is still to come. Say how it went on its day, or cancel it")
            return
        try:
            held_on(self._on, today=self._today, died_on=self._died_on)
        except forms.ValidationError as refused:
            self.add_error("state", refused)

    def ended(self) -> Ended:
        cleaned, state = self.cleaned_data, SessionState(self.cleaned_data["state"])
        there = tuple(cleaned["attended"]) if state is SessionState.HELD else ()
        return Ended(state=state, attended=there, note=cleaned["note"])

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")
