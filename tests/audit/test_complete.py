"""Whoever's name, number or birth date stands on an answer stands in its audit row, on every address."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.http import HttpResponse
from django.urls import reverse

from patients.actions import break_glass
from patients.actions.break_glass import Emergency
from patients.models import EmergencyReason, Person, PersonIdentifier
from tests.contracts.sources import none_of
from tests.matrix.answers import METHODS, Address, expected
from tests.matrix.counting import some_of
from tests.matrix.machine import Browser, Cell, parameter_of
from tests.matrix.owners import NAMES
from tests.matrix.personas import SIGNED_IN
from tests.matrix.records import Secret, behind, secrets
from tests.matrix.table import TABLE
from tests.tiers.factories import ScoreFactory
from tests.tiers.linking import link
from tests.world import NOW, TODAY, World, as_system
from tests.wsic.owner import execute, value
from wsic import work
from wsic.audit import spool
from wsic.audit.models import AuditEvent, EventKind
from wsic.audit.spooling import read_line

pytestmark = pytest.mark.django_db
SHARE = 0.12  # of the addresses, in a run that asks for a sample of the matrix
FOUND = {200, 201, 422}
IN_A_CRISIS = frozenset({"careplans:crisis_find", "careplans:person_crisis", "careplans:crisis_pdf"})
IN_EMERGENCY = "gp_a"  # has a record of practice B open all the while


def people() -> list[tuple[int, Secret]]:
    """Primary key and words of everybody in the world."""
    known = {each.what: each for each in secrets()}
    with as_system():
        return [
            (Person.objects.get(details__family_name=name).pk, known[name])
            for names in NAMES.values()
            for name in names
        ]


def shown(response: HttpResponse, somebody: Secret) -> bool:
    text = response.content.decode(errors="replace").lower()
    return any(word in text for word in somebody.words)


def last_event() -> int:
    with as_system():
        return value("SELECT max(id) FROM audit_auditevent")


def people_spooled(after: int) -> set[int]:
    """Of the rows that this server kept in place of the audit, past so many bytes."""
    read = (read_line(raw, key=spool.key()) for raw in spool.content()[after:].splitlines())
    return {person for line in read if line for event in line.events for person in event["people"]}


def people_recorded(after: int) -> set[int]:
    with as_system():
        rows = AuditEvent.objects.filter(id__gt=after).values_list("people", flat=True)
        return {person for row in rows for person in row}


@pytest.fixture
def opened_in_an_emergency(world) -> None:
    with as_system():
        number = PersonIdentifier.objects.get(person=world.person("COHEN")).value
    emergency = Emergency(number, date(1943, 4, 19), EmergencyReason.VITAL_INTEREST, "Found on the floor")
    with work.acting_as(world.user(IN_EMERGENCY), on=TODAY) as user:
        break_glass.open_record(emergency=emergency, by=user, on=TODAY, at=NOW)


@pytest.fixture
def linked(world) -> None:
    """DEAN, who is on no list, is set aside for ADAIR, whose every banner names DEAN."""
    link(world, world.person("DEAN"), world.person("ADAIR"))


def cells(address: Address, owners) -> Iterator[Cell]:
    """Of each method and record one of those who get an answer, one who is refused, and who has somebody's
    record open in an emergency."""
    for method in METHODS:
        for owner in owners:
            answered = [who for who in sorted(SIGNED_IN) if expected(address, method, who, owner) in FOUND]
            refused = [
                who for who in sorted(SIGNED_IN) if expected(address, method, who, owner) in {403, 404}
            ]
            in_emergency = [who for who in (*answered, *refused) if who == IN_EMERGENCY]
            asked = dict.fromkeys([*answered[:1], *refused[:1], *in_emergency])
            yield from (Cell(method, who, owner) for who in asked)


def ask(name: str, cell: Cell, owners, world: World) -> HttpResponse:
    address, client = TABLE[name], Browser()
    client.force_login(world.user(cell.persona))
    identifier = owners[cell.owner]
    path = reverse(name, kwargs={parameter_of(name): identifier} if identifier else {})
    if cell.method == "POST":
        return client.post(path, dict(address.sends))
    htmx = {"HX-Request": "true", "HX-Target": address.target or "main"}
    return client.get(path, headers=htmx if cell.method == "HTMX" else None)


@pytest.mark.matrix
@pytest.mark.parametrize("name", some_of(TABLE, share=SHARE))
def test_everybody_who_is_shown_is_recorded(name, world, opened_in_an_emergency, linked, tmp_path):
    owners, everybody = behind(TABLE[name].record, tmp_path), people()

    found = []
    for cell in cells(TABLE[name], owners):
        before = last_event()
        response = ask(name, cell, owners, world)
        recorded = people_recorded(before)
        found += [
            f"{name}: {cell} shows {somebody.what} and does not say so"
            for person, somebody in everybody
            if shown(response, somebody) and person not in recorded
        ]
    none_of(found)


@pytest.mark.matrix
@pytest.mark.parametrize("name", some_of(TABLE, share=SHARE))
def test_no_audit_no_page(name, world, settings, tmp_path):
    """With the function out of reach every answer is 503, without a byte about anybody; but a crisis page,
    whose row the spool has, is shown."""
    owners, everybody = behind(TABLE[name].record, tmp_path), people()
    asked, settings.SPOOL = list(cells(TABLE[name], owners)), tmp_path / "spool"
    execute("REVOKE EXECUTE ON FUNCTION audit_append(jsonb) FROM wsic_app")

    found = []
    for cell in asked:
        before = len(spool.content())
        response = ask(name, cell, owners, world)
        kept = people_spooled(before)
        leaks = [each.what for pk, each in everybody if shown(response, each) and pk not in kept]
        found += [f"{name}: {cell} shows {what} unrecorded" for what in leaks]
        if response.status_code != 503 and not TABLE[name].open_to_all and name not in IN_A_CRISIS:
            found.append(f"{name}: {cell} answers {response.status_code}")
    none_of(found)


@pytest.mark.parametrize("name", sorted(IN_A_CRISIS))
def test_no_audit_no_spool_no_crisis_page(name, world, settings, tmp_path):
    """The form alone is shown, which is about nobody."""
    owners, asks = behind(TABLE[name].record, tmp_path), name == "careplans:crisis_find"
    cells_of = [each for each in cells(TABLE[name], owners) if not asks or each.method == "POST"]
    settings.SPOOL = tmp_path / "file" / "spool"
    (tmp_path / "file").touch()
    execute("REVOKE EXECUTE ON FUNCTION audit_append(jsonb) FROM wsic_app")

    answers = {f"{name}: {cell}": ask(name, cell, owners, world).status_code for cell in cells_of}

    assert answers
    none_of([f"{asked} answers {status}" for asked, status in answers.items() if status != 503])


def test_the_walk_meets_people(client, sign_in, world):
    """Without this the two above could pass by meeting nobody."""
    sign_in("gp_a")
    adair = world.person("ADAIR")
    known = dict(people())

    before = last_event()
    response = client.get(f"/people/{adair.public_id}/")

    assert shown(response, known[adair.pk])
    assert people_recorded(before) == {adair.pk}


@pytest.mark.parametrize("query", ["", "?open=all"])
def test_what_is_opened_to_be_printed_is_an_export_with_its_hash(client, sign_in, world, query):
    sign_in("gp_a")
    adair = world.person("ADAIR")
    with as_system():
        ScoreFactory(person=adair)
    before = last_event()

    client.get(f"/people/{adair.public_id}/tier/explain/{query}")

    with as_system():
        event = AuditEvent.objects.get(id__gt=before, verb="tier.explained")
    assert (event.kind == EventKind.EXPORT, "sha256" in event.detail) == (bool(query), bool(query))
    assert event.people == [adair.pk]


def test_a_printed_register_says_how_many_and_its_hash(client, sign_in, world):
    sign_in("gp_a")
    before = last_event()

    client.get(f"/register/{world.organisation('PA').public_id}/print/")

    with as_system():
        event = AuditEvent.objects.get(id__gt=before, kind=EventKind.EXPORT)
    assert event.detail["rows"] == len(event.people) > 0
    assert len(event.detail["sha256"]) == 64


def test_a_denial_by_id_names_no_person(client, sign_in, world):
    """Whether there is one behind the id is not for the row to say either: it is alike for both."""
    sign_in("gp_b")
    adair = world.person("ADAIR")
    before = last_event()

    client.get(f"/people/{adair.public_id}/")

    with as_system():
        event = AuditEvent.objects.get(id__gt=before, kind=EventKind.DENIAL)
    assert (event.people, event.detail) == ([], {"method": "GET"})
    assert event.subject == f"/people/{adair.public_id}/"
