"""The forms that sign somebody in, and that ask again who they are."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest

from wsic.telephones import NoNumber, telephone

from . import actions, queries
from .models import User
from .queries import Desk
from .requests import address_of

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
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


WRONG_CODE = (
    "That is not the code of now, or it was used before. Wait for the next one of your app, then type its six"
    " digits."
)


class CodeForm(forms.Form):
    """The second step of signing in."""

    given = forms.CharField(
        label="Code",
        max_length=40,
        help_text="The six digits that your authenticator app shows, or one of your recovery codes.",
        error_messages={"required": "Enter the code of your app"},
        widget=forms.TextInput(attrs=CODE),
    )
    status = 200

    def is_right(self, user: User, *, address: str, at: datetime) -> bool:
        """Try what was given; what is wrong about it stands in the form's errors."""
        self.status = 422
        if not self.is_valid():
            return False
        given = self.cleaned_data["given"].replace(" ", "")
        tried = actions.try_code(user=user, given=given, address=address, at=at)
        if tried.wait is not None:
            self.status = 429
            self.add_error("given", WAITS.format(minutes=_minutes(tried.wait)))
        elif not tried.right:
            self.add_error("given", WRONG_CODE)
        return tried.right


class SetUpForm(forms.Form):
    """Shows by a first code that the app has taken the secret, which the form carries sealed."""

    sealed = forms.CharField(widget=forms.HiddenInput)
    given = forms.CharField(
        label="Code that the app shows now",
        max_length=10,
        error_messages={"required": "Enter the code that your app shows"},
        widget=forms.TextInput(attrs=CODE),
    )

    def code(self) -> str:
        return str(self.cleaned_data["given"]).replace(" ", "")


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """Another password, twice."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        new, again = self.fields["new_password1"], self.fields["new_password2"]
        new.label, again.label = "New password", "New password again"
        new.help_text = "At least 12 characters, none of the common ones, and not like your name."
        again.help_text = ""
        new.error_messages["required"] = "Enter a new password"
        again.error_messages["required"] = "Enter the new password again"


WRONG_PROOF = "That is not your password. Type it again; capital letters count."


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
        if not self.is_bound:  # what was wrong takes the focus otherwise
            self.fields["given"].widget.attrs["autofocus"] = True
        if queries.has_second_factor(user):
            self.fields["given"].label = "Your password, or the code of your authenticator app"

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
            self.add_error("given", WRONG_PROOF)
        return tried.right


def _minutes(wait: timedelta) -> int:
    return -(-wait // timedelta(minutes=1))


class TelephoneForm(forms.Form):
    """Under which number somebody is rung at one of their places of work."""

    telephone = forms.CharField(
        required=False,
        max_length=40,
        error_messages={"max_length": "Give one number, without other words"},
        widget=forms.TextInput(attrs={"autocomplete": "tel-national", "inputmode": "tel"}),
    )

    def __init__(self, desk: Desk, data: Any = None) -> None:
        key = desk.public_id.hex
        super().__init__(data, initial={"telephone": desk.telephone}, auto_id=f"id_{key}_%s")
        self.desk = desk
        self.fields["telephone"].label = f"Telephone at {desk.organisation}"

    def clean_telephone(self) -> str:
        try:
            return telephone(self.cleaned_data["telephone"])
        except NoNumber as refused:
            raise forms.ValidationError(str(refused)) from refused
