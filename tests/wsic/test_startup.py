"""Web and worker refuse to start where their log-in could see over the walls."""

import subprocess
import sys

import psycopg
import pytest

from tests.database import ROOT, address, superuser
from wsic import startup
from wsic.declared import TABLES, Wall

START = {
    "web": "import wsic.wsgi",
    "worker": "import django; django.setup(); import celery.signals as s; s.worker_init.send(sender=None)",
}


def start(code: str, environment: dict[str, str], login: str) -> subprocess.CompletedProcess[str]:
    names = {"app": "DATABASE_URL", "worker": "DATABASE_WORKER_URL"}
    process = [sys.executable, "-c", code]
    chosen = environment | {"DJANGO_SETTINGS_MODULE": "wsic.settings", "WSIC_LOGIN": login}
    chosen |= {"DATABASE_URL": environment[names[login]]}
    return subprocess.run(
        process, cwd=ROOT, env=chosen, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("login", ["app", "worker"])
def test_the_log_ins_of_the_house_start(process_environment, login):
    started = start("import wsic.wsgi", process_environment, login)

    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize("code", START.values(), ids=START)
def test_a_table_whose_wall_is_not_forced_stops_web_and_worker(process_environment, committed_db, code):
    with superuser(committed_db) as inside:
        inside.execute("ALTER TABLE patients_person NO FORCE ROW LEVEL SECURITY")

    started = start(code, process_environment, "app")

    assert started.returncode != 0
    assert "patients_person has no forced row-level security" in started.stderr


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ("CREATE ROLE {} LOGIN SUPERUSER", "which no row-level security holds"),
        ("CREATE ROLE {} LOGIN BYPASSRLS", "which no row-level security holds"),
        ("CREATE ROLE {} LOGIN IN ROLE wsic_owner", "could take its wall down"),
    ],
    ids=["superuser", "bypassrls", "owner"],
)
def test_a_log_in_above_the_walls_is_refused(process_environment, committed_db, made, reason):
    name = f"above_{committed_db}"
    with superuser() as outside:
        outside.execute(made.format(name))
    try:
        environment = process_environment | {"DATABASE_URL": address(name, committed_db)}
        started = start("import wsic.wsgi", environment, "app")
    finally:
        with superuser() as outside:
            outside.execute(f"DROP ROLE {name}")

    assert started.returncode != 0
    assert reason in started.stderr


def test_every_table_with_people_is_looked_at(committed_db):
    walled = [label for label, declared in TABLES.items() if declared.wall is not Wall.OPEN]
    with psycopg.connect(address("postgres", committed_db), autocommit=True) as inside:
        for table in startup.protected_tables():
            inside.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    found = [each for each in startup.problems() if "no forced" in each]

    assert len(found) == len(walled)
