"""PDFs as they come out of a page: the words of each sheet, and how large they are."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from careplans.models import PlanSection
from careplans.rules.plan import Heading
from tests.careplans.factories import make_plan
from tests.world import as_system

WORDS = "She likes to walk to the market, and rings her daughter when she is out of breath.\n"


def sheets(answer) -> list[str]:
    """The words of each sheet of a PDF."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return sheets_of(answer.content)


def sheets_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def smallest(answer) -> float:
    """The size of the smallest letter, in points."""
    with pypdfium2.PdfDocument(answer.content) as document:
        return min(min(_sizes(page.get_textpage())) for page in document)


def _sizes(text) -> Iterator[float]:
    for letter in range(text.count_chars()):
        if pdfium.FPDFText_GetUnicode(text, letter) > ord(" "):
            yield round(pdfium.FPDFText_GetFontSize(text, letter) * _scale(text, letter), 1)


def _scale(text, letter) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, letter, ctypes.byref(matrix))
    return (matrix.a**2 + matrix.b**2) ** 0.5


def write_long_plan(person, *, lines: int):
    """An agreed version with as many lines under each heading."""
    with as_system():
        plan = make_plan(person, agreed=True)
        section = PlanSection.objects.get(plan=plan)
        rest = [each for each in Heading if each != section.heading]
        PlanSection.objects.bulk_create(_copy(section, each, WORDS * lines) for each in rest)
        return plan


def _copy(section, heading, words) -> PlanSection:
    fields = {each.attname: getattr(section, each.attname) for each in section._meta.fields}
    return PlanSection(**fields | {"id": None, "heading": heading, "words": words})
