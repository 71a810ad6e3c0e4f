"""Settings that render templates and nothing else: for screenshots and the tests of this room."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = "only-renders-templates"
INSTALLED_APPS = ["django.contrib.staticfiles", "template_partials", "django_htmx", "wsic"]
ROOT_URLCONF = "tests.ui.urls"
LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates", ROOT / "tests" / "ui" / "templates"],
        "OPTIONS": {"loaders": [("template_partials.loader.Loader", LOADERS)]},
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"
