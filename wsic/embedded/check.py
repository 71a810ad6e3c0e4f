"""`make check`: every rule of the house that needs no server. All run, even after a failure."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
BIN = Path(sys.executable).parent
SECONDS_FOR_AUDIT = 120

CHECKS = {
    "ruff": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--quiet", "--check", "."],
    "mypy": [PYTHON, "-m", "mypy"],
    "import-linter": [PYTHON, str(BIN / "lint-imports"), "--no-logo"],
    "djlint": [PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "check --deploy": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
PRODUCTION = {
    "WSIC_PRODUCTION": "1",
    "WSIC_DEMO": "0",
    "ALLOWED_HOSTS": "care.example",
    "DATABASE_URL": "postgresql://wsic_app@database.example/wsic",
    "REDIS_URL": "redis://broker.example/0",
}


def main() -> int:
    with ThreadPoolExecutor(max_workers=2) as two:  # mypy alone takes as long as the others together
        asked = {name: two.submit(passes, name, command) for name, command in CHECKS.items()}
        asked["pip-audit"] = two.submit(audit)
        failed = [name for name, answer in asked.items() if not answer.result()]
    if failed:
        print(f"check: failed: {', '.join(failed)}")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    began = time.monotonic()
    extra = PRODUCTION | {"SECRET_KEY": secrets.token_urlsafe(50)} if name == "check --deploy" else {}
    done = subprocess.run(
        command, cwd=TOP, env={**os.environ, **extra}, capture_output=True, text=True, check=False
    )
    say(name, "passed" if done.returncode == 0 else "FAILED", began)
    if done.returncode != 0:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def audit() -> bool:
    """Known holes in the locked packages. Silence from the network is told, and fails nobody."""
    began = time.monotonic()
    options = ["--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    locks = ["-r", "requirements.txt", "-r", "requirements-dev.txt"]
    try:
        done = subprocess.run(
            [PYTHON, "-m", "pip_audit", *locks, *options],
            cwd=TOP,
            capture_output=True,
            text=True,
            timeout=SECONDS_FOR_AUDIT,
            check=False,
        )
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        say("pip-audit", "not asked: the network did not answer", began)
        return True
    answered = [package for package in packages if "skip_reason" not in package]
    holes = [f"{package['name']} {hole['id']}" for package in answered for hole in package["vulns"]]
    clean = (
        f"no hole in {len(answered)} packages; {len(packages) - len(answered)} unknown to the network here"
    )
    say("pip-audit", f"FAILED: {', '.join(holes)}" if holes else clean, began)
    return not holes


def say(name: str, result: str, began: float) -> None:
    print(f"check: {name}: {result} ({time.monotonic() - began:.1f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
