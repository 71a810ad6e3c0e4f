"""Where test databases come from: a template migrated once per state of the migrations, cloned for each
worker."""

import hashlib
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from wsic.embedded import places, servers

ROOT = Path(__file__).resolve().parent.parent
# What the modules that migrations import go by themselves.
SHAPING = [
    "wsic/declared/*.py",
    "wsic/relationships.py",
    "wsic/accounts/roles.py",
    "wsic/embedded/roles.sql",
    "patients/feeds/*.py",
    "tiers/feeds.py",
]
_IMPORTS = re.compile(r"^from ((?:careplans|outcomes|patients|tiers|wsic)[\w.]*) import", re.MULTILINE)


def address(login: str, database: str) -> str:
    """A URL of the test cluster for any log-in, the superuser included."""
    return f"postgresql://{login}@/{database}?host={quote(str(places.places().sockets))}&port=5432"


def superuser(database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(address("postgres", database), autocommit=True)


def _template_name() -> str:
    migrations = [path for path in ROOT.glob("*/**/migrations/*.py") if ".venv" not in path.parts]
    files = {*migrations, *_imported(migrations), *(path for name in SHAPING for path in ROOT.glob(name))}
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:12]
    return f"wsic_template_{digest}"


def _imported(migrations: Iterable[Path]) -> set[Path]:
    """Files of ours that they import: guards, walls and functions, without which no template is theirs."""
    names = {name for path in migrations for name in _IMPORTS.findall(path.read_text())}
    places = [ROOT.joinpath(*name.split(".")) for name in names]
    return {each / "__init__.py" if each.is_dir() else each.with_suffix(".py") for each in places}


def ensure_template() -> str:
    """The name of the migrated template; made under a lock by whoever comes first."""
    servers.ensure_started(durable=False)
    name = _template_name()
    with superuser() as connection:
        connection.execute("SELECT pg_advisory_lock(20260630)")
        made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not made:
            _make_template(connection, name)
    return name


@contextmanager
def filled_once(template: str, name: str, *, fill: Callable[[str], None]) -> Iterator[None]:
    """A clone of the template, filled by whoever comes first, for all to clone again. Dropped by the first
    who has done with it; who comes later fills anew."""
    with superuser() as connection:
        connection.execute("SELECT pg_advisory_lock(20260701)")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            with clone(template) as unready:
                fill(unready)
                with superuser(unready) as inside:
                    inside.execute("ANALYZE")  # a clone does not know how much has changed since the last
                connection.execute(f"ALTER DATABASE {unready} RENAME TO {name}")
    try:
        yield
    finally:
        with superuser() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _make_template(connection: psycopg.Connection, name: str) -> None:
    unready = f"{name}_unready"
    connection.execute(f"DROP DATABASE IF EXISTS {unready} WITH (FORCE)")
    connection.execute(f"CREATE DATABASE {unready}")
    with superuser(unready) as inside:
        inside.execute((ROOT / "wsic/embedded/roles.sql").read_text())
    environment = os.environ | {"WSIC_LOGIN": "owner", "DATABASE_URL": address("wsic_owner", unready)}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=300,
    )
    connection.execute(f"ALTER DATABASE {unready} RENAME TO {name}")


@contextmanager
def clone(template: str) -> Iterator[str]:
    """A database of its own, dropped afterwards."""
    name = f"wsic_test_{uuid.uuid4().hex[:12]}"
    with superuser() as connection:
        connection.execute(
            "SELECT pg_advisory_lock(20260630)"
        )  # a template may have no other connection meanwhile
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        connection.execute(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
        connection.execute(f"GRANT TEMPORARY ON DATABASE {name} TO wsic_system")
    try:
        yield name
    finally:
        with superuser() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def connected_to(database: str) -> Iterator[None]:
    """Django's one alias points at another database meanwhile."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@pytest.fixture(scope="session")
def template() -> str:
    return ensure_template()


@pytest.fixture(scope="session")
def django_db_setup(request, template, django_test_environment, django_db_blocker):
    """Replaces pytest-django's: it would create the database with a log-in that tests must not have."""
    from tests.world import lay_down

    with clone(template) as name, django_db_blocker.unblock(), connected_to(name):
        lay_down()
        yield


@pytest.fixture
def committed_db(template, django_db_setup, django_db_blocker):
    """A database of the test's own, where commits are real; yields its name for other processes."""
    with clone(template) as name, django_db_blocker.unblock(), connected_to(name):
        yield name


@pytest.fixture
def process_environment(committed_db):
    """The environment for another process on the test's own database: commands take the worker's log-in."""
    return os.environ | {
        "DATABASE_URL": address("wsic_app", committed_db),
        "DATABASE_WORKER_URL": address("wsic_worker", committed_db),
        "DATABASE_OWNER_URL": address("wsic_owner", committed_db),
        "WSIC_LOGIN": "worker",
    }
