"""Sessions due on paper and as a file: whom the page has, with its filters, after a fresh proof, audited."""

import csv
import hashlib
import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from careplans.rules.due import DueList
from careplans.views import due_file as views
from tests.careplans.test_due import make_everybody
from tests.world import NOW, TODAY, as_system
from tiers.queries import people_file
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(world):
    with as_system():
        return make_everybody(world)


def address_of(world, name="due_csv", query="") -> str:
    return reverse(f"careplans:{name}", args=[world.organisation("PA").public_id]) + query


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_has_whom_the_page_has_in_its_order(client, sign_in, world, everybody):
    sign_in("gp_a")
    page = client.get(address_of(world, "due_of", "?list=to-do&sort=name&size=50"))

    response = client.get(page.context["csv_address"])

    assert response.headers["Content-Disposition"] == f'attachment; filename="sessions-due-PA-{TODAY}.csv"'
    told = ("NHS number", "List", "Why on this list", "Window closes")
    assert [tuple(row[name] for name in told) for row in rows_of(response)] == [
        (row.person.nhs_number, row.list, row.says, f"{row.by_on}") for row, _ in page.context["rows"]
    ]
    with as_system():
        event = AuditEvent.objects.get(verb="due.exported")
    assert (event.kind, event.detail["rows"]) == ("EXPORT", len(page.context["rows"]))
    assert event.detail["sha256"] == hashlib.sha256(response.content).hexdigest()


def test_a_booked_session_has_its_day_and_no_practice_that_is_not_live_a_window(
    client, sign_in, world, everybody
):
    sign_in("gp_a")
    booked = rows_of(client.get(address_of(world, query="?list=BOOKED")))
    sign_in("gp_b")
    address = reverse("careplans:due_csv", args=[world.organisation("PB").public_id])

    not_live = rows_of(client.get(address))

    assert [row["Booked for"] for row in booked] == [f"{TODAY}"]
    assert {(row["Window opens"], row["Window closes"]) for row in not_live} == {("", "")}


def test_the_paper_has_the_same_people_and_its_filters_in_words(client, sign_in, world, everybody):
    sign_in("gp_a")
    page = client.get(address_of(world, "due_of", f"?list={DueList.CALL}"))

    text = " ".join(client.get(page.context["print_address"]).text.split())

    assert text.count('<th scope="row">') == page.context["page"].counts.total > 0
    assert ("Everybody; List: To ring" in text, "Deficits" in text, "No score" in text) == (
        True,
        False,
        False,
    )


def test_what_does_not_go_in_is_said(client, sign_in, world, everybody, monkeypatch):
    monkeypatch.setattr(people_file, "MOST_IN_A_FILE", 2)
    monkeypatch.setattr(views, "MOST_PRINTED", 2)
    sign_in("gp_a")

    *rows, last = rows_of(client.get(address_of(world)))
    text = client.get(address_of(world, "due_print")).text

    assert (len(rows), last["Family name"][:48]) == (2, "Not everybody is in this file: the first 2 of 12")
    assert "At most 2 people are printed at a time. Choose a list, a tier or a practice" in text


@pytest.mark.parametrize(("name", "verb"), [("due_print", "due.printed"), ("due_csv", "due.exported")])
def test_both_ask_for_a_fresh_proof_and_come_back_to_the_same_list(client, sign_in, world, name, verb):
    address = address_of(world, name, "?tier=1")
    with time_machine.travel(NOW, tick=False) as moment:
        sign_in("gp_a")
        fresh = client.get(address)
        moment.shift(timedelta(minutes=10))
        stale = client.get(address)

    assert (fresh.status_code, stale.status_code) == (200, 302)
    assert stale.url.startswith("/prove/?next=/due/")
    with as_system():
        assert AuditEvent.objects.filter(verb=verb).count() == 1
