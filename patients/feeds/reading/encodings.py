"""Which encoding a file is written in, found from its bytes alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from patients.feeds.reading.shapes import RefusedFile

UTF_8 = "utf-8"
UTF_8_BOM = "utf-8-sig"
UTF_16_LE = "utf-16-le"
UTF_16_BE = "utf-16-be"
WINDOWS_1252 = "cp1252"

TITLES = {
    UTF_8: "UTF-8",
    UTF_8_BOM: "UTF-8 with BOM",
    UTF_16_LE: "UTF-16 LE",
    UTF_16_BE: "UTF-16 BE",
    WINDOWS_1252: "Windows-1252",
}

_MARKS = ((codecs.BOM_UTF8, UTF_8_BOM), (codecs.BOM_UTF16_LE, UTF_16_LE), (codecs.BOM_UTF16_BE, UTF_16_BE))
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_BEGINNING = (
    8  # bytes: every header begins with Latin letters, which in UTF-16 have a NUL at each second place
)
_CONTROL_SHARE = 0.05  # of the first bytes, without tab and line breaks: above that it is no text


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec` to decode the bytes behind the mark, `mark` the bytes of the byte order mark, `mixed` when a
    Windows-1252 file also holds lines in UTF-8, whose characters would come in as two.
    """

    codec: str
    mark: int = 0
    mixed: bool = False

    @property
    def title(self) -> str:
        return TITLES[UTF_8_BOM if self.codec == UTF_8 and self.mark else self.codec]


def find_encoding(chunks: Iterable[bytes], *, whole: bool = True) -> Encoding:
    """The encoding of the file that `chunks` are (all of it: a 1252 byte may stand in the last line; or, not
    `whole`, its beginning, which may end inside a letter).

    A byte order mark decides. Without one, NULs at every second place of the beginning say UTF-16. Else
    UTF-8, if as much of the text beyond ASCII reads as UTF-8 as does not (what does not is then a bad row),
    else Windows-1252. Raises RefusedFile for what is no text.
    """
    chunks = iter(chunks)
    first = next(chunks, b"")
    _refuse_no_text(first)
    for mark, codec in _MARKS:
        if first.startswith(mark):
            _exhaust(chunks)
            return Encoding(UTF_8 if codec == UTF_8_BOM else codec, len(mark))
    even, odd = first[0:_BEGINNING:2], first[1:_BEGINNING:2]
    for codec, nuls, letters in ((UTF_16_BE, even, odd), (UTF_16_LE, odd, even)):
        if nuls and not any(nuls) and all(letters):
            _exhaust(chunks)
            return Encoding(codec)
    _refuse_controls(first)
    return _utf_8_or_1252(first, chunks, whole=whole)


def _exhaust(chunks: Iterable[bytes]) -> None:
    """Reads to the end, so that a broken or overgrown archive is refused before its first row is used."""
    for _ in chunks:
        pass


def _refuse_no_text(first: bytes) -> None:
    if not first:
        raise RefusedFile("The file is empty.")
    if first.startswith(_UTF_32):
        raise RefusedFile("The file is written in UTF-32. Save it as UTF-8.")
    if first.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFile(
            "This is an Excel workbook of the old kind (.xls). Save it as .xlsx or as CSV UTF-8."
        )
    if first.startswith(b"%PDF"):
        raise RefusedFile("This is a PDF, not an extract. Send the CSV file it was made from.")


def _refuse_controls(first: bytes) -> None:
    sample = first[:65_536]
    controls = len(sample) - len(sample.translate(None, bytes({*range(32)} - {9, 10, 13})))
    if controls > max(8, _CONTROL_SHARE * len(sample)):
        raise RefusedFile("The file is not text. An extract is .csv, .csv.gz or .xlsx.")


def _utf_8_or_1252(first: bytes, chunks: Iterable[bytes], *, whole: bool) -> Encoding:
    good, wrong = 0, 0
    decoder = codecs.getincrementaldecoder(UTF_8)("surrogateescape")
    for chunk in _with_first(first, chunks):
        if chunk.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(chunk)
        escaped = _escaped(text)
        wrong += escaped
        good += len(text.encode(UTF_8, "surrogateescape")) - len(text)
    wrong += _escaped(decoder.decode(b"", final=True)) if whole else 0
    if good >= wrong:
        return Encoding(UTF_8)
    return Encoding(WINDOWS_1252, mixed=good > 0)


def _with_first(first: bytes, chunks: Iterable[bytes]) -> Iterable[bytes]:
    yield first
    yield from chunks


def _escaped(text: str) -> int:
    """How many bytes of `text` were no UTF-8 (they came in as lone low surrogates)."""
    return 0 if text.isascii() else len(text) - len(text.encode(UTF_8, "ignore").decode(UTF_8))


def looks_like_utf_8(raw: str) -> bool:
    """Whether a line read as Windows-1252 was in truth written in UTF-8 (`JosÃ©`)."""
    if raw.isascii():
        return False
    try:
        raw.encode(WINDOWS_1252).decode(UTF_8)
    except UnicodeError:
        return False
    return True
