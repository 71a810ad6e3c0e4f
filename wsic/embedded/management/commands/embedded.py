"""`manage.py embedded start|stop|status`: the servers of the folder that WSIC_VAR names."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wsic.embedded import servers


class Command(BaseCommand):
    help = "Starts, stops or shows the embedded PostgreSQL and Redis."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("do", choices=["start", "stop", "status"])
        parser.add_argument("--not-durable", action="store_true", help="for tests: fast, not crash-safe")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = getattr(self, options["do"])(durable=not options["not_durable"])
        except servers.EmbeddedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(lines))

    def start(self, *, durable: bool) -> list[str]:
        started = servers.ensure_started(durable=durable)
        return [f"started {name}" for name in started] or ["already running"]

    def stop(self, *, durable: bool) -> list[str]:
        return [f"stopped {name}" for name in servers.stop()] or ["nothing was running"]

    def status(self, *, durable: bool) -> list[str]:
        state = servers.status()
        return [f"folder {state.folder}", *(f"{name} {word}" for name, word in state.servers.items())]
