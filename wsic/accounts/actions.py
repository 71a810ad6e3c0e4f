from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.organisations.models import Organisation

from . import queries, sets
from .actors import Actor
from .models import FailedSignIn, Membership, Session, User
from .roles import Role
from .rules import digest_of_name


@transaction.atomic
def add_user(*, username: str, display_name: str, password_hash: str, by: Actor) -> User:
    """
    Add a local account that can sign in; the same name again changes nothing and returns it.

    :param password_hash: of `django.contrib.auth.hashers.make_password`
    """
    existing = User.objects.filter(username=username).first()
    if existing is not None:
        return existing
    user = User.objects.create(username=username, display_name=display_name, password=password_hash)
    audit.record("user.added", by=by, subject=f"user:{user.public_id}")
    return user


@transaction.atomic
def add_membership(
    *, user: User, organisation: Organisation, role: Role, from_on: date, by: Actor
) -> Membership:
    """Let a user work for an organisation in a role from a day on; an open one of that role stays."""
    membership, added = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, to_on=None, defaults={"from_on": from_on}
    )
    if added:
        subject = f"user:{user.public_id}"
        audit.record("membership.added", by=by, subject=subject, organisation_id=organisation.pk, role=role)
    return membership


_A_MOMENT = timedelta(minutes=1)  # for whoever did not get their turn, so many were before them


def begin_sign_in(*, username: str, address: str, at: datetime) -> timedelta | None:
    """
    Take one's turn at a name; how long signing in with it still waits, None when it may be tried.

    What is counted here is all that was tried: until the caller's transaction ends nobody else tries the
    name. An address may be a whole practice's in the morning, whose people do not wait for each other: it is
    one at a time only from half of its tries on, of which a server has never as many under way.
    """
    many = settings.SIGN_IN_TRIES_OF_AN_ADDRESS // 2
    if not sets.has_turn(f"sign-in of {_digest(username)}"):
        return _A_MOMENT
    crowded = queries.failed_from(address, since=at - 2 * settings.SIGN_IN_WAIT) >= many
    if crowded and not sets.has_turn(f"sign-in from {address}"):
        return _A_MOMENT
    return queries.sign_in_wait(username=username, address=address, at=at)


@transaction.atomic
def note_sign_in(*, user: User) -> None:
    """Somebody has signed in: their wrong tries before it count no more."""
    FailedSignIn.objects.filter(name_digest=_digest(user.username)).delete()
    audit.record("account.signed_in", by=user, kind=EventKind.SIGN_IN)


@transaction.atomic
def note_failed_sign_in(*, username: str, name: str, address: str, at: datetime) -> None:
    """
    Somebody has tried to sign in with a name and a password that do not go together.

    :param username: as typed; kept nowhere but as a digest, unless a user has it
    :param name: as the audit may hold it
    :param at: the instant, for the wait after too many of them
    """
    FailedSignIn.objects.create(name_digest=_digest(username), address=address[:64], at=at)
    audit.record_typed("account.sign_in_failed", name=name)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What came of a proof: right, wrong, or not tried because there were too many wrong ones before."""

    right: bool
    wait: timedelta | None = None


@transaction.atomic
def prove(*, user: User, given: str, address: str, at: datetime) -> Tried:
    """
    Try whether what somebody gives shows that they are the user of a session that is there already.

    :param given: their password
    """
    wait = begin_sign_in(username=user.username, address=address, at=at)
    if wait is not None:
        audit.record("session.proof_waited", by=user, kind=EventKind.SIGN_IN)
        return Tried(right=False, wait=wait)
    if not user.check_password(given):
        FailedSignIn.objects.create(name_digest=_digest(user.username), address=address[:64], at=at)
        audit.record("session.proof_failed", by=user, kind=EventKind.SIGN_IN)
        return Tried(right=False)
    FailedSignIn.objects.filter(name_digest=_digest(user.username)).delete()
    audit.record("session.proved", by=user, kind=EventKind.SIGN_IN)
    return Tried(right=True)


def _digest(username: str) -> str:
    return digest_of_name(username, key=settings.SECRET_KEY)


def clear_failed_sign_ins(*, at: datetime) -> int:
    """Forget wrong tries that count no more; the audit keeps its record of them."""
    deleted, _ = FailedSignIn.objects.filter(at__lt=at - 2 * settings.SIGN_IN_WAIT).delete()
    return deleted


def clear_sessions(*, at: datetime) -> int:
    """Delete sessions that expired before `at`; returns how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=at).delete()
    return deleted
