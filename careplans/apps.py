from django.apps import AppConfig


class CareplansConfig(AppConfig):
    name = "careplans"

    def ready(self) -> None:
        """
        :raises ValueError: settings of planning sessions that cannot be, before any page is asked for
        """
        from careplans.settings import session_settings

        session_settings()
