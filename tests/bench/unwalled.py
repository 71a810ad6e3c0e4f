"""The site on a database without row-level security, which the site itself refuses to start on."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsic.settings")
application = get_wsgi_application()
