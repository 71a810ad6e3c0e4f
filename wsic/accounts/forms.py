"""The forms that sign somebody in, and that ask again who they are."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest

from . import actions
from .models import User
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
    whose = forms.CharField(required=False, widget=forms.HiddenInput)  # page it is, when that is known

    def __init__(self, request: HttpRequest, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.address, self.at = address_of(request), at
        username, password = self.fields["username"], self.fields["password"]
        username.label, username.error_messages["required"] = "User name", "Enter your user name"
        password.label, password.error_messages["required"] = "Password", "Enter your password"
        username.widget = forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"})
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def leads_to(self) -> str:
        """Where to go once signed in: to a page that was somebody's, nobody else; "" is the first page."""
        theirs = self.cleaned_data["whose"] in {"", str(self.get_user().public_id)}
        return str(self.cleaned_data["next"]) if theirs else ""

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
            raise forms.ValidationError(WAITS.format(minutes=_minutes(wait)), code="waits")
        return super().clean()


class ProofForm(forms.Form):
    """Asks somebody who is known to the session to show that it is them."""

    prefix = "proof"  # so that its field stands beside those of any other form
    given = forms.CharField(
        label="Your password",
        error_messages={"required": "Enter your password"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    status = 422

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @classmethod
    def name(cls) -> str:
        """Of the field, as it is sent."""
        return f"{cls.prefix}-given"

    def is_right(self, *, address: str, at: datetime) -> bool:
        """Try what was given; what is wrong about it stands in the form's errors."""
        if not self.is_valid():
            return False
        tried = actions.prove(user=self.user, given=self.cleaned_data["given"], address=address, at=at)
        if tried.wait is not None:
            self.status = 429
            self.add_error("given", WAITS.format(minutes=_minutes(tried.wait)))
        elif not tried.right:
            self.add_error("given", "That is not your password. Type it again; capital letters count.")
        return tried.right


def _minutes(wait: timedelta) -> int:
    return -(-wait // timedelta(minutes=1))
