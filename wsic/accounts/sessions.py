"""Sessions in the database with their user, and the marks by which they lock and end (the SESSION_ENGINE)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from wsic import clock

from .models import Session, User
from .requests import address_of
from .rules import Marks, SessionLimits, SessionState, session_left, session_state

STARTED, SEEN, PROVED, ADDRESS = "started_at", "seen_at", "proved_at", "address"

# Asked before a session locks: whether its user may be idle now.  An app above puts its answer in when it is
# ready (AppConfig.ready), as care plans will for those marked present at an MDT meeting, for its hours.
MAY_BE_IDLE: list[Callable[[User, datetime], bool]] = []


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]  # a table of our own
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        """The row to be written; its columns repeat what is kept inside, for lists and for ending."""
        marks = _marks(data)
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
            started_at=marks.started_at if marks else None,
            seen_at=marks.seen_at if marks else None,
            address=data.get(ADDRESS, ""),
        )


def begin(sender: object, request: HttpRequest, user: User, **_: object) -> None:
    """Django's `login` tells of every sign-in here, that of the tests' client included."""
    at, session = clock.instant(), request.session
    for mark in (STARTED, SEEN, PROVED):
        session[mark] = at.isoformat()
    session[ADDRESS] = address_of(request)[:64]
    session.set_expiry(at + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def see(session: SessionBase, *, at: datetime) -> None:
    """It is used.  Noted only when the last note is so old that it matters, not with every page."""
    marks = marks_of(session)
    if marks is None or at - marks.seen_at >= settings.SESSION_IDLE / 60:
        session[SEEN] = at.isoformat()


def prove(session: SessionBase, *, at: datetime) -> None:
    """Its user has just shown that it is them."""
    session[SEEN] = session[PROVED] = at.isoformat()


def is_proved(session: SessionBase, *, at: datetime) -> bool:
    """Whether the last proof is fresh enough for what is guarded by `step_up`."""
    marks = marks_of(session)
    return marks is not None and at - marks.proved_at <= settings.STEP_UP_WITHIN


def marks_of(session: SessionBase) -> Marks | None:
    return _marks(dict(session.items()))


def state_of(session: SessionBase, user: User, *, at: datetime) -> SessionState:
    marks, limits = marks_of(session), _limits()
    found = session_state(marks, limits, at=at)
    if found is SessionState.LOCKED:
        found = session_state(marks, limits, at=at, stays=_may_be_idle(user, at))
    return found


def left_of(session: SessionBase, user: User, *, at: datetime) -> timedelta:
    """Until it locks or ends without further use."""
    marks = marks_of(session)
    if marks is None:
        return timedelta(0)
    left = session_left(marks, _limits(), at=at)
    stays = left <= settings.SESSION_WARNING and _may_be_idle(user, at)
    return session_left(marks, _limits(), at=at, stays=True) if stays else left


def _may_be_idle(user: User, at: datetime) -> bool:
    return any(may(user, at) for may in MAY_BE_IDLE)


def _limits() -> SessionLimits:
    return SessionLimits(idle=settings.SESSION_IDLE, in_all=settings.SESSION_IN_ALL)


def _marks(kept: dict[str, Any]) -> Marks | None:
    if not {STARTED, SEEN, PROVED} <= kept.keys():
        return None
    return Marks(**{mark: datetime.fromisoformat(kept[mark]) for mark in (STARTED, SEEN, PROVED)})
