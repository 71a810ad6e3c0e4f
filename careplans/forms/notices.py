"""Notices marked as read, and as unread again."""

from typing import Any

from django import forms


class MarkForm(forms.Form):
    """All that was shown: `until` is when the newest of them was told, `listed` how many they are."""

    until = forms.DateTimeField(widget=forms.HiddenInput)
    listed = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **initial: Any) -> None:
        super().__init__(data, initial=initial, auto_id="mark_%s")


class MarkedForm(forms.Form):
    """The press that is undone."""

    marked = forms.UUIDField(required=False, widget=forms.HiddenInput)
