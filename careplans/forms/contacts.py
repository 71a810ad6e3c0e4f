"""A contact in one line; what is needed now and then is folded away below it."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from careplans.actions.contacts import Said
from careplans.models import Means, Outcome, Place, RetractionReason, WithWhom
from careplans.rules.clocks import end_of
from patients.rules.signs import refuse_signs
from wsic.dates import DAY_FORMATS, LAST_DAY, LONDON, TOO_LATE

LONGEST = 600  # minutes
MOST_COLUMNS = 20
EARLIEST_DAYS = 365  # before today: ours, beyond it a year was mistyped
RESULTS: dict[str, tuple[str, Means, Outcome]] = {
    "SPOKE": ("Spoke", Means.TELEPHONE, Outcome.REACHED),
    "NO_ANSWER": ("No answer", Means.TELEPHONE, Outcome.NO_ANSWER),
    "VISITED": ("Visited", Means.VISIT, Outcome.REACHED),
    "NOBODY_IN": ("Nobody at the door", Means.VISIT, Outcome.NO_ANSWER),
    "VIDEO": ("Video call", Means.VIDEO, Outcome.REACHED),
    "VIDEO_NO_ANSWER": ("Video call, no answer", Means.VIDEO, Outcome.NO_ANSWER),
    "SENT": ("Message sent", Means.MESSAGE, Outcome.SENT),
    "ANSWERED": ("Message answered", Means.MESSAGE, Outcome.REACHED),
}


class Words(forms.CharField):
    """Text of one or more lines without signs that cannot be read or turn the direction of text."""

    def clean(self, value: Any) -> str:
        typed = str(value or "").replace("\r\n", "\n")
        if refusal := refuse_signs(typed):
            raise forms.ValidationError(refusal)
        words: str = super().clean(typed)
        return words


def once_field() -> forms.UUIDField:
    """The number of a form, so that a button pressed twice does something once."""
    strange = "This form is not one of ours. Open the page again and record it there"
    return forms.UUIDField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid"), strange)
    )


def day_field(label: str, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the day",
            "invalid": "Enter the day as a real date, such as 30/06/2026",
        },
    )


class RowForm(forms.Form):
    """Where a form was opened: `back` is the page, `row` the row of its list below which it stands, if any,
    and `columns` how many that list has."""

    back = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    row = forms.UUIDField(required=False, widget=forms.HiddenInput)
    columns = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_COLUMNS, widget=forms.HiddenInput
    )

    @property
    def back_to(self) -> str:
        """Where the page goes when it is done, or nothing."""
        return str(self["back"].value() or "")

    @property
    def row_id(self) -> uuid.UUID | None:
        found: uuid.UUID | None = self._clean_value("row")
        return found

    @property
    def width(self) -> int:
        return self._clean_value("columns") or 1

    def _clean_value(self, name: str) -> Any:
        """None where it is nothing that a page of ours has sent."""
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None


class ToldForm(RowForm):
    """What a page says that was just told, as its address has it."""

    told = forms.UUIDField(required=False)

    @property
    def contact_id(self) -> uuid.UUID | None:
        found: uuid.UUID | None = self._clean_value("told")
        return found


class ContactForm(RowForm):
    once = once_field()
    result = forms.ChoiceField(
        label="Result",
        choices=[(name, words) for name, (words, _, _) in RESULTS.items()],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what came of it"),
        widget=forms.RadioSelect,
    )
    with_whom = forms.ChoiceField(label="With", choices=WithWhom.choices, initial=WithWhom.PERSON)
    minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=0,
        max_value=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Enter the minutes as a number from 0 to {LONGEST}"
        ),
    )
    note = Words(
        label="Note",
        required=False,
        max_length=2000,
        error_messages={"max_length": "Write 2,000 characters or fewer"},
    )
    next_step = Words(
        label="Next step",
        required=False,
        max_length=200,
        error_messages={"max_length": "Write 200 characters or fewer"},
    )
    next_step_on = day_field("By")
    with_name = Words(
        label="Name of who it was with",
        required=False,
        max_length=100,
        error_messages={"max_length": "Write 100 characters or fewer"},
    )
    place = forms.ChoiceField(label="Place", required=False, choices=[("", "Not said"), *Place.choices])
    on = day_field("On", required=True)
    at = forms.TimeField(
        label="At",
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Enter the time", "invalid": "Enter the time as 14:30"},
    )

    def __init__(
        self, data: Any = None, *, now: datetime, opened: RowForm | None = None, died_on: date | None = None
    ) -> None:
        """
        :param now: in London, from which day and time are proposed and which no contact is after
        :param opened: where it is opened, when nothing has been typed yet
        """
        local = now.astimezone(LONDON)
        initial = {"once": uuid.uuid4(), "on": local.date(), "at": local.time()}
        if opened:
            initial |= {"back": opened.back_to, "row": opened.row_id, "columns": opened.width}
        super().__init__(data, initial=initial)
        if self.row_id:
            self.auto_id = f"of-{self.row_id}-%s"  # several rows may be open
        self.now, self.died_on, self.is_attempt = local, died_on, False

    def clean_next_step_on(self) -> date | None:
        day: date | None = self.cleaned_data["next_step_on"]
        if day and day < self.now.date():
            raise forms.ValidationError("Choose today or a later day for the next step")
        if day and day > LAST_DAY:
            raise forms.ValidationError(TOO_LATE)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"on", "at"} <= cleaned.keys():
            self._check_time(cleaned["on"])
        if cleaned.get("next_step_on") and not cleaned.get("next_step"):
            self.add_error("next_step", "Say what is done by that day, or take the day away")
        if cleaned.get("next_step") and "next_step_on" in cleaned and not cleaned["next_step_on"]:
            self.add_error("next_step_on", "Say by which day the next step is done")
        return cleaned

    def _check_time(self, on: date) -> None:
        if self._moment > self.now.astimezone(UTC):
            self.add_error("on", "This is still to come. Record a contact when it has been")
        elif (self.now.date() - on).days > EARLIEST_DAYS:
            self.add_error("on", "This is more than a year ago. Check the year")
        elif self._after_death(on):
            self.add_error("with_whom", "The person had died by then. Say with whom it was")

    @property
    def _moment(self) -> datetime:
        """In UTC, since two times in London compare by their hands alone.  Of an hour that comes twice, when
        the clocks go back, the later that has been."""
        local = datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"], tzinfo=LONDON)
        meant = sorted(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return max((each for each in meant if each <= self.now.astimezone(UTC)), default=meant[0])

    def _after_death(self, on: date) -> bool:
        after = self.died_on is not None and on > self.died_on
        return after and self.cleaned_data.get("with_whom") == WithWhom.PERSON

    def said(self) -> Said:
        """What the form tells; of a form that is valid."""
        cleaned = self.cleaned_data
        _, means, outcome = RESULTS[cleaned["result"]]
        return Said(
            at=self._moment,
            means=means,
            outcome=outcome,
            with_whom=WithWhom(cleaned["with_whom"]),
            with_name=cleaned["with_name"],
            place=Place(cleaned["place"]) if cleaned["place"] else _usual_place(means),
            minutes=cleaned["minutes"],
            note=cleaned["note"],
            next_step=cleaned["next_step"],
        )

    @property
    def next_step_by(self) -> datetime | None:
        day = self.cleaned_data["next_step_on"]
        return end_of(day) if day else None

    @property
    def results(self) -> list[tuple[str, str, bool]]:
        """Name, words, whether it is chosen."""
        chosen = self["result"].value()
        return [(name, words, name == chosen) for name, (words, _, _) in RESULTS.items()]


def attempt(sent: QueryDict, *, now: datetime, died_on: date | None) -> ContactForm:
    """The form of a call without answer, just now, of which a row sends nothing but its number."""
    local = now.astimezone(LONDON)
    now_said = {"on": local.date().isoformat(), "at": f"{local:%H:%M}"}
    said = sent.dict() | now_said | {"result": "NO_ANSWER", "with_whom": WithWhom.PERSON.value}
    form = ContactForm(said, now=now, died_on=died_on)
    form.is_attempt = True
    return form


def _usual_place(means: Means) -> Place | None:
    return Place.HOME if means is Means.VISIT else None


class RetractForm(RowForm):
    contact = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why",
        choices=RetractionReason.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose why it was entered in error"),
    )
