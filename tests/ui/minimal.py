"""Settings that render templates and nothing else: for the screenshots, and to test this room before the others stand."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = "only-renders-templates"
INSTALLED_APPS = ["django.contrib.staticfiles", "template_partials", "django_htmx", "wsic"]
ROOT_URLCONF = "tests.ui.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"
