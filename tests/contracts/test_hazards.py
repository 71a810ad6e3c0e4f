"""docs/safety/hazards.yaml: every hazard has controls, and the tests it names are there and run in CI."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from _pytest.mark.expression import Expression

ROOT = Path(__file__).resolve().parents[2]
HAZARDS = yaml.safe_load((ROOT / "docs/safety/hazards.yaml").read_text())
FIELDS = {"id", "hazard", "cause", "harm", "controls", "tests"}
NEVER_RUN = {"skip", "skipif", "xfail"}


def found(test: str) -> tuple[ast.Module, ast.FunctionDef] | None:
    """The file that a test stands in, and its function; None when it is not there."""
    path, _, name = test.partition("::")
    file = ROOT / path
    if not file.is_file():
        return None
    tree = ast.parse(file.read_text())
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return next(((tree, each) for each in functions if each.name == name), None)


def markers(tree: ast.Module, function: ast.FunctionDef) -> set[str]:
    """Of the file and the function; not those of single parameters, without which others still run."""
    of_file = [node for node in tree.body if isinstance(node, ast.Assign) and _names_pytestmark(node)]
    marks = [node.value for node in of_file] + function.decorator_list
    words = " ".join(ast.unparse(mark.func if isinstance(mark, ast.Call) else mark) for mark in marks)
    return set(re.findall(r"pytest\.mark\.(\w+)", words))


def _names_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)


@cache
def asked_for_in_ci() -> tuple[Expression, ...]:
    """The `-m` of every make target that .ci/run calls."""
    targets = set(re.findall(r"make ([\w-]+)", (ROOT / ".ci/run").read_text()))
    makefile = (ROOT / "Makefile").read_text()
    rules = re.findall(r"^([\w-]+):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    recipes = [recipe for target, recipe in rules if target in targets and "$(PYTEST)" in recipe]
    asked = [re.search(r'-m (?:"([^"]+)"|(\w+))', recipe) for recipe in recipes]
    return tuple(Expression.compile(match[1] or match[2]) for match in asked if match)


def runs_in_ci(marked: set[str]) -> bool:
    if marked & NEVER_RUN:
        return False
    return any(expression.evaluate(lambda name, **_: name in marked) for expression in asked_for_in_ci())


def wrong_with(test: str) -> Iterator[str]:
    there = found(test)
    if there is None:
        yield f"{test} is not there"
    elif not runs_in_ci(markers(*there)):
        yield f"{test} does not run in .ci/run"


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard["id"])
def test_hazard_is_whole_and_its_tests_run(hazard):
    assert set(hazard) == FIELDS
    assert hazard["controls"]
    assert [wrong for test in hazard["tests"] for wrong in wrong_with(test)] == []
    assert hazard["tests"]


def test_no_hazard_is_numbered_twice():
    assert len({hazard["id"] for hazard in HAZARDS}) == len(HAZARDS)


def test_ci_asks_for_tests_by_their_markers():
    assert len(asked_for_in_ci()) == 3


@pytest.mark.parametrize(
    ("marked", "run"),
    [
        (set(), True),
        ({"django_db"}, True),
        ({"matrix"}, True),
        ({"browser"}, True),
        ({"faults"}, True),
        ({"faults", "long"}, False),
        ({"bench"}, False),
        ({"skipif"}, False),
    ],
)
def test_what_runs_in_ci(marked, run):
    assert runs_in_ci(marked) is run


@pytest.mark.parametrize(
    ("test", "wrong"),
    [
        ("tests/contracts/test_hazards.py::test_of_nothing", "is not there"),
        ("tests/nowhere.py::test_no_hazard_is_numbered_twice", "is not there"),
        ("tests/bench/test_register.py::{}", "does not run in .ci/run"),
    ],
)
def test_a_test_that_shows_nothing_is_found(test, wrong):
    source = (ROOT / "tests/bench/test_register.py").read_text()
    test = test.format(re.search(r"def (test_\w+)", source)[1])

    assert list(wrong_with(test)) == [f"{test} {wrong}"]
