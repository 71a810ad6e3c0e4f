"""What somebody may do to an account; None is yes, text is why not."""

from django.conf import settings

from .actors import Actor, SystemActor
from .models import SecondFactor, User


def refuse_remove_second_factor(by: Actor) -> str | None:
    if settings.SECOND_FACTOR_REQUIRED and not isinstance(by, SystemActor):
        return "Everybody signs in with a code here. You can set up another app in place of this one."
    return None


def refuse_replace_recovery_codes(user: User) -> str | None:
    if not SecondFactor.objects.filter(user=user).exists():
        return "Recovery codes stand in for the codes of an app. Set up an authenticator app first."
    return None


def refuse_change_password(user: User) -> str | None:
    if settings.DEMO:
        return "In the demonstration everybody signs in with the same password, so nobody changes theirs."
    return None
