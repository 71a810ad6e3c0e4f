"""The processes of a running system: web, worker and beat, started together and ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wsic.embedded.errors import EmbeddedError
from wsic.embedded.places import REPOSITORY
from wsic.embedded.processes import tail

SECONDS_TO_END = 10
_PR_SET_PDEATHSIG = 1  # prctl(2)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """In the child: ask the kernel for SIGTERM when the parent ends, be it by kill -9."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Family:
    """`logs` is a folder; each member writes to <name>.log in it."""

    logs: Path
    members: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def add(self, name: str, command: list[str], *, login: str, keep: Sequence[int] = ()) -> None:
        """Start one in a session of its own: Ctrl-C reaches it through `end` only. It inherits `keep`."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.members[name] = subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env={**os.environ, "WSIC_LOGIN": login},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=keep,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has one thread
            )

    def require_alive(self) -> None:
        for name, process in self.members.items():
            if process.poll() is not None:
                log = self.logs / f"{name}.log"
                raise EmbeddedError(f"{name} ended ({process.returncode}). The end of {log}:\n{tail(log)}")

    def watch(self) -> None:
        """Until one of them ends, which raises, or until this process is interrupted."""
        while True:
            self.require_alive()
            time.sleep(0.5)

    def end(self) -> None:
        """Ask them all, wait, then insist, with all that they started."""
        for process in self.members.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + SECONDS_TO_END
        for process in self.members.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.members.clear()
