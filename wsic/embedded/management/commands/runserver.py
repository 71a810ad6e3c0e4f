"""Django's development server, as the web's log-in: it may not read which migrations have run."""

from django.contrib.staticfiles.management.commands.runserver import Command as DevelopmentServer


class Command(DevelopmentServer):
    def check_migrations(self) -> None:
        """`manage.py showmigrations` tells, with the owner's log-in."""
        self.stdout.write(
            "Not looked at: which migrations have run. `manage.py migrate` runs what is missing."
        )
