"""A site on a database of the tests' world, where some may sign in by name and password."""

from collections.abc import Iterable

from django.conf import global_settings
from django.contrib.auth.hashers import make_password

from tests.world import PASSWORD, as_system, lay_down
from wsic.accounts.models import User


def lay_down_with_passwords(settings, names: Iterable[str]) -> None:
    """:param settings: pytest-django's; the hashers become those of the server"""
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    lay_down()
    with as_system():
        User.objects.filter(username__in=names).update(password=make_password(PASSWORD))
