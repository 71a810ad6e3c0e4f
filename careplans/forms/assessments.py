"""The holistic assessment as a form: for each thing asked about a concern and words; scores of scales."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from careplans.actions.assessments import Findings, Found
from careplans.forms.contacts import once_field
from careplans.forms.sessions import back_field, note_field
from careplans.queries.assessments import AssessmentLine
from careplans.rules.assessment import ASKED, CONCERNS, SCALES, Concern, Domain, refuse_score

_CHOICES = [("", "Not asked"), *((str(each), words) for each, words in CONCERNS.items())]


@dataclass(frozen=True)
class AskedField:
    """One thing asked about; `theirs` is what somebody saved meanwhile, where it differs."""

    label: str
    prompt: str
    concern: forms.BoundField
    words: forms.BoundField
    theirs: str


class AssessmentForm(forms.Form):
    once = once_field()
    upon = forms.UUIDField(required=False, widget=forms.HiddenInput)
    back = back_field()

    def __init__(
        self,
        data: Any = None,
        *,
        current: AssessmentLine | None = None,
        back: str = "",
        today: date,
        beside: bool = False,
    ) -> None:
        """
        :param current: what stands, which the form begins with
        :param beside: somebody saved `current` meanwhile: it stands beside what is typed, where they differ
        """
        upon = current.public_id if current else None
        initial: dict[str, Any] = {"once": uuid.uuid4(), "upon": upon, "back": back}
        super().__init__(data, initial=initial | _as_initial(current))
        self.today, self.current, self.beside = today, current, beside
        for domain, asked in ASKED.items():
            self.fields[domain.lower()] = forms.ChoiceField(
                label=asked.label,
                required=False,
                choices=_CHOICES,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose from the list"},
            )
            words = note_field(f"{asked.label}, in words", most=500)
            words.widget = forms.Textarea(attrs={"rows": 2, "maxlength": 500})
            self.fields[f"{domain.lower()}_words"] = words
        for name, scale in SCALES.items():
            self.fields[name] = forms.DecimalField(
                label=scale.label,
                required=False,
                help_text=f"{scale.least} to {scale.most}",
                max_digits=5,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                error_messages=dict.fromkeys(
                    ("invalid", "max_digits", "max_decimal_places", "max_whole_digits"),
                    f"Enter the score of {scale.label} as a number from {scale.least} to {scale.most}",
                ),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for domain, asked in ASKED.items():
            name = domain.lower()
            if cleaned.get(f"{name}_words") and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"{asked.label}: say whether it is a concern, beside your words")
        for name, scale in SCALES.items():
            if cleaned.get(name) is not None and (wrong := refuse_score(scale, cleaned[name])):
                self.add_error(name, wrong)
        return cleaned

    def findings(self) -> Findings:
        cleaned = self.cleaned_data
        found = {
            domain: Found(Concern(cleaned[domain.lower()]), cleaned[f"{domain.lower()}_words"])
            for domain in Domain
            if cleaned[domain.lower()]
        }
        scores = {name: cleaned[name] for name in SCALES if cleaned[name] is not None}
        return Findings(on=self.today, found=found, scores=scores)

    @property
    def says_something_new(self) -> bool:
        """What is sent differs from what stands."""
        findings, begun = self.findings(), _as_initial(self.current)
        sent: dict[str, Any] = {}
        for domain, each in findings.found.items():
            sent |= {domain.lower(): str(each.concern), f"{domain.lower()}_words": each.words}
        sent |= findings.scores
        return {name: value for name, value in sent.items() if value != ""} != begun

    def asked(self) -> Iterator[AskedField]:
        for domain, asked in ASKED.items():
            name = domain.lower()
            yield AskedField(
                asked.label, asked.prompt, self[name], self[f"{name}_words"], self._theirs(domain)
            )

    def scores(self) -> list[forms.BoundField]:
        return [self[name] for name in SCALES]

    def _theirs(self, domain: Domain) -> str:
        if not self.beside:
            return ""
        name, found = domain.lower(), self.current.findings if self.current else ()
        line = next((each for each in found if each.domain is domain), None)
        there = (str(line.concern or ""), line.words) if line else ("", "")
        if there == (self[name].value() or "", self[f"{name}_words"].value() or ""):
            return ""
        return f"{line.says}. {line.words}".strip() if line else "Nothing stands"

    @property
    def back_to(self) -> str:
        return str(self["back"].value() or "")


def _as_initial(current: AssessmentLine | None) -> dict[str, Any]:
    """What a line says, as the fields of the form hold it; what is empty is left out."""
    if current is None:
        return {}
    found: dict[str, Any] = {}
    for each in current.findings:
        if each.concern:
            found[each.domain.lower()] = str(each.concern)
            if each.words:
                found[f"{each.domain.lower()}_words"] = each.words
    return found | {each.name: each.score for each in current.scored}
