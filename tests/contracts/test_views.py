"""Views translate: short functions that say their methods, decide nothing and change nothing."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.contracts.sources import Source, called, decorators, everywhere, house, lines_of_body, none_of

pytestmark = pytest.mark.fast

MOST_LINES = 20
METHODS = frozenset(
    {"require_GET", "require_POST", "require_safe", "require_http_methods", "require_methods"}
)
QUERIES = frozenset(
    {"filter", "exclude", "save", "create", "update", "delete", "bulk_create", "get_or_create", "annotate"}
)
# `.filter(` of something that is no query of people; each with its line's own words.
ALLOWED_QUERIES = {
    ("patients/views/people.py", "Organisation.objects.filter"): "one of the user's own organisations",
}
SYSTEM = frozenset({"unit_of_work", "acting_as", "system_purpose"})
MAY_ACT_AS_SYSTEM = frozenset({"patients/models/base.py"})  # the code wall asks whether there is a purpose


def is_views(source: Source) -> bool:
    return source.room == "views" or source.path == "wsic/health.py"


@cache
def named_in_addresses() -> frozenset[str]:
    """Functions that a `path(...)` names: `path("a/", views.a)`."""
    calls = [call for each in house() if each.path.endswith("urls.py") for call in each.calls()]
    views = [call.args[1] for call in calls if called(call) == "path" and len(call.args) > 1]
    return frozenset(view.attr for view in views if isinstance(view, ast.Attribute))


def views_of(source: Source) -> Iterator[ast.FunctionDef]:
    return (each for each in source.functions() if each.name in named_in_addresses())


def long_views(source: Source) -> Iterator[tuple[int, str]]:
    for function in source.functions():
        if lines_of_body(function) > MOST_LINES:
            yield function.lineno, f"{function.name}: {lines_of_body(function)} lines"


def views_of_any_method(source: Source) -> Iterator[tuple[int, str]]:
    for function in views_of(source):
        if not METHODS & set(decorators(function)):
            yield function.lineno, f"{function.name}: says no method"


def queries_in_views(source: Source) -> Iterator[tuple[int, str]]:
    for call in source.calls():
        words = ast.unparse(call.func)
        if called(call) in QUERIES and "." in words and (source.path, words) not in ALLOWED_QUERIES:
            yield call.lineno, words


def roles_in_views(source: Source) -> Iterator[tuple[int, str]]:
    """`if ...role...`: who may is access.py's."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.If | ast.IfExp):
            names = {each.attr for each in ast.walk(node.test) if isinstance(each, ast.Attribute)}
            names |= {each.id for each in ast.walk(node.test) if isinstance(each, ast.Name)}
            if {name for name in names if name.lower() in {"role", "roles", "is_staff", "is_superuser"}}:
                yield node.lineno, "if role"


def streams(source: Source) -> Iterator[tuple[int, str]]:
    """An answer made after the transaction has ended has neither walls nor audit."""
    wanted = {"StreamingHttpResponse", "FileResponse"}
    yield from ((call.lineno, called(call)) for call in source.calls() if called(call) in wanted)


def acting_as_the_system(source: Source) -> Iterator[tuple[int, str]]:
    """The tests' log-in could take the system's role in a view, production's cannot."""
    if source.room in {"views", "api", "access", "queries", "models", "rules", "sets", "actions"}:
        names = ((line, name) for line, name in source.imports() if name.rpartition(".")[2] in SYSTEM)
        yield from ((line, name) for line, name in names if source.path not in MAY_ACT_AS_SYSTEM)


CHECKS = [long_views, views_of_any_method, queries_in_views, roles_in_views, streams]
BAD = {
    long_views: "def a(request):\n" + "    x = 1\n" * 21,
    views_of_any_method: "@login_not_required\ndef sign_in(request):\n    pass",
    queries_in_views: "Person.objects.filter(a=1)",
    roles_in_views: "if user.role == 'GP':\n    pass",
    streams: "StreamingHttpResponse(x)",
    acting_as_the_system: "from wsic.work import unit_of_work",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_view(check):
    none_of(everywhere(check, [source for source in house() if is_views(source)]))


def test_nobody_takes_the_systems_role_where_a_user_asks():
    none_of(everywhere(acting_as_the_system))


@pytest.mark.parametrize("check", BAD, ids=lambda check: check.__name__)
def test_it_is_found(check):
    assert list(check(Source("patients/views/a.py", BAD[check])))


def test_there_are_views_to_look_at():
    assert sum(len(list(views_of(source))) for source in house() if is_views(source)) > 10


def test_an_exception_that_is_no_longer_needed_goes():
    texts = {source.path: source.text for source in house()}
    stale = [f"{path} {words}" for path, words in ALLOWED_QUERIES if words not in texts.get(path, "")]
    stale += [path for path in MAY_ACT_AS_SYSTEM if path not in texts]

    none_of(stale)
