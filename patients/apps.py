from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"

    def ready(self) -> None:
        """Make the runners of jobs and the receivers of the feeds known."""
        from patients import running as alerts  # noqa: F401  models are not there before
        from patients.feeds import running  # noqa: F401
