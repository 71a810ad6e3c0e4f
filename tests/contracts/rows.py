"""A page asks as many statements for fifty rows as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

FEW, MANY = 1, 50


def statements(ask: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [query["sql"] for query in captured]


@pytest.fixture
def statements_do_not_grow():
    """Call with `ask`, which gets the page, and `add`, which lays down rows; answers the count."""

    def check(*, ask: Callable[[], object], add: Callable[[int], object]) -> int:
        add(FEW)
        ask()  # what is cached for good is read here
        few = statements(ask)
        add(MANY - FEW)
        many = statements(ask)
        assert len(many) == len(few), _grown(few, many)
        return len(many)

    return check


def _grown(few: list[str], many: list[str]) -> str:
    more = [each for each in many if each not in few]
    return "\n".join([f"{len(few)} statements for {FEW} row, {len(many)} for {MANY}; new ones:", *more[:5]])
