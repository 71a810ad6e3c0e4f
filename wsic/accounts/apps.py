from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wsic.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from .sessions import begin

        user_logged_in.connect(begin, dispatch_uid="wsic.accounts.sessions.begin")
