from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from wsic.embedded import postgres, servers
from wsic.embedded.places import Places

ATTRIBUTES = """
    SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole
    FROM pg_roles WHERE rolname LIKE 'wsic%' ORDER BY rolname
"""


@pytest.fixture
def database(world: Places) -> Iterator[psycopg.Connection]:
    servers.ensure_started(durable=False)
    with postgres.connect(world, database="wsic") as connection:
        yield connection


def test_no_log_in_can_pass_row_level_security(database: psycopg.Connection) -> None:
    rows = database.execute(ATTRIBUTES).fetchall()

    assert rows == [
        ("wsic_app", True, True, False, False, False, False),
        ("wsic_owner", True, True, False, False, False, False),
        ("wsic_system", False, True, False, False, False, False),
        ("wsic_test", True, False, False, False, True, False),
        ("wsic_worker", True, False, False, False, False, False),
    ]


def test_the_web_can_become_nobody_else_and_make_nothing(database: psycopg.Connection) -> None:
    with psycopg.connect(servers.database_url("app"), autocommit=True) as web:
        for forbidden in (
            "SET ROLE wsic_system",
            "SET ROLE wsic_owner",
            "CREATE TABLE x ()",
            "CREATE TEMP TABLE x ()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(forbidden)


def test_the_worker_has_system_s_rights_only_when_it_takes_them(database: psycopg.Connection) -> None:
    with psycopg.connect(servers.database_url("worker"), autocommit=True) as worker:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute("CREATE TEMP TABLE x ()")
        worker.execute("SET ROLE wsic_system")
        worker.execute("CREATE TEMP TABLE x ()")


def test_the_owner_can_make_the_extensions(database: psycopg.Connection) -> None:
    with psycopg.connect(servers.database_url("owner"), autocommit=True) as owner:
        owner.execute("CREATE EXTENSION btree_gist")
        owner.execute("CREATE EXTENSION pg_trgm")


def test_roles_twice_are_roles_once_and_mend_what_was_changed(database: psycopg.Connection) -> None:
    before = database.execute(ATTRIBUTES).fetchall()
    database.execute("ALTER ROLE wsic_app BYPASSRLS CREATEDB")

    for name in ("roles.sql", "test_role.sql"):
        database.execute(Path(postgres.__file__).with_name(name).read_bytes())

    assert database.execute(ATTRIBUTES).fetchall() == before


def test_roles_of_an_older_version_are_brought_up_to_date(
    world: Places, database: psycopg.Connection
) -> None:
    database.execute("COMMENT ON DATABASE wsic IS 'roles of long ago'")
    database.execute("ALTER ROLE wsic_app BYPASSRLS")

    assert servers.ensure_started(durable=False) == []

    assert database.execute("SELECT rolbypassrls FROM pg_roles WHERE rolname = 'wsic_app'").fetchone() == (
        False,
    )
