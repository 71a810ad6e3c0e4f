from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class TiersConfig(AppConfig):
    name = "tiers"

    def ready(self) -> None:
        """Make the feed of this app known to those who read and merge files, and its jobs to whoever runs
        them."""
        from tiers import access, feeds, running  # noqa: F401  they need the models

        feeds.register_feeds()
        if refusal := access.refuse_deciders(settings.TIER_DECIDERS):
            raise ImproperlyConfigured(refusal)
