"""What outlives a request on a connection that does, and what is left when there is no connection at all."""

import pytest
from django.db import connection

from tests.database import connected_to
from tests.world import TODAY, World, lay_down
from tests.wsic.owner import value
from wsic import work

pytestmark = pytest.mark.urls("tests.wsic.probe_urls")


@pytest.fixture
def committed_world(committed_db) -> World:
    lay_down()
    return World()


def settings_left() -> tuple[object, object]:
    return (
        value("SELECT coalesce(current_setting('wsic.user_id', true), '')"),
        value("SELECT coalesce(current_setting('wsic.today', true), '')"),
    )


def test_nobody_is_left_on_the_connection_after_a_request(client, committed_world):
    client.force_login(committed_world.user("gp_b"))
    response = client.get("/probe/people/")

    assert response.content == b"COHEN "
    assert settings_left() == ("", "")
    assert value("SELECT count(*) FROM patients_person") == 0


@pytest.mark.django_db
def test_a_page_has_the_database_start_no_processes():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parallel_setup_cost = 0; SET LOCAL min_parallel_table_scan_size = 0")
        cursor.execute("EXPLAIN SELECT count(*) FROM pg_attribute")
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert "Scan" in plan
    assert "Gather" not in plan


def test_nobody_and_no_role_are_left_after_a_unit_of_work(committed_world):
    with work.acting_as(committed_world.user("gp_b"), on=TODAY):
        assert value("SELECT count(*) FROM patients_person") == 1

    assert settings_left() == ("", "")
    assert value("SELECT current_user") == "wsic_app"


@pytest.mark.parametrize(
    ("address", "status"), [("/healthz", 200), ("/readyz", 503), ("/probe/people/", 503), ("/sign-in/", 503)]
)
def test_what_answers_when_the_database_does_not(client, committed_db, address, status):
    with connected_to("no_such_database"):
        response = client.get(address)

    assert response.status_code == status
