"""Mutants of the addresses: one that asks for no proof, one that asks nobody to sign in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import CodeType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.mutation.mutant import Mutant


def mutants() -> Iterator[Mutant]:
    for name, view in _views():
        if getattr(view, "login_required", True):
            met_by = (f"address:{name}",)
            yield Mutant(
                kind="sign-in", where=name, what="signed in", met_by=met_by, made=partial(_open, view)
            )
        if proved := _proved(view):
            made = partial(_exchanged, proved, _WITHOUT)
            yield Mutant(kind="step-up", where=name, what="@step_up", met_by=(f"asked:{name}",), made=made)


def _views(patterns: Any = None, space: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name or each.pattern}", each.callback
        elif isinstance(each, URLResolver):
            yield from _views(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)


@contextmanager
def _open(view: Callable[..., Any]) -> Iterator[None]:
    view.login_required = False
    try:
        yield
    finally:
        del view.login_required


def _proved(view: Any) -> Any:
    """The function that `step_up` put around a view, wherever among its decorators."""
    while view is not None:
        code = getattr(view, "__code__", None)
        if code and code.co_name == "proved" and code.co_filename.endswith("step_up.py"):
            return view
        view = getattr(view, "__wrapped__", None)
    return None


def _inside(words: str) -> CodeType:
    """Of a function that has the view in its one cell, as `step_up`'s has."""
    source = f"def step_up(view):\n def proved(request, /, *args, **kwargs):\n  {words}\n return proved"
    made: dict[str, Any] = {}
    exec(source, made)
    code: CodeType = made["step_up"](None).__code__
    return code


_WITHOUT = _inside("return view(request, *args, **kwargs)")


@contextmanager
def _exchanged(proved: Any, code: CodeType) -> Iterator[None]:
    before, proved.__code__ = proved.__code__, code
    try:
        yield
    finally:
        proved.__code__ = before
