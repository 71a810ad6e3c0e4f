import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from wsic.embedded import postgres, servers
from wsic.embedded.places import Places

START = "from wsic.embedded import servers; print(servers.ensure_started(durable=False))"


def _start_in_processes(count: int) -> list[str]:
    command = [sys.executable, "-c", START]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    return [process.communicate(timeout=120)[0].strip() for process in running]


def _kill_everything(world: Places) -> None:
    redis = int((world.redis_folder / "redis.pid").read_text())
    for pid in (int(world.postgres_lock.read_text().split()[0]), redis):
        os.kill(pid, signal.SIGKILL)


def _modes(folder: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in (folder, *folder.parents)}


def test_a_second_start_finds_the_first(world: Places) -> None:
    assert servers.ensure_started(durable=False) == ["postgres", "redis"]
    assert servers.ensure_started(durable=False) == []
    assert set(servers.status().servers.values()) == {"running"}
    assert servers.stop() == ["postgres", "redis"]
    assert set(servers.status().servers.values()) == {"stopped"}


def test_two_processes_start_it_once(world: Places) -> None:
    assert sorted(_start_in_processes(3)) == ["['postgres', 'redis']", "[]", "[]"]


def test_data_outlives_kill_9_of_the_servers(world: Places) -> None:
    servers.ensure_started()
    with psycopg.connect(servers.database_url("owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    _kill_everything(world)

    assert servers.ensure_started() == ["postgres", "redis"]
    with psycopg.connect(servers.database_url("owner")) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_pid_file_that_names_some_other_program_is_not_believed(world: Places) -> None:
    servers.ensure_started(durable=False)
    _kill_everything(world)
    time.sleep(0.2)
    pid_file = world.cluster / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split()[0], str(os.getppid()), 1))

    assert servers.ensure_started(durable=False) == ["postgres", "redis"]


def test_a_killed_initdb_is_not_trusted(world: Places) -> None:
    half_made = world.var / "postgres.1.partial"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    servers.ensure_started(durable=False)

    assert not half_made.exists()
    assert (world.cluster / "global" / "pg_control").exists()


def test_a_removed_folder_is_a_fresh_world(world: Places) -> None:
    servers.ensure_started(durable=False)
    with psycopg.connect(servers.database_url("owner")) as connection:
        connection.execute("CREATE TABLE old ()")

    shutil.rmtree(world.var)
    servers.ensure_started(durable=False)

    with psycopg.connect(servers.database_url("owner")) as connection:
        assert connection.execute("SELECT to_regclass('old')").fetchone() == (None,)


@pytest.mark.parametrize("seconds", ["0", "600"], ids=["dead and not asked", "somebody else"])
def test_a_lock_with_the_number_of_no_server_is_nobodys(world: Places, seconds: str) -> None:
    servers.ensure_started(durable=False)
    servers.stop()
    other = subprocess.Popen(["sleep", seconds])
    time.sleep(0.3)
    world.sockets.mkdir(mode=0o700, exist_ok=True)
    world.postgres_lock.write_text(f"{other.pid}\n{world.cluster.resolve()}\n0\n5432\n{world.sockets}\n")

    try:
        assert "postgres" in servers.ensure_started(durable=False)
    finally:
        other.kill()
        other.wait()


def test_no_folder_changes_its_mode(world: Places) -> None:
    world.var.mkdir(parents=True)
    world.var.chmod(0o750)
    before = _modes(world.var)

    servers.ensure_started(durable=False)

    assert _modes(world.var) == before
    assert stat.S_IMODE(world.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(world.cluster.resolve().stat().st_mode) == 0o700


def test_a_socket_folder_of_somebody_else_is_refused(world: Places) -> None:
    world.sockets.mkdir()
    world.sockets.chmod(0o777)

    with pytest.raises(servers.EmbeddedError, match="not a private folder"):
        servers.ensure_started(durable=False)


def test_data_of_another_version_is_refused_with_its_number(world: Places) -> None:
    world.cluster.mkdir(parents=True)
    (world.cluster / "PG_VERSION").write_text("12\n")

    with pytest.raises(servers.EmbeddedError, match="PostgreSQL 12"):
        servers.ensure_started(durable=False)


def test_outside_servers_are_left_alone(world: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/wsic")

    assert servers.ensure_started(durable=False) == ["redis"]
    assert servers.status().servers == {"postgres": "outside", "redis": "running"}


def test_tcp_is_off(world: Places) -> None:
    servers.ensure_started(durable=False)

    with postgres.connect(world) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
