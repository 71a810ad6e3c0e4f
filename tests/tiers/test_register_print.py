"""The register on paper: all rows of a view, and what view it is."""

import pytest

from tests.factories import PersonFactory
from tests.tiers.asking import print_of, register_of
from tests.tiers.factories import ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.queries import register
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
MANY = 25  # more than a page of the list


@pytest.fixture
def many(world):
    """Practice A's two people and 25 more, all with a score of today."""
    with as_system():
        for number in range(MANY):
            person = PersonFactory(
                practice=world.organisation("PA"), details__family_name=f"PRINT{number:02d}", details__sex="F"
            )
            ScoreFactory(person=person, calculated_on=TODAY, deficit_count=8)
            propose_tiers([person.pk], by=SYSTEM, at=NOW)


def test_every_row_of_the_view_is_printed(client, sign_in, world, many):
    sign_in("gp_a")

    text = client.get(print_of(world, "PA") + "?page=2&size=20").text

    assert all(f"PRINT{number:02d}" in text for number in range(MANY))
    assert "ADAIR" in text


def test_it_says_what_it_is(client, sign_in, world, many):
    sign_in("gp_a")

    text = client.get(print_of(world, "PA") + "?view=near&sex=F&sort=-born").text

    assert "<h1>Register, Practice A</h1>" in text
    assert "<dt>View</dt> <dd>Near a boundary</dd>" in text
    assert "Registered, alive, age 65 and over; Gender: Female" in text
    assert "<dt>Order</dt> <dd>Born, latest first</dd>" in text
    assert "30-Jun-2026" in text
    assert "25 people" in text


def test_the_list_leads_to_its_own_print(client, sign_in, world, many):
    sign_in("gp_a")

    text = client.get(register_of(world, "PA") + "?view=near&sex=F&page=2&size=50").text

    assert f'href="{print_of(world, "PA")}?sex=F&amp;view=near"' in text


def test_more_than_the_limit_is_said(client, sign_in, world, many, monkeypatch):
    monkeypatch.setattr(register, "MOST_PRINTED", 5)
    sign_in("gp_a")

    response = client.get(print_of(world, "PA"))

    assert len(response.context["page"].rows) == 5
    assert "The first 5 of 27" in response.text
    assert "At most 5 people are printed at a time" in response.text


def test_what_was_printed_is_an_export(client, sign_in, world, many):
    sign_in("gp_a")

    client.get(print_of(world, "PA"))

    with as_system():
        event = AuditEvent.objects.get(verb="register.printed")
    assert (event.kind, len(event.people)) == ("EXPORT", MANY + 2)


def test_nobody_else_prints_it(client, sign_in, world):
    sign_in("gp_b")

    assert client.get(print_of(world, "PA")).status_code == 404
