import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsic.settings")
os.environ.setdefault("WSIC_LOGIN", "app")

from django.core.wsgi import get_wsgi_application  # noqa: E402  (the log-in must be set before settings are read)

application = get_wsgi_application()
