"""Where people stand by the computed score, and what the export says of them."""

import json
import random
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest

from patients.models import Registration
from tests.tiers.factories import ScoreFactory
from tests.tiers.onsets import make_onset, make_polypharmacy
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import ScoreSource, ScoringOf
from tiers.queries.export import ExportFormat, lines
from tiers.rules import POLYPHARMACY, Period, computed_series
from tiers.sets.standing import standings_of

pytestmark = pytest.mark.django_db
LONG_AGO, IN_MAY = date(2020, 1, 1), date(2026, 5, 31)
QUARTER_AGO = date(2026, 3, 30)


@pytest.fixture
def practice(world):
    place = world.organisation("PA")
    with as_system():
        ScoringOf.objects.create(
            practice=place, source=ScoreSource.COMPUTED, since_on=TODAY, entries_on=date(2026, 6, 28)
        )
    return place


def with_deficits(person, practice, *deficits, on=LONG_AGO):
    for deficit in deficits:
        make_onset(person, practice, on, deficit)


def stands(person, on=TODAY):
    propose_tiers([person.pk], by=SYSTEM, at=NOW)
    return standings_of([person.pk], on=on)[person.pk]


def test_the_computed_score_is_a_count_over_the_onsets_and_polypharmacy(world, practice):
    adair = world.person("ADAIR")
    with as_system():
        with_deficits(adair, practice, *range(1, 9))
        with_deficits(adair, practice, 10, on=TODAY + timedelta(days=1))
        make_polypharmacy(adair, practice, IN_MAY)
        found = stands(adair)

    assert (found.deficit_count, found.score, found.source) == (9, Decimal("0.25"), "COMPUTED")
    assert (found.tier, found.scored_on, found.code_list_version) == (2, date(2026, 6, 28), "Test list")
    assert (found.previous_count, found.previous_on, found.tier_before) == (8, QUARTER_AGO, 1)


def test_an_imported_score_does_not_count_there(world, practice):
    with as_system():
        ScoreFactory(person=world.person("BELLO"), deficit_count=20)
        found = stands(world.person("BELLO"))

    assert (found.deficit_count, found.source, found.tier, found.change) == (0, "COMPUTED", 0, 0)


def test_before_somebody_registered_anywhere_there_is_no_score(world, practice):
    adair = world.person("ADAIR")
    with as_system():
        with_deficits(adair, practice, 1, on=date(2000, 1, 1))

        assert stands(adair, date(2009, 12, 31)).deficit_count is None
        assert (stands(adair, date(2010, 2, 1)).deficit_count, stands(adair).change) == (1, 0)
        assert stands(adair, date(2010, 2, 1)).previous_count is None


def test_somebody_who_left_is_shown_by_the_practice_they_were_last_with(world, practice):
    with as_system():
        with_deficits(world.person("EVANS"), practice, 1)

        assert stands(world.person("EVANS")).source == "COMPUTED"


def test_somebody_at_a_practice_without_records_is_shown_by_the_imported_score(world, practice):
    cohen = world.person("COHEN")
    with as_system():
        with_deficits(cohen, practice, 1)
        ScoreFactory(person=cohen, deficit_count=9)

        assert (stands(cohen).deficit_count, stands(cohen).source) == (9, "IMPORTED")


@pytest.mark.parametrize("seed", [1, None])
def test_on_any_day_it_is_what_the_plain_reading_says(world, practice, seed):
    seed = random.randrange(10**6) if seed is None else seed
    chance, adair = random.Random(seed), world.person("ADAIR")
    days = [date(2024, 1, 1) + timedelta(days=chance.randrange(900)) for _ in range(12)]
    with as_system():
        for place, day in enumerate(days, 1):
            make_onset(adair, practice, day, place)
        begun = chance.choice(days)
        make_polypharmacy(adair, practice, begun)
        series = computed_series(
            days, [Period(begun, begun.replace(year=begun.year + 1))], first_registered_on=date(2010, 1, 1)
        )
        for on in {day + timedelta(days=more) for day in days for more in (-1, 0, 1)}:
            counts = [step.deficit_count for step in series if step.calculated_on <= on]
            assert standings_of([adair.pk], on=on)[adair.pk].deficit_count == counts[-1], f"seed {seed}, {on}"


def exported(on=TODAY):
    out = StringIO("".join(lines(ExportFormat.JSON, on=on, practice="PA")))
    return {row["nhs_number"]: row for row in json.load(out)}


def test_the_export_names_the_deficits_in_the_order_of_the_index(world, practice):
    with as_system():
        with_deficits(world.person("ADAIR"), practice, 36, 10, 27)
        make_polypharmacy(world.person("ADAIR"), practice, IN_MAY)
        propose_tiers(None, by=SYSTEM, at=NOW)
        named = {row["deficits"]: row for row in exported().values()}

    names = "Falls;Polypharmacy;Requirement for care;Weight loss and anorexia"
    assert set(named) == {names, ""}
    assert named[names] | {"nhs_number": ""} == {
        "nhs_number": "", "practice_code": "PA", "deficit_count": 4, "score": 0.11111, "category": "fit",
        "instrument": "EFI", "code_list_version": "Test list", "proposed_tier": 0, "decided_tier": None,
        "deficits": names, "coded_entries": None,
    }  # fmt: skip


def test_the_export_of_a_past_day_has_the_deficits_of_that_day(world, practice):
    with as_system():
        with_deficits(world.person("ADAIR"), practice, 10)
        make_polypharmacy(world.person("ADAIR"), practice, IN_MAY)

        assert {row["deficits"] for row in exported(IN_MAY - timedelta(days=1)).values()} == {"Falls", ""}


def test_of_an_imported_score_no_deficits_are_named(world, practice):
    with as_system():
        with_deficits(world.person("ADAIR"), practice, POLYPHARMACY + 1)
        ScoringOf.objects.update(source=ScoreSource.IMPORTED)
        ScoreFactory(person=world.person("ADAIR"), deficit_count=9)

        assert {row["deficits"] for row in exported().values()} == {None}


def test_registrations_that_never_held_do_not_choose_the_source(world, practice):
    adair = world.person("ADAIR")
    with as_system():
        Registration.objects.create(
            person=adair, practice=world.organisation("PB"), from_on=IN_MAY, to_on=IN_MAY, as_on=TODAY
        )

        assert stands(adair).source == "COMPUTED"
