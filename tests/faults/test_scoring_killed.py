"""`kill -9` of a worker, or of the command, in the middle of scoring a practice: nothing half, and whoever
comes next ends as if nobody had been killed."""

import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.database import superuser
from tests.factories import OrganisationFactory, PersonFactory
from tests.tiers.codelists.people import CODE_LIST, MEDICINES
from tests.tiers.onsets import an_import
from tests.tiers.records import everything_computed, lay_down_list, lay_down_map, write_entries, write_issues
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import scoring
from tiers.codelists.oracle import Entry
from tiers.codelists.polypharmacy import Issue
from tiers.models import PracticeCount, ScoringOf, TierStanding
from wsic.celery import app as celery
from wsic.home.management.commands.verify import CHECKS
from wsic.jobs.actions import STALE_AFTER
from wsic.jobs.models import Job, State
from wsic.organisations.models import Organisation

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 20260630
PEOPLE = 40
PATIENCE = 60.0  # seconds
# What scoring waits for: before it proposes tiers, with onsets written by then, and before it writes onsets.
MOMENTS = {"deficits are written": "tiers_tierstanding", "nothing is written": "tiers_codemeaning"}


@pytest.fixture
def practice(committed_db) -> Organisation:
    """Forty people with records and without scores, and a job that is to score them."""
    draws = random.Random(SEED)
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MEDICINES)
        place = OrganisationFactory(code="P1", name="First Surgery")
        brought = an_import(place, "coded_entries")
        brought.state = "DONE"
        brought.save(update_fields=["state"])
        for _ in range(PEOPLE):
            lay_down_records(draws, place)
        scoring.ask_for_scores(by=SYSTEM, at=NOW, due_at=NOW, practice=place)
    return place


def lay_down_records(draws: random.Random, place: Organisation) -> None:
    person = PersonFactory(practice=place)
    rules = draws.sample([rule for rule in CODE_LIST.rows if not rule.tests_value], draws.randrange(1, 14))
    days = [date(2015, 1, 1) + timedelta(days=draws.randrange(4_000)) for _ in rules]
    entries = [
        Entry({rule.system: rule.code}, day, day, row_id=f"{person.pk}-{number}")
        for number, (rule, day) in enumerate(zip(rules, days, strict=True))
    ]
    write_entries(person, place, entries)
    medicines = draws.sample(MEDICINES.rows, draws.randrange(9))
    write_issues(person, place, [Issue(each.medicine_code, date(2026, 5, 1)) for each in medicines])


def look() -> dict[str, object]:
    """Everything that scoring writes."""
    with as_system():
        tiers = TierStanding.objects.order_by("person", "from_on", "replaced_at")
        counts = PracticeCount.objects.order_by("practice", "counted_on", "tier")
        return {
            "computed": everything_computed(),
            "tiers": list(tiers.values_list("person", "tier", "deficit_count", "from_on", "to_on", "source")),
            "scoring": list(ScoringOf.objects.values_list("practice__code", "source", "entries_on")),
            "counts": list(counts.values_list("practice__code", "counted_on", "tier", "people")),
        }


NOTHING = {"computed": ([], []), "tiers": [], "scoring": [], "counts": []}


def until(met: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < give_up
        time.sleep(0.05)


@contextmanager
def held_up(database: str, lock: str) -> Iterator[Callable[[], bool]]:
    """Scoring comes to this lock and no further; tells whether somebody waits for it, in this database."""
    ours = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    waiting = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND {ours}"
    with superuser(database) as holder:
        holder.execute("SELECT pg_advisory_lock(hashtext(%s))", [lock])
        yield lambda: holder.execute(waiting).fetchone()[0] > 0


@contextmanager
def worker(environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker with its children, in a process group of its own."""
    command = [sys.executable, "-m", "celery", "-A", "wsic", "worker", "--concurrency", "1", "--beat"]
    command += ["--schedule", str(folder / "beat"), "--loglevel", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def the_job() -> Job:
    with as_system():
        return Job.objects.get(name=scoring.JOB)


def ninety_seconds_pass() -> None:
    with as_system():
        job = Job.objects.get(name=scoring.JOB)
        job.heartbeat_at -= STALE_AFTER + timedelta(seconds=1)
        job.save(update_fields=["heartbeat_at"])


COMMAND = ["score_efi", "--as-of", f"{TODAY}", "--format", "csv"]


def undisturbed() -> tuple[str, dict[str, object]]:
    """What the command says and leaves when nobody kills it; nothing of it is kept."""
    said = io.StringIO()
    with transaction.atomic():
        call_command(*COMMAND, stdout=said)
        left = look()
        transaction.set_rollback(True)
    assert said.getvalue().count("\n") == PEOPLE + 1
    assert len(left["computed"][0]) > PEOPLE
    assert len(left["computed"][1]) > 0
    assert {row[-1] for row in left["tiers"]} == {"COMPUTED"}
    assert look() == NOTHING
    return said.getvalue(), left


@pytest.fixture
def environment(process_environment) -> dict[str, str]:
    """The clock of other processes stands where ours does."""
    return process_environment | {"WSIC_DEMO": "1", "WSIC_DEMO_TODAY": f"{TODAY}"}


def run_command(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *COMMAND], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


FIRST, *MORE = MOMENTS
EACH_MOMENT = [FIRST, *(pytest.param(moment, marks=pytest.mark.long) for moment in MORE)]


@pytest.mark.parametrize("moment", EACH_MOMENT)
@pytest.mark.parametrize("sent", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_the_command_killed(practice, committed_db, environment, moment, sent) -> None:
    said, left = undisturbed()
    with held_up(committed_db, MOMENTS[moment]) as somebody_waits:
        process = run_command(environment)
        until(somebody_waits)
        process.send_signal(sent)
        out, _ = process.communicate(timeout=PATIENCE)
    assert (out, look()) == ("", NOTHING)
    ninety_seconds_pass()

    out, complaint = run_command(environment).communicate(timeout=PATIENCE)

    assert out == said, complaint
    assert look() == left
    assert (the_job().state, the_job().attempt) == (State.DONE, 2)


@pytest.mark.parametrize("moment", EACH_MOMENT)
def test_a_worker_killed(practice, committed_db, environment, tmp_path, moment) -> None:
    _, left = undisturbed()
    with held_up(committed_db, MOMENTS[moment]) as somebody_waits, worker(environment, tmp_path) as first:
        until(somebody_waits)
        kill(first)
        assert look() == NOTHING
    ninety_seconds_pass()
    celery.send_task("jobs.look", retry=False)
    with worker(environment, tmp_path):
        until(lambda: the_job().state == State.DONE)

    assert look() == left
    assert the_job().attempt == 2
    with as_system():
        assert [finding for check in CHECKS for finding in check()] == []
