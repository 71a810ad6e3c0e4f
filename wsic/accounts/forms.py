"""The form that signs somebody in."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest

from . import actions
from .requests import address_of

UNKNOWN = "The user name or the password is wrong. Check both; capital letters count."
WAITS = (
    "There were too many wrong tries to sign in. Wait {minutes} min, then try again. If you do not know your"
    " password, ask the administrator of your organisation."
)


class SignInForm(AuthenticationForm):
    """User name and password; a wrong one, an unknown one and a disabled one answer alike."""

    error_messages = {"invalid_login": UNKNOWN, "inactive": UNKNOWN}
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.address, self.at = address_of(request), at
        username, password = self.fields["username"], self.fields["password"]
        username.label, username.error_messages["required"] = "User name", "Enter your user name"
        password.label, password.error_messages["required"] = "Password", "Enter your password"
        username.widget = forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"})
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    @property
    def was_wrong(self) -> bool:
        """A name and a password were tried and do not go together."""
        return self.has_error(NON_FIELD_ERRORS, "invalid_login")

    @property
    def waits(self) -> bool:
        """Nothing was tried, because there were too many wrong tries before."""
        return self.has_error(NON_FIELD_ERRORS, "waits")

    def clean(self) -> dict[str, Any]:
        """Try name and password; while signing in waits the right one is turned away like a wrong one."""
        username = self.cleaned_data.get("username", "")
        wait = actions.begin_sign_in(username=username, address=self.address, at=self.at)
        if wait is not None:
            minutes = -(-wait // timedelta(minutes=1))
            raise forms.ValidationError(WAITS.format(minutes=minutes), code="waits")
        return super().clean()
