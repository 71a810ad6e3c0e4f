"""How a caseload may be filtered, and people of it given to a colleague.  The filters name no person."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from careplans.actions.caseloads import Along
from careplans.actions.first_contacts import Choice
from careplans.forms.contacts import Words, once_field
from careplans.forms.first_contacts import REASONS
from careplans.models import FirstContactReason
from careplans.queries.caseload import NOBODYS, OTHER, Staff, Wanted
from careplans.queries.caseload_chosen import Chosen
from careplans.queries.due_words import LABELS
from careplans.queries.handover import Leaver
from tiers.forms.lists import ListFilter, tier_field
from tiers.forms.registers import ANY

_LISTS = [(str(each), label) for each, label in LABELS.items()]


class CaseloadFilter(ListFilter):
    of = forms.ChoiceField(label="First contact", required=False)
    list = forms.ChoiceField(label="Next session", required=False, choices=[ANY, *_LISTS])
    tier = tier_field()
    told = forms.ChoiceField(label="Told who", required=False, choices=[ANY, ("no", "Not told yet")])

    filters = ("of", "tier", "list", "told", "practice")
    everybody = "Everybody"
    orders = {
        "due": "Next session, first to last",
        "-due": "Next session, last to first",
        "name": "Person, A to Z",
        "-name": "Person, Z to A",
        "tier": "Tier, lowest first",
        "-tier": "Tier, highest first",
        "clock": "First clock first",
        "-clock": "First clock last",
        "last": "Last contact, longest ago first",
        "-last": "Last contact, newest first",
    }

    def __init__(
        self, data: QueryDict, *, staff: Sequence[Staff], practices: Sequence[tuple[str, str]] = ()
    ) -> None:
        """:param staff: whose caseloads are told apart; one alone leaves the field away"""
        super().__init__(data, practices=practices)
        named = {str(each.public_id): each.name for each in staff}
        self._offer("of", [ANY, (NOBODYS, "Nobody"), *named.items(), (OTHER, "Others")])
        if len(named) < 2:
            del self.fields["of"]
        self.full_clean()
        self.errors.clear()  # as the list's own: what is on no list is as if it were left out

    def off_list(self) -> str:
        """Filters that were sent and are not on offer, in words, "" if none; a list is shown without them,
        but nothing is done to everybody on it."""
        chosen = self.chosen()
        sent = [name for name in self.filters if self.data.get(name) and name not in chosen]
        return ", ".join(str(self.base_fields[name].label) for name in sent)

    def wanted(self, *, of: str | None = None) -> Wanted:
        """:param of: whose people alone, whatever the address says"""
        chosen = self.chosen()
        return Wanted(
            of=of or chosen.get("of"),
            mine=bool(of),
            tier=int(chosen["tier"]) if "tier" in chosen else None,
            practice=chosen.get("practice"),
            on_list=chosen.get("list"),
            untold="told" in chosen,
            sort=self.order,
        )


USED_FORM = (
    "This form was used already, for another colleague; nothing was given now. Look who has them, choose"
    " again, then press once more."
)


def with_new_number(sent: QueryDict) -> QueryDict:
    """What was sent, as of a form that was not used yet."""
    anew = sent.copy()
    anew["once"] = str(uuid.uuid4())
    return anew


class GiveForm(forms.Form):
    """People chosen one by one, or all of the list, for a colleague.  `listed` and `mark` are of the list as
    it was shown."""

    once = once_field()
    query = forms.CharField(required=False, max_length=1_000, widget=forms.HiddenInput)
    everybody = forms.BooleanField(required=False)
    listed = forms.IntegerField(required=False, widget=forms.HiddenInput)
    mark = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label="Give to",
        error_messages={
            "required": "Choose who gets them",
            "invalid_choice": "Choose somebody who works here today",
        },
    )
    reason = forms.ChoiceField(
        label="Why", choices=REASONS, error_messages=dict.fromkeys(("required", "invalid_choice"), "Say why")
    )
    note = Words(
        label="Note",
        required=False,
        max_length=200,
        error_messages={"max_length": "Write 200 characters or fewer"},
    )

    def __init__(self, data: Any = None, *, staff: Sequence[Staff], telling: bool = False) -> None:
        """:param telling: they are not given, but were told who has them: to whom and why is not asked"""
        initial = {"once": uuid.uuid4(), "reason": FirstContactReason.CASELOAD}
        super().__init__(data, initial=initial, auto_id="give_%s")
        self._staff = {each.key: each for each in staff}
        to = self.fields["to"]
        if isinstance(to, forms.ChoiceField):
            to.choices = [("", "Choose who"), *((each.key, f"{each.name}, {each.role}") for each in staff)]
        for name in ("to", "reason", "once") if telling else ():
            self.fields[name].required = False

    def refuse_list(self, form: CaseloadFilter, found: Chosen) -> str | None:
        """Why nothing is done to everybody `found` on the list: it is not the one that was shown."""
        if gone := form.off_list():
            return f"The list has changed: whom it was filtered by ({gone}) is not on offer. Look again"
        was, now = self.cleaned_data.get("listed"), found.total
        if was is not None and was != now:
            return f"The list has changed: it was {was:,}, it is {now:,}. Look again"
        if was is None or self.cleaned_data.get("mark") != found.mark:
            return "The list has changed: others, or other first contacts, are on it now. Look again"
        return None

    def choice(self) -> Choice:
        return choice_of(self._staff[self.cleaned_data["to"]], self.cleaned_data)


def choice_of(staff: Staff, given: Mapping[str, Any]) -> Choice:
    """:param given: `reason` and `note` of a form"""
    return Choice(
        user=staff.user,
        organisation_id=staff.organisation_id,
        reason=FirstContactReason(given["reason"]),
        note=given["note"],
    )


class HandOverForm(forms.Form):
    """Whose people of a tier or a practice go to whom."""

    once = once_field()
    of = forms.ChoiceField(
        label="Whose caseload",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whose caseload is handed over"),
    )
    tier = tier_field()
    practice = forms.ChoiceField(label="Practice", required=False)
    to = forms.MultipleChoiceField(
        label="To whom",
        widget=forms.CheckboxSelectMultiple,
        help_text="Several get the same number of people each.",
        error_messages={
            "required": "Choose who gets them",
            "invalid_choice": "Choose somebody who works here today",
        },
    )
    note = Words(
        label="Note",
        required=False,
        max_length=200,
        error_messages={"max_length": "Write 200 characters or fewer"},
    )
    with_tasks = forms.BooleanField(
        label="With their open tasks",
        required=False,
        initial=True,
        help_text="Of one tier or practice those about these people, otherwise all of this organisation.",
    )
    with_sessions = forms.BooleanField(
        label="With the booked sessions that they lead",
        required=False,
        initial=True,
        help_text="As with tasks; day and place stay.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        leavers: Sequence[Leaver],
        staff: Sequence[Staff],
        practices: Sequence[tuple[str, str]],
        places: tuple[int, ...],
        of: str = "",
    ) -> None:
        """:param places: organisations for which they are named"""
        super().__init__(
            data,
            initial={"once": uuid.uuid4(), "of": of, "with_tasks": True, "with_sessions": True},
            auto_id="over_%s",
        )
        self._places = places
        self._leavers = {str(each.public_id): each for each in leavers}
        self._staff = {each.key: each for each in staff}
        chosen = self["of"].value()
        offered = [each for each in staff if each.here and str(each.public_id) != chosen]
        self._offer("of", [(key, each.name) for key, each in self._leavers.items()])
        self._offer("to", [(each.key, f"{each.name}, {each.role}") for each in offered])
        self._offer("practice", [ANY, *practices])
        if len(practices) < 2:
            del self.fields["practice"]

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    @property
    def leaver(self) -> Leaver:
        return self._leavers[self.cleaned_data["of"]]

    def wanted(self) -> Wanted:
        tier, practice = self.cleaned_data["tier"], self.cleaned_data.get("practice")
        return Wanted(
            named=self.leaver.user.pk,
            named_at=self._places,
            tier=int(tier) if tier else None,
            practice=practice or None,
        )

    def tasks(self) -> Along:
        return self._along("with_tasks")

    def sessions(self) -> Along:
        return self._along("with_sessions")

    def _along(self, field: str) -> Along:
        if not self.cleaned_data[field]:
            return Along.NONE
        return Along.ALL if self.is_whole else Along.THEIRS

    @property
    def is_whole(self) -> bool:
        """Of every tier and practice."""
        return not (self.cleaned_data["tier"] or self.cleaned_data.get("practice"))

    def choices(self) -> list[Choice]:
        given = {"reason": FirstContactReason.LEFT, "note": self.cleaned_data["note"]}
        return [choice_of(self._staff[each], given) for each in self.cleaned_data["to"]]
