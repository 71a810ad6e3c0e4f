"""Asks the cells of the table and says what differs.  A cell is one request, undone when it was answered."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.matrix.alike import groups, one_of_each, who_meets_a_refused_method
from tests.matrix.answers import FOUND_NOBODY, METHODS, Address, Answers, expected
from tests.matrix.personas import PERSONAS, SIGNED_OUT
from tests.matrix.records import Secret
from tests.matrix.tied import Laid
from tests.world import World, as_system
from wsic.audit.models import AuditEvent, EventKind

TOKEN = re.compile(
    rb"csrf[^>]*?value=.[A-Za-z0-9]{64}|X-CSRFToken[^A-Za-z0-9]+[A-Za-z0-9]{64}", re.IGNORECASE
)
DENIALS = frozenset({403, 404})


@dataclass(frozen=True)
class Cell:
    method: str
    persona: str
    owner: str

    def __str__(self) -> str:
        return f"{self.method} as {self.persona}" + (f", record of {self.owner}" if self.owner else "")


@dataclass(frozen=True)
class Answer:
    """What came back: `body` without tokens and without the id that was asked for."""

    status: int
    kind: str
    body: bytes
    denials: int
    read: frozenset[str]


def names(patterns: list[URLPattern | URLResolver] | None = None, space: str = "") -> Iterator[str]:
    """The names of all addresses; one without a name stands as its pattern, which no table has."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name or each.pattern}"
        else:
            yield from names(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)


def parameter_of(name: str) -> str:
    """The name of an address's one parameter, or nothing."""
    (entries,) = [get_resolver(), *_spaces(name)][-1].reverse_dict.getlist(name.rpartition(":")[2])[:1] or [
        None
    ]
    return next(iter(entries[0][0][1]), "") if entries else ""


def _spaces(name: str) -> Iterator[URLResolver]:
    space = name.rpartition(":")[0]
    if space:
        yield get_resolver().namespace_dict[space][1]


def cells(address: Address, owners: Mapping[str, UUID | None], *, seed: str = "") -> list[Cell]:
    """Every cell; a method not taken is asked of one owner and of few."""
    few = who_meets_a_refused_method(seed=seed)
    found = []
    for method in METHODS:
        taken = address.answers(method) != 405
        asked, personas = (list(owners), PERSONAS) if taken else (list(owners)[:1], few)
        found += [Cell(method, who, owner) for who in personas for owner in asked]
    return found


def cells_of_one_wall(
    address: Address, owners: Mapping[str, UUID | None], secrets: Sequence[Secret], *, seed: str
) -> list[Cell]:
    """Those where the record counts, of one of all personas who are alike (`alike.py` says who is)."""
    asked = one_of_each(groups(address, list(owners), secrets), seed=seed)
    return [
        Cell(method, who, owner)
        for method in METHODS
        if address.answers(method) == 200 or isinstance(address.answers(method), Answers)
        for who, page in asked.items()
        if method in ("POST", page)
        for owner in owners
    ]


def sample(found: list[Cell], *, seed: str, share: float) -> list[Cell]:
    """A share of the cells, the same for the same seed; all of them for a share of 1."""
    if share >= 1:
        return found
    return random.Random(seed).sample(found, max(1, round(len(found) * share)))


@cache
def _handler() -> ClientHandler:
    """One for all clients: each of its own would look through the static files again."""
    return ClientHandler(enforce_csrf_checks=False)


class Browser(Client):
    """The test client without what takes most of its time: copies of every template's context.

    It keeps no cookie that an answer sets, because what the answer did is undone.
    """

    def request(self, **request) -> HttpResponse:
        return _handler()(self._base_environ(**request))


class Visitors:
    """The browsers of a world's users, who sign in once each."""

    def __init__(self, world: World | Laid) -> None:
        self.world, self._clients = world, dict[str, Client]()

    def client_of(self, persona: str) -> Client:
        if persona not in self._clients:
            client = self._clients[persona] = Browser()
            if persona != "anonymous":
                client.force_login(self.world.user(persona))
        return self._clients[persona]


class Asker:
    """The site as each persona's browser sees it."""

    def __init__(
        self, visitors: "Visitors", name: str, address: Address, owners: Mapping[str, UUID | None]
    ) -> None:
        self.name, self.address, self.owners = name, address, owners
        self.client_of = visitors.client_of
        self.events_before = self._last_event()

    def ask(self, cell: Cell) -> Answer:
        identifier = self.owners[cell.owner]
        path = reverse(self.name, kwargs={parameter_of(self.name): identifier} if identifier else {})
        client = self.client_of(cell.persona)
        with transaction.atomic():
            response = self._send(client, cell.method, path)
            events = self._events_after(self.events_before)
            transaction.set_rollback(True)
        return Answer(
            status=response.status_code,
            kind=response.headers.get("Content-Type", ""),
            body=_without_accidents(response, identifier),
            denials=sum(kind == EventKind.DENIAL for kind, _, _ in events),
            read=frozenset(verb for kind, verb, people in events if kind == EventKind.READ and people),
        )

    def _send(self, client: Client, method: str, path: str) -> HttpResponse:
        if method == "POST":
            return client.post(path, dict(self.address.sends))
        htmx = {"HX-Request": "true", "HX-Target": self.address.target or "main"}
        return client.get(path, headers=htmx if method == "HTMX" else None)

    @staticmethod
    def _last_event() -> int:
        with as_system():
            return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    @staticmethod
    def _events_after(last: int) -> list[tuple[str, str, list[int]]]:
        """In the system's role until the answer is undone, which takes the role back as well."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE wsic_system")
            cursor.execute("SELECT kind, verb, people FROM audit_auditevent WHERE id > %s", [last])
            return cursor.fetchall()


def _without_accidents(response: HttpResponse, identifier: UUID | None) -> bytes:
    body = TOKEN.sub(b"", response.content)
    return body.replace(str(identifier).encode(), b"") if identifier else body


def differences(address: Address, answers: Mapping[Cell, Answer], secrets: list[Secret]) -> Iterator[str]:
    """A sentence for everything a cell answers otherwise than the table says."""
    for cell, answer in answers.items():
        wanted = expected(address, cell.method, cell.persona, cell.owner)
        if answer.status != wanted:
            yield f"{cell}: {answer.status}, the table says {wanted}"
            continue
        yield from (f"{cell}: shows {what}" for what in leaked(cell, answer, secrets))
        signed_in = cell.persona not in SIGNED_OUT
        if answer.denials != int(signed_in and answer.status in DENIALS):
            yield f"{cell}: {answer.denials} denials in the audit for a {answer.status}"
        if (
            address.shows
            and cell.method != "POST"
            and answer.status == 200
            and address.shows not in answer.read
        ):
            yield f"{cell}: the audit does not say {address.shows} of the person"
    yield from told_apart(answers)


def leaked(cell: Cell, answer: Answer, secrets: list[Secret]) -> list[str]:
    """What a body holds that this persona may not read; a refused body may hold nothing of anybody."""
    text = answer.body.decode(errors="replace").lower()
    refused = answer.status in DENIALS
    return [
        each.what
        for each in secrets
        if (refused or cell.persona not in each.readers)
        and any(word in text and _stands_alone(word, text) for word in each.words)
    ]


def _stands_alone(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def told_apart(answers: Mapping[Cell, Answer]) -> Iterator[str]:
    """ "Not yours" that does not read, byte for byte, like "not there"."""
    for cell, answer in answers.items():
        nothing = answers.get(Cell(cell.method, cell.persona, FOUND_NOBODY))
        if nothing is None or answer.status != 404:
            continue
        if (nothing.status, nothing.kind, nothing.body) != (answer.status, answer.kind, answer.body):
            yield f"{cell}: what is not theirs reads otherwise than what is not there"
