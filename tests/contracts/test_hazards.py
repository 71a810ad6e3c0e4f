"""docs/safety/hazards.yaml: every hazard has controls, and the tests it names are there."""

import ast
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
HAZARDS = yaml.safe_load((ROOT / "docs/safety/hazards.yaml").read_text())
FIELDS = {"id", "hazard", "cause", "harm", "controls", "tests"}


def is_there(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    return any(
        isinstance(node, ast.FunctionDef) and node.name == name
        for node in ast.walk(ast.parse(file.read_text()))
    )


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard["id"])
def test_hazard_is_whole_and_its_tests_are_there(hazard):
    assert set(hazard) == FIELDS
    assert hazard["controls"]
    assert [test for test in hazard["tests"] if not is_there(test)] == []
    assert hazard["tests"]


def test_no_hazard_is_numbered_twice():
    assert len({hazard["id"] for hazard in HAZARDS}) == len(HAZARDS)


def test_a_test_that_is_not_there_is_found():
    assert not is_there("tests/contracts/test_hazards.py::test_of_nothing")
    assert not is_there("tests/nowhere.py::test_no_hazard_is_numbered_twice")
