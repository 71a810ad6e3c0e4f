"""Mutants of the code: that of one live function is exchanged, so that hundreds are tried in one process."""

import ast
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import CodeType, FunctionType
from typing import Any

from tests.contracts.sources import ROOT, Source, house
from tests.mutation.mutant import ASK_OF_REACH, Mutant
from tests.mutation.rewriting import Rewrite, Swap, functions

# What only shows or hides an entry of the menu permits nothing: the address it leads to does.
LEFT_OUT = frozenset({"wsic/context.py"})
# Functions in which each condition decides who sees or does something.
WHOLE = frozenset(
    {
        "patients/models/base.py::reaching",
        "patients/models/base.py::_opened",
        "patients/models/base.py::PersonLinkedQuerySet._joined",
        "patients/access/people.py::standings_about",
        "patients/access/people.py::_acting",
        "patients/access/imports.py::commissioners",
        "tiers/access.py::_deciding",
        "wsic/relationships.py::opens",
        "wsic/accounts/models.py::User.may",
        "wsic/accounts/models.py::User.organisations_with",
        "wsic/accounts/models.py::MembershipQuerySet.on",
    }
)
# Compiled once and called no more.
COMPILED = {f"patients/models/base.py::{name}": ASK_OF_REACH for name in ("reaching", "_opened")}
PASS = "pass"
# Checks that no rule finds: function -> (as it stands there, in its place).
NAMED: dict[str, tuple[tuple[str, str], ...]] = {
    "patients/models/base.py::PersonLinkedQuerySet._about": (
        (
            "self.filter(reduce(or_, (Q((f'{field}__in', reached)) for field in self.person_fields)))",
            "self.all()",
        ),
    ),
    "patients/models/access_reviews.py::AccessReviewQuerySet.visible_to": (
        ("self.filter(opened_by_id=user.pk)", "self"),
    ),
    "patients/models/access_reviews.py::AccessReviewStepQuerySet.visible_to": (
        ("self.filter(opened_by_id=user.pk)", "self"),
    ),
    "wsic/accounts/middleware.py::OpenSession._look": (("request.user = AnonymousUser()", PASS),),
    "wsic/accounts/middleware.py::Proof.process_view": (
        ("not form.is_right(address=address_of(request), at=at)", "False"),
    ),
    "wsic/middleware.py::DatabaseUser.__call__": (
        ("work.enter(None if isinstance(user, AnonymousUser) else user, on=clock.today())", PASS),
    ),
    "wsic/accounts/sessions.py::is_proved": (("at - marks.proved_at <= settings.STEP_UP_WITHIN", "True"),),
    "tiers/views/people.py::decide": (("form.overrides and (asked := asked_for_proof(request))", "False"),),
    "wsic/accounts/views/sign_in.py::sign_in_code": (
        ("form.is_right(found.user, address=address_of(request), at=at)", "True"),
    ),
    "wsic/accounts/views/sign_in.py::sign_in_set_up": (
        ("found is None or queries.has_second_factor(found.user)", "found is None"),
    ),
    "wsic/accounts/views/sign_in.py::_go_on": (
        ("has_one or settings.SECOND_FACTOR_REQUIRED", "settings.SECOND_FACTOR_REQUIRED"),
        ("has_one or settings.SECOND_FACTOR_REQUIRED", "has_one"),
    ),
}


def mutants() -> Iterator[Mutant]:
    """In the order of the sources."""
    for source in house():
        if source.path not in LEFT_OUT:
            yield from _found_in(source)
    for key, swaps in NAMED.items():
        for old, new in swaps:
            yield _mutant(key, "named", _line_of(key, old), f"{old} -> {new}", partial(_swap, old, new))


def _found_in(source: Source) -> Iterator[Mutant]:
    for name, node in functions(ast.parse(source.text)):
        key = f"{source.path}::{name}"
        rewrite = _rewrite(key)
        rewrite.visit(node)
        for each in rewrite.found:
            change = partial(_leave_out, key, (each.kind, each.place))
            yield _mutant(key, each.kind, each.line, each.text, change)


def _rewrite(key: str, wanted: tuple[str, int] | None = None) -> Rewrite:
    path, _, name = key.partition("::")
    in_access = "access" in path.removesuffix(".py").split("/")
    refuses = in_access and name.removeprefix("_").startswith("refuse_")
    return Rewrite(refuses=refuses, whole=key in WHOLE, wanted=wanted)


def _leave_out(key: str, wanted: tuple[str, int], node: ast.FunctionDef) -> None:
    _rewrite(key, wanted).visit(node)


def _swap(old: str, new: str, node: ast.FunctionDef) -> None:
    swap = Swap(old, new)
    swap.generic_visit(node)
    assert swap.line, f"{old} does not stand in {node.name} any more"


def _line_of(key: str, old: str) -> int:
    swap = Swap(old, "None")
    swap.generic_visit(_tree_of(key))
    assert swap.line, f"{old} does not stand in {key} any more"
    return swap.line


def _mutant(key: str, kind: str, line: int, what: str, change: Callable[[ast.FunctionDef], None]) -> Mutant:
    path, _, name = key.partition("::")
    made = partial(exchanged, key, change)
    return Mutant(
        kind=kind,
        where=f"{path}:{line} {name}",
        what=what,
        met_by=COMPILED.get(key, (key,)),
        made=made,
        near=path,
        of=key,
    )


def target(key: str) -> FunctionType:
    """The live function, below whatever its decorators put around it."""
    path, _, function = key.partition("::")
    found: Any = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    for name in function.split("."):
        found = getattr(found, name) if not isinstance(found, type) else found.__dict__[name]
    if isinstance(found, property):
        found = found.fget
    found = getattr(found, "__func__", found)
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    assert isinstance(found, FunctionType), key
    return found


def _tree_of(key: str) -> ast.FunctionDef:
    path, _, function = key.partition("::")
    tree = ast.parse((ROOT / path).read_text())
    return next(each for name, each in functions(tree) if name == function)


def code_of(key: str, change: Callable[[ast.FunctionDef], None]) -> CodeType:
    """The function as it would be with its tree changed; `super()` keeps its class by the cell around it."""
    node = _tree_of(key)
    change(node)
    node.decorator_list = []
    around = ast.parse("from __future__ import annotations\ndef around():\n    pass")
    cells = [f"{name} = None" for name in target(key).__code__.co_freevars]
    around.body[1].body = [*ast.parse("\n".join(cells)).body, node]
    code = compile(ast.fix_missing_locations(around), str(ROOT / key.partition("::")[0]), "exec")
    outside = next(each for each in code.co_consts if isinstance(each, CodeType))
    return next(
        each for each in outside.co_consts if isinstance(each, CodeType) and each.co_name == node.name
    )


@contextmanager
def exchanged(key: str, change: Callable[[ast.FunctionDef], None]) -> Iterator[None]:
    function = target(key)
    with anew():
        before, function.__code__ = function.__code__, code_of(key, change)
        try:
            yield
        finally:
            function.__code__ = before


@contextmanager
def anew() -> Iterator[None]:
    """What is compiled once is compiled again, and again afterwards."""
    compiled = importlib.import_module("patients.models.base")._reach_of_anybody
    compiled.cache_clear()
    try:
        yield
    finally:
        compiled.cache_clear()


def say_so(key: str, node: ast.FunctionDef) -> None:
    """The function as it is, but for a line that says it was called."""
    words = f"__import__('tests.mutation.meeting', fromlist=['note']).note({key!r})"
    node.body.insert(0, ast.parse(words).body[0])
