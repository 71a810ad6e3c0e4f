"""Every page template is rendered by an address, for somebody who may see it; none stands there unread."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.contracts.sources import none_of
from tests.contracts.test_templates import FOLDER, LET_BE, files
from tests.matrix.answers import Address, Answers
from tests.matrix.machine import parameter_of
from tests.matrix.records import behind
from tests.matrix.table import TABLE
from tests.patients.feeds.systmone import patient, registration, write_zip
from tests.patients.quarantined import make_import
from tests.world import NOW, PASSWORD, as_system
from wsic import errors
from wsic.accounts import actions, codes

pytestmark = pytest.mark.django_db
EVERYBODY = "gp_a"
# Rendered outside a request that goes well; `wsic.errors` and the middleware name them.
OF_ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html", "error.html")
# Shown in the demo alone, whose tests look at them.
OF_THE_DEMO = ("wsic/sign_in_as.html",)


def readers(address: Address) -> Iterator[tuple[str, str]]:
    """Persona and owner for each kind of record that somebody may see, and each who sees it differently."""
    if not isinstance(address.get, Answers):
        yield from ((EVERYBODY, owner) for owner in ("", "A"))
        return
    for owner, personas in address.get.to.items():
        chosen = sorted(personas)[:1] + sorted(address.get.but)
        yield from ((persona, owner) for persona in chosen if persona in personas)


def rendered_at(name: str, world, folder: Path) -> set[str]:
    """Names of the templates that an address renders, for GET and for a form sent empty."""
    address, found = TABLE[name], set()
    owners = behind(address.record, folder)
    for persona, owner in readers(address):
        if owner in owners:
            client = Client()
            client.force_login(world.user(persona))
            path = reverse(name, kwargs={parameter_of(name): owners[owner]} if owners[owner] else {})
            found |= names_of(client.get(path)) | names_of(client.post(path))
    return found


def names_of(response) -> set[str]:
    return {each.name.partition("#")[0] for each in response.templates if each.name}


def to_match(world, **file) -> set[str]:
    """The page of a file whose columns are to be matched."""
    imported = make_import(state="MAPPING", **file)
    client = Client()
    client.force_login(world.user("admin_a"))
    return names_of(client.get(reverse("patients:import_mapping", args=[imported.public_id])))


def before_withdrawing(world) -> set[str]:
    """The page that says what a withdrawal would change."""
    client = Client()
    client.force_login(world.user("administrator"))
    path = reverse("patients:agreement_withdraw", args=[world.organisation("PA").public_id])
    return names_of(client.post(path, {"kind": "INFORMATION_SHARING", "withdrawn_on": "2026-06-30"}))


def asked_who_they_are(world) -> set[str]:
    """Pages that nobody meets who has just signed in: for a proof, for a code, and of recovery codes."""
    user, at, client = world.user(EVERYBODY), NOW - timedelta(hours=1), Client()
    secret = codes.new_secret()
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    code = codes.code_of(secret, int(at.timestamp()) // codes.STEP)
    with as_system():
        actions.set_up_second_factor(user=user, secret=secret, given=code, keep="", by=user, at=at)
    sent = {"username": EVERYBODY, "password": PASSWORD}
    found = names_of(client.post(reverse("accounts:sign_in"), sent, follow=True))
    client.force_login(user)
    found |= names_of(client.post(reverse("accounts:recovery_codes")))
    with time_machine.travel(NOW + timedelta(minutes=20)):
        return found | names_of(client.get(reverse("accounts:unlock")))


@pytest.mark.long
def test_every_page_is_rendered(world, tmp_path):
    rendered = names_of(Client().get(reverse("accounts:sign_in")))
    with transaction.atomic():
        rendered |= asked_who_they_are(world)
        transaction.set_rollback(True)
    rendered |= before_withdrawing(world)
    rendered |= to_match(world, stored_path="/nowhere/at/all.csv")
    tables = {"SRPatient": [patient("7", "9990000018")], "SRPatientRegistration": [registration("7")]}
    extract = write_zip(tmp_path / "extract.zip", tables)
    rendered |= to_match(world, source="systmone", stored_path=str(extract))
    for name in TABLE:
        with transaction.atomic():
            rendered |= rendered_at(name, world, tmp_path)
            transaction.set_rollback(True)
    there = {str(path.relative_to(FOLDER)) for path in files()}
    elsewhere = {f"wsic/{name}" for name in OF_ERRORS} | set(LET_BE) | set(OF_THE_DEMO)

    pages = {name for name in there - elsewhere if not name.startswith("components/")}

    none_of(sorted(pages - rendered))
    none_of(sorted(elsewhere - there))


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (errors.bad_request, 400),
        (errors.refused, 403),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.failed, 500),
    ],
)
def test_every_error_page_renders_without_a_database(answer, status, rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = answer(rf.get("/"))

    assert response.status_code == status
    assert b"<h1>" in response.content
