"""The scores of a person on their own page: imported, and beside them computed where those count."""

import itertools
from datetime import date, timedelta

import pytest

from tests.tiers.asking import tier_of
from tests.tiers.explaining import EGFR, FALLS, HOUSEBOUND, IN_MAY, OLD, entry, five_medicines, record
from tests.tiers.factories import ScoreFactory
from tests.world import TODAY, as_system
from tiers.models import ScoreSource, ScoringOf
from tiers.queries.person import tier_panel
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 31)


@pytest.fixture
def adair(world, scored):
    """Two deficits for long, five medicines from May on; imported: 9 in March."""
    person = world.person("ADAIR")
    record(person, scored, entry(FALLS), entry(EGFR, OLD, value=52), issues=five_medicines())
    with as_system():
        ScoreFactory(person=person, deficit_count=9, calculated_on=MARCH)
    return person


def scores(world, person, on=TODAY):
    with acting_as(world.user("gp_a"), on=TODAY) as reader:
        panel = tier_panel(person, user=reader, on=on)
    return [(each.scored_on, each.deficit_count, each.source, each.counts) for each in panel.scores]


COMPUTED = "Computed here"


def test_computed_ones_stand_beside_by_the_days_on_which_they_changed(world, adair):
    assert scores(world, adair) == [
        (IN_MAY, 3, COMPUTED, True),
        (MARCH, 9, "SystmOne", False),
        (OLD, 2, COMPUTED, True),
        (date(2010, 1, 1), 0, COMPUTED, True),
    ]


def test_what_is_recorded_late_counts_from_then_on(world, scored, adair):
    record(adair, scored, entry(HOUSEBOUND, OLD, recorded=date(2026, 6, 15)))

    assert scores(world, adair)[0] == (date(2026, 6, 15), 4, COMPUTED, True)


def test_none_of_later_days_are_shown(world, adair):
    assert [each[:2] for each in scores(world, adair, on=MARCH)] == [
        (MARCH, 9), (OLD, 2), (date(2010, 1, 1), 0),
    ]  # fmt: skip


def test_where_the_imported_score_counts_it_stands_alone(world, adair):
    with as_system():
        ScoringOf.objects.update(source=ScoreSource.IMPORTED)

    assert scores(world, adair) == [(MARCH, 9, "SystmOne", True)]


def test_the_page_names_the_method(client, sign_in, adair):
    sign_in("gp_a")

    text = client.get(tier_of(adair)).text

    assert f"<td>3/36</td><td>0.08</td><td>Fit</td><td>{COMPUTED}</td>" in text
    assert 'SystmOne <span class="muted">(does not count here)</span>' in text
    assert '<th scope="col">Score of</th>' in text


def test_a_longer_history_takes_no_more_statements(client, sign_in, adair, scored, statements_do_not_grow):
    sign_in("gp_a")
    days = (date(2025, 1, 1) + timedelta(days=number) for number in itertools.count())

    def add(many):
        with as_system():
            for _ in range(many):
                ScoreFactory(person=adair, deficit_count=9, calculated_on=next(days))
        record(adair, scored, entry(HOUSEBOUND, next(days)))

    assert statements_do_not_grow(ask=lambda: client.get(tier_of(adair)), add=add) <= 23
