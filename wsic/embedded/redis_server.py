"""One Redis on a private socket. It only carries wake-up calls: the job ledger is in PostgreSQL."""

from __future__ import annotations

import os
import socket
import time

from wsic.embedded.binaries import redis_program
from wsic.embedded.errors import EmbeddedError
from wsic.embedded.places import Places
from wsic.embedded.processes import launch, tail
from wsic.embedded.runners import private_folder

SECONDS_TO_START = 20
SECONDS_TO_STOP = 20


def is_answering(places: Places) -> bool:
    return _ask(places, b"PING\r\n").startswith(b"+PONG")


def is_ready(places: Places) -> bool:
    """Answering from this folder's own files, not from a folder that was removed."""
    return is_answering(places) and (places.redis_folder / "redis.pid").exists()


def start(places: Places, *, durable: bool) -> bool:
    """True if this call started it."""
    if is_ready(places):
        return False
    if is_answering(places):
        stop(places)  # its files were removed under it
    private_folder(places.sockets)
    places.redis_folder.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(places.redis_socket),
        "unixsocketperm": "700",
        "dir": str(places.redis_folder),
        "pidfile": str(places.redis_folder / "redis.pid"),
        "appendonly": "yes" if durable else "no",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    command = [str(redis_program()), *arguments]
    log = places.logs / "redis.log"
    process = launch(command, log=log, environment=dict(os.environ))
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if is_ready(places):
            return True
        time.sleep(0.02)
    raise EmbeddedError(f"Redis does not start. The end of {log}:\n{tail(log)}")


def stop(places: Places) -> bool:
    """True if a server was running."""
    if not is_answering(places):
        return False
    _ask(places, b"SHUTDOWN\r\n")
    deadline = time.monotonic() + SECONDS_TO_STOP
    while time.monotonic() < deadline:
        if not is_answering(places):
            return True
        time.sleep(0.02)
    raise EmbeddedError("Redis does not stop.")


def _ask(places: Places, command: bytes) -> bytes:
    """Redis's first answer, empty when nobody is there. By hand: a Redis client is no part of this."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(5)
        try:
            line.connect(str(places.redis_socket))
            line.sendall(command)
            return line.recv(64)
        except OSError:
            return b""
