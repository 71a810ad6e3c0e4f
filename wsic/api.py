"""What every answer of the API has in common: it asks who one is as a page does, and says what is wrong."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

View = TypeVar("View", bound=Callable[..., object])


class Json(JSONRenderer):
    """Its encoding said, as of every answer, so that no browser guesses."""

    charset = "utf-8"


def asked_to_sign_in(view: View) -> View:
    """The framework takes its views out of `SignInFirst`; this puts one back."""
    view.login_required = True  # type: ignore[attr-defined]
    return view


def problems(form: BaseForm) -> Response:
    """What is wrong with what was asked, by its name, in the page's sentences."""
    return Response({"problems": form.errors}, status=422)
