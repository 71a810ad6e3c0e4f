"""Processes that outlive the one which started them, and what can be said of them afterwards."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_CHILDREN: list[subprocess.Popen[bytes]] = []


def launch(
    command: list[str],
    *,
    log: Path,
    environment: dict[str, str],
    user: int | None = None,
    group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that Ctrl-C at the terminal does not reach it."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            umask=0o077,
            start_new_session=True,
        )
    _CHILDREN.append(process)
    return process


def is_running(pid: int) -> bool:
    """False also for a child of ours that ended and waits to be asked."""
    for child in _CHILDREN:
        if child.pid == pid:
            return child.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def command_of(pid: int) -> str:
    """The command line of a process, empty when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        command = ["ps", "-p", str(pid), "-o", "args="]  # no /proc on macOS
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def tail(log: Path, *, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
