"""One PostgreSQL cluster on a private socket: made whole or not at all, judged by connecting."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

from wsic.embedded.errors import EmbeddedError
from wsic.embedded.places import DATABASE, POSTGRES_PORT, Places
from wsic.embedded.processes import command_of, is_running, launch, tail
from wsic.embedded.runners import Runner, private_folder, runner_for

SUPERUSER = "postgres"
SECONDS_TO_END = 6  # PostgreSQL gives its own processes five
SECONDS_TO_START = 90
SECONDS_TO_STOP = 30
_SQL = [Path(__file__).with_name(name) for name in ("roles.sql", "test_role.sql")]

# Two cores and a laptop's memory. No replicas: minimal WAL is enough, and a bulk load writes half as much.
SETTINGS = {
    "listen_addresses": "",
    "port": str(POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_locks_per_transaction": "256",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_preload_libraries": "pg_stat_statements",
    # A first load fills empty tables within seconds, and plans made for empty tables are quadratic by then.
    "autovacuum_naptime": "3s",
    "autovacuum_analyze_threshold": "500",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def connect(places: Places, *, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(
        host=str(places.sockets),
        port=POSTGRES_PORT,
        user=SUPERUSER,
        dbname=database,
        autocommit=True,
        connect_timeout=5,
        options="",
    )


def is_answering(places: Places) -> bool:
    try:
        connect(places).close()
    except psycopg.OperationalError:
        return False
    return True


def is_ready(places: Places) -> bool:
    """Answering from this folder's own files, with the roles of this version of the code."""
    return is_answering(places) and _serves_this_cluster(places) and _roles_are_current(places)


def start(places: Places, *, durable: bool) -> bool:
    """Make the cluster if there is none, start it, bring the roles up to date. True if it was not running."""
    if _server_pid(places) is not None and not _serves_this_cluster(places):
        _end(places, [signal.SIGQUIT, signal.SIGKILL])  # its files were removed under it
    started = not is_answering(places)
    if started:
        runner = runner_for(places)
        _prepare_sockets(places, runner)
        if not (places.cluster / "PG_VERSION").exists():
            _make_cluster(places, runner, durable=durable)
        _require_same_version(places, runner)
        _start_until_answering(places, runner, durable=durable)
    if not _roles_are_current(places):
        _bring_roles_up_to_date(places)
    return started


def stop(places: Places) -> bool:
    """Fast shutdown, then harder. True if a server was running."""
    return _end(places, [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])


def _end(places: Places, signals: list[signal.Signals]) -> bool:
    pid = _server_pid(places)
    if pid is None or not is_running(pid):
        return False
    for number in signals:
        os.kill(pid, number)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while time.monotonic() < deadline:
            if not is_running(pid):
                return True
            time.sleep(0.05)
    raise EmbeddedError(f"PostgreSQL (process {pid}) does not stop.")


def _server_pid(places: Places) -> int | None:
    """The server's process by the socket's lock file, which outlives a removed data folder."""
    try:
        pid = int(places.postgres_lock.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if _is_ours(places, pid) else None


def _is_ours(places: Places, pid: int) -> bool:
    """After kill -9 a number may have passed on to another program, even to another world's PostgreSQL."""
    return f"unix_socket_directories={places.sockets}" in command_of(pid)


def _serves_this_cluster(places: Places) -> bool:
    try:
        pid = (places.cluster / "postmaster.pid").read_text().split()[0]
    except (OSError, IndexError):
        return False
    return pid == str(_server_pid(places))


def _prepare_sockets(places: Places, runner: Runner) -> None:
    private_folder(places.sockets)
    if runner.group is not None:
        os.chown(places.sockets, os.geteuid(), runner.group)
        os.chmod(places.sockets, 0o770)  # noqa: S103 - root's folder, opened to PostgreSQL's own group


def _make_cluster(places: Places, runner: Runner, *, durable: bool) -> None:
    for old in runner.home.glob("postgres.*.partial"):
        shutil.rmtree(old, ignore_errors=True)
    partial = runner.home / f"postgres.{os.getpid()}.partial"
    arguments = ["-D", str(partial), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8"]
    if not durable:
        arguments.append("--no-sync")
    for locale in ("C.UTF-8", "C"):  # trigrams of accented names need C.UTF-8; not every system has it
        command = runner.command("initdb", *arguments, f"--locale={locale}")
        made = _run(runner, command)
        if made.returncode == 0:
            break
        shutil.rmtree(partial, ignore_errors=True)
    else:
        raise EmbeddedError(f"initdb failed: {made.stderr.strip()}")
    finished = runner.home / "postgres"
    shutil.rmtree(finished, ignore_errors=True)  # it had no PG_VERSION, or nothing in this world led to it
    partial.rename(finished)
    if finished != places.cluster:
        places.cluster.unlink(missing_ok=True)
        places.cluster.symlink_to(finished)


def _run(runner: Runner, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=runner.environment(),
        user=runner.user,
        group=runner.group,
        umask=0o077,
    )


def _require_same_version(places: Places, runner: Runner) -> None:
    data = (places.cluster / "PG_VERSION").read_text().strip()
    program = _run(runner, runner.command("postgres", "--version")).stdout
    if f" {data}." not in program and not program.rstrip().endswith(f" {data}"):
        raise EmbeddedError(
            f"{places.cluster} is of PostgreSQL {data}, the program {program.strip() or 'unknown'}. "
            "Move the folder away, or choose another one with WSIC_VAR."
        )


def _start_until_answering(places: Places, runner: Runner, *, durable: bool) -> None:
    settings = SETTINGS | {"unix_socket_directories": str(places.sockets)} | ({} if durable else NOT_DURABLE)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = runner.command("postgres", "-D", str(places.cluster.resolve()), *options)
    log, environment = places.logs / "postgres.log", runner.environment()
    began = time.monotonic()
    deadline = began + SECONDS_TO_START
    while time.monotonic() < deadline:
        _remove_stale_pid(places)
        patient = time.monotonic() < began + SECONDS_TO_END
        _end_orphan(places, how=signal.SIGQUIT if patient else signal.SIGKILL)
        process = launch(command, log=log, environment=environment, user=runner.user, group=runner.group)
        while process.poll() is None and time.monotonic() < deadline:
            if is_answering(places):
                return
            time.sleep(0.05)
        time.sleep(0.5)  # back ends of a killed server still hold its memory for a moment
        if is_answering(places):
            return
    raise EmbeddedError(f"PostgreSQL does not start. The end of {log}:\n{tail(log)}")


def _remove_stale_pid(places: Places) -> None:
    pid_file = places.cluster / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if not _is_ours(places, pid):
        pid_file.unlink(missing_ok=True)
        places.postgres_lock.unlink(missing_ok=True)


def _end_orphan(places: Places, *, how: signal.Signals) -> None:
    """A server whose folder was removed notices within a minute or more, and holds the socket until then.

    PostgreSQL believes a lock whose number is that of any process, also of a dead one that nobody has asked
    how it ended, or of one that has the number of a server long gone.  The folder of the lock is ours alone.
    """
    try:
        process = Path("/proc") / places.postgres_lock.read_text().split()[0]
        if b"postgres" not in (process / "cmdline").read_bytes():
            places.postgres_lock.unlink(missing_ok=True)
        elif str((process / "cwd").readlink()).endswith(" (deleted)"):
            os.kill(int(process.name), how)
    except (OSError, ValueError, IndexError):
        return


def _roles_version() -> str:
    return "roles " + hashlib.sha256(b"".join(path.read_bytes() for path in _SQL)).hexdigest()[:16]


def _roles_are_current(places: Places) -> bool:
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with connect(places) as connection:
        return connection.execute(question, [DATABASE]).fetchone() == (_roles_version(),)


def _bring_roles_up_to_date(places: Places) -> None:
    with connect(places) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    with connect(places, database=DATABASE) as connection, connection.transaction():
        for path in _SQL:
            connection.execute(path.read_bytes())
        connection.execute(f"COMMENT ON DATABASE {DATABASE} IS '{_roles_version()}'")
