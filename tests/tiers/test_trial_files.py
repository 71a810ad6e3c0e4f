"""A file of coded entries that says next to nothing makes nobody fit."""

from datetime import timedelta

import pytest

from tests.patients.feeds.bringing import bring
from tests.patients.feeds.recording import ENTRIES, entry, who
from tests.tiers.codelists.people import CODE_LIST
from tests.tiers.factories import ScoreFactory
from tests.tiers.onsets import make_entry
from tests.tiers.records import lay_down_list
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import ScoringOf
from tiers.sets.standing import standings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def adair(world):
    """Severe by the score of the clinical system; no coded entry of anybody has come."""
    person = world.person("ADAIR")
    with as_system():
        lay_down_list(CODE_LIST)
        ScoreFactory(person=person, deficit_count=14, calculated_on=TODAY)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return person


def stands(person):
    with as_system():
        standing = standings_of([person.pk], on=TODAY)[person.pk]
    return standing.tier, standing.source, standing.deficit_count


def rows(world, kind):
    adair, bello = who(world.person("ADAIR")), who(world.person("BELLO"))
    return {
        "header": ",".join([*adair, *entry()]) + "\n",
        "unusable": [adair | entry() | {"nhs_number": "9990000001"}],
        "deleted": [adair | entry(deleted="Y")],
        "another": [bello | entry()],
    }[kind]


@pytest.mark.parametrize("by", ["PA", "CCG"])
@pytest.mark.parametrize("kind", ["header", "unusable", "deleted", "another"])
def test_somebody_without_entries_keeps_the_score_of_the_clinical_system(tmp_path, world, adair, kind, by):
    bring(tmp_path, ENTRIES, rows(world, kind), by=by)

    assert stands(adair) == (3, "IMPORTED", 14)


def test_once_everybody_has_entries_the_score_is_computed(tmp_path, world, adair):
    people = [who(world.person(name)) | entry(name) for name in ("ADAIR", "BELLO")]
    bring(tmp_path, ENTRIES, people, by="PA")

    assert stands(adair)[1] == "COMPUTED"


@pytest.mark.parametrize("kind", ["header", "unusable"])
def test_a_file_without_a_usable_row_makes_no_data_fresh(tmp_path, world, adair, kind):
    with as_system():
        make_entry(world.person("BELLO"), world.organisation("PA"))
    bring(tmp_path, ENTRIES, [who(adair) | entry()], as_on=TODAY - timedelta(days=90), by="PA")
    bring(tmp_path, ENTRIES, rows(world, kind), by="PA")

    assert stands(adair)[1] == "IMPORTED"
    with as_system():
        assert ScoringOf.objects.get(practice__code="PA").entries_on == TODAY - timedelta(days=90)
