"""A world that has an audit already keeps every row of it when the table is parted into months."""

import os
import subprocess
import sys

import pytest

from tests.database import ROOT, address, superuser

pytestmark = pytest.mark.long

ROWS = 5_000
WRITTEN = """
INSERT INTO audit_auditevent (at, verb, kind, actor, role, people, subject, address, correlation_id, purpose,
                              detail)
SELECT now() - make_interval(hours => n), 'a.b', 'READ', 'x', '', ARRAY[n], '', '', gen_random_uuid(), '',
       '{}'
FROM generate_series(1, %s) n
"""
DIGEST = """
SELECT count(*), max(id),
       md5(string_agg((to_jsonb(e) - ARRAY['login', 'number', 'hash'])::text, ',' ORDER BY id))
FROM audit_auditevent e
"""


@pytest.fixture
def database():
    name = f"wsic_upgrade_{os.getpid()}"
    with superuser() as connection:
        connection.execute(f"CREATE DATABASE {name}")
        with superuser(name) as inside:
            inside.execute((ROOT / "wsic/embedded/roles.sql").read_text())
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(database: str, login: str, *arguments: str) -> str:
    environment = os.environ | {"WSIC_LOGIN": login, "DATABASE_URL": address(f"wsic_{login}", database)}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    return done.stdout


def test_rows_written_before_the_months_stay_and_are_sealed(database, template):
    manage(database, "owner", "migrate", "audit", "0003", "--verbosity", "0")
    with superuser(database) as connection:
        connection.execute(WRITTEN, [ROWS])
        before = connection.execute(DIGEST).fetchone()

    manage(database, "owner", "migrate", "--verbosity", "0")
    said = manage(database, "worker", "verify_audit")

    with superuser(database) as connection:
        after = connection.execute(DIGEST + "WHERE verb = 'a.b'").fetchone()
        following = connection.execute("SELECT min(id) FROM audit_auditevent WHERE verb <> 'a.b'").fetchone()
    assert after == before
    assert "The chain holds." in said
    assert following == (ROWS + 1,)
