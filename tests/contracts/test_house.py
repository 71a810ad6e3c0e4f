"""What no source of the house may do, whatever the room."""

import ast
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps

from tests.contracts.sources import Source, called, everywhere, house, none_of

pytestmark = pytest.mark.fast

Found = Iterator[tuple[int, str]]
LONGEST = 300  # lines of a file; waivers, in words:
LONGER: dict[str, str] = {}
READS_THE_CLOCK = frozenset({"views", "tasks", "management", "api"})
CLOCK_BESIDES = {
    "wsic/middleware.py": "the request's day",
    "wsic/accounts/middleware.py": "when a session locks",
    "wsic/accounts/sessions.py": "Django's login calls it",
    "wsic/accounts/step_up.py": "stands around views",
    "wsic/work.py": "the audit's own time",
    "wsic/audit/running.py": "the runner of a task and of commands, which tells transactions their day",
    "wsic/jobs/running.py": "heartbeats of the loop that tasks and commands run",
    "wsic/demo/building.py": "what the command that builds the demo runs",
    "patients/feeds/running.py": "heartbeats of a job that runs for minutes",
    "patients/running.py": "the runner of a job, which calls actions as a task does",
    "tiers/running.py": "the runner of a job, which calls actions as a task does",
}
UNSAFE = frozenset({"raw", "extra", "mark_safe", "format_html_join", "eval", "exec"})
IDENTIFYING = frozenset(
    {
        "family_name",
        "given_name",
        "birth_date",
        "nhs_number",
        "search_text",
        "display_name",
        "username",
        "postcode",
        "address",
        "phone",
        "value",
        "name",
    }
)
OWN_MODELS = [each for each in apps.get_models() if not each.__module__.startswith("django.")]
LOGS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
LOCAL_IMPORTS = {
    "patients/models/base.py": "reach.py is about persons and so imports this module's query set",
    "wsic/embedded/setup.py": "runs before the packages are there, and reads them once they are",
    "manage.py": "the packages may not be installed yet, which it says in words",
}


def unsafe_calls(source: Source) -> Found:
    """`.raw()`, `.extra()`, text trusted as HTML, a shell, evaluated text."""
    for call in source.calls():
        if called(call) in UNSAFE:
            yield call.lineno, f"{called(call)}()"
        if any(word.arg == "shell" and not _is(word.value, False) for word in call.keywords):
            yield call.lineno, "shell="


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def formatted_sql(source: Source) -> Found:
    """SQL whose text is put together in the call that sends it; only sets and walls may."""
    if source.room == "sets" or source.path == "wsic/walls.py" or source.path.startswith("wsic/embedded/"):
        return
    for call in source.calls():
        if called(call) not in {"execute", "executemany", "copy", "RawSQL"} or not call.args:
            continue
        text = call.args[0]
        joined = isinstance(text, ast.BinOp | ast.JoinedStr)
        if joined or (isinstance(text, ast.Call) and called(text) in {"format", "join"}):
            yield call.lineno, "SQL put together from pieces"


def clock_readers(source: Source) -> Found:
    if source.room in READS_THE_CLOCK or source.path in CLOCK_BESIDES:
        return
    yield from ((line, name) for line, name in source.imports() if name == "wsic.clock")


def django_in_rules(source: Source) -> Found:
    if source.room == "rules":
        outside = ("django", "wsic.clock", "celery", "psycopg")
        yield from ((line, name) for line, name in source.imports() if name.startswith(outside))


def orderings(source: Source) -> Found:
    """`Meta.ordering`, which sorts behind everybody's back."""
    for each in source.classes():
        if each.name == "Meta":
            targets = [name for node in each.body if isinstance(node, ast.Assign) for name in node.targets]
            yield from ((t.lineno, "ordering") for t in targets if getattr(t, "id", "") == "ordering")


def telling_logs(source: Source) -> Found:
    """A log call that is given an identifying attribute."""
    for call in source.calls():
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if called(call) in LOGS and getattr(owner, "id", "") in {"log", "logger", "logging", "_log"}:
            yield from _attributes(call, f"{called(call)}()")


def _attributes(node: ast.AST, where: str) -> Found:
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and each.attr in IDENTIFYING:
            yield each.lineno, f".{each.attr} in {where}"


def local_imports(source: Source) -> Found:
    """Imports inside a function."""
    if source.path.endswith("apps.py") or source.path in LOCAL_IMPORTS:
        return
    for function in source.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno, "import inside a function"


def prints(source: Source) -> Found:
    if not source.path.startswith(("wsic/embedded/setup", "wsic/embedded/check")):
        yield from ((call.lineno, "print()") for call in source.calls() if called(call) == "print")


def too_long(source: Source) -> Found:
    lines = source.text.count("\n")
    if lines > LONGEST and source.path not in LONGER and source.room != "migrations":
        yield lines, f"{lines} lines"


CHECKS = [
    unsafe_calls,
    formatted_sql,
    clock_readers,
    django_in_rules,
    orderings,
    telling_logs,
    local_imports,
    prints,
    too_long,
]
BAD = {
    unsafe_calls: ["Person.objects.raw('x')", "q.extra(where=[])", "mark_safe(x)", "run(x, shell=True)"],
    formatted_sql: ["c.execute(f'SELECT {x}')", "c.execute('a' + b)", "c.execute('{}'.format(x))"],
    clock_readers: ["from wsic import clock", "import wsic.clock"],
    django_in_rules: ["from django.db import models", "import django", "from wsic import clock"],
    orderings: ["class A:\n    class Meta:\n        ordering = ['a']"],
    telling_logs: ["log.info('%s', person.nhs_number)", "logger.warning(f'{user.username}')"],
    local_imports: ["def f():\n    import os", "def f():\n    from os import path"],
    prints: ["print(1)"],
    too_long: ["\n" * 301],
}
ROOM_OF = {django_in_rules: "patients/rules/a.py"}


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_a_record_says_kind_and_key_of_itself_and_never_a_name(model):
    """It stands in logs and tracebacks."""
    assert str(model(pk=7)) == f"{model.__name__} #7"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_nowhere_in_the_house(check: Callable[[Source], Found]):
    none_of(everywhere(check))


@pytest.mark.parametrize(
    ("check", "text"),
    [(check, text) for check, texts in BAD.items() for text in texts],
    ids=lambda part: getattr(part, "__name__", None),
)
def test_it_is_found(check, text):
    assert list(check(Source(ROOM_OF.get(check, "patients/queries/a.py"), text)))


def test_an_exception_that_is_no_longer_needed_goes():
    sources = {source.path: source for source in house()}
    stale = [
        path
        for path in CLOCK_BESIDES
        if path not in sources or "wsic.clock" not in {name for _, name in sources[path].imports()}
    ]
    stale += [path for path in [*LONGER, *LOCAL_IMPORTS] if path not in sources]

    none_of(stale)
