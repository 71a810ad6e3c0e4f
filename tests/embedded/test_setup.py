import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wsic.embedded import printing, setup

pytestmark = pytest.mark.fast


class Commands:
    """Stands for the programs that set-up runs: remembers them, and makes what they would make."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.ran: list[str] = []
        self.failing = ""

    def __call__(self, command: list[str], environment: dict[str, str] | None = None) -> bool:
        line = " ".join(command)
        self.ran.append(line)
        if self.failing and self.failing in line:
            return False
        made = {"-m venv": ".venv/bin", "npm ci": "node_modules", "run build": "static/built"}
        made |= {"collectstatic": ".build/static", "setup.txt": ".venv/bin"}
        for words, folder in made.items():
            if words in line:
                (self.top / folder).mkdir(parents=True, exist_ok=True)
        (self.top / ".venv/bin/uv").touch()
        if "collectstatic" in line:
            (self.top / ".build/static/staticfiles.json").touch()
        return True

    def big(self) -> list[str]:
        """The steps that cost time, by one word each."""
        words = ["-m venv", "pip sync", "npm ci", "run build", "collectstatic"]
        return [word for line in self.ran for word in words if word in line]


def _point_at(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, folder in {"TOP": "", "VENV": ".venv", "BUILD": ".build", "STAMPS": ".build/stamps"}.items():
        monkeypatch.setattr(setup, name, top / folder)
    monkeypatch.setattr(setup, "LOG", top / ".build" / "setup.log")


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    _point_at(tmp_path, monkeypatch)
    fake = Commands(tmp_path)
    monkeypatch.setattr(setup, "runs", fake)
    monkeypatch.setattr(setup, "npm", lambda: ["npm"])
    monkeypatch.setattr(setup, "pip_settings_for_uv", dict)
    for name in (*setup.LOCKS, "package.json", "package-lock.json", "wsic/settings.py", "static/scss/a.scss"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return fake


def test_a_second_run_does_nothing(commands: Commands) -> None:
    assert setup.main() == 0
    first = commands.big()
    commands.ran.clear()

    assert setup.main() == 0

    assert first == ["-m venv", "pip sync", "npm ci", "run build", "collectstatic"]
    assert commands.big() == []


@pytest.mark.parametrize("step", ["-m venv", "npm ci", "run build", "collectstatic"])
def test_a_step_that_failed_is_done_again_and_the_ones_before_it_are_not(
    commands: Commands, step: str
) -> None:
    commands.failing = step
    assert setup.main() == 1
    commands.failing = ""
    commands.ran.clear()

    assert setup.main() == 0

    assert commands.big()[0] == step


@pytest.mark.parametrize(
    ("file", "steps"),
    [
        ("requirements.txt", ["pip sync", "collectstatic"]),
        ("requirements-dev.txt", ["pip sync"]),
        ("package-lock.json", ["npm ci", "run build"]),
        ("static/scss/a.scss", ["run build", "collectstatic"]),
    ],
)
def test_a_change_repeats_what_depends_on_it(commands: Commands, file: str, steps: list[str]) -> None:
    setup.main()
    commands.ran.clear()

    (setup.TOP / file).write_text("changed")
    setup.main()

    assert commands.big() == steps


def test_a_half_made_venv_is_made_again(commands: Commands) -> None:
    leftover = setup.VENV / "lib" / "half"
    leftover.mkdir(parents=True)

    setup.main()

    assert not leftover.exists()
    assert commands.big()[0] == "-m venv"


def test_a_moved_folder_gets_a_new_venv(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    setup.main()
    commands.ran.clear()
    commands.top = commands.top.rename(commands.top.with_name("moved"))
    _point_at(commands.top, monkeypatch)

    setup.main()

    assert commands.big()[:2] == ["-m venv", "pip sync"]


def test_pip_takes_over_where_uv_fails(commands: Commands) -> None:
    commands.failing = "pip sync"

    assert setup.main() == 0

    assert any(
        "--require-hashes" in line and "-r" in line and "requirements-dev" in line for line in commands.ran
    )


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    assert setup.main() == 1
    assert "3.11 or newer is needed" in capsys.readouterr().err


def test_a_python_without_venv_is_told_which_package(
    monkeypatch: pytest.MonkeyPatch, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    assert setup.main() == 1
    assert "python3-venv" in capsys.readouterr().err


def test_ctrl_c_is_no_traceback(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(command: list[str], environment: dict[str, str] | None = None) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(setup, "runs", interrupted)

    assert setup.main() == 130


def test_pip_s_settings_are_uv_s(monkeypatch: pytest.MonkeyPatch, fake_pip: Callable[[str], None]) -> None:
    for name in ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    fake_pip(
        "global.index-url='https://mirror.example/simple'\nglobal.find-links='/one\\n/two'\n:env:.cert='/c.pem'"
    )

    settings = setup.pip_settings_for_uv()

    assert settings == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_FIND_LINKS": "/one,/two",
        "SSL_CERT_FILE": "/c.pem",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


@pytest.fixture
def fake_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A program in pip's place that prints what it is told."""

    def say(text: str) -> None:
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n")
        program.chmod(0o755)
        monkeypatch.setattr(setup, "python", lambda: str(program))

    return say


@pytest.mark.parametrize(
    ("library", "missing", "says"),
    [
        (None, "", "pango is missing"),
        ("libpangoft2-1.0.so.0", "bn", "boxes for words in Bengali. Install fonts-noto-core"),
        ("libpangoft2-1.0.so.0", "", ""),
    ],
)
def test_what_pdfs_lack_is_said_with_the_name_of_the_package(library, missing, says):
    found = printing.lacks(
        library=lambda _: library, typefaces=lambda code: "" if code == missing else "Some"
    )

    assert len(found) == bool(says)
    assert says in " ".join(found)
