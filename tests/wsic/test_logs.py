"""Nothing that tells who a person is gets into a log, whoever says it."""

import io
import json
import logging
import logging.config

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import nhs_number
from tests.world import as_system
from wsic.logs import logging_settings, scrub

NUMBER = nhs_number(4)


@pytest.fixture
def lines():
    """What a production process writes, as one stream."""
    settings = logging_settings(level="DEBUG", structured=True)
    formatter = logging.config.DictConfigurator(settings).configure_formatter(
        settings["formatters"]["scrubbed"]
    )
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.mark.fast
@pytest.mark.parametrize(
    "said", [part.join((NUMBER[:3], NUMBER[3:6], NUMBER[6:])) for part in ("", *" .-\u00a0")]
)
def test_a_number_is_taken_out_however_it_is_written(said):
    assert scrub(f"Not Found: /people/{said}/") == "Not Found: /people/[number]/"


@pytest.mark.fast
@pytest.mark.parametrize(
    "said", ["3f2504e0-4f89-11d3-9a0c-0305e82c3301", "2026-06-30 09:00:00", "12345678901", "in 123456789 ms"]
)
def test_what_is_no_such_number_stays(said):
    assert scrub(said) == said


@pytest.mark.fast
def test_a_row_with_a_line_break_is_taken_out_whole():
    said = (
        "null value\nDETAIL:  Failing row contains (1, SMITH, 7 Canary Yard\nJones Road, null).\n\nThe above"
    )

    assert scrub(said) == "null value\nDETAIL:  Failing row contains [row]\n\nThe above"


def test_an_address_that_somebody_typed(client, lines, db):
    client.get(f"/{NUMBER}/")

    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert any("/[number]/" in each["event"] for each in said)
    assert NUMBER not in lines.getvalue()


REPEATS = [
    "INSERT INTO staged VALUES (1, 'CANARY')",
    "INSERT INTO staged VALUES (2, NULL)",
    "COPY staged FROM STDIN",
]


@pytest.mark.parametrize("statement", REPEATS)
def test_a_row_that_the_database_repeats(lines, db, statement):
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE staged (id int PRIMARY KEY, name text NOT NULL) ON COMMIT DROP"
        )
        cursor.execute("INSERT INTO staged VALUES (1, 'CANARY')")
        try:
            with transaction.atomic():
                run(cursor, statement)
        except (IntegrityError, psycopg.Error):
            logging.getLogger("wsic.tests").exception("The rows are bad.")

    said = json.loads(lines.getvalue())
    assert said["level"] == "error"
    assert "[row]" in said["exception"]
    assert "CANARY" not in said["exception"]


def run(cursor, statement: str) -> None:
    if not statement.startswith("COPY"):
        cursor.execute(statement)
        return
    with cursor.cursor.copy(statement) as copy:
        copy.write("CANARY\tCANARY\n")


@pytest.mark.fast
def test_every_process_writes_by_it(settings):
    assert {each["formatter"] for each in settings.LOGGING["handlers"].values()} == {"scrubbed"}
    assert settings.CELERY_WORKER_HIJACK_ROOT_LOGGER is False
