"""Documents as PDF, made of a page's HTML and the house's style sheets and of nothing else.

The renderer fetches nothing: no file, no address, no picture.  It needs pango, a library of the system; where
that is missing everything else works, and `NoPango` says which package to install.
"""

import ctypes
import ctypes.util
import logging
import unicodedata
from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Any

try:
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher
except OSError:  # weasyprint opens pango when it is imported
    CSS = HTML = None
    URLFetcher = object

PANGO = ("pango-1.0", "pangoft2-1.0", "gobject-2.0")
WITHOUT_PANGO = (
    "This computer cannot make PDFs: pango is missing. Whoever looks after it installs the package "
    "libpangoft2-1.0-0 (Debian, Ubuntu) or pango (others) and starts the system again."
)
FIRST_OTHER = "Ͱ"  # the first letter of Greek: before it everything is Latin, which every typeface has
# Its warnings quote what it prints.  Not `disabled`: whoever sets the logs up later would enable it again.
logging.getLogger("weasyprint").addFilter(lambda record: False)
_one_at_a_time = Lock()  # a font map of pango is of one thread


class NoPango(Exception):
    """Its text is the sentence the user reads."""


class _Nothing(URLFetcher):  # type: ignore[misc, unused-ignore]
    """Refuses every address, also file: and data:, so that no text brings in what lies elsewhere."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        raise ValueError("A document fetches nothing.")


def can_print() -> bool:
    return HTML is not None


def pdf(html: str, *, styles: Sequence[str]) -> bytes:
    """
    :param html: a whole page, its texts escaped by the template
    :param styles: texts of style sheets
    :raises NoPango: the system's library is not there
    """
    if not can_print():
        raise NoPango(WITHOUT_PANGO)
    refuses = _Nothing()
    sheets = [CSS(string=each, url_fetcher=refuses) for each in styles]
    with _one_at_a_time:
        made: bytes = HTML(string=html, url_fetcher=refuses).write_pdf(stylesheets=sheets, pdf_tags=True)
    return made


def scripts_without_typeface(text: str) -> tuple[str, ...]:
    """Scripts of the text whose letters come out as boxes, as no typeface here has them: ("Bengali",)."""
    if not can_print():
        return ()
    letters = {each for each in text if each >= FIRST_OTHER and each.isalpha()}
    return tuple(sorted({_script(each) for each in letters if _is_box(each)}))


def _script(letter: str) -> str:
    """The first word of the letter's name is its script's: BENGALI LETTER KA."""
    return unicodedata.name(letter, "unknown letters").split()[0].replace("CJK", "Chinese").capitalize()


@cache
def _is_box(letter: str) -> bool:
    pango, layout = _layout()
    text = letter.encode()
    with _one_at_a_time:
        pango.pango_layout_set_text(layout, text, len(text))
        return bool(pango.pango_layout_get_unknown_glyphs_count(layout))


@cache
def _layout() -> tuple[ctypes.CDLL, ctypes.c_void_p]:
    pango, pangoft2 = (ctypes.CDLL(ctypes.util.find_library(each)) for each in PANGO[:2])
    fonts = _pointer(pangoft2.pango_ft2_font_map_new)
    return pango, _pointer(pango.pango_layout_new, _pointer(pango.pango_font_map_create_context, fonts))


def _pointer(function: Any, *given: ctypes.c_void_p) -> ctypes.c_void_p:
    function.restype = ctypes.c_void_p
    return ctypes.c_void_p(function(*given))
