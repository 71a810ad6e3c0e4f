"""Two changes at once of what Reach follows from: it ends as if one had come after the other."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from tests.database import address
from tests.world import TODAY, World, lay_down

END_DISSENT = "UPDATE patients_preference SET replaced_at = now() WHERE person_id = %(person)s"
NOTE_DISSENT = """
INSERT INTO patients_preference (person_id, kind, from_on, said_by, as_on, recorded_at)
VALUES (%(person)s, 'DIRECT_CARE_DISSENT', '2026-06-30', 'The person', '2026-06-30', now())
"""
WITHDRAW = """
UPDATE organisations_agreement SET withdrawn_on = '2026-06-30', hand_over_until = '2026-07-28'
WHERE organisation_id = %(hub)s AND kind = 'INFORMATION_SHARING'
"""
JOIN_TEAM = """
INSERT INTO patients_reachgrant (person_id, organisation_id, why, from_on, source, granted_at)
VALUES (%(person)s, %(community)s, 'CARE_TEAM', '2026-06-01', 'care-team:9', '2026-06-01')
"""
ONE, EVERYBODY = (
    "SELECT patients_refresh_reach(ARRAY[%(person)s::bigint])",
    "SELECT patients_refresh_reach(NULL)",
)
SHARED = "SELECT to_on FROM patients_reach WHERE person_id = %(person)s AND why IN ('HUB', 'CARE_TEAM')"


@pytest.fixture
def connections(committed_db) -> Iterator[list[psycopg.Connection]]:
    """Three transactions of the system's, on a database of their own."""
    lay_down()
    made = [psycopg.connect(address("wsic_worker", committed_db)) for _ in range(3)]
    for each in made:
        each.execute("SET ROLE wsic_system")
        each.commit()
    yield made
    for each in made:
        each.close()


@pytest.mark.parametrize(
    ("before", "first", "second", "refresh"),
    [(NOTE_DISSENT, END_DISSENT, WITHDRAW, EVERYBODY), ("SELECT 1", JOIN_TEAM, NOTE_DISSENT, ONE)],
    ids=["an agreement withdrawn while a dissent is ended", "a dissent while somebody joins the team"],
)
def test_sharing_ends_whoever_commits_first(connections, before, first, second, refresh):
    one, other, looking = connections
    ids = keys()
    looking.execute(before, ids)
    looking.execute(ONE, ids)
    looking.commit()

    one.execute(first, ids)
    one.execute(ONE, ids)
    waiting = threading.Thread(target=change, args=(other, second, refresh, ids))
    waiting.start()
    waiting.join(1)
    waited = waiting.is_alive()
    one.commit()
    waiting.join(20)

    assert waited
    assert [until for (until,) in looking.execute(SHARED, ids) if until is None or until > TODAY] == []


def change(connection: psycopg.Connection, statement: str, refresh: str, ids: dict[str, int]) -> None:
    connection.execute(statement, ids)
    connection.execute(refresh, ids)
    connection.commit()


def keys() -> dict[str, int]:
    world = World()
    return {
        "person": world.person("ADAIR").pk,
        "hub": world.organisation("HUB1").pk,
        "community": world.organisation("COM").pk,
    }
