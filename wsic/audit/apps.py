from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wsic.audit"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers them
