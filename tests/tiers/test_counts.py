"""Numbers of people by tier, without people: what is stored, who sees it, what a sum gives away (nothing)."""

import random

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from patients.models import Registration
from tests.factories import PersonFactory
from tests.tiers.factories import ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import PracticeCount
from tiers.queries.register import Wanted, register_page
from tiers.rules.counts import Span, published, together
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DEFICITS = {0: 2, 1: 6, 2: 10, 3: 14}  # a count for each tier


def add(practice, **of_tier):
    """People of the practice by tier: add(practice, t0=7, t3=2)."""
    people = []
    for name, number in of_tier.items():
        for person in PersonFactory.create_batch(number, practice=practice):
            ScoreFactory(person=person, calculated_on=TODAY, deficit_count=DEFICITS[int(name[1])])
            people.append(person.pk)
    propose_tiers(people, by=SYSTEM, at=NOW)


@pytest.fixture
def practice(world):
    """Practice A: 7 fit, 5 mild, 4 moderate, nobody severe, and the world's two without a score."""
    place = world.organisation("PA")
    with as_system():
        add(place, t0=7, t1=5, t2=4)
    return place


def stored(practice):
    with as_system():
        rows = PracticeCount.objects.filter(practice=practice, counted_on=TODAY)
        return dict(rows.values_list("tier", "people"))


def numbers_of(world, code):
    return reverse("tiers:organisation_numbers", args=[world.organisation(code).public_id])


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (512, 512)])
def test_one_to_four_are_withheld(people, shown):
    assert published(people) == shown


def test_a_sum_is_of_what_is_published_alone():
    assert together([7, None, 0, None]) == Span(9, 15)
    assert together([7, 5]) == Span(12, 12)


@pytest.mark.parametrize("seed", range(50))
def test_a_sum_is_the_same_whatever_was_withheld(seed):
    chance = random.Random(seed)
    counts = [chance.randrange(9) for _ in range(5)]
    others = [chance.randint(1, 4) if 0 < count < 5 else count for count in counts]

    span = together(map(published, counts))

    assert span == together(map(published, others))
    assert span.least <= sum(counts) <= span.most


def test_what_is_stored_is_what_the_register_counts(world, practice):
    with acting_as(world.user("gp_a"), on=TODAY) as reader:
        counts = register_page(reader, [practice], Wanted(), on=TODAY).counts

    expected = {tier: published(number) for tier, number in counts.tiers.items()}
    assert stored(practice) == {**expected, None: published(counts.everybody - sum(counts.tiers.values()))}
    assert stored(practice) == {0: 7, 1: 5, 2: None, 3: 0, None: None}


def test_a_move_counts_at_both_practices(world, practice):
    with as_system():
        mover = Registration.objects.filter(practice=practice).exclude(person__details__family_name="ADAIR")
        person = mover.order_by("-pk").first().person
        Registration.objects.filter(person=person).update(practice=world.organisation("PB"))
        propose_tiers([person.pk], by=SYSTEM, at=NOW)

    assert stored(world.organisation("PB"))[2] is None


def test_the_database_takes_no_small_number(practice):
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        PracticeCount.objects.filter(practice=practice, tier=0).update(people=3)


def test_the_day_keeps_its_last_count(world, practice):
    with as_system():
        add(practice, t0=1)

    assert stored(practice)[0] == 8


@pytest.mark.parametrize("name", ["analyst", "privacy_officer", "administrator"])
def test_numbers_of_a_practice_for_who_sees_no_people(client, sign_in, world, practice, name):
    sign_in(name)

    text = client.get(numbers_of(world, "PA")).text

    assert "fewer than 5" in text
    assert "14 to 20" in text  # 7, 5, 0 and twice 1 to 4: the sum tells no more
    assert "ADAIR" not in text


def test_a_hub_has_its_practices_and_the_ccg_its_hubs(client, sign_in, world, practice):
    sign_in("analyst")

    hub = client.get(numbers_of(world, "HUB1")).context["page"]
    ccg = client.get(numbers_of(world, "CCG")).context["page"]

    assert [(row.name, row.cells[0]) for row in hub.rows] == [("Practice A", "7")]
    assert [row.cells[0] for row in ccg.rows] == ["7", "Not counted"]
    assert (ccg.sum.cells[0], ccg.sum.uncounted) == ("7", 1)


def test_who_reads_registers_has_no_use_for_them(client, sign_in, world, practice):
    sign_in("gp_a")

    response = client.get(numbers_of(world, "PA"))

    assert response.status_code == 403
    assert "Your role does not see numbers of the whole CCG." in response.text


def test_an_organisation_without_people_has_none(client, sign_in, world):
    sign_in("analyst")

    assert client.get(numbers_of(world, "COU")).status_code == 404


def test_the_page_of_an_organisation_leads_to_them(client, sign_in, world, practice):
    sign_in("analyst")

    text = client.get(reverse("organisations:organisation_detail", args=[practice.public_id])).text

    assert numbers_of(world, "PA") in text
