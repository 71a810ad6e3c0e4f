from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand

from wsic import clock
from wsic.accounts import actions
from wsic.accounts.actors import SystemActor
from wsic.accounts.management.accounts import asked_password
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.organisations import actions as organisations
from wsic.organisations.models import Kind
from wsic.work import unit_of_work


class Command(BaseCommand):
    """Give an empty system its commissioning organisation, its first administrator and the starter lists."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", required=True, help="ODS code of the commissioning organisation")
        parser.add_argument("--name", required=True, help="its name")
        parser.add_argument("--username", required=True, help="what the administrator signs in with")
        parser.add_argument("--display-name", required=True, help="the administrator's name as others see it")

    def handle(self, *args: Any, **options: Any) -> None:
        first = User(username=options["username"], display_name=options["display_name"])
        password = asked_password(first, "Password of the administrator: ")
        by = SystemActor("begin_system")
        with unit_of_work(by=by, purpose="Begin an empty system", on=clock.today()):
            ccg = organisations.add_organisation(code=options["code"], name=options["name"], kind=Kind.CCG)
            user = actions.add_user(
                username=options["username"],
                display_name=options["display_name"],
                password_hash=make_password(password),
                by=by,
            )
            actions.add_membership(
                user=user, organisation=ccg, role=Role.ADMINISTRATOR, from_on=clock.today(), by=by
            )
        call_command("import_starter_lists", stdout=self.stdout)  # by name: its app stands above this one
        self.stdout.write(f"{user.username} administers {ccg.name}. Import the organisations feed next.")
