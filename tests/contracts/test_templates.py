"""Every template that is named exists, and every one that exists is named."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.contracts.sources import ROOT, Source, everywhere, house, none_of

pytestmark = pytest.mark.fast

FOLDER = ROOT / "templates"
NAME = re.compile(r"""[\w-]+(?:/[\w-]+)+\.html""")
# Named by nobody in the house, with who asks for it all the same.
LET_BE = {
    "wsic/components_page.html": "tests/ui, the specimens of every component",
    "wsic/spooled.html": "tests/careplans/test_crisis_spooled.py, with the audit down",
}
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|<style|\sstyle=|javascript:", re.IGNORECASE)
TRUSTED = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b")


def files() -> list[Path]:
    return sorted(FOLDER.rglob("*.html"))


def names_in(source: Source) -> Iterator[tuple[int, str]]:
    """Names of templates in the code, formatted ones too: f"wsic/{name}" counts for the folder."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
            yield node.lineno, node.value


def missing(source: Source) -> Iterator[tuple[int, str]]:
    for line, name in names_in(source):
        if not any(_exists(each) for each in (name, f"wsic/{name}")):  # wsic.errors names its pages shortly
            yield line, name


def _exists(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def named() -> set[str]:
    """By the code or by another template."""
    in_code = {name for source in house() for _, name in names_in(source)}
    in_templates = {name for path in files() for name in NAME.findall(path.read_text())}
    return in_code | in_templates | {f"wsic/{name}" for name in in_code}


def test_every_template_named_in_code_exists():
    none_of(everywhere(missing))


def test_every_template_named_in_a_template_exists_and_parses():
    for path in files():
        get_template(str(path.relative_to(FOLDER)))
    inside = {name for path in files() for name in NAME.findall(path.read_text())}

    none_of(sorted(name for name in inside if not _exists(name)))


def test_no_template_is_dead():
    there = {str(path.relative_to(FOLDER)) for path in files()}

    none_of(sorted(there - named() - set(LET_BE)))
    none_of(sorted(set(LET_BE) - there))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_template_has_script_or_style_of_its_own_or_trusts_text(path):
    """The content security policy stops the first two in the browser; this says so before."""
    text = path.read_text()

    assert SCRIPT.findall(text) == []
    assert TRUSTED.findall(text) == []


def test_a_name_without_a_template_is_found():
    source = Source("patients/views/a.py", "page(request, 'patients/nowhere.html', {})")

    assert list(missing(source)) == [(1, "patients/nowhere.html")]


@pytest.mark.parametrize(
    "text", ["<script>a()</script>", '<a onclick="b()">', '<p style="c">', '<a href="javascript:d">']
)
def test_a_script_inside_a_page_is_found(text):
    assert SCRIPT.findall(text)


@pytest.mark.parametrize("text", ["{{ name|safe }}", "{% autoescape off %}"])
def test_trusted_text_is_found(text):
    assert TRUSTED.findall(text)
