from typing import Any

from wsic.accounts import actions
from wsic.accounts.management.accounts import AccountCommand


class Command(AccountCommand):
    """Let somebody who was disabled sign in again."""

    help = __doc__
    actor, purpose = "enable_user", "Enable a user"

    def handle(self, *args: Any, **options: Any) -> None:
        with self.about(options["username"]) as (user, by):
            changed = actions.enable_user(user=user, by=by)
        self.stdout.write(f"{user.username} {'may sign in again' if changed else 'was not disabled'}.")
