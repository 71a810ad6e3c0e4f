from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from wsic.audit import actions as audit
from wsic.organisations.models import Organisation

from .actors import Actor
from .models import Membership, User
from .roles import Role


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


def clear_sessions(*, at: datetime) -> int:
    """Delete sessions that expired before `at`; returns how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=at).delete()
    return deleted
