"""Runs the tests once to see which of them meet each check, then each of those with the check left out.

One of several processes that take mutant after mutant from the same list (`python -m tests.mutation`).
"""

import importlib
import json
import os
import re
import signal
import sys
import time
from contextlib import ExitStack
from functools import partial
from itertools import zip_longest
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation import meeting
from tests.mutation.mutant import Mutant

FOLDER = Path(os.environ["WSIC_MUTATION"])
SHARE, OF = (int(each) for each in os.environ["WSIC_MUTATION_SHARE"].split("/"))
ONLY = os.environ.get("WSIC_MUTATION_ONLY", "")
LONGEST_TEST = 90  # seconds; one that hangs without a check has turned red
LONGEST_TRY = 40  # seconds of work in this process for one mutant, then it has lived
LONGEST_WAIT = 1800  # seconds for the other processes' tests
# It compares the database with what made it, so it is red for a change that is in the source as well.
NO_PROOF = (
    "test_policies_and_grants_are_the_declared_ones",
    "test_the_page_of_the_documentation_is_up_to_date",
)


_WORDS = re.compile(r"[a-z]{4,}")


class TooLong(BaseException):
    pass


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session) -> bool:
    if session.testsfailed or not session.items:
        return False
    items = {each.nodeid: each for each in session.items if not each.name.startswith(NO_PROOF)}
    signal.signal(signal.SIGALRM, _too_long)
    found = _mutants(next(each for each in session.items if each.get_closest_marker("django_db")))
    broken = _meet(list(items.values())[SHARE - 1 :: OF], found)
    _write(f"met-{SHARE}.json", {"met": meeting.met, "broken": broken, "mutants": len(found)})
    met = _all_met(len(found))
    trial = Trial(met, items)
    results = {str(each): trial.of(each) for number, each in enumerate(found) if _taken(number)}
    _write(f"result-{SHARE}.json", results)
    session._setupstate.teardown_exact(None)
    return True


def _mutants(first) -> list[Mutant]:
    """
    :param first: a test with a database; when it has run there is one to look into
    """
    modules = [importlib.import_module(f"tests.mutation.{each}") for each in ("code", "addresses", "tables")]
    found = [mutant for module in modules for mutant in module.mutants()]
    _passes(first)
    found += importlib.import_module("tests.mutation.database").mutants()
    return [each for each in found if any(words in str(each) for words in ONLY.split("|"))]


def _meet(items, found: list[Mutant]) -> list[str]:
    """Notes who meets what, and for how long each test runs; returns the tests that are red as it is."""
    code = importlib.import_module("tests.mutation.code")
    connection = importlib.import_module("django.db").connection
    keys = {key for each in found for key in each.met_by if "::" in key}
    broken = []
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(meeting.note_statement))
        stack.enter_context(meeting.addresses_noted())
        for key in keys:
            stack.enter_context(code.exchanged(key, partial(code.say_so, key)))
        for item in items:
            began = time.monotonic()
            meeting.begin(item.nodeid)
            meeting.note_item(item)
            if not _passes(item):
                broken.append(item.nodeid)
            meeting.end(time.monotonic() - began)
    return broken


def _all_met(expected: int) -> dict[str, dict[str, float]]:
    """What all processes found, when all are through; tests that are red as it is prove nothing."""
    met: dict[str, dict[str, float]] = {}
    until = time.monotonic() + LONGEST_WAIT
    for share in range(1, OF + 1):
        path = FOLDER / f"met-{share}.json"
        while not path.exists():
            assert time.monotonic() < until, f"{path} does not come"
            time.sleep(1)
        part = json.loads(path.read_text())
        assert part["mutants"] == expected, "the processes do not have the same mutants"
        for key, tests in part["met"].items():
            kept = {test: took for test, took in tests.items() if test not in part["broken"]}
            met.setdefault(key, {}).update(kept)
    return met


def _taken(number: int) -> bool:
    """Whether this process is the first to come to a mutant."""
    try:
        (FOLDER / f"taken-{number}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


class Trial:
    """Tries mutants, and remembers what killed the last ones."""

    def __init__(self, met: dict[str, dict[str, float]], items: dict[str, Any]) -> None:
        self.met, self.items = met, items
        self.killers: dict[str, list[str]] = {}
        self.sound: dict[str, bool] = {}

    def of(self, mutant: Mutant) -> dict[str, Any]:
        """The test that turned red, "" for a mutant that lived; how many met it, and the seconds it took."""
        began, worked = time.monotonic(), time.process_time()
        tests = self._in_order(mutant)
        killer, tried = "", 0
        for test in tests:
            if time.process_time() - worked > LONGEST_TRY:
                break
            tried += 1
            if self._turns_red(mutant, test):
                killer = test
                self.killers.setdefault(mutant.near, []).insert(0, test)
                break
        took = round(time.monotonic() - began, 1)
        print(f"{took:6.1f} s  {mutant}  <- {killer or 'LIVED'}", file=sys.stderr, flush=True)
        return {"killer": killer, "met": len(tests), "tried": tried, "took": took, "kind": mutant.kind}

    def _in_order(self, mutant: Mutant) -> list[str]:
        """What killed one near it, then by turns those of the same words and one of each file."""
        tests: dict[str, float] = {}
        for key in mutant.met_by:
            tests |= self.met.get(key, {})
        files: dict[str, list[str]] = {}
        for test in sorted(tests, key=lambda each: tests[each]):
            files.setdefault(test.partition("::")[0], []).append(test)
        in_turn = [test for row in zip_longest(*files.values()) for test in row if test]
        alike = sorted(tests, key=lambda each: (-_alike(mutant.where, each), tests[each]))
        first = [each for each in dict.fromkeys(self.killers.get(mutant.near, [])) if each in tests]
        both = [test for pair in zip(alike, in_turn, strict=True) for test in pair]
        return list(dict.fromkeys([*first, *both]))

    def _turns_red(self, mutant: Mutant, test: str) -> bool:
        with mutant.made():
            red = not _passes(self.items[test], cells="full")
        return red and self._is_sound(test)

    def _is_sound(self, test: str) -> bool:
        """Green without the mutant: asked once more, as the first run asked but a sample of the matrix."""
        if test not in self.sound:
            self.sound[test] = _passes(self.items[test], cells="full")
        return self.sound[test]


def _alike(where: str, test: str) -> int:
    """How many words of its file and function stand in the name of a test."""
    return len(set(_WORDS.findall(where.lower())) & set(_WORDS.findall(test.lower())))


def _passes(item, *, cells: str = "sample") -> bool:
    os.environ["WSIC_MATRIX"] = cells
    item._initrequest()
    signal.alarm(LONGEST_TEST)
    try:
        # Down to the session and no further: its database stays for the next one.
        reports = runtestprotocol(item, log=False, nextitem=item.session)
    except TooLong:
        item.session._setupstate.teardown_exact(item.session)
        return False
    finally:
        signal.alarm(0)
    return all(not each.failed for each in reports)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _write(name: str, value: Any) -> None:
    """All of it or nothing: another process waits for it."""
    (FOLDER / f"{name}.unready").write_text(json.dumps(value))
    (FOLDER / f"{name}.unready").rename(FOLDER / name)
