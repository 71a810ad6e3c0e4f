"""Every answer of every address: kept by nobody, taken for nothing else, and asked in no other way."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.contracts.sources import none_of
from tests.matrix.answers import Address
from tests.matrix.machine import Browser, parameter_of
from tests.matrix.personas import REVIEWERS
from tests.matrix.records import behind
from tests.matrix.table import TABLE
from tests.world import World, as_system
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db
OTHERS = ("administrator", *REVIEWERS, "community_nurse")  # beside a GP, each in turn
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
BODIES = {
    "application/json": b'{"id": 1, "state": "JUSTIFIED"}',
    "text/plain": b"state=JUSTIFIED&note=x",
    "application/xml": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "multipart/form-data; boundary=x": b"--x\r\nContent-Disposition: form-data; name=",
    "application/x-www-form-urlencoded; charset=utf-7": b"+ADw-script+AD4-=1",
}
SOONEST = ("application/json",)  # in make test; the others in make long
SAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'",
}
PDF = "application/pdf"  # it says itself which letters it has
WITHOUT_PEOPLE = frozenset({"healthz", "readyz"})


def asked(
    world: World, folder, *, of: frozenset[str] = frozenset(TABLE)
) -> Iterator[tuple[str, Browser, str]]:
    """Address, somebody's browser, and the path of a record of practice A's; what it does is undone."""
    for number, name in enumerate(sorted(of)):
        with transaction.atomic():
            identifier = next(iter(behind(TABLE[name].record, folder).values()))
            path = reverse(name, kwargs={parameter_of(name): identifier} if identifier else {})
            for who in ("gp_a", OTHERS[number % len(OTHERS)]):
                client = Browser()
                client.force_login(world.user(who))
                yield f"{name} as {who}", client, path
            transaction.set_rollback(True)


def takes(method: str, address: Address) -> bool:
    return (address.post if method == "POST" else address.get) != 405


@pytest.mark.long
def test_no_answer_is_kept_or_taken_for_something_else(world, tmp_path):
    wrong, pages, files = [], 0, 0
    for what, client, path in asked(world, tmp_path, of=frozenset(TABLE) - WITHOUT_PEOPLE):
        for response in (client.get(path), client.post(path)):
            wrong += [f"{what}, {response.status_code}: {each}" for each in _careless(response)]
            pages += "HX-Request" in response.headers.get("Vary", "")
            files += "attachment" in response.headers.get("Content-Disposition", "")

    none_of(wrong)
    assert pages > 50
    assert files > 2


def _careless(response: HttpResponse) -> Iterator[str]:
    """What a cache, a frame or a browser that guesses would make of it."""
    kind = response.headers.get("Content-Type", "")
    yield from (each for each, words in SAYS.items() if words not in response.headers.get(each, ""))
    if response.content and "charset=utf-8" not in kind and kind != PDF:
        yield f"Content-Type {kind}"
    if "csv" in kind and not response.headers.get("Content-Disposition", "").startswith("attachment; "):
        yield "opened in the window"
    if response.status_code == 200 and "html" in kind and "HX-Target" not in response.headers.get("Vary", ""):
        yield "Vary"


@pytest.mark.long
def test_no_header_or_field_makes_another_method_of_it(world, tmp_path):
    """A GET that wrote, because a header said that it was a POST; a POST that was taken for a DELETE."""
    of = frozenset(name for name, address in TABLE.items() if not takes("GET", address))
    before, wrong = _writes(), []
    for what, client, path in asked(world, tmp_path, of=of):
        for header in OVERRIDES:
            for method in ("POST", "DELETE"):
                response = client.get(path, {"_method": method}, headers={header: method})
                wrong += [] if response.status_code == 405 else [f"{what}: {response.status_code}"]
    none_of(wrong)
    assert _writes() == before


def _writes() -> int:
    with as_system():
        return AuditEvent.objects.filter(kind=EventKind.WRITE).count()


@pytest.mark.long
def test_head_tells_what_get_does_and_nothing_of_the_page(world, tmp_path):
    wrong = []
    for what, client, path in asked(world, tmp_path):
        head, get = client.head(path), client.get(path)
        if (head.status_code, head.content) != (get.status_code, b""):
            wrong.append(f"{what}: {head.status_code} for {get.status_code}, {len(head.content)} bytes")
    none_of(wrong)


@pytest.mark.long
def test_options_tells_nobody_anything(world, tmp_path):
    wrong = []
    for what, client, path in asked(world, tmp_path):
        response = client.options(path)
        if response.content or response.status_code not in {302, 403, 404, 405}:
            wrong.append(f"{what}: {response.status_code}, {len(response.content)} bytes")
    none_of(wrong)


@pytest.mark.parametrize(
    "kind", [each if each in SOONEST else pytest.param(each, marks=pytest.mark.long) for each in BODIES]
)
def test_a_body_of_another_kind_is_an_empty_form(world, tmp_path, kind):
    """Not a page that breaks, and nothing read out of it."""
    of = frozenset(name for name, address in TABLE.items() if takes("POST", address))
    wrong = []
    for what, client, path in asked(world, tmp_path, of=of):
        other = client.generic("POST", path, BODIES[kind], content_type=kind)
        if other.status_code >= 500 or b"root:" in other.content:
            wrong.append(f"{what}: {other.status_code}")
    none_of(wrong)
