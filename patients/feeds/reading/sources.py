"""The bytes of a file, unpacked if it is packed, within a limit; and its text, line ends made one."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from patients.feeds.reading.encodings import Encoding
from patients.feeds.reading.shapes import UNREADABLE_ZIP, Limits, RefusedFile

CHUNK = (
    1 << 19
)  # bytes: about 4,000 people, small enough for flat memory, large enough that Python's part is small


DAMAGED = "The packed file is damaged. Send it again."


class Packing(Enum):
    """How the bytes lie in the file."""

    PLAIN = "plain"
    GZIP = "gzip"
    WORKBOOK = "workbook"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip, read where it lies; `size` in bytes, unpacked."""

    archive: Path
    name: str
    size: int

    def open(self, mode: str = "rb") -> IO[bytes]:
        """Raises RefusedFile."""
        try:
            with ZipFile(self.archive) as archive:  # the opened member keeps the file open
                return archive.open(self.name)
        except UNREADABLE_ZIP as error:
            raise RefusedFile(
                "The zip is damaged, or packed in a way not known here. Make it anew."
            ) from error


Place = Path | Member


def size_of(place: Place) -> int:
    return place.size if isinstance(place, Member) else place.stat().st_size


def find_packing(path: Place) -> Packing:
    """By the first bytes, not by the name. Raises RefusedFile when there is no such file or it cannot be
    read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise RefusedFile(f"The file cannot be opened: {error.strerror}.") from error
    except UNREADABLE_ZIP as error:
        raise RefusedFile(DAMAGED) from error
    if start[:2] == b"\x1f\x8b":
        return Packing.GZIP
    return Packing.WORKBOOK if start == b"PK\x03\x04" else Packing.PLAIN


def read_chunks(path: Place, packing: Packing, limits: Limits) -> Iterator[tuple[bytes, int]]:
    """Pieces of the unpacked file, or of its beginning, each with the position reached in the file as it lies
    on the disk.
    """
    unpacked = 0
    with path.open("rb") as file:
        source: IO[bytes] | gzip.GzipFile = gzip.GzipFile(fileobj=file) if packing is Packing.GZIP else file
        while chunk := _read(source):
            unpacked += len(chunk)
            if unpacked > limits.unpacked_bytes:
                raise RefusedFile(
                    f"The file unpacks to more than {_size(limits.unpacked_bytes)}. Send it in parts."
                )
            yield chunk, file.tell()
            if limits.sample_bytes is not None and unpacked >= limits.sample_bytes:
                return


def _read(source: IO[bytes] | gzip.GzipFile) -> bytes:
    try:
        return source.read(CHUNK)
    except EOFError as error:
        raise RefusedFile("The packed file is cut short. Send it again.") from error
    except (gzip.BadGzipFile, BadZipFile, zlib.error) as error:
        raise RefusedFile(DAMAGED) from error


def _size(number: int) -> str:
    return f"{number / 1024**3:.0f} GB" if number >= 1024**3 else f"{number:,} bytes"


def read_texts(chunks: Iterator[tuple[bytes, int]], encoding: Encoding) -> Iterator[tuple[str, int]]:
    """The same pieces as text: the mark left out, every line end as LF, undecodable bytes as U+FFFD."""
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding.codec)("replace"), translate=True
    )
    skip, position = encoding.mark, 0
    for chunk, position in chunks:
        text = decoder.decode(chunk[skip:])
        skip = 0
        yield text, position
    yield decoder.decode(b"", final=True), position
