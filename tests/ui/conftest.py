import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.ui import minimal
from tests.ui.shots import FLAGS


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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()
