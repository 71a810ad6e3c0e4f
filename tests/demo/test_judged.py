"""What clinicians of the synthetic CCG recorded of frailty, beside the index."""

from collections import Counter

import pytest

from tiers.codelists.severe_care import severe_care_codes
from tiers.codelists.severity import severity_codes
from tiers.rules import tier_of
from wsic.demo.course import course_of
from wsic.demo.records.case import has_records
from wsic.demo.records.judged import JUDGED, PREFERENCES, SEVERITIES, STEPS
from wsic.demo.records.record import record_of
from wsic.demo.registrations import stays
from wsic.demo.world import World

pytestmark = pytest.mark.fast
JUDGEMENTS = {said.term for said in (*SEVERITIES.values(), *STEPS.values())}


@pytest.fixture(scope="module")
def records():
    world = World(people=6_000)
    found = (stay for practice in range(6) for stay in stays(world, practice) if has_records(stay))
    return [record_of(stay, course_of(stay.person, world.seed), world.seed) for stay in found]


def test_some_of_the_moderate_and_severe_are_judged_and_nobody_else(records):
    people, judged = Counter(), Counter()
    for record in records:
        tier = tier_of(len(record.case.since))
        people[tier] += 1
        judged[tier] += any(entry.statement.term in JUDGEMENTS for entry in record.entries)

    assert (judged[0], judged[1]) == (0, 0)
    assert all(abs(judged[tier] / people[tier] - share) < 0.2 for tier, share in JUDGED.items()), judged


def test_judgements_stand_on_days_of_the_record_in_rows_of_their_own(records):
    for record in records:
        rows = [entry.row for entry in record.entries if entry.statement.term in JUDGEMENTS]
        others = {entry.row for entry in record.entries if entry.statement.term not in JUDGEMENTS}
        assert not others & set(rows)
        assert all(entry.recorded <= record.case.ends for entry in record.entries)


def test_they_are_said_by_codes_that_are_known():
    terms = {each.term for each in severity_codes()}

    assert terms >= JUDGEMENTS
    assert sorted(STEPS) == list(range(1, 10))
    assert PREFERENCES
    assert "SUMMARY_CARE_RECORD" in severe_care_codes().values()
