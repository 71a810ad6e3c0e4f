from django.apps import AppConfig


class TiersConfig(AppConfig):
    name = "tiers"

    def ready(self) -> None:
        """Make the feed of this app known to those who read and merge files, and its jobs to whoever runs
        them."""
        from tiers import feeds, running  # noqa: F401  they need the models

        feeds.register_feeds()
