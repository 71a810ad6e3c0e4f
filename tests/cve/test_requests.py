"""Requests as somebody would send them who looks for a hole: order, ids in the body, tokens, hosts, paths."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from patients.models import AccessReview, Import, QuarantinedRow
from tests.contracts.sources import none_of
from tests.matrix.machine import parameter_of
from tests.matrix.records import behind
from tests.matrix.table import TABLE
from tests.patients.quarantined import make_row
from tests.patients.reviews import make_review
from tests.world import as_system

pytestmark = pytest.mark.django_db
ORDERS = [
    "password", "-user__password", "person__details__family_name", "pk;DROP TABLE patients_person",
    "(SELECT pg_sleep(9))", "1,2", "\x00", "-" * 400,
]  # fmt: skip
SORTED = {
    "/register/{PA}/": "gp_a",
    "/organisations/": "gp_a",
    "/imports/": "gp_a",
    "/quarantine/": "gp_a",
    "/agreements/": "privacy_officer",
    "/access-reviews/": "privacy_officer",
}
PATHS = [
    "/static/../wsic/settings.py", "/static/..%2f..%2fmanage.py", "/static/%2e%2e/README.md",
    "/../../etc/passwd",
    "/static//etc/passwd", "/people/..%2f..%2fetc%2fpasswd/",
]  # fmt: skip


@pytest.mark.parametrize("address", SORTED)
def test_an_order_that_is_not_on_offer_is_none(client, sign_in, world, address):
    sign_in(SORTED[address])
    path = address.format(PA=world.organisation("PA").public_id)

    statuses = {order: client.get(path, {"sort": order}).status_code for order in ORDERS}

    assert set(statuses.values()) == {200}


# Made for other systems' pages: it reads no cookie, and opens nobody (docs/decisions/0028).
FROM_ELSEWHERE = {"patients:person_open"}


def test_every_form_needs_its_token(world, tmp_path):
    """Each address that takes a POST, from another site."""
    wrong = []
    for name in (
        each for each, address in TABLE.items() if address.post != 405 and each not in FROM_ELSEWHERE
    ):
        with transaction.atomic():
            wrong += _taken_without(world, name, tmp_path)
            transaction.set_rollback(True)

    none_of(wrong)


def _taken_without(world, name, folder) -> list[str]:
    address = TABLE[name]
    identifier = next(iter(behind(address.record, folder).values()))
    path = reverse(name, kwargs={parameter_of(name): identifier} if identifier else {})
    found = []
    for persona in ("gp_a", "administrator", "privacy_officer"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.user(persona))
        found.append(client.post(path, dict(address.sends)).status_code)
    return [f"{name}: {status}" for status in found if status != 403]


def test_ids_and_states_in_the_body_change_nothing_else(client, sign_in, world):
    review, other = make_review(), make_review("gp_b", "PB")
    sign_in("privacy_officer")
    extra = {"id": other.pk, "pk": other.pk, "public_id": other.public_id, "opened_by": 1, "words": "Changed"}
    sent = {"state": "JUSTIFIED", "note": "The reason holds.", "review": other.pk, **extra}

    assert client.post(f"/access-reviews/{review.public_id}/settle/", sent).status_code == 302

    with as_system():
        untouched = AccessReview.objects.get(pk=other.pk)
        changed = AccessReview.objects.get(pk=review.pk)
    assert (untouched.state, changed.state) == ("WAITING", "JUSTIFIED")
    assert (changed.opened_by_id, changed.words) == (review.opened_by_id, review.words)


def test_a_row_that_is_closed_stays_its_organisations(client, sign_in, world):
    row = make_row()
    sign_in("gp_a")
    sent = {"note": "Sent twice.", "organisation": world.organisation("PB").pk, "state": "CORRECTED", "id": 1}

    client.post(f"/quarantine/{row.public_id}/close/", sent)

    with as_system():
        after = QuarantinedRow.objects.get(pk=row.pk)
    assert (after.organisation_id, after.state) == (row.organisation_id, "CLOSED")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "testserver@evil.example", ""])
def test_a_host_that_is_not_ours_gets_nothing(client, sign_in, host):
    sign_in("gp_a")

    response = client.get("/", headers={"host": host})

    assert response.status_code == 400
    assert b"evil.example" not in response.content


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leaves_the_folder(client, sign_in, settings, path):
    settings.WHITENOISE_AUTOREFRESH = False  # as the site itself
    sign_in("gp_a")

    response = client.get(path)

    assert response.status_code in {400, 404}
    assert b"root:" not in response.content


@pytest.mark.parametrize(
    "name", ["../../../tmp/away.csv", "/etc/cron.d/away.csv", "..\\..\\away.csv", "a\x00b.csv"]
)
def test_an_uploaded_file_is_kept_under_a_name_of_ours(client, sign_in, world, settings, tmp_path, name):
    settings.UPLOADS = tmp_path
    sign_in("admin_a")
    file = SimpleUploadedFile("people.csv", b"nhs_number,family_name\n1,X\n")
    file._name = name  # what a crafted request would say
    sent = {"feed": "people", "organisation": world.organisation("PA").public_id, "as_on": "2026-06-30"}

    client.post("/imports/new/", {**sent, "file": file})

    with as_system():
        paths = [each.stored_path for each in Import.objects.exclude(stored_path="nowhere")]
    assert all(str(tmp_path) in path and ".." not in path and "away" not in path for path in paths)
    assert not list(tmp_path.parent.glob("away*"))
