"""The second factor: set up, tried, taken away; and proofs, which a password or a code may be."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from wsic.access import require
from wsic.audit import actions as audit
from wsic.audit.models import EventKind

from .. import access, codes, queries, sets
from ..actors import Actor
from ..models import RecoveryCode, SecondFactor, User
from .sign_in import A_MOMENT, begin_sign_in, count_wrong_try, forget_wrong_tries
from .users import end_sessions

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What came of a proof: right, wrong, or not tried because there were too many wrong ones before."""

    right: bool
    wait: timedelta | None = None


@transaction.atomic
def prove(*, user: User, given: str, address: str, at: datetime) -> Tried:
    """
    Try whether what somebody gives shows that they are the user of a session that is there already.

    :param given: their password, or a code of their app
    """
    if codes.is_code(given) and queries.has_second_factor(user):
        tried = _try(user, given, address=address, at=at, recovery=False)
    else:
        tried = _try_password(user, given, address=address, at=at)
    _record(user, tried, right="session.proved", wrong="session.proof_failed", waits="session.proof_waited")
    return tried


@transaction.atomic
def try_code(*, user: User, given: str, address: str, at: datetime) -> Tried:
    """Try the code of somebody who has given their password just now: of their app, or a recovery code."""
    tried = _try(user, given, address=address, at=at, recovery=True)
    _record(user, tried, right="account.code_taken", wrong="account.code_failed", waits="account.code_waited")
    return tried


def _record(user: User, tried: Tried, *, right: str, wrong: str, waits: str) -> None:
    verb = right if tried.right else wrong if tried.wait is None else waits
    audit.record(verb, by=user, kind=EventKind.SIGN_IN)


def _try_password(user: User, given: str, *, address: str, at: datetime) -> Tried:
    wait = begin_sign_in(username=user.username, address=address, at=at)
    if wait is not None:
        return Tried(right=False, wait=wait)
    if not user.check_password(given):
        count_wrong_try(name=user.username, address=address, at=at)
        return Tried(right=False)
    forget_wrong_tries(username=user.username)
    return Tried(right=True)


def _try(user: User, given: str, *, address: str, at: datetime, recovery: bool) -> Tried:
    """Whoever comes here has the password, so wrong codes are counted wherever they come from."""
    name = _name_of_tries(user)
    if not sets.has_turn(f"code of {user.pk}"):
        return Tried(right=False, wait=A_MOMENT)
    wait = queries.wait_of_name(name, at=at)
    if wait is not None:
        return Tried(right=False, wait=wait)
    if _take_code(user, given, at=at) or (recovery and _take_recovery_code(user, given, at=at)):
        forget_wrong_tries(username=name)
        return Tried(right=True)
    count_wrong_try(name=name, address=address, at=at)
    return Tried(right=False)


def _name_of_tries(user: User) -> str:
    return f"\0code of {user.username}"  # no user name begins so


def _take_code(user: User, given: str, *, at: datetime) -> bool:
    """A code is taken once: the step of time that it stands for is used up."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None or not codes.is_code(given):
        return False
    try:
        secret = codes.unseal(factor.secret, whose=str(user.public_id), key=settings.SECOND_FACTOR_KEY, at=at)
    except codes.Unreadable:
        logger.error("%s cannot be read. Was SECRET_KEY or WSIC_SECOND_FACTOR_KEY changed?", factor)
        return False
    step = codes.step_of(given, secret=secret, at=at, after=factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return True


def _take_recovery_code(user: User, given: str, *, at: datetime) -> bool:
    digest = codes.digest_of_code(given, key=settings.SECOND_FACTOR_KEY)
    unused = RecoveryCode.objects.filter(user=user, digest=digest, used_at=None)
    if unused.update(used_at=at) != 1:
        return False
    audit.record("account.recovery_code_used", by=user, kind=EventKind.SIGN_IN)
    return True


@transaction.atomic
def set_up_second_factor(
    *, user: User, secret: bytes, given: str, keep: str, by: User, at: datetime
) -> tuple[str, ...] | None:
    """
    Begin to ask somebody for the codes of an app, in place of any other.

    :param given: a code of the app, which shows that it has the secret
    :param keep: key of the one session that goes on
    :returns: ten recovery codes, to be shown this once; None when the code is wrong
    """
    step = codes.step_of(given, secret=secret, at=at, after=0) if codes.is_code(given) else None
    if step is None:
        return None
    whose = str(user.public_id)
    sealed = codes.seal(secret, whose=whose, key=settings.SECOND_FACTOR_KEY, at=at)
    SecondFactor.objects.filter(user=user).delete()
    SecondFactor.objects.create(user=user, secret=sealed, last_step=step, set_up_at=at)
    audit.record("user.second_factor_set_up", by=by, subject=f"user:{whose}")
    end_sessions(user=user, keep=keep)
    return _new_recovery_codes(user)


@transaction.atomic
def replace_recovery_codes(*, user: User, by: User) -> tuple[str, ...]:
    """Ten new ones, to be shown this once; the old ones are worth nothing any more."""
    require(access.refuse_replace_recovery_codes(user))
    audit.record("user.recovery_codes_replaced", by=by, subject=f"user:{user.public_id}")
    return _new_recovery_codes(user)


def _new_recovery_codes(user: User) -> tuple[str, ...]:
    new, key = codes.new_recovery_codes(), settings.SECOND_FACTOR_KEY
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=codes.digest_of_code(each, key=key)) for each in new
    )
    return new


@transaction.atomic
def remove_second_factor(*, user: User, by: Actor, keep: str = "") -> bool:
    """
    Ask somebody for no code any more, and end their sessions but one; False when there was none.

    Where a second factor is required they set up another when they next sign in.
    """
    require(access.refuse_remove_second_factor(by))
    RecoveryCode.objects.filter(user=user).delete()
    removed, _ = SecondFactor.objects.filter(user=user).delete()
    if not removed:
        return False
    audit.record("user.second_factor_removed", by=by, subject=f"user:{user.public_id}")
    end_sessions(user=user, keep=keep)
    return True
