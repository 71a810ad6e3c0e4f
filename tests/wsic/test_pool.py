"""On a connection that many requests share nobody sees what the one before saw."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.world import World, lay_down
from tests.wsic.owner import value
from wsic import work

pytestmark = pytest.mark.urls("tests.wsic.probe_urls")


@pytest.fixture
def pooled(committed_db) -> Iterator[World]:
    """The world, behind a pool with one connection in it."""
    lay_down()
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict |= {"OPTIONS": options | {"pool": {"min_size": 1, "max_size": 1}}}
    age, connection.settings_dict["CONN_MAX_AGE"] = connection.settings_dict["CONN_MAX_AGE"], 0
    try:
        yield World()
    finally:
        connection.close()
        connection.close_pool()
        connection.settings_dict |= {"OPTIONS": options, "CONN_MAX_AGE": age}


def server_process() -> object:
    return value("SELECT pg_backend_pid()")


def test_the_second_user_sees_nothing_of_the_first(client, pooled):
    client.force_login(pooled.user("gp_b"))
    assert client.get("/probe/people/").content == b"COHEN "
    first = server_process()
    connection.close()

    client.force_login(pooled.user("nobody"))
    assert client.get("/probe/people/").content == b""
    connection.close()
    client.force_login(pooled.user("gp_a"))
    shown = client.get("/probe/people/").content

    assert b"COHEN" not in shown
    assert b"ADAIR" in shown
    assert server_process() == first


def test_a_request_that_names_nobody_is_not_the_last_one(client, pooled, monkeypatch):
    client.force_login(pooled.user("gp_b"))
    assert client.get("/probe/people/").content == b"COHEN "
    connection.close()
    monkeypatch.setattr(work, "enter", lambda user, *, on: None)

    assert client.get("/probe/people/").content == b""


def test_no_role_is_left_by_a_job(pooled):
    with work.acting_as(pooled.user("gp_b"), on=work.clock.today()):
        assert value("SELECT count(*) FROM patients_person") == 1
    connection.close()

    assert value("SELECT coalesce(current_setting('wsic.user_id', true), '')") == ""
    assert value("SELECT count(*) FROM patients_person") == 0
