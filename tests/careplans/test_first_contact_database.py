"""What the database keeps of first contacts, and that its words are those of the rules."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from careplans.models import FirstContact
from careplans.rules.first_contact import How, Named, Post, Tie, how
from careplans.sets import first_contacts as sets
from tests.careplans.crisis import opened
from tests.careplans.factories import make_first_contact
from tests.world import NOW, TODAY, as_system
from wsic import work
from wsic.accounts.models import Membership
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
EARLIER = date(2026, 1, 1)


def test_nobody_names_in_anothers_name(world, adair):
    refusal = pytest.raises(ProgrammingError, match="row-level security")

    with acting_as(world.user("hsca_1"), on=TODAY), refusal, transaction.atomic():
        make_first_contact(adair)  # the Case Manager's


def test_one_at_a_time_but_for_errors(world, adair):
    with as_system():
        first = make_first_contact(adair, on=EARLIER)
        with pytest.raises(IntegrityError, match="one_first_contact_at_a_time"), transaction.atomic():
            make_first_contact(adair)
        first.in_error_at, first.in_error_by = NOW, first.recorded_by
        first.save()
        make_first_contact(adair)


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ({}, {"person": "BELLO"}),
        ({}, {"user": "hsca_1"}),
        ({}, {"from_on": EARLIER}),
        ({}, {"note": "Another"}),
        ({"to_on": TODAY}, {"to_on": None, "ended_at": None, "ended_by": None}),
        ({"told_at": NOW}, {"told_at": None, "told_by": None}),
        ({"in_error_at": NOW}, {"in_error_at": None, "in_error_by": None}),
    ],
)
def test_what_was_said_stays(world, adair, given, change):
    by = world.user("hsca_1")
    words = {"to_on": "ended_by", "told_at": "told_by", "in_error_at": "in_error_by"}
    given |= {words[each]: by for each in list(given)} | ({"ended_at": NOW} if "to_on" in given else {})
    found = {"BELLO": lambda: world.person("BELLO"), "hsca_1": lambda: by}
    change = {name: found.get(value, lambda value=value: value)() for name, value in change.items()}
    with as_system():
        row = make_first_contact(adair, **given)

    with acting_as(by, on=TODAY):
        rows = FirstContact.objects.visible_to(by).filter(pk=row.pk)
        with pytest.raises(IntegrityError, match="never changed otherwise"), transaction.atomic():
            rows.update(**change)


def told(user, people, world) -> list[tuple]:
    work.enter(world.user(user), on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation, member, why FROM careplans_caring_for(%s)", [people])
        return sorted(cursor.fetchall())


def test_who_cares_is_told_to_who_reaches_the_person_alone(world, adair):
    practice, hub = world.organisation("PA").pk, world.organisation("HUB1").pk

    for name in ("gp_a", "hsca_1"):
        assert told(name, [adair.pk], world) == sorted([(practice, None, "REGISTERED"), (hub, None, "HUB")])
    for name in ("gp_b", "community_nurse", "analyst", "nobody"):
        assert told(name, [adair.pk], world) == []
    assert (practice, None, "REGISTERED") not in told("gp_b", None, world)


def test_who_opened_the_crisis_page_alone_is_told_of_nobody_but_who_is_named(reader, asked, planned, world):
    opened(reader, asked)
    assert told("out_of_hours", None, world) == []

    with as_system():
        make_first_contact(planned)

    assert told("out_of_hours", None, world) == [(world.organisation("HUB1").pk, None, "HUB")]


def test_the_reach_of_others_is_joined_by_key():
    """Joined without the keys, everybody's was read: 0.4 s of a caseload among 300,000 people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'careplans_caring_for'")
        assert "r.person_id = ANY (ARRAY(SELECT person_id FROM own))" in cursor.fetchone()[0]


POSTS = {  # (role, organisation, until): how the Case Manager stands to Adair
    "case_manager_1": How.WORKS,
    "case_manager_2": How.AWAY,
    "gp_a": How.WORKS,
    "analyst": How.LEFT,
    "disabled": How.LEFT,
}


@pytest.mark.parametrize("name", POSTS)
def test_the_statement_says_what_the_rules_say(world, adair, name):
    with as_system():
        held = Membership.objects.get(user__username=name)
        make_first_contact(adair, name=name, code=held.organisation.code, role=held.role)
        active = Membership.objects.filter(user__is_active=True)
        posts = [Post(each.user_id, each.organisation_id, each.role) for each in active]
    work.enter(world.user("hsca_1"), on=TODAY)

    (found,) = sets.named([adair.pk], on=TODAY).values()

    ties = [Tie(world.organisation("PA").pk, "REGISTERED"), Tie(world.organisation("HUB1").pk, "HUB")]
    named = Named(held.user_id, held.organisation_id)
    assert (
        found["how"] == how(named, posts, ties, planning=sets.PLANNING, opening=sets.OPENING) == POSTS[name]
    )


@pytest.mark.parametrize("member", [None, 1, 2])
def test_who_is_on_a_care_team_alone_is_rung_alone(member):
    posts = [Post(1, 7, "COMMUNITY_NURSE"), Post(2, 7, "COMMUNITY_NURSE")]
    found = how(
        Named(1, 7), posts, [Tie(7, "CARE_TEAM", member)], planning=sets.PLANNING, opening=sets.OPENING
    )

    assert found is (How.AWAY if member == 2 else How.WORKS)
