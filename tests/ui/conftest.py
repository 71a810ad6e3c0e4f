import pytest

from tests.ui import minimal


@pytest.fixture(autouse=True)
def _templates_alone(settings) -> None:
    """Templates without a database, without hashed names, and with the three addresses that a frame names."""
    settings.TEMPLATES = minimal.TEMPLATES
    settings.ROOT_URLCONF = minimal.ROOT_URLCONF
    settings.MIDDLEWARE = ["django_htmx.middleware.HtmxMiddleware"]
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
