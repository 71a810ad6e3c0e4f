from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from .models import User


def user_of(request: HttpRequest) -> User:
    """The user of a request that the sign-in middleware has let through, for actions and queries.

    :raises PermissionDenied: nobody is signed in; only an address open to all can meet this
    """
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user
