"""Who is on a person's care team.  What they reach is a grant like that of other work (`grant_reach`): it
rests on both signatures, is cut by a dissent and has a hand-over, by the one statement that knows these."""

from datetime import date, datetime

from django.db import transaction

from patients.access import care_teams as access
from patients.actions.reach import end_reach, grant_reach
from patients.models import CareTeamMember, Person
from wsic.access import require
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.organisations.models import Organisation
from wsic.relationships import Why


class NotChanged(Exception):
    """Somebody is on the team already, or not any more.  Its text is the sentence the user reads."""


@transaction.atomic
def add_member(
    *,
    person: Person,
    organisation: Organisation,
    user: User | None,
    role: str,
    from_on: date,
    by: User,
    at: datetime,
) -> CareTeamMember:
    """
    :param user: who acts for the organisation; None where everybody there does who may
    :param role: in words, what they do for the person
    :raises NotChanged: they are on the team already
    """
    require(access.refuse_change_team(by, person))
    team = CareTeamMember.objects.visible_to(by).filter(person=person, to_on=None)
    if team.filter(organisation=organisation, user=user).exists():
        raise NotChanged("They are on the care team already.")
    member = CareTeamMember.objects.create(
        person=person,
        organisation=organisation,
        user=user,
        role=role,
        from_on=from_on,
        recorded_by=by,
        recorded_at=at,
    )
    _record("care_team.joined", member, by, on=from_on)
    grant_reach(
        people=[person.pk],
        to=user or organisation,
        acting_for=organisation if user else None,
        why=Why.CARE_TEAM,
        source=_source(member),
        from_on=from_on,
        by=by,
        at=at,
    )
    return member


@transaction.atomic
def end_member(*, member: CareTeamMember, on: date, by: User) -> None:
    """
    :param on: the first day without them; their first day where they never were on the team
    :raises NotChanged: they have left already, or joined later
    """
    require(access.refuse_change_team(by, member.person))
    team = CareTeamMember.objects.visible_to(by).select_for_update()
    locked = team.filter(pk=member.pk, to_on=None).first()
    if locked is None:
        raise NotChanged("They have left the care team already.")
    if on < locked.from_on:
        raise NotChanged("They joined later than that. Give the day they joined, or a later one.")
    locked.to_on = on
    locked.save(update_fields=["to_on"])
    _record("care_team.left", locked, by, on=on)
    end_reach(source=_source(locked), on=on, by=by)


def _source(member: CareTeamMember) -> str:
    return f"care-team:{member.pk}"


def _record(verb: str, member: CareTeamMember, by: User, *, on: date) -> None:
    audit.record(
        verb,
        by=by,
        people=[member.person_id],
        subject=f"person:{member.person.public_id}",
        team=str(member.organisation.public_id),
        member=str(member.user.public_id) if member.user else "",
        on=on.isoformat(),
    )
