"""Who is on the tiers to look at, as its tests lay them down."""

from datetime import date, timedelta

from django.urls import reverse

from tests.factories import PersonFactory
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers

MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


def lay_down_practice(world):
    """
    Of practice A: ADAIR (13) and BELLO (9) never looked at, FOX up from 1 to 2, GREY's review was due, HALL
    agreed, IVES at 4 with nothing to look at but a record that is new here, JONES fit.
    """
    place = world.organisation("PA")
    with as_system():
        ScoreFactory(person=world.person("ADAIR"), deficit_count=13)
        ScoreFactory(person=world.person("BELLO"), deficit_count=9)
        decided(somebody(place, "FOX", 6, 10), 1, proposed_tier=1, deficit_count=6)
        decided(
            somebody(place, "GREY", 10),
            3,
            proposed_tier=2,
            reason="OTHER",
            review_on=TODAY - timedelta(days=1),
        )
        decided(somebody(place, "HALL", 9), 2)
        somebody(place, "IVES", 4, since=date(2025, 12, 1))
        somebody(place, "JONES", 2)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return place


def somebody(place, name, *counts, since=date(2015, 1, 1)):
    person = PersonFactory(practice=place, practice__from_on=since, details__family_name=name)
    for on, count in zip((MARCH, JUNE)[2 - len(counts) :], counts, strict=True):
        ScoreFactory(person=person, calculated_on=on, deficit_count=count)
    return person


def decided(person, tier, **more):
    DecisionFactory(person=person, number=1, tier=tier, decided_on=date(2026, 4, 1), **more)


def address_of(practice, query=""):
    return reverse("tiers:worklist_of", args=[practice.public_id]) + query
