from typing import Any

from wsic.accounts import actions
from wsic.accounts.management.accounts import AccountCommand


class Command(AccountCommand):
    """Keep somebody from signing in; what they have open ends with their next request."""

    help = __doc__
    actor, purpose = "disable_user", "Disable a user"

    def handle(self, *args: Any, **options: Any) -> None:
        with self.about(options["username"]) as (user, by):
            changed = actions.disable_user(user=user, by=by)
        self.stdout.write(f"{user.username} {'is disabled' if changed else 'was disabled already'}.")
