"""What the commands that tell scores have in common: the day, the practice, and where the file goes."""

import io
import re
import shutil
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import CommandError, OutputWrapper

from wsic.organisations.models import Kind, Organisation

EARLIEST = date(1900, 1, 1)  # nobody alive was born before, so no record is older
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--as-of", required=True, type=day_named, metavar="DATE", help="YYYY-MM-DD")
    parser.add_argument("--practice", metavar="CODE", help="only the people of this practice")
    parser.add_argument("--output", type=Path, metavar="FILE", help="instead of standard output")


def day_named(text: str) -> date:
    """:raises ArgumentTypeError: it is no day, not written YYYY-MM-DD, or too early for anybody's record"""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ArgumentTypeError(f"{text!r} is not a day. Write it YYYY-MM-DD, for example 2026-06-30.")
    if day < EARLIEST:
        raise ArgumentTypeError(f"{day} is too early: there are no records from before {EARLIEST}.")
    return day


def refuse_future(on: date, *, today: date) -> None:
    """:raises CommandError: the day has not come"""
    if on > today:
        raise CommandError(f"{on} lies after today, {today}. Nobody knows yet what holds then.")


def practice_named(code: str | None) -> Organisation | None:
    """
    :param code: None when all are meant
    :raises CommandError: there is no such practice
    """
    if code is None:
        return None
    if not code.strip():
        raise CommandError("--practice needs the code of a practice. Leave it out for all of them.")
    known = Organisation.objects.filter(kind=Kind.PRACTICE)
    practice = known.filter(code=code).first() if code.isprintable() else None
    if practice is None:
        raise CommandError(f"There is no practice {code!r}.")
    return practice


def refuse_unwritable(path: Path | None) -> None:
    """
    Look before anything is worked out or noted in the audit.

    :raises CommandError: nothing can be written there
    """
    if path is None:
        return
    try:
        path.touch(mode=0o600)
        path.open("r+b").close()
    except OSError as problem:
        raise CommandError(f"{path} cannot be written: {problem.strerror}. Name a file.") from problem


def give(kept: BinaryIO, path: Path | None, out: OutputWrapper) -> None:
    """Only after the commit that holds the audit row."""
    kept.seek(0)
    if path is not None:
        with path.open("wb") as file:
            shutil.copyfileobj(kept, file)
        return
    text = io.TextIOWrapper(kept, encoding="utf-8", newline="")
    for line in text:
        out.write(line, ending="")
    text.detach()  # it would close what is the caller's
    out.flush()
