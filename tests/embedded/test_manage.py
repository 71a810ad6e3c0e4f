import pytest
from django.core.management import get_commands
from django.db import ProgrammingError, connection, transaction

import manage
from wsic.embedded.management.commands import runserver

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["help"],
        ["check", "--deploy"],
        ["collectstatic"],
        ["makemigrations", "--check"],
        ["embedded", "stop"],
        ["run_demo"],
        ["migrate", "--help"],
    ],
)
def test_commands_that_need_no_data_start_nothing(arguments: list[str]) -> None:
    assert not manage.needs_servers(arguments)


@pytest.mark.parametrize(
    "command", ["migrate", "showmigrations", "import_feed", "export_tiers", "shell", "verify"]
)
def test_every_other_command_starts_the_servers(command: str) -> None:
    assert manage.needs_servers([command])


@pytest.mark.parametrize(
    ("command", "login"),
    [
        ("migrate", "owner"),
        ("sqlmigrate", "owner"),
        ("runserver", "app"),
        ("import_feed", "worker"),
        ("shell", "worker"),
    ],
)
def test_the_command_decides_the_log_in(command: str, login: str) -> None:
    assert manage.login_for(command) == login


def test_the_development_server_is_ours() -> None:
    """Django's own reads the table of migrations, which the web's log-in may not."""
    assert get_commands()["runserver"] == "wsic.embedded"


@pytest.mark.django_db
def test_the_development_server_looks_at_no_migrations(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute("SELECT 1 FROM django_migrations")

    runserver.Command().check_migrations()

    assert "manage.py migrate" in capsys.readouterr().out
