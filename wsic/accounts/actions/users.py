"""Who has an account, and what ends it."""

from datetime import date, datetime

from django.db import transaction

from wsic.audit import actions as audit
from wsic.organisations.models import Organisation

from .. import sets
from ..actors import Actor
from ..models import Membership, Session, User
from ..roles import Role


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
    *, user: User, organisation: Organisation, role: Role, from_on: date, by: Actor, telephone: str = ""
) -> Membership:
    """
    Let a user work for an organisation in a role from a day on; an open one of that role stays.

    :param telephone: under which they are rung there, as `wsic.telephones` shows it; "" leaves what is known
    """
    membership, added = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        to_on=None,
        defaults={"from_on": from_on, "telephone": telephone},
    )
    if added:
        subject = f"user:{user.public_id}"
        audit.record("membership.added", by=by, subject=subject, organisation_id=organisation.pk, role=role)
    elif telephone and telephone != membership.telephone:
        membership.telephone = telephone
        membership.save(update_fields=["telephone"])
        _record_telephone(user, organisation.pk, telephone, by=by)
    return membership


@transaction.atomic
def set_telephone(*, user: User, organisation_id: int, telephone: str) -> bool:
    """
    By somebody themself, for where they work today; False when nothing changed.

    :param telephone: as `wsic.telephones` shows it; "" for none
    """
    if not sets.set_own_telephone(organisation_id, telephone):
        return False
    _record_telephone(user, organisation_id, telephone, by=user)
    return True


def _record_telephone(user: User, organisation_id: int, telephone: str, *, by: Actor) -> None:
    subject = f"user:{user.public_id}"
    audit.record(
        "user.telephone_set", by=by, subject=subject, organisation_id=organisation_id, telephone=telephone
    )


@transaction.atomic
def disable_user(*, user: User, by: Actor) -> bool:
    """Keep somebody from signing in, and end what they have open; False when they were disabled already."""
    if not _set_active(user, active=False, verb="user.disabled", by=by):
        return False
    end_sessions(user=user)
    return True


@transaction.atomic
def enable_user(*, user: User, by: Actor) -> bool:
    """Let somebody sign in again; False when they could."""
    return _set_active(user, active=True, verb="user.enabled", by=by)


def _set_active(user: User, *, active: bool, verb: str, by: Actor) -> bool:
    changed = User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active) == 1
    if changed:
        audit.record(verb, by=by, subject=f"user:{user.public_id}")
    return changed


@transaction.atomic
def change_password(*, user: User, password_hash: str, keep: str, by: Actor) -> None:
    """
    Give somebody another password, and end every session but one.

    :param password_hash: of `django.contrib.auth.hashers.make_password`
    :param keep: key of the session that stays, "" for none
    """
    user.password = password_hash
    user.save(update_fields=["password"])
    audit.record("user.password_changed", by=by, subject=f"user:{user.public_id}")
    end_sessions(user=user, keep=keep)


def end_sessions(*, user: User, keep: str = "") -> int:
    """
    End what somebody has open in any browser; how many that were.

    :param keep: key of the one that stays
    """
    ended, _ = Session.objects.filter(user=user).exclude(session_key=keep).delete()
    if ended:
        audit.record("session.ended", by=user, subject=f"user:{user.public_id}", sessions=ended)
    return ended


def clear_sessions(*, at: datetime) -> int:
    """Delete sessions that expired before `at`; returns how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=at).delete()
    return deleted
