"""What becomes of tiers, decisions and history where people move, leave, return, die or get another number:
the table of docs/decisions/0020."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from patients.actions.reach import refresh_reach
from patients.models import PersonDetail, PersonIdentifier, Registration
from tests.factories import ImportFactory, nhs_number
from tests.tiers.asking import decided, history_of, why
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import TierDecision

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARCH, APRIL, MAY, JUNE = (date(2026, month, 10) for month in (3, 4, 5, 6))


@pytest.fixture
def adair(world):
    """Proposed on tier 2 since March, decided on 3 in April."""
    person = world.person("ADAIR")
    with as_system():
        ScoreFactory(person=person, deficit_count=9, calculated_on=MARCH)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)
        DecisionFactory(person=person, number=1, tier=3, deficit_count=9, decided_on=APRIL)
    return person


def registered(person, *stays):
    """These regular stays and no others, as (practice, from, to); what follows has followed."""
    with as_system():
        Registration.objects.filter(person=person).delete()
        for place, first, end in stays:
            Registration.objects.create(person=person, practice=place, from_on=first, to_on=end, as_on=TODAY)
        followed(person)


def followed(person):
    propose_tiers([person.pk], by=SYSTEM, at=NOW)
    refresh_reach(people=[person.pk], by=SYSTEM)


def rows(client, person):
    """From the first tier on."""
    lines = client.get(history_of(person)).context["history"].lines
    found = [(each.from_on, each.to_on, each.index, each.decided, each.ending) for each in lines]
    return [row for row in reversed(found) if row[2] is not None]


def test_who_moves_keeps_tier_decision_and_history_and_the_new_practice_reads_them(
    client, sign_in, world, adair
):
    sign_in("gp_a")
    before = rows(client, adair)
    registered(
        adair, (world.organisation("PA"), date(2010, 1, 1), MAY), (world.organisation("PB"), MAY, None)
    )

    assert client.get(history_of(adair)).status_code == 404
    sign_in("gp_b")

    assert rows(client, adair) == before == [(MARCH, APRIL, 2, None, ""), (APRIL, None, 2, 3, "")]
    assert client.get(why(adair)).context["why"].decided_tier == 3


def test_who_leaves_stands_nowhere_from_that_day_and_the_decision_is_kept(client, sign_in, world, adair):
    registered(adair, (world.organisation("PA"), date(2010, 1, 1), MAY))

    assert decided(adair) == [(3, APRIL, MAY)]
    with as_system():
        assert TierDecision.objects.filter(person=adair).count() == 1


def test_who_returns_stands_on_what_was_decided_before_and_the_gap_is_no_row(client, sign_in, world, adair):
    place = world.organisation("PA")
    registered(adair, (place, date(2010, 1, 1), MAY), (place, JUNE, None))
    sign_in("gp_a")

    assert rows(client, adair) == [
        (MARCH, APRIL, 2, None, ""),
        (APRIL, MAY, 2, 3, "no longer registered"),
        (JUNE, None, 2, 3, ""),
    ]


def test_who_dies_stands_nowhere_from_that_day_and_again_where_that_was_wrong(client, sign_in, adair):
    sign_in("gp_a")
    detail, found = PersonDetail.objects.filter(person=adair), []
    for died_on in (JUNE, None):
        with as_system():
            detail.update(died_on=died_on)
            followed(adair)
        found.append(rows(client, adair)[-1])

    assert found == [(APRIL, JUNE, 2, 3, "died"), (APRIL, None, 2, 3, "")]


def test_another_number_changes_the_number_alone(client, sign_in, tmp_path, adair):
    sign_in("gp_a")
    before, number = rows(client, adair), nhs_number(123_456)
    with as_system():
        old = PersonIdentifier.objects.get(person=adair)
        PersonIdentifier.objects.filter(pk=old.pk).update(replaced_by=ImportFactory())
        PersonIdentifier.objects.create(person=adair, value=number)
        followed(adair)

    assert rows(client, adair) == before
    call_command("export_tiers", f"--as-of={TODAY}", f"--output={tmp_path / 'tiers.csv'}")
    exported = (tmp_path / "tiers.csv").read_text()
    assert (number in exported, old.value in exported) == (True, False)


def test_a_number_is_that_of_one_person_at_a_time_and_the_other_keeps_their_own_tier(world, adair):
    bello = world.person("BELLO")
    with as_system():
        number = PersonIdentifier.objects.get(person=adair).value
        PersonIdentifier.objects.filter(person=bello).update(replaced_by=ImportFactory())
        with pytest.raises(IntegrityError, match="patients_one_person_of_a_number"), transaction.atomic():
            PersonIdentifier.objects.create(person=bello, value=number)
        followed(bello)

    assert (decided(adair), decided(bello)) == ([(3, APRIL, None)], [])
