"""Which tests meet what: functions of the code, tables and functions of the database, addresses, files."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import ResolverMatch, URLResolver

_NAMES = re.compile(r"\b(?:organisations|accounts|audit|jobs|patients|tiers|review)_[a-z_]+")
met: dict[str, dict[str, float]] = defaultdict(dict)  # key -> test -> seconds
_now: list[str] = []


def begin(test: str) -> None:
    _now[:] = [test]


def end(seconds: float) -> None:
    for tests in met.values():
        if _now[0] in tests:
            tests[_now[0]] = seconds
    _now.clear()


def note(key: str) -> None:
    """The test that runs has met this."""
    if _now:
        met[key][_now[0]] = 0.0


def note_statement(execute, sql, params, many, context):
    """For Django's `execute_wrappers`: tables and functions by their names."""
    for name in set(_NAMES.findall(str(sql))):
        note(f"sql:{name}")
    return execute(sql, params, many, context)


def note_item(item) -> None:
    """What is known of a test before it runs: its file, and the address of a cell of the matrix."""
    note(f"file:{item.nodeid.partition('::')[0]}")
    given = getattr(item, "callspec", None)
    if item.name.startswith("test_matrix[") and given and given.params["walls"] == "both walls":
        note(f"address:{given.params['name']}")


@contextmanager
def addresses_noted() -> Iterator[None]:
    """Whatever address is asked for, let in or not."""
    before = URLResolver.resolve

    def resolve(self: URLResolver, path: str) -> ResolverMatch:
        match = before(self, path)
        note(f"asked:{match.view_name}")
        return match

    URLResolver.resolve = resolve
    try:
        yield
    finally:
        URLResolver.resolve = before
