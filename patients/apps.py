from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"

    def ready(self) -> None:
        """Make the runner of imports and the receivers of the feeds known."""
        from patients.feeds import running  # noqa: F401  models are not there before
