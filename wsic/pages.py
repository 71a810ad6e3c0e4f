"""Answers as pages: whole or in part, in numbered pages, sorted by a heading."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

PAGE_SIZES = (20, 50, 100)
MEANT_ANYWAY = {("page", 1), ("size", PAGE_SIZES[0])}  # by an address that does not say so
EDGE = 3  # pages shown at an end while the reader is near it
MOST_DIGITS = 6  # of a page number that somebody typed

Given = ParamSpec("Given")


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partials: frozenset[str] = frozenset(),
    part: str = "",
    status: int = 200,
) -> TemplateResponse:
    """Render the whole page, or for htmx the one partial whose name is the swap target's id.

    Only names listed by the view are served, so a crafted request cannot ask for another part.
    A boosted request and a step back in the browser's history always get the whole page.

    :param part: the partial for htmx where many of a kind stand on a page, so that no id can be its name
    """
    response = TemplateResponse(
        request, _template_name(request, template, partials, part), dict(context), status=status
    )
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def without_empty_words(
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """
    Lead once to the address without its empty words.

    A form sends every field it has, also those left at "All"; browsers and htmx do so alike, so the server
    tidies: what a reader bookmarks or passes on says what is chosen and nothing else.
    """

    @wraps(view)
    def tidied(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        words = [(name, value) for name, values in request.GET.lists() for value in values]
        if all(value for _, value in words):
            return view(request, *args, **kwargs)
        chosen = QueryDict(mutable=True)
        for name, value in words:
            if value:
                chosen.appendlist(name, value)
        return HttpResponseRedirect(request.path + (f"?{chosen.urlencode()}" if chosen else ""))

    return tidied


def _template_name(request: HttpRequest, template: str, partials: frozenset[str], part: str) -> str:
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return template
    name = part or (htmx.target if htmx.target in partials else "")
    return f"{template}#{name}" if name else template


@dataclass(frozen=True)
class PageLink:
    """A numbered page; `number` None is the gap between two of them."""

    number: int | None
    address: str = ""
    current: bool = False


@dataclass(frozen=True)
class SizeLink:
    size: int
    address: str
    current: bool


@dataclass(frozen=True)
class Paging:
    """What `components/pagination.html` shows: rows `first` to `last` (from 1, or 0 of 0) of `total`."""

    first: int
    last: int
    total: int
    links: tuple[PageLink, ...]
    sizes: tuple[SizeLink, ...]
    previous: str
    next: str


@dataclass(frozen=True)
class Heading:
    """What `components/sort_header.html` shows; `direction` is "ascending", "descending" or ""."""

    label: str
    address: str
    direction: str
    figure: bool = False


def address_with(query: QueryDict, **changes: str | int | None) -> str:
    """The same list with some words of the address changed (None takes one away), on page 1 unless told."""
    changed = query.copy()
    for name, value in {"page": None, **changes}.items():
        changed.pop(name, None)
        if value is not None and (name, value) not in MEANT_ANYWAY:
            changed[name] = str(value)
    return "?" + changed.urlencode()


def page_size(query: QueryDict) -> int:
    """Rows a page as the address asks, when it asks for one of PAGE_SIZES."""
    asked = query.get("size", "")
    return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]


def page_number(query: QueryDict) -> int:
    """The page that the address asks for, from 1, which may be beyond the end; nonsense is the first."""
    asked = query.get("page", "")
    known = asked.isascii() and asked.isdigit() and len(asked) <= MOST_DIGITS
    return max(1, int(asked)) if known else 1


def paging(query: QueryDict, total: int) -> Paging:
    """The pages of a list of `total` rows; a page beyond the end is the last one, nonsense is the first."""
    size = page_size(query)
    count = max(1, -(-total // size))
    number = min(page_number(query), count)
    first = (number - 1) * size
    return Paging(
        first=min(first + 1, total),
        last=min(first + size, total),
        total=total,
        links=tuple(
            PageLink(shown, address_with(query, page=shown), shown == number) if shown else PageLink(None)
            for shown in _shown_pages(number, count)
        ),
        sizes=tuple(SizeLink(each, address_with(query, size=each), each == size) for each in PAGE_SIZES),
        previous=address_with(query, page=number - 1) if number > 1 else "",
        next=address_with(query, page=number + 1) if number < count else "",
    )


def heading(
    query: QueryDict, label: str, name: str, *, default: bool = False, figure: bool = False
) -> Heading:
    """A heading that sorts by `name`, or when it does so already the other way round (`sort=-name`)."""
    asked = query.get("sort", "")
    direction = (
        "ascending"
        if asked == name or (default and not asked)
        else "descending"
        if asked == f"-{name}"
        else ""
    )
    turned = f"-{name}" if direction == "ascending" else name
    return Heading(label, address_with(query, sort=turned), direction, figure)


def _shown_pages(number: int, count: int) -> list[int | None]:
    """First, last, the current page with its neighbours, three at a near end; None where there is a gap."""
    near = {1, count, number - 1, number, number + 1}
    near |= {2, 3} if number <= EDGE else set()
    near |= {count - 1, count - 2} if number > count - EDGE else set()
    shown: list[int | None] = []
    before = 0
    for each in sorted(near & set(range(1, count + 1))):
        if each - before == 2:
            shown.append(each - 1)
        elif each - before > 2:
            shown.append(None)
        shown.append(each)
        before = each
    return shown
