"""Where the embedded servers keep their data and sockets: pure functions of WSIC_VAR and of who asks.

Nothing here starts or creates anything or imports Django: settings read the two addresses from here.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

REPOSITORY = Path(__file__).resolve().parents[2]
DATABASE = "wsic"
POSTGRES_PORT = 5432  # only a part of the socket's name: TCP is off
# Not TMPDIR: two processes of one user must agree on it. Short: a socket's path may have 107 bytes.
SOCKET_ROOT = Path("/tmp")  # noqa: S108 - the folder made in it is private and its owner is checked
LOGINS = {"app": "wsic_app", "worker": "wsic_worker", "owner": "wsic_owner", "test": "wsic_test"}


@dataclass(frozen=True)
class Places:
    """The folders and files of one world. `sockets` is short whatever the length of `var`."""

    var: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        return self.var / "postgres"

    @property
    def redis_folder(self) -> Path:
        return self.var / "redis"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def lock(self) -> Path:
        return self.var / "embedded.lock"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def postgres_lock(self) -> Path:
        """PostgreSQL's own file beside its socket: the first line is its process."""
        return self.sockets / f".s.PGSQL.{POSTGRES_PORT}.lock"


def var_folder() -> Path:
    """WSIC_VAR, else the repository's own `var`; absolute, links followed."""
    return Path(os.environ.get("WSIC_VAR") or REPOSITORY / "var").expanduser().resolve()


def places() -> Places:
    real = var_folder()
    digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:12]
    return Places(var=real, sockets=SOCKET_ROOT / f"wsic-{os.getuid()}-{digest}")


def database_url(login: str) -> str:
    """The embedded database's address for a log-in of LOGINS ("app", "worker", "owner", "test")."""
    sockets = quote(str(places().sockets), safe="/")
    return f"postgresql://{LOGINS[login]}@/{DATABASE}?host={sockets}&port={POSTGRES_PORT}"


def redis_url() -> str:
    """The embedded broker's address as Celery wants it; redis-py calls the same `unix://`."""
    return f"redis+socket://{quote(str(places().redis_socket), safe='/')}"
