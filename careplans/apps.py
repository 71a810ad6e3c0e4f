from django.apps import AppConfig


class CareplansConfig(AppConfig):
    name = "careplans"

    def ready(self) -> None:
        """
        :raises ValueError: settings of planning sessions or the GP record that cannot be, before any page is
            asked for
        """
        from careplans.settings import gp_record_settings, session_settings

        session_settings()
        gp_record_settings()
