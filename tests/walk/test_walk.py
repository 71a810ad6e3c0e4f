"""Practice A, its hub and partners try everything, and never meet a byte of practice B's people."""

import gzip
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from django.http import HttpResponse

from patients.models import PersonIdentifier
from tests.contracts.sources import none_of
from tests.factories import OrganisationFactory, PersonFactory, nhs_number
from tests.matrix import counting
from tests.matrix.machine import Browser
from tests.matrix.walls import WALLS, take_down
from tests.walk.canaries import CANARY, TOKEN, Ids, lay_down
from tests.walk.walker import WALKERS, Step, Walker
from tests.world import World, as_system
from wsic.accounts.models import Session
from wsic.accounts.sessions import SessionStore
from wsic.audit.models import AuditEvent
from wsic.jobs.models import Job
from wsic.logs import logging_settings

pytestmark = pytest.mark.django_db
STEPS, MANY = 150, 1500
LONGER = 4  # times as many steps at most, until everything that a walk must meet was met
BORN = date(1938, 8, 8)
NO_WALL = "neither wall"
DONE = {"person.read", "register.read", "person.searched", "request.refused"}


class Sinks:
    """Where words may end up beside the answer: mail, log lines, files, sessions, jobs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lines = folder, io.StringIO()
        self.handler = logging.StreamHandler(self.lines)
        given = dict(logging_settings(level="DEBUG", structured=True)["formatters"]["scrubbed"])
        self.handler.setFormatter(given.pop("()")(**given))
        with as_system():
            self.jobs_before = set(Job.objects.values_list("pk", flat=True))

    @contextmanager
    def open(self) -> Iterator[None]:
        logging.getLogger().addHandler(self.handler)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(self.handler)

    def written(self) -> dict[str, bytes]:
        with as_system():
            jobs = Job.objects.exclude(pk__in=self.jobs_before)
            payloads = [[job.key, job.payload, job.message, job.error, job.purpose] for job in jobs]
            sessions = [SessionStore().decode(each.session_data) for each in Session.objects.all()]
        return {
            "a log line": self.lines.getvalue().encode(),
            "a mail": "".join(str(each.message()) for each in mail.outbox).encode(),
            "a file": b"".join(
                bytes_of(each.read_bytes()) for each in self.folder.rglob("*") if each.is_file()
            ),
            "a session": json.dumps(sessions, default=str).encode(),
            "a job": json.dumps(payloads, default=str).encode(),
        }


def bytes_of(content: bytes) -> bytes:
    """As it is sent, and unpacked where it is packed."""
    if content.startswith(b"\x1f\x8b"):
        return content + gzip.decompress(content)
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return content + b"".join(archive.read(name) for name in archive.namelist())
    return content


def all_of(response: HttpResponse) -> bytes:
    headers = "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    return headers.encode() + response.cookies.output().encode() + bytes_of(response.content)


def met(sent: bytes, ids: Ids, *, typed: str = "") -> list[str]:
    """Words of B's in an answer but for those that were typed."""
    text = sent.decode(errors="replace").lower()
    plain = typed.lower().replace(" ", "")
    words = {each for each in ids.words if each in text and each.replace(" ", "") not in plain}
    return sorted(words | {each.decode().lower() for each in CANARY.findall(TOKEN.sub(b"", sent))})


@pytest.fixture
def settled(settings, tmp_path):
    """Files of the walk in a folder of its own, B's elsewhere."""
    settings.UPLOADS = tmp_path / "uploads"
    settings.UPLOADS.mkdir()
    (tmp_path / "theirs").mkdir()
    return tmp_path


def third_person() -> dict[str, str]:
    """Of a practice that neither side has to do with: opened in an emergency."""
    with as_system():
        person = PersonFactory(
            number=nhs_number(420_000), details__birth_date=BORN, practice=OrganisationFactory(code="PC")
        )
        number = PersonIdentifier.objects.get(person=person).value
    return {"nhs_number": number, "birth_date": f"{BORN:%d/%m/%Y}"}


def seen_by_b(world: World, ids: Ids) -> set[str]:
    """What B's own GP meets: the canaries are there to be met."""
    client = Browser()
    client.force_login(world.user("gp_b"))
    person, practice = f"/people/{ids.behind['person'][-1]}/", world.organisation("PB").public_id
    shown = ("", "preferences/", "care-team/", "links/", "tier/explain/?open=all")
    panels = [f"{person}{each}" for each in shown]
    addresses = [*panels, f"/register/{practice}/", "/quarantine/", "/imports/"]
    return {word for each in addresses for word in met(all_of(client.get(each)), ids)}


def walk(world: World, folder: Path, *, steps: int, seed: str) -> Iterator[str]:
    """What was met and what broke, each with the step that did it; so many steps at least."""
    ids = lay_down(world, folder / "theirs")
    walker, sinks = Walker(world, ids, third_person(), seed=seed), Sinks(folder / "uploads")
    assert len(seen_by_b(world, ids)) > 12
    with sinks.open():
        for number in range(steps * LONGER):
            if number >= steps and number % 50 == 0 and done() >= DONE:
                break
            step = walker.step()
            yield from _wrong(number, step, ids)
            if number % 50 == 49:
                yield from _left(sinks, ids)
    yield from _left(sinks, ids)
    assert len(seen_by_b(world, ids)) > 12
    assert done() >= DONE


def done() -> set[str]:
    """What the walk did, by the audit: a walk that stays at the door meets nobody."""
    with as_system():
        return set(AuditEvent.objects.filter(actor__in=WALKERS).values_list("verb", flat=True))


def _wrong(number: int, step: Step, ids: Ids) -> Iterator[str]:
    found = met(all_of(step.response), ids, typed=step.typed)
    if found:
        yield f"step {number}, {step} shows {', '.join(found)}"
    if step.response.status_code >= 500:
        yield f"step {number}, {step} broke"


def _left(sinks: Sinks, ids: Ids) -> Iterator[str]:
    for where, words in sinks.written().items():
        found = [
            each for each in met(words, ids) if where != "a file" or each not in ids.words
        ]  # they typed it
        if found:
            yield f"{where} holds {', '.join(found)}"


def seed_of(walls: str) -> str:
    return f"{counting.seed()} {walls}"


@pytest.mark.parametrize("walls", WALLS[:1])
def test_nobody_of_a_meets_anybody_of_b(world, settled, monkeypatch, walls, record_property):
    take_down(walls, monkeypatch)
    record_property(counting.STEPS, STEPS)

    none_of(list(walk(world, settled, steps=STEPS, seed=seed_of(walls))))


@pytest.mark.long
@pytest.mark.parametrize("walls", WALLS)
def test_nobody_of_a_meets_anybody_of_b_in_a_long_walk(world, settled, monkeypatch, walls, record_property):
    take_down(walls, monkeypatch)
    record_property(counting.STEPS, MANY)

    none_of(list(walk(world, settled, steps=MANY, seed=seed_of(f"{walls}, long"))))


def test_with_neither_wall_somebody_is_met(world, settled, monkeypatch):
    """Else the walk would prove nothing."""
    take_down("database alone", monkeypatch)
    take_down("code alone", monkeypatch)

    first = next(
        (each for each in walk(world, settled, steps=MANY, seed=seed_of(NO_WALL)) if "shows" in each), ""
    )

    assert "qzkw" in first
