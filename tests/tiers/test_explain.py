"""Why somebody stands where they stand: each deficit to its rows, what changed, what to doubt."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from patients.models import CodedEntry, PersonDetail, RecordedCode, Registration
from tests.tiers.codelists.people import MEDICINES
from tests.tiers.explaining import (
    EGFR,
    FALL,
    FALLS,
    HAEMOGLOBIN,
    HOUSEBOUND,
    IN_MAY,
    LATE,
    OLD,
    entry,
    five_medicines,
    record,
)
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.records import lay_down_map
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.codelists.medicines import MedicineMap
from tiers.codelists.polypharmacy import Issue
from tiers.models import ScoreSource, ScoringOf
from tiers.queries.explain import explain
from wsic.work import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def adair(world, scored):
    return world.person("ADAIR")


def why(world, person, on=TODAY, user="gp_a", **more):
    with acting_as(world.user(user), on=TODAY) as reader:
        return explain(person, user=reader, on=on, **more)


def test_the_count_and_each_deficit_with_its_rows(world, scored, adair):
    record(adair, scored, entry(FALLS), entry(FALL, IN_MAY), entry(EGFR, value=52), issues=five_medicines())

    told = why(world, adair)

    assert (told.counts.count, told.counts.score, told.counts.tier) == (3, Decimal("0.08333"), 0)
    assert [(each.place, each.name) for each in told.deficits] == [
        (6, "Chronic kidney disease"), (10, "Falls"), (26, "Polypharmacy"),
    ]  # fmt: skip
    assert (told.is_computed, told.list_name, told.data_on, told.data_age) == (True, "Starter", TODAY, 0)
    assert len(told.absent) == 33


def test_an_entry_is_shown_with_code_term_dates_value_file_and_line(world, scored, adair):
    record(adair, scored, entry(EGFR, OLD, recorded=OLD + timedelta(days=2), value="52.50"))

    (kidney,) = why(world, adair).deficits
    (sign,) = kidney.signs
    assert (sign.code, sign.system, sign.value, sign.bounds) == (EGFR, "SNOMED CT", "52.5", "counts under 60")
    assert (sign.effective_on, sign.recorded_on) == (OLD, OLD + timedelta(days=2))
    assert sign.read_in == "coded_entries.csv, line 2"
    assert kidney.by == f"{sign.term} 52.5, counts under 60"
    assert (kidney.first_on, kidney.begun_on) == (OLD, OLD + timedelta(days=2))


def test_somebody_of_the_hub_reads_the_files_name_too(world, scored, adair):
    record(adair, scored, entry(FALLS))

    (falls,) = why(world, adair, user="case_manager_1").deficits

    assert falls.signs[0].file.name == "coded_entries.csv"


def test_the_entry_that_switched_it_on_comes_first_and_then_the_newest(world, scored, adair):
    days = [IN_MAY - timedelta(days=30 * back) for back in range(9)]
    record(adair, scored, *(entry(FALLS, day) for day in days))

    (falls,) = why(world, adair).deficits

    assert (falls.entries, falls.more) == (9, 3)
    assert [sign.effective_on for sign in falls.signs] == [days[-1], *days[:5]]


def test_polypharmacy_opens_to_its_medicines(world, scored, adair):
    again = five_medicines(IN_MAY - timedelta(days=60))[0]
    record(adair, scored, issues=[*five_medicines(), again])

    (polypharmacy,) = why(world, adair).deficits

    assert polypharmacy.by == "5 different medicines in 12 months, counts at 5 or more"
    assert sorted(line.issues for line in polypharmacy.medicines) == [1, 1, 1, 1, 2]
    twice = next(line for line in polypharmacy.medicines if line.issues == 2)
    assert (twice.first_on, twice.last_on, twice.line) == (again.issued_on, IN_MAY, 2)


def test_polypharmacy_is_read_by_the_map_it_was_found_by(world, scored, adair):
    """Another map is active, and the job that works times out anew by it has not run yet."""
    record(adair, scored, issues=five_medicines())
    with as_system():
        appliances = tuple(replace(row, bnf_chapter=20) for row in MEDICINES.rows)
        lay_down_map(MedicineMap(appliances, "f" * 64), "Other map")

    (polypharmacy,) = why(world, adair).deficits

    assert polypharmacy.by == "5 different medicines in 12 months, counts at 5 or more"


def test_medicines_without_a_chapter_are_named_and_not_counted(world, scored, adair):
    record(adair, scored, issues=[Issue("X-NOBODY-KNOWS", IN_MAY)])

    told = why(world, adair)

    assert told.unclear == ("Polypharmacy: no BNF chapter is known of X-NOBODY-KNOWS, so it is not counted.",)


def test_without_a_file_of_medicines_polypharmacy_is_not_assessable(world, scored, adair):
    with as_system():
        ScoringOf.objects.update(issues_on=None)

    assert why(world, adair).unclear == ("Polypharmacy: no medicines have come from this practice.",)


@pytest.mark.parametrize(("sex", "unclear"), [("U", True), ("I", True), ("F", False), ("M", False)])
def test_a_result_that_only_a_sex_could_judge_is_listed(world, scored, adair, sex, unclear):
    with as_system():
        PersonDetail.objects.filter(person=adair).update(sex=sex)
    record(adair, scored, entry(HAEMOGLOBIN, value=100))

    told = why(world, adair)

    assert ([each.place for each in told.deficits] == [2]) is not unclear
    assert bool(told.unclear) is unclear


@pytest.mark.parametrize(
    ("entries", "marks"),
    [
        ([entry(FALLS)], ("one entry", "old, may have resolved")),
        ([entry(FALLS), entry(FALL)], ("old, may have resolved",)),
        ([entry(FALLS), entry(FALL, IN_MAY)], ()),
        ([entry(FALLS, IN_MAY)], ("new", "one entry")),
        ([entry(HOUSEBOUND)], ("one entry",)),
    ],
)
def test_what_to_look_at(world, scored, adair, entries, marks):
    record(adair, scored, *entries)

    told = why(world, adair)

    assert told.deficits[0].marks == marks
    assert told.doubtful == (1 if set(marks) - {"new"} else 0)


def test_what_changed_since_a_quarter_ago(world, scored, adair):
    a_year_ago = five_medicines(date(2025, 5, 20))
    record(adair, scored, entry(HOUSEBOUND), entry(FALLS, IN_MAY, recorded=LATE), issues=a_year_ago)

    moves = why(world, adair).moves

    assert moves.since == date(2026, 3, 30)
    assert [(move.on, move.by, move.name, move.says) for move in moves.lines] == [
        (date(2026, 5, 20), -1, "Polypharmacy", "0 different medicines in 12 months, needs 5"),
        (LATE, 1, "Falls", "recorded later than it began"),
    ]
    assert moves.total == "2/36 to 2/36, fit throughout"


def test_as_of_a_past_day_nothing_later_is_there(world, scored, adair):
    record(adair, scored, entry(FALLS), entry(HOUSEBOUND, OLD, recorded=LATE), issues=five_medicines())

    told = why(world, adair, on=IN_MAY - timedelta(days=1))

    assert [each.name for each in told.deficits] == ["Falls"]


def test_the_retrospective_view_goes_by_effective_dates_alone(world, scored, adair):
    record(adair, scored, entry(HOUSEBOUND, OLD, recorded=LATE))

    told = why(world, adair, on=OLD, known_now=True)

    assert (told.counts.count, told.known_now, told.deficits[0].begun_on) == (1, True, OLD)
    assert why(world, adair, on=OLD).counts.count == 0


def test_before_the_first_registration_there_is_no_score(world, scored, adair):
    record(adair, scored, entry(FALLS, date(2001, 1, 1)))

    told = why(world, adair, on=date(2009, 12, 31))

    assert (told.counts, told.computed, told.deficits) == (None, None, ())


def test_an_imported_score_that_counts_stands_apart_from_what_is_computed(world, scored, adair):
    record(adair, scored, entry(FALLS))
    with as_system():
        ScoringOf.objects.update(source=ScoreSource.IMPORTED)
        ScoreFactory(person=adair, deficit_count=8, calculated_on=OLD)
        ScoreFactory(person=adair, deficit_count=9, calculated_on=IN_MAY)

    told = why(world, adair)

    assert (told.counts.count, told.computed.count, told.is_computed) == (9, 1, False)
    assert (told.moves.lines, told.moves.total) == ((), "8/36 to 9/36, mild to moderate")


def test_without_any_records_nothing_is_computed(world):
    told = why(world, world.person("ADAIR"))

    assert (told.counts, told.computed, told.keep) == (None, None, ())


def kept(told):
    return [(each.kind, each.text.split(":")[0]) for each in told.keep]


def test_warnings_of_a_thin_record_a_new_registration_and_old_data(world, scored, adair):
    with as_system():
        Registration.objects.filter(person=adair).update(from_on=IN_MAY)
        ScoringOf.objects.update(entries_on=TODAY - timedelta(days=32))
    record(adair, scored, entry(FALLS, date(2025, 6, 30)))

    assert kept(why(world, adair)) == [
        ("soon", "Registered here for less than 12 months"),
        ("soon", "No coded entry in the last 12 months"),
        ("over", "The data are 32 days old"),
    ]


def test_an_entry_recorded_after_the_day_makes_no_record_of_it_less_thin(world, scored, adair):
    record(adair, scored, entry(FALLS), entry(EGFR, date(2025, 6, 1), recorded=LATE, value=80))
    on = date(2025, 12, 31)

    assert why(world, adair, on=on).last_entry_on == OLD
    assert "No coded entry in the last 12 months" in [text for _, text in kept(why(world, adair, on=on))]
    assert why(world, adair, on=on, known_now=True).last_entry_on == date(2025, 6, 1)


def test_what_may_have_resolved_is_said_with_the_count_without_it(world, scored, adair):
    record(adair, scored, entry(FALLS), entry(HAEMOGLOBIN, IN_MAY, value=140))

    assert kept(why(world, adair)) == [
        ("", "Falls was last recorded in 2012 and is of a kind that resolves. Without it 0/36, fit.")
    ]


def test_a_sensitive_or_replaced_entry_is_no_evidence(world, scored, adair):
    written = record(adair, scored, entry(FALLS), entry(FALL), entry(HOUSEBOUND))
    with as_system():
        RecordedCode.objects.filter(snomed=FALL).update(sensitive=True)
        CodedEntry.objects.filter(pk=written[2].pk).update(deleted=True)
    record(adair, scored)

    (falls,) = why(world, adair).deficits
    assert falls.entries == 1


def test_a_change_of_method_is_no_step(world, scored, adair):
    with as_system():
        ScoringOf.objects.update(source=ScoreSource.IMPORTED)
        ScoreFactory(person=adair, deficit_count=9)
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)
        ScoringOf.objects.update(source=ScoreSource.COMPUTED)
    record(adair, scored, entry(FALLS))

    change = why(world, adair).method

    assert (change.on, change.before) == (TODAY, "the imported score")
    assert change.since == "the computed score (code list Starter)"


def test_a_decided_tier_is_said(world, scored, adair):
    with as_system():
        DecisionFactory(person=adair, tier=3)

    assert why(world, adair).decided_tier == 3
