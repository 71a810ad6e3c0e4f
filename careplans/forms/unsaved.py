"""What is typed into a section or a goal while it is typed, and which form on a page it comes from."""

from typing import Any

from django import forms

from careplans.actions.unsaved import Typed
from careplans.forms.plans import ALL_HEADINGS, MOST_WORDS, STRANGE, GoalForm, SectionForm

MOST_KEPT = 4 * MOST_WORDS  # what is too long to be saved is kept all the same, to be shortened
MOST_NUMBERED = 10**14  # milliseconds since 1970 by the writer's clock, and then some


class TypedInForm(forms.Form):
    """Which form on a page something comes from, and the how-manieth of it: `keep.js` names both."""

    typed_in = forms.UUIDField(required=False)
    number = forms.IntegerField(min_value=0, max_value=MOST_NUMBERED, required=False)

    @property
    def typed_by(self) -> str:
        """Nothing where the page has no script."""
        return str(self.cleaned_data.get("typed_in") or "") if self.is_valid() else ""


class KeepForm(TypedInForm):
    """What is typed into a section or a goal, as it stands: it may lack anything, but is not endless."""

    upon = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    heading = forms.ChoiceField(choices=[("", ""), *ALL_HEADINGS], required=False)
    key = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned["heading"]) == bool(cleaned["key"]):
            raise forms.ValidationError(STRANGE)
        if any(len(words) > MOST_KEPT for words in self.said.values()):
            raise forms.ValidationError(f"Longer than {MOST_KEPT:,} characters: it is not kept. Shorten it.")
        return cleaned

    @property
    def part(self) -> str:
        return str(self.cleaned_data["heading"] or self.cleaned_data["key"])

    @property
    def typed(self) -> Typed:
        return Typed(
            upon=self.cleaned_data["upon"] or 0,
            said=self.said,
            form=self.typed_by,
            number=self.cleaned_data["number"] or 0,
        )

    @property
    def said(self) -> dict[str, str]:
        """Without the one sign that the database cannot hold; saved, the field says where it stood."""
        names = (SectionForm if self.data.get("heading") else GoalForm).base_fields
        typed = {name: self.data.get(name, "").replace("\r\n", "\n").replace("\0", "") for name in names}
        return {name: words for name, words in typed.items() if name not in ("upon", "heading")}
