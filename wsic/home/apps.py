from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "wsic.home"
