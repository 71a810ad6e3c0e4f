"""Refusals: every app's access.py answers None for yes or the reason for no, and `require` raises it."""

from django.core.exceptions import PermissionDenied


def require(refusal: str | None) -> None:
    """Raise PermissionDenied carrying the reason, if there is one."""
    if refusal is not None:
        raise PermissionDenied(refusal)
