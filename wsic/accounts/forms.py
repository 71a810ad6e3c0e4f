"""The form that signs somebody in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest

UNKNOWN = "The user name or the password is wrong. Check both; capital letters count."


class SignInForm(AuthenticationForm):
    """User name and password; a wrong one, an unknown one and a disabled one answer alike."""

    error_messages = {"invalid_login": UNKNOWN, "inactive": UNKNOWN}
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label, username.error_messages["required"] = "User name", "Enter your user name"
        password.label, password.error_messages["required"] = "Password", "Enter your password"
        username.widget = forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"})
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
