import gc

from django.conf import settings

pytest_plugins = [
    "tests.database",
    "tests.world",
    "tests.chromium",
    "tests.contracts.rows",
    "tests.matrix.counting",
    "tests.parts",
]


def pytest_configure() -> None:
    """A password's hash takes a third of a second on purpose; tests sign in thousands of times. Each client
    reads the whole folder of static files first, which hardly a test asks for: tests/cve, as the site."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_finish() -> None:
    """Eight thousand tests stay until the end: nothing to look for garbage in. What comes after is mostly
    freed at once, so the collector looks after fifty thousand new objects and not after each 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
