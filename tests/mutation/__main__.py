"""python -m tests.mutation: leaves out each permission check in turn; a test must turn red for every one.

What is tried, each by itself:

    require refusal verb about places raise   calls and refusals of the code (`code.py`)
    scope condition named                     whom somebody reaches, in the code, and the session's checks
    sign-in step-up                           each address without one of them
    role relationship                         a verb or a role more in the two tables of rights
    policy forced right function              the database's wall, grants and functions that step over it

What is not: how often something may be tried outside an emergency, Django's own sign-in and its tokens of
forms, the numbers of time-outs, roles of the whole cluster (no log-in may step over the walls), triggers that
keep the audit, how indexes are put off (nobody is told anything by it), what is decided by a field of a form,
and what pages leave out for a person (whereabouts). Two checks at once are never left out; that either wall
alone holds is the matrix's to show.

Arguments are files of tests, in place of all that may be asked. WSIC_MUTATION_ONLY="this|that" tries mutants
with one of these texts alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.contracts.sources import ROOT
from tests.mutation.equivalent import EQUIVALENT

PROCESSES = 2
LONGEST = 2400  # seconds for the whole run
TESTS = [
    "tests/accounts", "tests/careplans/test_assessments.py", "tests/careplans/test_capacity_hours.py",
    "tests/careplans/test_crisis_linked.py", "tests/careplans/test_crisis_reader.py",
    "tests/careplans/test_documents.py", "tests/careplans/test_goals_asked.py",
    "tests/careplans/test_goal_owners_told.py", "tests/careplans/test_goals_out.py",
    "tests/careplans/test_letter_texts.py", "tests/careplans/test_letters.py",
    "tests/careplans/test_letters_left.py",
    "tests/careplans/test_plan_changes.py", "tests/careplans/test_plan_offers.py",
    "tests/careplans/test_plan_errors.py", "tests/careplans/test_plans.py",
    "tests/careplans/test_gp_record.py",
    "tests/careplans/test_signing.py",
    "tests/careplans/test_session_lead.py", "tests/careplans/test_session_run.py",
    "tests/careplans/test_related.py", "tests/careplans/test_unsaved.py",
    "tests/careplans/test_unsaved_order.py",
    "tests/careplans/test_due.py", "tests/careplans/test_due_file.py", "tests/careplans/test_sessions.py",
    "tests/careplans/test_sessions_refuse.py", "tests/contracts/test_relationships.py",
    "tests/contracts/test_rights.py", "tests/contracts/test_unseen.py", "tests/contracts/test_walls.py",
    "tests/home", "tests/matrix", "tests/organisations", "tests/patients",
    "tests/review", "tests/tiers/test_decisions.py", "tests/tiers/test_decisions_walls.py",
    "tests/tiers/test_explain_api.py", "tests/tiers/test_explain_views.py", "tests/tiers/test_history.py",
    "tests/tiers/test_organisation_tiers.py", "tests/tiers/test_override_asks_proof.py",
    "tests/tiers/test_person_scores.py",
    "tests/tiers/test_print_asks_proof.py", "tests/tiers/test_register.py",
    "tests/tiers/test_register_print.py", "tests/tiers/test_severity.py", "tests/tiers/test_views.py",
    "tests/tiers/test_worklist.py", "tests/tiers/test_worklist_csv.py", "tests/tiers/test_worklist_walk.py",
    "tests/wsic",
    "--ignore=tests/patients/feeds", "--ignore=tests/accounts/test_waiting_together.py",
    "--ignore=tests/accounts/test_second_factor_together.py", "--ignore=tests/wsic/test_jobs_together.py",
    "--ignore=tests/wsic/test_reach_together.py", "--ignore=tests/patients/test_import_pages_together.py",
]  # fmt: skip
OPTIONS = ["-m", "not browser and not faults and not bench and not long", "-p", "tests.mutation.plugin", "-q"]


def main() -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crashed = _run(folder)
        met, found = _read(folder, "met"), _read(folder, "result")
        results = {mutant: result for part in found for mutant, result in part.items()}
    red = [test for part in met for test in part["broken"]]
    complete = not crashed and len(found) == PROCESSES and len(results) == met[0]["mutants"] > 0
    lived = _say(results, red)
    print(f"in {time.monotonic() - began:.0f} s" + ("" if complete else ", NOT COMPLETE: see above"))
    return int(bool(lived or red) or not complete)


def _run(folder: Path) -> bool:
    """Whether one of the processes failed; then what it said last is printed."""
    started = [_start(folder, share) for share in range(1, PROCESSES + 1)]
    until, crashed = time.monotonic() + LONGEST, False
    for share, process in enumerate(started, 1):
        try:
            failed = process.wait(max(1, until - time.monotonic())) != 0
        except subprocess.TimeoutExpired:
            process.kill()
            failed = True
        if failed:
            print(f"process {share} ended with {process.poll()}:\n", _last_words(folder, share))
        crashed = crashed or failed
    return crashed


def _start(folder: Path, share: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "WSIC_MUTATION": str(folder),
        "WSIC_MUTATION_SHARE": f"{share}/{PROCESSES}",
        "MATRIX_SEED": "1",
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", "pytest", *OPTIONS, *(sys.argv[1:] or TESTS)]
    with (folder / f"log-{share}.txt").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def _last_words(folder: Path, share: int) -> str:
    return (folder / f"log-{share}.txt").read_text(errors="replace")[-1500:]


def _read(folder: Path, what: str) -> list[Any]:
    return [json.loads(path.read_text()) for path in sorted(folder.glob(f"{what}-*.json"))]


def _say(results: dict[str, dict[str, Any]], red: list[str]) -> list[str]:
    """Prints what came of it; returns the mutants that lived and are not known to be equivalent."""
    all_lived = sorted(mutant for mutant, result in results.items() if not result["killer"])
    equivalent = {mutant: _why(mutant) for mutant in all_lived if _why(mutant)}
    lived = [mutant for mutant in all_lived if mutant not in equivalent]
    for test in red:
        print(f"red as it is: {test}")
    for mutant, why in equivalent.items():
        print(f"equivalent: {mutant}\n    {why}")
    for mutant in lived:
        print(f"lived: {mutant} ({results[mutant]['tried']} of {results[mutant]['met']} tests that meet it)")
    kinds = Counter(result["kind"] for result in results.values())
    dead = Counter(result["kind"] for result in results.values() if result["killer"])
    print(", ".join(f"{kind} {dead[kind]}/{kinds[kind]}" for kind in kinds))
    killed, tried = len(results) - len(all_lived), len(results) - len(equivalent)
    print(f"mutation: {killed} / {tried} permission checks left out turned a test red", end=" ")
    print(f"({100 * killed / max(1, tried):.1f} %)", end=" ")
    return lived


def _why(mutant: str) -> str:
    bare = _without_line(mutant)
    return next((why for begins, why in EQUIVALENT.items() if bare.startswith(begins)), "")


def _without_line(mutant: str) -> str:
    """The text without `:12`, which moves with every change above it."""
    path, colon, rest = mutant.partition(".py:")
    return path + colon.replace(":", "") + rest.lstrip("0123456789") if colon else mutant


if __name__ == "__main__":
    sys.exit(main())
