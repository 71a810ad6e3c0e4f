"""What is asked of everybody's records at once: set-based rows held against the plain reading."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.models import CodedEntry, RecordedCode
from patients.rules.codes import check_code
from tests.factories import PersonFactory
from tests.tiers.onsets import an_import
from tests.world import as_system
from tiers.codelists.severity import severity_codes
from tiers.models import RecordSummary
from tiers.rules.severity import SEVERITY_OF_SCALE, Recorded, Summary, scale_of_value, summary_of
from tiers.sets import summaries

MILD, MODERATE, SEVERE = "925791000000100", "925831000000107", "925861000000102"
STEP_3, STEP_7, STEP_9 = "1129351000000108", "1129391000000100", "1129411000000100"
BY_VALUE, NOTHING = "445414007", "20135006"
DAY = timedelta(days=1)
START = date(2024, 2, 27)


@pytest.mark.fast
def test_every_code_has_its_check_digit_and_one_meaning():
    codes = severity_codes()

    assert [check_code("snomed", each.code) for each in codes] == [None] * len(codes)
    assert all([each.severity, each.scale, each.by_value or None].count(None) == 2 for each in codes)
    assert sorted(each.scale for each in codes if each.scale) == list(range(1, 10))
    assert {each.code: each.severity for each in codes if each.severity} == {MILD: 1, MODERATE: 2, SEVERE: 3}


@pytest.mark.fast
@pytest.mark.parametrize(
    ("entries", "severity", "scale"),
    [
        ([(0, 3, None), (5, 1, None)], (1, 5), (None, None)),  # a later lower one steps down
        ([(5, 3, None), (5, 1, None)], (3, 5), (None, None)),  # on one day the worse one
        ([(0, 2, None), (5, None, 3)], (2, 0), (3, 5)),  # fit says nothing of severity
        ([(0, 2, None), (5, None, 9)], (2, 0), (9, 5)),
        ([(0, 2, None), (5, None, 7)], (3, 5), (7, 5)),
        ([(0, None, 5), (0, None, 6)], (2, 0), (6, 0)),
        ([(0, None, None)], (None, None), (None, None)),
    ],
)
def test_the_latest_statement_of_frailty_wins(entries, severity, scale):
    found = summary_of([Recorded(START + days * DAY, level, step) for days, level, step in entries])

    def days(on):
        return None if on is None else (on - START).days

    assert (found.severity, days(found.severity_on)) == severity
    assert (found.scale, days(found.scale_on)) == scale


@pytest.mark.fast
def test_what_the_source_deleted_says_nothing():
    assert summary_of([Recorded(START, severity=3, deleted=True)]) is None


@pytest.mark.fast
@pytest.mark.parametrize(
    ("value", "step"), [("0", None), ("1", 1), ("9", 9), ("10", None), ("4.5", None), (None, None)]
)
def test_a_value_is_a_step_of_the_scale_where_it_is_one(value, step):
    assert scale_of_value(None if value is None else Decimal(value)) == step


@pytest.mark.fast
def test_which_steps_are_which_severity():
    assert [SEVERITY_OF_SCALE.get(step) for step in range(1, 10)] == [
        None, None, None, 1, 1, 2, 3, 3, None,
    ]  # fmt: skip


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([MILD, MODERATE, SEVERE, STEP_3, STEP_7, STEP_9, BY_VALUE, NOTHING]),
        st.sampled_from([0, 1, 2, 365, 366, 367, 368, 500]),
        st.sampled_from([None, "0", "3", "4.5", "5", "8", "9", "12"]),
        st.booleans(),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(drawn=ENTRIES)
def test_summaries_are_those_of_the_oracle(world, drawn):
    with as_system():
        RecordSummary.objects.all().delete()
        CodedEntry.objects.all().delete()
        person = PersonFactory(practice=world.organisation("PA"))
        write(person, world.organisation("PA"), drawn)
        summaries.renew([person.pk])

        expected = summary_of(recorded(drawn))
        assert stored(person) == expected
        assert summaries.difference(None) == (0, 0)


@pytest.mark.django_db
def test_entries_of_sensitive_codes_count_for_nothing(world):
    with as_system():
        person = world.person("ADAIR")
        write(person, world.organisation("PA"), [(SEVERE, 0, None, False)])
        RecordedCode.objects.filter(snomed=SEVERE).update(sensitive=True)
        summaries.renew(None)

        assert stored(person) is None


def write(person, practice, drawn):
    """Entries (code, days after the start, value, deleted) as a source states them."""
    brought = an_import(practice, "coded_entries")
    for line, (code, days, value, deleted) in enumerate(drawn, 2):
        on = START + days * DAY
        CodedEntry.objects.create(
            person=person, organisation=practice, row_id=f"{person.pk}-{line}", effective_on=on,
            recorded_on=on, known_on=on, code=RecordedCode.objects.get_or_create(snomed=code, term="")[0],
            value=None if value is None else Decimal(value), deleted=deleted, line=line, imported_by=brought,
        )  # fmt: skip


def recorded(drawn):
    by_code = {each.code: each for each in severity_codes()}
    for code, days, value, deleted in drawn:
        meant = by_code.get(code)
        step = meant and meant.scale
        if meant and meant.by_value:
            step = scale_of_value(None if value is None else Decimal(value))
        yield Recorded(START + days * DAY, meant and meant.severity, step, deleted)


def stored(person):
    row = RecordSummary.objects.filter(person=person).first()
    if row is None:
        return None
    return Summary(
        row.last_on, tuple(row.days), row.severity, row.severity_on, row.frailty_scale, row.frailty_scale_on
    )
