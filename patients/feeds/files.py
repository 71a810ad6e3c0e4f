"""A file's size and fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import file_digest, sha256
from pathlib import Path

from patients.feeds.reading import RefusedFile
from patients.feeds.reading.systmone_extract import FEEDS
from patients.feeds.reading.systmone_tables import files_of

SYSTMONE = "systmone"


def is_systmone_extract(feed: str, source: str) -> bool:
    """Whether a file of this feed holds tables of SystmOne, and not one table of ours."""
    return source == SYSTMONE and feed in FEEDS


def fingerprint(path: Path, *, feed: str, source: str) -> tuple[int, str]:
    """Bytes and hexadecimal SHA-256 of all that is read, which may be several files. Raises RefusedFile."""
    files = files_of(path) if is_systmone_extract(feed, source) else [path]
    return size_and_sha256(files[0]) if files == [path] else _of_all(files)


def _of_all(files: Sequence[Path]) -> tuple[int, str]:
    found = [(path.name, *size_and_sha256(path)) for path in files]
    named = "".join(f"{digest} {name}\n" for name, _, digest in found)
    return sum(size for _, size, _ in found), sha256(named.encode()).hexdigest()


def size_and_sha256(path: Path) -> tuple[int, str]:
    """Bytes and hexadecimal SHA-256. Raises RefusedFile when it cannot be opened."""
    try:
        with path.open("rb") as file:
            return path.stat().st_size, file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RefusedFile(f"The file cannot be opened: {error.strerror}.") from error
