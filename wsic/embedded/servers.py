"""PostgreSQL and Redis for one machine, started by whoever needs them first, in the folder named by WSIC_VAR.

Outside servers (DATABASE_URL, REDIS_URL) are never touched. Imports no Django: settings import this.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wsic.embedded import postgres, redis_server
from wsic.embedded.errors import EmbeddedError
from wsic.embedded.places import LOGINS, Places, database_url, places, redis_url, var_folder

__all__ = [
    "LOGINS",
    "EmbeddedError",
    "Status",
    "database_url",
    "ensure_started",
    "redis_url",
    "status",
    "stop",
    "var_folder",
]

SECONDS_FOR_LOCK = 180


class Server(Protocol):
    """What `postgres` and `redis_server`, two modules, both offer."""

    def is_answering(self, places: Places) -> bool: ...
    def is_ready(self, places: Places) -> bool: ...
    def start(self, places: Places, *, durable: bool) -> bool: ...
    def stop(self, places: Places) -> bool: ...


SERVERS: dict[str, tuple[Server, str]] = {
    "postgres": (postgres, "DATABASE_URL"),
    "redis": (redis_server, "REDIS_URL"),
}


@dataclass(frozen=True)
class Status:
    """`servers` by name: "running", "stopped" or "outside" (named by the environment)."""

    folder: Path
    servers: dict[str, str]


def ensure_started(*, durable: bool = True) -> list[str]:
    """Bring up what the environment does not name elsewhere; the names of what this call started.

    `durable=False` is for tests: a killed machine may lose the data. Of two callers one starts, one waits.
    """
    world = places()
    wanted = {name: server for name, server in _ours().items() if not server.is_ready(world)}
    if not wanted:
        return []
    with _lock(world):
        return [name for name, server in wanted.items() if server.start(world, durable=durable)]


def stop(*, only: Sequence[str] = ("postgres", "redis")) -> list[str]:
    """Stop what runs in this folder; the names of what was running."""
    world = places()
    if not world.var.exists() and not world.sockets.exists():
        return []
    with _lock(world):
        return [name for name in only if SERVERS[name][0].stop(world)]


def status() -> Status:
    world, ours = places(), _ours()
    words = {
        name: "outside" if name not in ours else "running" if server.is_answering(world) else "stopped"
        for name, (server, _) in SERVERS.items()
    }
    return Status(folder=world.var, servers=words)


def _ours() -> dict[str, Server]:
    return {name: server for name, (server, variable) in SERVERS.items() if not os.environ.get(variable)}


@contextmanager
def _lock(world: Places) -> Iterator[None]:
    """One process at a time may start or stop. The lock ends with its holder, however that one ends."""
    try:
        world.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        world.logs.mkdir(mode=0o700, exist_ok=True)
        lock = world.lock.open("ab")
    except OSError as error:
        raise EmbeddedError(f"{world.var}: {error.strerror}. Choose another folder with WSIC_VAR.") from error
    with lock:
        deadline = time.monotonic() + SECONDS_FOR_LOCK
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EmbeddedError(
                        f"Another process has held {world.lock} for {SECONDS_FOR_LOCK} s."
                    ) from None
                time.sleep(0.1)
        yield
