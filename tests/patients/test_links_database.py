"""What the database itself keeps of links: walls for both, no chain, no change but the end, one at a time."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction

from patients.models import Person, PersonLink
from tests.tiers.linking import link, somebody, unlink
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cohen(world):
    return world.person("COHEN")


@pytest.fixture
def across(world, cohen):
    """ADAIR of practice A, set aside for COHEN of practice B by a locum of both."""
    return link(world, world.person("ADAIR"), cohen, by="locum")


def seen_by(world, name) -> tuple[int, int]:
    """By code and by plain SQL."""
    with acting_as(world.user(name), on=TODAY) as user:
        return PersonLink.objects.visible_to(user).count(), value("SELECT count(*) FROM patients_personlink")


@pytest.mark.parametrize(
    ("name", "seen"), [("gp_a", 1), ("gp_b", 1), ("locum", 1), ("hsca_1", 1), ("community_nurse", 0)]
)
def test_whoever_reaches_one_of_the_two_sees_the_link_on_both_walls(world, across, name, seen):
    assert seen_by(world, name) == (seen, seen)


def test_one_reached_is_not_enough_to_link_and_enough_to_end(world, cohen):
    with acting_as(world.user("gp_a"), on=TODAY) as user:
        fields = {"from_on": TODAY, "reason": "ENTERED_TWICE", "recorded_by": user, "recorded_at": NOW}
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            PersonLink.objects.create(person=world.person("ADAIR"), kept=cohen, **fields)

    unlink(world, link(world, world.person("ADAIR"), cohen, by="locum"), by="gp_b")

    with as_system():
        assert PersonLink.objects.get().ended_by == world.user("gp_b")


def refused(match, **fields) -> None:
    given = {"reason": "ENTERED_TWICE", "recorded_by_id": value("SELECT min(id) FROM accounts_user")}
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        PersonLink.objects.create(**{"from_on": TODAY, "recorded_at": NOW, **given, **fields})


def test_no_chain_no_cycle_no_second_link_away_at_a_time(world, across):
    adair, bello, cohen = (world.person(name) for name in ("ADAIR", "BELLO", "COHEN"))
    with as_system():
        refused("patients_one_link_away", person=adair, kept=bello)
        refused("no chain", person=cohen, kept=bello)
        refused("no chain", person=bello, kept=adair)
        refused("no chain", person=cohen, kept=adair)
        refused("patients_link_of_two", person=bello, kept=bello)
        refused("no chain", person=cohen, kept=bello, from_on=TODAY + 9 * DAY)


def test_several_records_may_be_set_aside_for_one(world, across, cohen):
    with as_system():
        made = link(world, world.person("BELLO"), cohen, by="locum")

    assert made.pk != across.pk


def test_a_link_is_ended_once_and_nothing_else_of_it_changes(world, across, cohen):
    twin = somebody(world, "TWIN")
    with as_system():
        for change in ({"person": twin}, {"kept": twin}, {"words": "X"}, {"from_on": TODAY - DAY}):
            with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
                PersonLink.objects.update(**change)
    unlink(world, across, by="gp_b")

    with as_system():
        ended = {"to_on": TODAY + DAY}
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            PersonLink.objects.update(**ended)


def test_who_ended_it_when_and_why_go_together(world, across):
    with as_system(), pytest.raises(IntegrityError, match="ended_by_somebody"), transaction.atomic():
        PersonLink.objects.update(to_on=TODAY)


def test_ended_the_two_may_be_linked_again_and_the_other_way(world, across, cohen):
    unlink(world, across, by="gp_b")

    again = link(world, cohen, world.person("ADAIR"), by="locum")

    assert (again.person_id, again.to_on) == (cohen.pk, None)


def test_the_web_removes_no_link(world, across):
    work.enter(world.user("locum"), on=TODAY)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        value("DELETE FROM patients_personlink RETURNING 1")


def test_only_the_link_is_told_to_who_may_not_open_the_other(client, sign_in, world, across, cohen):
    sign_in("gp_a")

    pages = [client.get(f"/people/{world.person('ADAIR').public_id}/{each}") for each in ("", "links/")]

    with as_system():
        cohens = Person.objects.get(pk=cohen.pk)
    for shown in (page.content.decode() for page in pages):
        assert "which you may not open" in shown
        assert "COHEN" not in shown
        assert str(cohens.public_id) not in shown
        assert "letters agree" not in shown
