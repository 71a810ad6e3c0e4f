from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that has passed django-htmx's middleware."""

    htmx: HtmxDetails


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partials: frozenset[str] = frozenset(),
    status: int = 200,
) -> TemplateResponse:
    """Render the whole page, or for htmx the one partial whose name is the swap target's id.

    Only names listed by the view are served, so a crafted request cannot ask for another part of the template. A
    boosted request and a step back in the browser's history always get the whole page.
    """
    response = TemplateResponse(
        request, _template_name(request, template, partials), dict(context), status=status
    )
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _template_name(request: HttpRequest, template: str, partials: frozenset[str]) -> str:
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request or htmx.target not in partials:
        return template
    return f"{template}#{htmx.target}"
