"""Refusals: every app's access.py answers None for yes or the reason for no, and `require` raises it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class NotOpen(Http404):
    """Nothing is here for the user, and what they may do about it: a sentence and one address.  It says the
    same of what there is and of what there is not."""

    def __init__(self, says: str, address: str, label: str) -> None:
        super().__init__(says)
        self.says, self.address, self.label = says, address, label


def require(refusal: str | None) -> None:
    """Raise PermissionDenied carrying the reason, if there is one."""
    if refusal is not None:
        raise PermissionDenied(refusal)
