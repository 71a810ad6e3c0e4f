from typing import Any

from wsic.accounts import actions
from wsic.accounts.management.accounts import AccountCommand


class Command(AccountCommand):
    """Take the authenticator app and the recovery codes off an account, and end its sessions.

    For somebody who has lost both: make sure first that it is them who asks.  Where a second factor is
    required they set up another when they next sign in.
    """

    help = __doc__
    actor, purpose = "reset_second_factor", "Reset a second factor"

    def handle(self, *args: Any, **options: Any) -> None:
        with self.about(options["username"]) as (user, by):
            removed = actions.remove_second_factor(user=user, by=by)
        said = "signs in without a code, or sets up another app" if removed else "has no authenticator app"
        self.stdout.write(f"{user.username} {said}.")
