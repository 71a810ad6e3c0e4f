"""The command line: a command's name decides which log-in it takes and whether it needs the servers."""

import os
import sys

MIGRATING = {
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
}
WEB = {"runserver", "testserver"}
DEMO = {"build_demo", "run_demo"}
WITHOUT_SERVERS = {
    "",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "embedded",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "run_demo",
    "squashmigrations",
    "startapp",
    "version",
}
ASKS_FOR_HELP = {"-h", "--help", "--version"}


def login_for(command: str) -> str:
    if command in MIGRATING:
        return "owner"
    return "app" if command in WEB else "worker"


def needs_servers(arguments: list[str]) -> bool:
    command = arguments[0] if arguments else ""
    return command not in WITHOUT_SERVERS and not ASKS_FOR_HELP & set(arguments)


def main() -> None:
    arguments = sys.argv[1:]
    command = arguments[0] if arguments else ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsic.settings")
    os.environ.setdefault("WSIC_LOGIN", login_for(command))
    if command in DEMO:
        os.environ.setdefault("WSIC_DEMO", "1")
    try:
        from django.core.management import execute_from_command_line

        from wsic.embedded.servers import EmbeddedError, ensure_started
    except ImportError as error:
        sys.exit(
            f"{error}.\nThis Python lacks the packages: run `make setup`, then .venv/bin/python manage.py."
        )
    if needs_servers(arguments):
        try:
            ensure_started()
        except EmbeddedError as error:
            sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
