"""Who may do what about whom, said once more by hand and asked of both walls.

Whoever changes the tables of `wsic.accounts.roles` and `wsic.relationships` says so here as well.
"""

from datetime import timedelta

import pytest
import time_machine

from patients.access.care_teams import refuse_change_team
from patients.access.links import refuse_link
from patients.access.preferences import refuse_note
from patients.models import Person, Reach
from tests.world import NOW, TODAY, World, as_system
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
    Verb.LINK: "GP PRACTICE_ADMIN CASE_MANAGER",
    Verb.AGREEMENTS: "ADMINISTRATOR",
    Verb.LETTER_TEXTS: "ADMINISTRATOR",
    Verb.STAFF_HOURS: "HUB_COORDINATOR ADMINISTRATOR",
    Verb.REVIEW_ACCESS: "PRIVACY_OFFICER",
    Verb.READ_RETRACTED: "PRIVACY_OFFICER",
    Verb.DECIDE_TIER: CLINICIANS,
    Verb.PLAN: CARE,
    Verb.SIGN_PLAN: "GP",
    Verb.CRISIS: "OUT_OF_HOURS",
    Verb.FILE_RECORD: "GP PRACTICE_NURSE PRACTICE_ADMIN",
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
# Whom the database shows in the tables that a crisis page asks; the code, on that page alone.
IN_CRISIS = {(Why.OUT_OF_HOURS, USER): "OUT_OF_HOURS"}
CHANGES = {Why.REGISTERED, Why.HUB}  # who stands in these says who is on the team, and notes preferences


def some(roles: str) -> set[str]:
    return set(roles.split())


@pytest.mark.fast
@pytest.mark.parametrize("verb", Verb)
def test_a_role_may_what_stands_here(verb):
    assert {role for role in Role if verb in VERBS[role]} == some(MAY[verb])


def on_both_walls(user: User) -> tuple[bool, bool]:
    """Whether the user sees somebody, by code and by plain SQL."""
    with as_system():
        by_code = Person.objects.visible_to(user).exists()
    work.enter(user, on=TODAY)
    return by_code, value("SELECT count(*) FROM patients_person") == 1


def hold(world: World, why: Why, **held) -> None:
    """The one relationship in which anybody stands to ADAIR."""
    with as_system():
        person = world.person("ADAIR")
        Reach.objects.filter(person=person).delete()
        Reach.objects.create(person=person, why=why, source="tests:1", **{"from_on": TODAY} | held)


@pytest.fixture
def users(world: World) -> dict[Role, User]:
    """One of each role, at the community trust."""
    users = {}
    with as_system():
        for role in Role:
            users[role] = User.objects.create(username=f"of-{role}", display_name=str(role))
            Membership.objects.create(
                user=users[role], organisation=world.organisation("COM"), role=role, from_on=TODAY
            )
    return users


@pytest.fixture
def seen(world: World, users):
    """What somebody of a role sees and does with a person by one row of Reach."""
    place = world.organisation("COM")

    def seen(why: Why, held_by: Holder, role: Role) -> tuple[bool, ...]:
        user, person = users[role], world.person("ADAIR")
        hold(world, why, **({"organisation": place} if held_by is ORGANISATION else {"user": user}))
        walls = on_both_walls(user)
        refused = [ask(user, person) for ask in (refuse_change_team, refuse_note, refuse_link)]
        return *walls, *(each is None for each in refused)

    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("held_by", Holder)
@pytest.mark.parametrize("why", Why)
def test_a_relationship_opens_what_stands_here_on_both_walls(seen, why, held_by):
    readers = some(SEES.get((why, held_by), ""))
    changes = why in CHANGES and held_by is ORGANISATION
    verbs = (Verb.CARE_TEAM, Verb.PREFERENCES, Verb.LINK)
    in_database = readers | some(IN_CRISIS.get((why, held_by), ""))
    doers = [readers, in_database, *(some(MAY[verb]) if changes else set() for verb in verbs)]

    found = {role: seen(why, held_by, role) for role in Role}

    assert found == {role: tuple(role in some_of for some_of in doers) for role in Role}


@pytest.mark.django_db
@pytest.mark.parametrize("why", [why for why, held_by in SEES if held_by is USER])
def test_acting_for_an_organisation_takes_a_role_there_that_the_relationship_counts(world, users, why):
    place = world.organisation("COM")
    found = {}
    for role, user in users.items():
        hold(world, why, user=user, acting_for=place)
        found[role] = on_both_walls(user)

    readers = some(SEES[why, USER])
    assert found == {role: (role in readers, role in readers) for role in Role}


# What somebody's one membership is -> whether they see by what their organisation holds, by what they hold
# themselves, and by what they hold for an organisation.
STANDS = {
    "there": (True, True, True),
    "elsewhere": (False, True, False),
    "ended": (False, False, False),
    "not begun": (False, False, False),
    "another's": (False, False, False),
    "none": (False, False, False),
}


def stand(world: World, how: str) -> tuple[User, User]:
    """Who asks, and who holds what is held by a user."""
    with as_system():
        user, other = (User.objects.create(username=name, display_name=name) for name in ("asks", "other"))
        days = {
            "ended": {"from_on": TODAY - timedelta(days=1), "to_on": TODAY},
            "not begun": {"from_on": TODAY + timedelta(days=1)},
        }.get(how, {"from_on": TODAY})
        place = world.organisation("COU" if how == "elsewhere" else "COM")
        whose = other if how == "another's" else user
        if how != "none":
            Membership.objects.create(user=whose, organisation=place, role=Role.GP, **days)
    return user, whose


@pytest.mark.django_db
@pytest.mark.parametrize("how", STANDS)
def test_a_relationship_is_of_whoever_works_there_on_the_day(world, how):
    user, holder = stand(world, how)
    by_place, by_user, acting = STANDS[how]
    place = world.organisation("COM")
    ways = {
        "place": ({"organisation": place}, by_place),
        "user": ({"user": holder}, by_user),
        "acting": ({"user": holder, "acting_for": place}, acting),
    }
    asked = [
        (why, way)
        for why, held_by in SEES
        for way in (["place"] if held_by is ORGANISATION else ["user", "acting"])
    ]

    found = {}
    for why, way in asked:
        hold(world, why, **ways[way][0])
        found[why, way] = on_both_walls(user)

    assert found == {(why, way): (ways[way][1], ways[way][1]) for why, way in asked}


@pytest.mark.django_db
def test_what_one_user_holds_is_no_colleagues(world):
    user, _ = stand(world, "there")
    with as_system():
        other = User.objects.get(username="other")

    for why in (why for why, held_by in SEES if held_by is USER):
        for acting in ({}, {"acting_for": world.organisation("COM")}):
            hold(world, why, user=other, **acting)
            assert (why, *on_both_walls(user)) == (why, False, False)


DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# Which days and times a relationship has -> whether it opens anything now.
LASTS = {
    "from today": ({"from_on": TODAY}, True),
    "from tomorrow": ({"from_on": TODAY + DAY}, False),
    "until tomorrow": ({"from_on": TODAY - DAY, "to_on": TODAY + DAY}, True),
    "until today": ({"from_on": TODAY - DAY, "to_on": TODAY}, False),
    "for a minute more": ({"from_on": TODAY, "ends_at": NOW + MINUTE}, True),
    "until now": ({"from_on": TODAY, "ends_at": NOW}, False),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", LASTS)
@time_machine.travel(NOW, tick=False)
def test_a_relationship_opens_while_it_lasts(world, how):
    days, opens = LASTS[how]
    user, _ = stand(world, "there")
    place = world.organisation("COM")
    found = {}
    for held_by, held in (("place", {"organisation": place}), ("user", {"user": user})):
        hold(world, Why.MEETING, **held | days)
        found[held_by] = on_both_walls(user)

    assert found == dict.fromkeys(found, (opens, opens))
