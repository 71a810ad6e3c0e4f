"""`kill -9` of an import of coded entries at random moments, and once more to its end, ends as if once."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories import OrganisationFactory, PersonFactory, nhs_number
from tests.patients.feeds.bringing import to_csv
from tests.patients.feeds.recording import contradicted, entry, standing, versions
from tests.world import as_system

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 20260630
PEOPLE, ROWS, KILLS = 5, 30_000, 2  # fewer kills than a job's attempts: the file is taken up, not given up


def command(path: Path) -> list[str]:
    words = ["coded_entries", str(path), "--format", "json", "--as-of", "2026-06-30"]
    return [sys.executable, "manage.py", "import_feed", *words]


@pytest.fixture
def extract(tmp_path: Path, committed_db) -> Path:
    with as_system():
        OrganisationFactory(code="CCG", kind="CCG")
        practice = OrganisationFactory(code="P1", name="First Surgery")
        for number in range(PEOPLE):
            PersonFactory(number=nhs_number(number), practice=practice)
    draws = random.Random(SEED)
    who = [{"nhs_number": nhs_number(number), "birth_date": "1945-07-14"} for number in range(PEOPLE)]
    rows = [draws.choice(who) | entry(str(number)) for number in range(ROWS)]
    twice = [rows[0] | {"value": "7"}, rows[1], rows[2] | {"recorded_on": "2025-01-01"}]
    path = tmp_path / "coded_entries.csv"
    path.write_text(to_csv([*rows, *twice]))
    return path


def whole_run(path: Path, environment: dict[str, str]) -> dict:
    done = subprocess.run(
        command(path), cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300
    )
    return json.loads(done.stdout)


def test_import_killed_at_random(extract: Path, process_environment) -> None:
    moments = random.Random(SEED)
    for _ in range(KILLS):
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(command(extract), cwd=ROOT, env=process_environment, **silent)
        time.sleep(moments.uniform(3, 12))
        process.kill()
        process.wait()

    whole_run(extract, process_environment)
    again = whole_run(extract, process_environment)

    assert (again["unchanged"], again["quarantined"], again["duplicate"]) == (ROWS, 2, 1)
    assert (len(standing()), contradicted(), versions()) == (ROWS - 1, ["0", "0"], ROWS + 2)
