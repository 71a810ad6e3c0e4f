import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wsic.embedded import family
from wsic.embedded.errors import EmbeddedError
from wsic.embedded.processes import is_running

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(60)
"""
PARENT = """
import sys, time
from pathlib import Path
from wsic.embedded.family import Family
children = Family(logs=Path(sys.argv[1]))
children.add("child", ["sleep", "60"], login="app")
print(children.members["child"].pid, flush=True)
time.sleep(60)
"""


def _wait_until(true: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_member_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    children = family.Family(logs=tmp_path)
    children.add("web", [sys.executable, "-c", "print('no such port')"], login="app")

    with pytest.raises(EmbeddedError, match=r"(?s)web ended \(0\).*no such port"):
        children.watch()
    children.end()


def test_each_member_has_its_own_log_in(tmp_path: Path) -> None:
    children = family.Family(logs=tmp_path)
    show = [sys.executable, "-c", "import os; print(os.environ['WSIC_LOGIN'])"]
    children.add("web", show, login="app")
    children.add("beat", show, login="worker")
    for process in children.members.values():
        process.wait(30)

    children.end()

    assert ((tmp_path / "web.log").read_text(), (tmp_path / "beat.log").read_text()) == ("app\n", "worker\n")


def test_a_member_that_will_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family, "SECONDS_TO_END", 0.2)
    children = family.Family(logs=tmp_path)
    children.add("stubborn", [sys.executable, "-c", STUBBORN], login="app")
    process = children.members["stubborn"]
    _wait_until(lambda: (tmp_path / "stubborn.log").read_text())

    children.end()

    assert process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_members_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())

        os.kill(parent.pid, signal.SIGKILL)

        _wait_until(lambda: not is_running(child))
