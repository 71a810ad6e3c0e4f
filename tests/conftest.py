from django.conf import settings

pytest_plugins = [
    "tests.database",
    "tests.world",
    "tests.chromium",
    "tests.contracts.rows",
    "tests.matrix.counting",
]


def pytest_configure() -> None:
    """A password's hash takes a third of a second on purpose; tests sign in thousands of times."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
