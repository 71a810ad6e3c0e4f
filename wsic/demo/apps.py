from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "wsic.demo"
    label = "demo"
    verbose_name = "Synthetic CCG"
