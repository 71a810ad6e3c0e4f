"""A view of a list, saved under a name and changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from careplans.forms.contacts import Words
from tiers.actions.saved import Kept
from wsic.accounts.models import Standing

ME = ""


class AskedForm(forms.Form):
    """Of which list; what cannot be read is none."""

    list = forms.CharField(required=False, max_length=15, widget=forms.HiddenInput)
    of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    deleted = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def asked(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_valid() else None


class ViewForm(forms.Form):
    """Name, who sees it, and whether the list opens with it."""

    name = Words(
        label="Name of the view",
        max_length=60,
        help_text="Name nobody in it: colleagues may read it",
        error_messages={"required": "Give the view a name", "max_length": "Write 60 characters or fewer"},
    )
    share = forms.ChoiceField(
        label="Who sees it",
        required=False,
        error_messages={"invalid_choice": "Choose one of your own organisations"},
    )
    opens = forms.BooleanField(label="The menu opens the list with it", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        teams: Sequence[Standing],
        enters: bool,
        auto_id: str = "save_%s",
        **initial: Any,
    ) -> None:
        """
        :param teams: of the user, one of each organisation whose colleagues may see the list
        :param enters: the list may open with one
        """
        super().__init__(data, initial=initial, auto_id=auto_id)
        self._teams = {str(each.organisation_public_id): each for each in teams}
        share = self.fields["share"]
        if isinstance(share, forms.ChoiceField):
            named = [
                (key, f"Me and colleagues of {each.organisation_name}") for key, each in self._teams.items()
            ]
            share.choices = [(ME, "Only me"), *named]
        if not enters:
            del self.fields["opens"]

    def kept(self) -> Kept:
        said = self.cleaned_data
        team = self._teams.get(said["share"])
        return Kept(
            name=said["name"], team=team.organisation_id if team else None, opens=bool(said.get("opens"))
        )


def teams_for(standings: Iterable[Standing], organisation_id: int | None) -> list[Standing]:
    """With whose colleagues a view is shared: of the list's organisation, or of one's own list any."""
    found = {each.organisation_id: each for each in standings}
    return [each for key, each in found.items() if organisation_id in (None, key)]
