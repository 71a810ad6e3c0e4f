"""A file's size and fingerprint."""

from __future__ import annotations

from hashlib import file_digest
from pathlib import Path

from patients.feeds.reading import RefusedFile


def size_and_sha256(path: Path) -> tuple[int, str]:
    """Bytes and hexadecimal SHA-256. Raises RefusedFile when it cannot be opened."""
    try:
        with path.open("rb") as file:
            return path.stat().st_size, file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RefusedFile(f"The file cannot be opened: {error.strerror}.") from error
