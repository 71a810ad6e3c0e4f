"""A synthetic CCG of many people, built by the demo's own command: minutes, so that it may be kept."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.serving import ROOT
from tests.database import address, clone, superuser

KEEP = os.environ.get("WSIC_BENCH_KEEP", "") == "1"  # for the next run on the same code of the demo


def environment_of(database: str) -> dict[str, str]:
    """Of the processes of a site on this database."""
    return os.environ | {
        "DATABASE_URL": address("wsic_app", database),
        "DATABASE_WORKER_URL": address("wsic_worker", database),
        "WSIC_DEMO": "1",
    }


def build(name: str, *, people: int) -> None:
    """Into a migrated, empty database."""
    command = [sys.executable, "manage.py", "build_demo", "--people", str(people)]
    environment = environment_of(name) | {"WSIC_LOGIN": "worker"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    with superuser(name) as connection:
        connection.execute("VACUUM ANALYZE")


@contextmanager
def synthetic_ccg(template: str, *, people: int) -> Iterator[str]:
    """The name of a database with a synthetic CCG in it, which may be written to."""
    if KEEP:
        with clone(_kept(template, people)) as name:
            yield name
        return
    with clone(template) as name:
        build(name, people=people)
        yield name


def _kept(template: str, people: int) -> str:
    """The name of one that stays; made by whoever comes first."""
    sources = sorted((ROOT / "wsic/demo").rglob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]
    kept = f"wsic_bench_{people}_{template.rpartition('_')[2]}_{digest}"
    with superuser() as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept]).fetchone()
        if not there:
            with clone(template) as name:
                build(name, people=people)
                connection.execute(f"ALTER DATABASE {name} RENAME TO {kept}")
    return kept
