"""The authenticator app: set up, replaced, taken away, and the recovery codes that stand in for it."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wsic import clock
from wsic.pages import page

from .. import actions, codes
from ..forms import WRONG_CODE, SetUpForm
from ..models import User
from ..requests import user_of
from ..step_up import step_up

TOO_LATE = "This page was open for too long. Scan the new picture below, and enter the code that it gives."


@sensitive_post_parameters("given", "sealed")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@step_up
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up an app, in place of the one that was there."""
    step = SetUp(request, user_of(request), at=clock.instant())
    new = step.done(keep=request.session.session_key or "")
    if new is None:
        return set_up_page(step, action=request.path)
    return codes_page(request, new, leads_to=reverse("accounts:account"))


@require_POST
@step_up
def second_factor_remove(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    actions.remove_second_factor(user=user, by=user, keep=request.session.session_key or "")
    messages.success(request, "You sign in without a code from now on.")
    return redirect("accounts:account")


@never_cache
@require_POST
@step_up
def recovery_codes(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    new = actions.replace_recovery_codes(user=user, by=user)
    return codes_page(request, new, leads_to=reverse("accounts:account"))


class SetUp:
    """The step that shows a secret and asks for a first code of it."""

    def __init__(self, request: HttpRequest, user: User, *, at: datetime) -> None:
        self.request, self.user, self.at = request, user, at
        self.form = SetUpForm(request.POST if request.method == "POST" else None)
        self.secret: bytes | None = None

    def done(self, *, keep: str) -> tuple[str, ...] | None:
        """The recovery codes, once a code was right; None while it is not, with the reason in the form."""
        if not self.form.is_valid():
            return None
        try:
            self.secret = self._unsealed(self.form.cleaned_data["sealed"])
        except codes.Unreadable:
            self.form.add_error("given", TOO_LATE)
            return None
        new = actions.set_up_second_factor(
            user=self.user, secret=self.secret, given=self.form.code(), keep=keep, by=self.user, at=self.at
        )
        if new is None:
            self.form.add_error("given", WRONG_CODE)
        return new

    def _unsealed(self, sealed: str) -> bytes:
        within = int(settings.SECOND_FACTOR_SET_UP.total_seconds())
        whose, key = str(self.user.public_id), settings.SECOND_FACTOR_KEY
        return codes.unseal(sealed, whose=whose, key=key, at=self.at, within=within)

    def shown(self) -> bytes:
        """The secret that the page shows: the one the form came with, while it is good."""
        sealed = self.form.data.get("sealed", "")
        if self.secret is None and sealed:
            try:
                self.secret = self._unsealed(sealed)
            except codes.Unreadable:
                self.secret = None
        return self.secret or codes.new_secret()


def set_up_page(step: SetUp, *, action: str, signing_in: bool = False) -> HttpResponse:
    secret, user = step.shown(), step.user
    address = codes.address_of(secret, username=user.username)
    key = settings.SECOND_FACTOR_KEY
    context = {
        "form": step.form,
        "sealed": codes.seal(secret, whose=str(user.public_id), key=key, at=step.at),
        "picture": codes.picture_of(address),
        "typed": codes.typed_form(secret),
        "action": action,
        "signing_in": signing_in,
    }
    status = 422 if step.form.is_bound else 200
    return page(step.request, "accounts/second_factor.html", context, status=status)


def codes_page(request: HttpRequest, new: Sequence[str], *, leads_to: str) -> HttpResponse:
    """Shown this once: asked for again, the address has nothing to show."""
    return page(request, "accounts/recovery_codes.html", {"codes": new, "leads_to": leads_to})
