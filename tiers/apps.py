from django.apps import AppConfig


class TiersConfig(AppConfig):
    name = "tiers"

    def ready(self) -> None:
        """Make the feed of this app known to those who read and merge files."""
        from tiers import feeds  # needs the models

        feeds.register_feeds()
