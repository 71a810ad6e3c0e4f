from django.apps import AppConfig

from wsic.celery import app as celery_app

__all__ = ["WsicConfig", "celery_app"]  # importing this module is what gives shared tasks their Celery app


class WsicConfig(AppConfig):
    """The floor: its migrations make the functions that the walls read, its template tags are the house's."""

    name = "wsic"
    label = "wsic"
