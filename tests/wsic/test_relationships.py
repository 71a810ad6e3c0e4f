"""Who may do what about whom, said once more by hand and asked of both walls.

Whoever changes the tables of `wsic.accounts.roles` and `wsic.relationships` says so here as well.
"""

import pytest

from patients.access.care_teams import refuse_change_team
from patients.access.preferences import refuse_note
from patients.models import Person, Reach
from tests.world import TODAY, World, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import VERBS, Role, Verb
from wsic.relationships import Holder, Why

PRACTICE_OR_HUB = "GP PRACTICE_NURSE PRACTICE_ADMIN CASE_MANAGER HSCA HUB_COORDINATOR"
PARTNERS = "COMMUNITY_NURSE SOCIAL_CARE_WORKER MENTAL_HEALTH_PRACTITIONER"
CARE = f"{PRACTICE_OR_HUB} {PARTNERS}"
CLINICIANS = "GP PRACTICE_NURSE CASE_MANAGER"

MAY = {
    Verb.READ: CARE,
    Verb.REGISTER: PRACTICE_OR_HUB,
    Verb.IMPORT: "GP PRACTICE_ADMIN ADMINISTRATOR",
    Verb.APPROVE_IMPORT: "GP PRACTICE_ADMIN ADMINISTRATOR",
    Verb.AGGREGATES: "ANALYST PRIVACY_OFFICER ADMINISTRATOR",
    Verb.BREAK_GLASS: f"{CLINICIANS} {PARTNERS}",
    Verb.CARE_TEAM: f"{CLINICIANS} HUB_COORDINATOR",
    Verb.PREFERENCES: f"{CLINICIANS} PRACTICE_ADMIN",
    Verb.AGREEMENTS: "ADMINISTRATOR",
    Verb.REVIEW_ACCESS: "PRIVACY_OFFICER",
}
ORGANISATION, USER = Holder.ORGANISATION, Holder.USER
SEES = {
    (Why.REGISTERED, ORGANISATION): PRACTICE_OR_HUB,
    (Why.HUB, ORGANISATION): PRACTICE_OR_HUB,
    (Why.CARE_TEAM, ORGANISATION): CARE,
    (Why.CARE_TEAM, USER): CARE,
    (Why.REFERRAL, ORGANISATION): CARE,
    (Why.MEETING, ORGANISATION): CARE,
    (Why.MEETING, USER): CARE,
    (Why.TELEPHONE, USER): CARE,
    (Why.BREAK_GLASS, USER): f"{CLINICIANS} {PARTNERS}",
}
CHANGES = {Why.REGISTERED, Why.HUB}  # who stands in these says who is on the team, and notes preferences


def some(roles: str) -> set[str]:
    return set(roles.split())


@pytest.mark.fast
@pytest.mark.parametrize("verb", Verb)
def test_a_role_may_what_stands_here(verb):
    assert {role for role in Role if verb in VERBS[role]} == some(MAY[verb])


@pytest.fixture
def seen(world: World):
    """By code and by SQL, what somebody of a role does with a person by one row of Reach."""
    place = world.organisation("COM")
    users = {}
    with as_system():
        for role in Role:
            users[role] = User.objects.create(username=f"of-{role}", display_name=str(role))
            Membership.objects.create(user=users[role], organisation=place, role=role, from_on=TODAY)

    def seen(why: Why, held_by: Holder, role: Role) -> tuple[bool, bool, bool, bool]:
        user, person = users[role], world.person("ADAIR")
        held = {"organisation": place} if held_by is ORGANISATION else {"user": user}
        with as_system():
            Reach.objects.filter(person=person).delete()
            Reach.objects.create(person=person, why=why, from_on=TODAY, source="tests:1", **held)
            by_code = Person.objects.visible_to(user).exists()
        work.enter(user, on=TODAY)
        by_sql = value("SELECT count(*) FROM patients_person") == 1
        return by_code, by_sql, not refuse_change_team(user, person), not refuse_note(user, person)

    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("held_by", Holder)
@pytest.mark.parametrize("why", Why)
def test_a_relationship_opens_what_stands_here_on_both_walls(seen, why, held_by):
    readers = some(SEES.get((why, held_by), ""))
    changes = why in CHANGES and held_by is ORGANISATION
    team, notes = (some(MAY[verb]) if changes else set() for verb in (Verb.CARE_TEAM, Verb.PREFERENCES))

    found = {role: seen(why, held_by, role) for role in Role}

    assert found == {role: (role in readers, role in readers, role in team, role in notes) for role in Role}
