import pytest

from tests.tiers.codelists.people import CODE_LIST, MEDICINES
from tests.tiers.factories import ScoreFactory
from tests.tiers.records import lay_down_list, lay_down_map
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions.proposals import propose_tiers
from tiers.models import ScoreSource, ScoringOf


@pytest.fixture
def scored(world):
    """Practice A, with lists and files of today, so that the computed score counts."""
    place = world.organisation("PA")
    with as_system():
        lay_down_list(CODE_LIST, "Starter")
        lay_down_map(MEDICINES)
        ScoringOf.objects.create(
            practice=place, source=ScoreSource.COMPUTED, since_on=TODAY, entries_on=TODAY, issues_on=TODAY
        )
    return place


@pytest.fixture
def adair(world):
    """Proposed on tier 2, by nine deficits."""
    person = world.person("ADAIR")
    with as_system():
        ScoreFactory(person=person, deficit_count=9)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)
    return person
