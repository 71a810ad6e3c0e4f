"""A port for the demo: the one asked for, else the next free one, with the name of who has the first."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wsic.embedded.errors import EmbeddedError
from wsic.embedded.processes import command_of

HOST = "127.0.0.1"
TRIES = 50
_LISTENING = "0A"


@dataclass(frozen=True)
class Place:
    """`line` listens: nobody can take the port any more. `why_not` tells of the port that was asked for."""

    line: socket.socket
    port: int
    why_not: str = ""


def bind_first_free(wanted: int) -> Place:
    why_not = ""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((HOST, port))
            line.listen()
        except OSError as error:
            line.close()
            why_not = why_not or _why_not(error, port)
        else:
            return Place(line=line, port=port, why_not=why_not)
    raise EmbeddedError(f"No port from {wanted} to {wanted + TRIES - 1} is free: name another with PORT.")


def _why_not(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken by {who_has(port)}"
    return f"port {port} cannot be used ({error.strerror})"


def who_has(port: int) -> str:
    """The listener's command and process, as far as this user may know them."""
    for pid in _processes_holding(_listening_inodes(port)):
        return f"{_name_of(pid)} (process {pid}: {command_of(pid)[:120]})"
    return "another program (of another user, or of another machine's name space)"


def _name_of(pid: int) -> str:
    """Not the first word of its command: a path may have blanks."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:  # it has ended
        return "a program"


def _listening_inodes(port: int) -> set[str]:
    """Sockets of /proc/net/tcp: the second column is address:port in hexadecimal, the tenth the inode."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        rows = [line.split() for line in lines]
        found |= {
            row[9] for row in rows if row[3] == _LISTENING and int(row[1].rpartition(":")[2], 16) == port
        }
    return found


def _processes_holding(inodes: set[str]) -> list[int]:
    wanted = {f"socket:[{inode}]" for inode in inodes}
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if wanted & _links(entry / "fd")]


def _links(folder: Path) -> set[str]:
    """What a process has open; nothing if it is somebody else's, and without what it closes meanwhile."""
    found = set()
    with suppress(OSError):
        for name in os.listdir(folder):
            with suppress(OSError):
                found.add(os.readlink(folder / name))
    return found
