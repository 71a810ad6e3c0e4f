from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError

from wsic import clock
from wsic.accounts import actions
from wsic.accounts.actors import SystemActor
from wsic.accounts.management.accounts import asked_password
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.organisations.models import Organisation
from wsic.telephones import NoNumber, telephone
from wsic.work import unit_of_work


class Command(BaseCommand):
    """Add a local account, or give one that is there a further role; asks for a first password."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="what the user signs in with")
        parser.add_argument("--display-name", required=True, help="the user's name as others see it")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--organisation", required=True, metavar="CODE", help="where they have the role")
        parser.add_argument(
            "--from", dest="from_on", type=date.fromisoformat, metavar="DATE", help="from which day; today"
        )

        parser.add_argument(
            "--telephone",
            type=_telephone,
            default="",
            metavar="NUMBER",
            help="by which they are rung there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User(username=options["username"], display_name=options["display_name"])
        known = User.objects.filter(username=user.username).exists()
        password = "" if known else asked_password(user, f"First password of {user.username}: ")
        by, today = SystemActor("add_user"), clock.today()
        with unit_of_work(by=by, purpose="Add a user", on=today):
            organisation = Organisation.objects.filter(code=options["organisation"]).first()
            if organisation is None:
                raise CommandError(f"No organisation has the code {options['organisation']}.")
            user = actions.add_user(
                username=user.username,
                display_name=user.display_name,
                password_hash=make_password(password),
                by=by,
            )
            role, from_on = Role(options["role"]), options["from_on"] or today
            actions.add_membership(
                user=user,
                organisation=organisation,
                role=role,
                from_on=from_on,
                telephone=options["telephone"],
                by=by,
            )
        self.stdout.write(f"{user.username} is {role.label} of {organisation.name} from {from_on}.")


def _telephone(given: str) -> str:
    try:
        return telephone(given)
    except NoNumber as refused:
        raise ArgumentTypeError(str(refused)) from refused
