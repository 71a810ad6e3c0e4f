"""The tiers to look at as a file: as on the page, with its filters, and an export in the audit."""

import csv
import hashlib
import io

import pytest
from django.urls import reverse

from tests.tiers.looking import address_of, lay_down_practice, somebody
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import propose_tiers
from tiers.queries import people_file
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(world):
    return lay_down_practice(world)


def file_of(practice, query=""):
    return reverse("tiers:worklist_csv", args=[practice.public_id]) + query


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_it_has_whom_the_page_has_in_its_order(client, sign_in, practice):
    sign_in("gp_a")
    page = client.get(address_of(practice, "?size=50"))

    response = client.get(file_of(practice))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        response.headers["Content-Disposition"] == 'attachment; filename="tiers-to-look-at-PA-2026-06-30.csv"'
    )
    assert [
        (row["Family name"], row["NHS number"], row["Why to look"], row["Waiting since"])
        for row in rows_of(response)
    ] == [
        (
            row.person.family_name,
            row.person.nhs_number,
            "; ".join(why.text for why in row.whys),
            f"{row.since}",
        )
        for row, _ in page.context["rows"]
    ]


def test_a_row_says_whose_tier_and_who_made_it_so(client, sign_in, practice):
    sign_in("gp_a")

    rows = {row["Family name"]: row for row in rows_of(client.get(file_of(practice)))}

    told = ("Practice", "Tier", "Tier is", "Deficits of 36")
    assert [rows["GREY"][name] for name in told] == ["Practice A", "3", "Decided", "10"]
    assert [rows["ADAIR"][name] for name in told] == ["Practice A", "3", "Proposed", "13"]


def test_filters_and_order_hold_and_pages_do_not(client, sign_in, practice):
    sign_in("gp_a")
    address = client.get(address_of(practice, "?tier=3&sort=name&page=2")).context["csv_address"]

    assert [row["Family name"] for row in rows_of(client.get(address))] == ["ADAIR", "GREY"]
    assert (
        f'href="{address.replace("&", "&amp;")}"'
        in client.get(address_of(practice, "?tier=3&sort=name")).text
    )


def test_it_is_an_export_with_the_hash_of_its_bytes(client, sign_in, practice):
    sign_in("gp_a")

    response = client.get(file_of(practice))

    with as_system():
        event = AuditEvent.objects.get(verb="worklist.exported")
    assert (event.kind, len(event.people), event.detail["rows"]) == ("EXPORT", 5, 5)
    assert event.detail["sha256"] == hashlib.sha256(response.content).hexdigest()


def test_no_name_is_a_formula(client, sign_in, practice):
    with as_system():
        somebody(practice, "=SUM(A1)", 9)
        propose_tiers(None, by=SYSTEM, at=NOW)
    sign_in("gp_a")

    assert "'=SUM(A1)" in {row["Family name"] for row in rows_of(client.get(file_of(practice)))}


def test_what_a_file_does_not_hold_any_more_is_said_in_it(client, sign_in, practice, monkeypatch):
    monkeypatch.setattr(people_file, "MOST_IN_A_FILE", 2)
    sign_in("gp_a")

    *rows, last = rows_of(client.get(file_of(practice)))

    assert [row["Family name"] for row in rows] == ["FOX", "ADAIR"]
    assert last["Family name"].startswith("Not everybody is in this file: the first 2 of 5.")


def test_whoever_does_not_read_the_register_has_none(client, sign_in, practice):
    assert client.get(file_of(practice)).url == f"/sign-in/?next={file_of(practice)}"

    sign_in("gp_b")
    assert client.get(file_of(practice)).status_code == 404

    sign_in("community_nurse")
    assert client.get(file_of(practice)).status_code == 403
