"""A fresh proof of who somebody is, before what must not be done by whoever finds a screen left open.

Put `@step_up` under a view's `@require_...`.  When the last proof is older than `settings.STEP_UP_WITHIN`, a
GET is led to the page that asks for one, and comes back; a POST is answered by that page, which holds the
fields of the form (files and passwords excepted) and sends them again together with the proof.  A proof that
comes with a POST is taken by `wsic.accounts.middleware.Proof`, before the view.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wsic import clock
from wsic.pages import page

from . import sessions
from .forms import ProofForm
from .models import User
from .requests import page_of, user_of

ASKED = 401
INSTEAD_OF_THE_PAGE = {"HX-Retarget": "body", "HX-Reswap": "innerHTML", "HX-Push-Url": "false"}
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", ProofForm.name()})
Given = ParamSpec("Given")


def step_up(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """The view, for those alone who have proved within the last minutes who they are."""

    @wraps(view)
    def proved(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        return asked_for_proof(request) or view(request, *args, **kwargs)

    return proved


def asked_for_proof(request: HttpRequest) -> HttpResponse | None:
    """What asks for a fresh proof where the last is too old: for a view that needs it of some forms only."""
    if sessions.is_proved(request.session, at=clock.instant()):
        return None
    return proof_page(request, user_of(request)) if request.method == "POST" else _lead_to_proof(request)


def _lead_to_proof(request: HttpRequest) -> HttpResponse:
    address = f"{reverse('accounts:prove')}?{urlencode({'next': page_of(request) or '/'}, safe='/')}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=ASKED, headers={"HX-Redirect": address})
    return redirect(address)


def proof_page(
    request: HttpRequest, user: User, *, form: ProofForm | None = None, locked: bool = False
) -> HttpResponse:
    """
    Ask for a proof at the address that was asked for, and keep what was sent there.

    :param form: one that was refused
    :param locked: the session has been idle for too long, and nothing else of it is open
    """
    context = {
        "form": form or ProofForm(user),
        "whose": user.display_name,
        "username": user.username,
        "locked": locked,
        "action": request.get_full_path(),
        "kept": _kept(request),
    }
    asked = ASKED if request.method == "POST" else 200
    response = page(request, "accounts/proof.html", context, status=form.status if form else asked)
    if request.headers.get("HX-Request"):  # in place of the whole page, not of a part of it
        response.status_code = 422
        for name, value in INSTEAD_OF_THE_PAGE.items():
            response.headers[name] = value
    return response


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT and "password" not in name
        for value in values
    ]
