"""Rows of the audit kept on this server while the audit itself cannot be written: one file, to its end alone.

Whoever writes holds the file's lock, adds one line and has the disk confirm it; only then is a page shown.
docs/decisions/0038-crisis-page.md says what for, and against whom.
"""

import fcntl
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from .spooling import Place, read_line, written

FILE, KEPT = "audit.spool", "kept"
LONGEST_WAIT = 5.0  # seconds for the lock: then there is no page
TAIL = 64 * 1024  # bytes at the end of the file in which the last line is looked for first


class SpoolFailed(OSError):
    """The row could not be kept on this server either."""


def key() -> bytes:
    return sha256(b"wsic.audit.spool " + settings.SPOOL_KEY.encode()).digest()


def path() -> Path:
    return Path(settings.SPOOL) / FILE


def keep(events: Sequence[Mapping[str, Any]]) -> None:
    """
    Add one line with these rows of the audit, and wait until the disk has it.

    :raises SpoolFailed: nothing may be shown
    """
    try:
        with _locked(create=True) as file:
            last, unread, torn = _end(file)
            line = written(last.number + unread + 1, last.seal, uuid4(), events, key=key())
            _write(file, (b"\n" if torn else b"") + line)
    except OSError as problem:
        raise SpoolFailed(*problem.args) from problem


def content() -> bytes:
    """All of it as it is now, without a line that somebody is writing; b"" where there is no file."""
    try:
        with _locked(create=False) as file:
            return _all_of(file)
    except FileNotFoundError:
        return b""


def waiting() -> int:
    """How many lines with rows there are, whether they can be read or not; looked at without the lock."""
    try:
        return sum(b'"events":[]' not in raw for raw in path().read_bytes().splitlines())
    except OSError:
        return 0


def begin_anew(read: bytes, last: Place, *, keep_old: bool) -> bool:
    """
    In place of a file whose lines are all in the audit, one that carries its chain on.

    :param read: what it held; where there is more by now, it stays as it is for the next time
    :param keep_old: what is wrong with it is still to be looked at: it stays beside the new one
    """
    with _locked(create=False) as file:
        if _all_of(file) != read:
            return False
        new = path().with_suffix(".new")
        new.unlink(missing_ok=True)
        begun = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            _write(begun, written(last.number, last.seal, uuid4(), (), key=key()))
        finally:
            os.close(begun)
        if keep_old:
            os.link(path(), path().with_suffix(f".{KEPT}-{last.number}-{uuid4().hex[:8]}"))
        new.replace(path())
        _sync_folder()
    return True


def why_not() -> str:
    """Why no row could be kept here now, in a sentence; "" where one could."""
    folder = Path(settings.SPOOL)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if found.st_uid != os.geteuid():
            return f"The spool's folder {folder} belongs to another user than this process's."
        if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return f"The spool's folder {folder} is open to others: chmod 700."
        with _locked(create=True) as file:
            os.fsync(file)
    except OSError as problem:
        return f"The spool's folder {folder} takes no rows: {problem.strerror or problem}."
    return ""


@contextmanager
def _locked(*, create: bool) -> Iterator[int]:
    """The file, held by this process alone; one that was replaced while we waited is opened again."""
    until = time.monotonic() + LONGEST_WAIT
    while True:
        file = _open(create=create)
        try:
            _lock(file, until)
            if _is_current(file):
                yield file
                return
        finally:
            os.close(file)  # and with it the lock


def _open(*, create: bool) -> int:
    flags = os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        file = os.open(path(), flags)
    except FileNotFoundError:
        if not create:
            raise
        path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path(), flags | os.O_CREAT, 0o600)
        _sync_folder()
    found = os.fstat(file)
    if found.st_uid != os.geteuid() or found.st_mode & 0o077 or not stat.S_ISREG(found.st_mode):
        os.close(file)
        raise PermissionError(f"{path()} is not this process's own file, for nobody else to read")
    return file


def _lock(file: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _is_current(file: int) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path().stat())
    except FileNotFoundError:
        return False


def _end(file: int) -> tuple[Place, int, bool]:
    """The last line that can be read, how many whole ones after it cannot, and whether the last is torn."""
    size = os.fstat(file).st_size
    unread, rest = 0, b""
    for begin in dict.fromkeys((max(0, size - TAIL), 0)):
        *whole, rest = os.pread(file, size - begin, begin).split(b"\n")
        for unread, raw in enumerate(reversed(whole)):
            if line := read_line(raw, key=key()):
                return Place(line.number, line.seal), unread, bool(rest)
        unread = len(whole)
    return Place(), unread, bool(rest)


def _all_of(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


def _write(file: int, line: bytes) -> None:
    while line:
        line = line[os.write(file, line) :]
    os.fsync(file)


def _sync_folder() -> None:
    folder = os.open(path().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
