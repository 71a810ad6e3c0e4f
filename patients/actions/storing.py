"""Putting what somebody sent on the disk, under a name of ours, and looking at what it is by its bytes."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from patients.feeds.reading import RefusedFile

BEGINNING = 512  # bytes that tell what a file is
OUR_LENGTH = 32  # of a name; drawn at random, it tells files apart whatever the path before it
_OUR_NAME = re.compile(f"[0-9a-f]{{{OUR_LENGTH}}}")
MOST_NAME = 100  # characters of a name that are shown
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook (.xls). Save it as .xlsx or as CSV UTF-8.",
    b"%PDF": "This is a PDF. Send the CSV file it was made from.",
    b"\x89PNG": "This is a picture. Send the extract as .csv, .csv.gz or .xlsx.",
    b"\xff\xd8\xff": "This is a picture. Send the extract as .csv, .csv.gz or .xlsx.",
    b"BZh": "This file is packed with bzip2. Pack it with gzip, or send it unpacked.",
    b"\xfd7zXZ": "This file is packed with xz. Pack it with gzip, or send it unpacked.",
    b"7z\xbc\xaf": "This file is packed with 7-Zip. Pack it with gzip, or send it unpacked.",
}


@dataclass(frozen=True)
class Stored:
    """`path` is ours alone; `size` in bytes as sent."""

    path: Path
    sha256: str
    size: int


def store(chunks: Iterable[bytes]) -> Stored:
    """
    Write the pieces to a new file that only this system's user may read.

    :raises RefusedFile: empty, larger than UPLOAD_LIMIT, or by its first bytes no extract; nothing is left
    """
    settings.UPLOADS.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = uploads() / uuid.uuid4().hex
    try:
        digest, size = _write(path, chunks)
    except BaseException:
        discard(path)
        raise
    return Stored(path, digest, size)


def discard(path: Path) -> None:
    """Remove a file that `store` made; what lies elsewhere is somebody else's and stays."""
    if is_ours(path):
        with suppress(FileNotFoundError):
            path.unlink()


def uploads() -> Path:
    """The folder itself, by whatever path the settings lead to it."""
    folder: Path = settings.UPLOADS
    return folder.resolve()


def is_ours(path: Path) -> bool:
    """A path may be older than the settings, and lead to the same folder in another way."""
    return _OUR_NAME.fullmatch(path.name) is not None and path.parent.resolve() == uploads()


def shown_name(name: str) -> str:
    """What somebody called the file, for the screen alone: no folders, no control characters, not long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(letter for letter in last if letter.isprintable()).strip()
    return printable[-MOST_NAME:] or "file without a name"


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            if size == 0:
                _refuse_foreign(chunk[:BEGINNING])
            size += len(chunk)
            if size > settings.UPLOAD_LIMIT:
                raise RefusedFile(f"The file is larger than {megabytes(settings.UPLOAD_LIMIT)}.")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise RefusedFile("The file is empty.")
    return digest.hexdigest(), size


def megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


def _refuse_foreign(start: bytes) -> None:
    """What is plainly no extract; gzip, workbooks and text are looked into by the reader."""
    for mark, reason in _FOREIGN.items():
        if start.startswith(mark):
            raise RefusedFile(reason)
    if start.lstrip()[:5].lower() in (b"<html", b"<!doc", b"<?xml"):
        raise RefusedFile("This is a web page or XML. Send the extract as .csv, .csv.gz or .xlsx.")
