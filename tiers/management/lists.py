"""What the commands that take in a list have in common."""

from abc import abstractmethod
from argparse import ArgumentParser, BooleanOptionalAction
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patients.rules.tables import RefusedList
from tiers.actions.codelists import About, NameTaken, Taken
from tiers.models.codelists import ListVersion
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.work import unit_of_work


class ListCommand(BaseCommand):
    """Reads a file, takes it in as a version and says what became of it."""

    rows = "rows"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8")
        parser.add_argument("--name", help="of the version; the name of the file if left out")
        parser.add_argument("--source", help="where the list comes from; the file if left out")
        parser.add_argument("--licence-note", default="", help="under which licence it may be used")
        parser.add_argument(
            "--activate",
            action=BooleanOptionalAction,
            default=None,
            help="whether scores follow it from now on; if left out a new list is activated and a known one"
            " stays as it is",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        about = About(
            name=options["name"] or path.stem,
            source=options["source"] or f"The file {path.name}",
            licence_note=options["licence_note"],
        )
        for field in fields(about):
            refuse_too_long(field.name, getattr(about, field.name))
        self.stdout.write(self.take(path, about, activate=options["activate"]))

    def take(self, path: Path, about: About, *, activate: bool | None) -> str:
        """
        What became of the file, in words.

        :raises CommandError: it was refused; nothing of it is there
        """
        by = SystemActor(type(self).__module__.rpartition(".")[2])
        try:
            lines = read_lines(path)
            with unit_of_work(by=by, purpose=f"Import of {self.rows}", on=clock.today()):
                taken = self.import_lines(lines, about, activate=activate, by=by)
        except RefusedList as refused:
            raise CommandError(f"{path} was refused; nothing of it was taken in.\n{refused}") from refused
        except NameTaken as refused:
            raise CommandError(str(refused)) from refused
        return said(taken)

    @abstractmethod
    def import_lines(
        self, lines: list[str], about: About, *, activate: bool | None, by: SystemActor
    ) -> Taken: ...


def refuse_too_long(name: str, text: str) -> None:
    """:raises CommandError: there is no room for what is said about the list"""
    most = getattr(ListVersion._meta.get_field(name), "max_length", None)
    if most is not None and len(text) > most:
        option = f"--{name.replace('_', '-')}"
        raise CommandError(
            f"The {name.replace('_', ' ')} has {len(text)} characters, and {most} are the most: {text!r}. "
            f"Say it shorter with {option}."
        )


def read_lines(path: Path) -> list[str]:
    """:raises CommandError: there is no such file, or it is not UTF-8"""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(file)
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise CommandError(
            f"{path} is not UTF-8 text (byte {problem.start:,}). Save it as CSV UTF-8 and import it again."
        ) from problem


def said(taken: Taken) -> str:
    sentences = [
        f"{taken.version.name} was taken in."
        if taken.new
        else f"These very bytes are there already, as {taken.version.name}: nothing was taken in."
    ]
    if taken.activated:
        sentences.append("Scores follow it from now on.")
    elif not taken.version.active:
        sentences.append("It is not active; --activate makes it so.")
    if taken.jobs:
        sentences.append(
            f"{taken.jobs} practices wait to be scored anew: the workers do it, or manage.py score_efi."
        )
    return " ".join(sentences)
