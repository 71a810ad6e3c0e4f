"""Somebody who has given their password and not yet their code: known to the session, and not signed in."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from .models import User

PENDING = "pending"


@dataclass(frozen=True, kw_only=True)
class Pending:
    user: User
    leads_to: str  # the page that they were going to, "" for the first one


def begin(session: SessionBase, user: User, *, leads_to: str, at: datetime) -> None:
    session.cycle_key()  # whoever knew the key before the password knows this one no more
    session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": at.isoformat(),
        "leads_to": leads_to,
    }


def find(session: SessionBase, *, at: datetime) -> Pending | None:
    """Who has given their password a few minutes ago; not who was disabled or got another one since."""
    kept = session.get(PENDING)
    if not kept or at - datetime.fromisoformat(kept["at"]) > settings.SECOND_STEP:
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["hash"]:
        return None
    return Pending(user=user, leads_to=kept["leads_to"])


def end(session: SessionBase) -> None:
    session.pop(PENDING, None)
