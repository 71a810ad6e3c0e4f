"""What a page asks for by itself says so: it is no use of a session, which would never lock."""

import re
from collections.abc import Iterator

import pytest

from tests.contracts.sources import none_of
from tests.contracts.test_templates import FOLDER, files
from wsic.accounts.middleware import POLLING

pytestmark = pytest.mark.fast

ELEMENT = re.compile(r"<\w+(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
# Loaded once is part of the page; loaded after a delay, by what replaces itself, is polling by another name.
BY_ITSELF = re.compile(r"""hx-trigger=["'][^"']*(\bevery\b|\bload\b[^"']*\bdelay:)|hx-ext=|\bsse-|\bws-""")
SAYS_SO = f"""hx-headers='{{"{POLLING}": "true"}}'"""


def silent(text: str) -> Iterator[str]:
    """Elements that ask by themselves and do not say so."""
    for element in ELEMENT.findall(text):
        if BY_ITSELF.search(element) and SAYS_SO not in element:
            yield element[:120]


def test_what_asks_by_itself_says_so():
    none_of([f"{path.relative_to(FOLDER)}: {each}" for path in files() for each in silent(path.read_text())])


def test_there_is_something_that_asks_by_itself():
    assert sum(bool(BY_ITSELF.search(path.read_text())) for path in files()) >= 2


@pytest.mark.parametrize(
    "text",
    [
        '<div hx-get="/a/" hx-trigger="every 2s">',
        """<div{% if a %} hx-get="{% url 'a:b' %}" hx-trigger="every 2s"{% endif %}>""",
        '<div hx-get="/a/" hx-trigger="load delay:5s">',
        '<div hx-get="/a/" hx-trigger="revealed, every 1m">',
    ],
)
def test_one_that_is_silent_is_found(text):
    assert list(silent(text))


@pytest.mark.parametrize("text", ['<div hx-trigger="load">', f'<div hx-trigger="every 2s" {SAYS_SO}>'])
def test_what_is_in_order_is_let_be(text):
    assert not list(silent(text))
