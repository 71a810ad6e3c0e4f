import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsic.settings")
os.environ.setdefault("WSIC_LOGIN", "app")

from django.core.wsgi import get_wsgi_application  # after the log-in: settings read it

from wsic.startup import refuse_without_walls, warn_without_spool

application = get_wsgi_application()
refuse_without_walls()
warn_without_spool()
