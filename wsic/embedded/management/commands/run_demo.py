"""`make demo`: servers, migrations, the synthetic CCG, then web, worker and beat until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wsic.embedded import servers
from wsic.embedded.family import Family
from wsic.embedded.places import REPOSITORY
from wsic.embedded.ports import HOST, Place, bind_first_free

SECONDS_TO_ANSWER = 60
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Brings up the whole system with synthetic people on this machine, and runs it until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        for number in ENDING:  # SIGINT too: a shell that starts this in the background has it ignored
            signal.signal(number, _interrupt)
        started: list[str] = []
        family = Family(logs=servers.var_folder() / "log")
        try:
            started = self._start_servers()
            self._prepare_data()
            place = bind_first_free(options["port"])
            self._start_family(family, place)
            self._announce(place)
            family.watch()
        except KeyboardInterrupt:
            self.stdout.write("")
        except servers.EmbeddedError as error:
            raise CommandError(str(error)) from error
        finally:
            self._end(family, started)

    def _start_servers(self) -> list[str]:
        began = time.monotonic()
        started = servers.ensure_started()
        (servers.var_folder() / "log").mkdir(mode=0o700, parents=True, exist_ok=True)
        what = " and ".join(started) or "already running"
        self._say(f"servers: {what} ({time.monotonic() - began:.1f} s)")
        note = _note()  # a demo that was killed left its servers running: this one ends them too
        if note.exists():
            started = sorted({*started, *note.read_text().split()})
        note.write_text(" ".join(started))
        return started

    def _prepare_data(self) -> None:
        for command, login in ((["migrate", "--verbosity", "0"], "owner"), (["build_demo"], "worker")):
            began = time.monotonic()
            self._say(command[0].replace("_", " "))
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=REPOSITORY,
                env={**os.environ, "WSIC_LOGIN": login},
                check=False,
            )
            if done.returncode != 0:
                raise servers.EmbeddedError(f"manage.py {command[0]} failed; what it said is above.")
            self._say(f"{command[0].replace('_', ' ')}: {time.monotonic() - began:.1f} s")

    def _start_family(self, family: Family, place: Place) -> None:
        if place.why_not:
            self._say(f"{place.why_not}; using {place.port}")
        line, schedule = place.line.fileno(), servers.var_folder() / "celerybeat-schedule"
        family.add("web", [*_module("gunicorn"), *_gunicorn_options(line)], login="app", keep=[line])
        celery = [*_module("celery"), "-A", "wsic"]
        worker = ["worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "INFO"]
        family.add("worker", [*celery, *worker], login="worker")
        beat = ["beat", "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO"]
        family.add("beat", [*celery, *beat], login="worker")
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not _answers(place.port):
            family.require_alive()
            if time.monotonic() > deadline:
                raise servers.EmbeddedError(f"The web does not answer; see {family.logs / 'web.log'}.")
            time.sleep(0.1)

    def _announce(self, place: Place) -> None:
        self._say(f"logs: {_short(servers.var_folder() / 'log')}")
        self._say("everybody here is synthetic, and the clock stands on the day of the extracts")
        address = self.style.SUCCESS(f"http://{HOST}:{place.port}/")
        self._say(f"open {address} - the sign-in page lists the demo users by role. Ctrl-C stops everything.")

    def _end(self, family: Family, started: list[str]) -> None:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        if family.members or started:
            self._say("stopping")
        family.end()
        if started:
            servers.stop(only=started)
        _note().unlink(missing_ok=True)

    def _say(self, text: str) -> None:
        self.stdout.write(f"demo: {text}")
        self.stdout.flush()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _note() -> Path:
    return servers.var_folder() / "started-by-demo"


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]


def _gunicorn_options(line: int) -> list[str]:
    size = ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    ending = ["--graceful-timeout", "5", "--no-control-socket"]
    return ["wsic.wsgi:application", "--bind", f"fd://{line}", *size, *ending]


def _answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _short(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
