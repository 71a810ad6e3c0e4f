"""`kill -9` of the command at random moments, again and again, and once more to its end."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.afterwards import look
from tests.patients.feeds.bringing import person, to_csv
from tests.world import as_system
from wsic.home.management.commands.verify import CHECKS

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 20260630
KILLS = 4  # one more than a job's attempts: the file is given up once, and brought anew


def command(path: Path) -> list[str]:
    words = ["people", str(path), "--format", "json", "--as-of", "2026-06-30"]
    return [sys.executable, "manage.py", "import_feed", *words]


def whole_run(path: Path, environment: dict[str, str]) -> tuple[dict, float]:
    started = time.monotonic()
    done = subprocess.run(
        command(path), cwd=ROOT, env=environment, check=False, capture_output=True, timeout=300
    )
    assert done.returncode == 0, (done.stdout[-1500:], done.stderr[-3000:])
    return json.loads(done.stdout), time.monotonic() - started


@pytest.fixture
def people(tmp_path: Path, committed_db) -> Path:
    with as_system():
        OrganisationFactory(code="CCG", kind="CCG")
        OrganisationFactory(code="P1", name="First Surgery")
    path = tmp_path / "people.csv"
    bad = [person("9E+09"), person(nhs_number(30_000), sex="X")]
    path.write_text(to_csv([*(person(nhs_number(number)) for number in range(10_000)), *bad]))
    return path


@pytest.fixture(scope="module")
def once() -> dict:
    """What one run leaves, and how long it takes."""
    return {}


def test_import_run_once(people: Path, process_environment: dict[str, str], once: dict) -> None:
    said, seconds = whole_run(people, process_environment)

    once |= {"look": look(), "seconds": seconds}
    assert said["quarantined"] == 2


@pytest.mark.parametrize("turn", [0, *(pytest.param(turn, marks=pytest.mark.long) for turn in (1, 2))])
def test_import_killed_at_random(people: Path, process_environment, once: dict, turn: int) -> None:
    moments = random.Random(SEED + turn)
    for _ in range(KILLS):
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command(people), cwd=ROOT, env=process_environment, **silent)
        time.sleep(moments.uniform(0.4, 1) * once["seconds"])
        process.kill()
        process.wait()

    said, _ = whole_run(people, process_environment)

    found = look()
    with as_system():
        assert [finding for check in CHECKS for finding in check()] == []
    assert sum(said[name] for name in ("accepted", "unchanged", "duplicate", "quarantined")) == said["rows"]
    assert {name: found[name] for name in found if name != "done"} == {
        name: once["look"][name] for name in found if name != "done"
    }
