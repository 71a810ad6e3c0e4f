"""The site, where a proof holds for a minute: a walk of a few minutes meets what asks for another."""

from datetime import timedelta

from django.conf import settings

from wsic.wsgi import application  # noqa: F401  # what gunicorn serves

settings.STEP_UP_WITHIN = timedelta(minutes=1)
