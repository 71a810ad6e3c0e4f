"""What commands about one account share: which one, and a password that is neither shown nor an argument."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.accounts.models import User
from wsic.work import unit_of_work

PASSWORD_VARIABLE = "WSIC_FIRST_PASSWORD"  # noqa: S105  the name of a variable, not what it holds


def asked_password(user: User, question: str) -> str:
    """
    From the variable, else typed; one that the rules take.

    :raises CommandError: with the rule that it breaks
    """
    password = os.environ.get(PASSWORD_VARIABLE) or getpass(question)
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise CommandError(" ".join(problem.messages)) from problem
    return password


class AccountCommand(BaseCommand):
    """A command about the account of one user."""

    actor: str  # the command's name, as the audit says who did it
    purpose: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="what the user signs in with")

    @contextmanager
    def about(self, username: str) -> Iterator[tuple[User, SystemActor]]:
        """The user, inside a unit of work of the system."""
        with unit_of_work(by=SystemActor(self.actor), purpose=self.purpose, on=clock.today()) as by:
            user = User.objects.filter(username=username).first()
            if user is None:
                raise CommandError(f"Nobody signs in as {username}. Check the name; capital letters count.")
            yield user, by
