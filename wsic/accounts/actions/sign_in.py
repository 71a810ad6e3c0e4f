"""Signing in: whose turn it is, what was tried, and how long it waits."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from wsic.audit import actions as audit
from wsic.audit.models import EventKind

from .. import queries, sets
from ..models import FailedSignIn, User
from ..rules import digest_of_name

A_MOMENT = timedelta(minutes=1)  # for whoever did not get their turn, so many were before them


def begin_sign_in(*, username: str, address: str, at: datetime) -> timedelta | None:
    """
    Take one's turn at a name; how long signing in with it still waits, None when it may be tried.

    What is counted here is all that was tried: until the caller's transaction ends nobody else tries the
    name. An address may be a whole practice's in the morning, whose people do not wait for each other: it is
    one at a time only from half of its tries on, of which a server has never as many under way.
    """
    many = settings.SIGN_IN_TRIES_OF_AN_ADDRESS // 2
    if not sets.has_turn(f"sign-in of {_digest(username)}"):
        return A_MOMENT
    crowded = queries.failed_from(address, since=at - 2 * settings.SIGN_IN_WAIT) >= many
    if crowded and not sets.has_turn(f"sign-in from {address}"):
        return A_MOMENT
    return queries.sign_in_wait(username=username, address=address, at=at)


@transaction.atomic
def note_sign_in(*, user: User, second_factor: bool = False) -> None:
    """Somebody has signed in: their wrong tries before it count no more."""
    forget_wrong_tries(username=user.username)
    audit.record("account.signed_in", by=user, kind=EventKind.SIGN_IN, second_factor=second_factor)


@transaction.atomic
def note_failed_sign_in(*, username: str, name: str, address: str, at: datetime) -> None:
    """
    Somebody has tried to sign in with a name and a password that do not go together.

    :param username: as typed; kept nowhere but as a digest, unless a user has it
    :param name: as the audit may hold it
    :param at: the instant, for the wait after too many of them
    """
    count_wrong_try(name=username, address=address, at=at)
    audit.record_typed("account.sign_in_failed", name=name)


def count_wrong_try(*, name: str, address: str, at: datetime) -> None:
    FailedSignIn.objects.create(name_digest=_digest(name), address=address[:64], at=at)


def forget_wrong_tries(*, username: str) -> None:
    FailedSignIn.objects.filter(name_digest=_digest(username)).delete()


def _digest(username: str) -> str:
    return digest_of_name(username, key=settings.SECRET_KEY)


def clear_failed_sign_ins(*, at: datetime) -> int:
    """Forget wrong tries that count no more; the audit keeps its record of them."""
    deleted, _ = FailedSignIn.objects.filter(at__lt=at - 2 * settings.SIGN_IN_WAIT).delete()
    return deleted
