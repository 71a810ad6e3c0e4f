"""Onsets and periods written by set-based statements, held against the plain reading of `tiers.codelists`."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from patients.models import CodedEntry, MedicationIssue
from tests.factories import PersonFactory
from tests.tiers.codelists.people import CODE_LIST, MEDICINES, coded, read
from tests.tiers.codelists.test_oracle_properties import ENTRIES, ISSUES
from tests.tiers.records import (
    lay_down_list,
    lay_down_map,
    onsets_of,
    periods_of,
    write_entries,
    write_issues,
)  # fmt: skip
from tests.world import as_system
from tiers.codelists.polypharmacy import intervals
from tiers.models import DeficitOnset, PolypharmacyPeriod
from tiers.rules import DEFICITS
from tiers.sets import onsets, polypharmacy

pytestmark = pytest.mark.django_db
LAST = date(2100, 1, 1)
MANY = settings(
    max_examples=60, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture(autouse=True)
def system(world):
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MEDICINES)
        yield


@pytest.fixture
def practice(world):
    return world.organisation("PA")


@pytest.fixture
def person(practice):
    return PersonFactory(practice=practice, details__sex="F")


def renew(people=None):
    return onsets.renew(people), polypharmacy.renew(people)


def forget_records():
    for model in (DeficitOnset, PolypharmacyPeriod, CodedEntry, MedicationIssue):
        model.objects.all().delete()


def coded_onsets(entries, *, sex="F", code_list=CODE_LIST, on=LAST):
    return read(entries, sex=sex, on=on, code_list=code_list).onsets


def test_a_code_is_an_onset_with_its_entry(person, practice):
    [entry] = write_entries(person, practice, [coded("161898004", on=date(2021, 5, 4))])
    change, _ = renew([person.pk])

    row = DeficitOnset.objects.get(person=person)
    assert (change.written, change.removed) == (1, 0)
    assert (row.deficit, row.counted_from, row.first_on) == (10, date(2021, 5, 4), date(2021, 5, 4))
    assert (row.entry_id, row.first_entry_id, row.entries) == (entry.pk, entry.pk, 1)


@pytest.mark.parametrize("sex", ["F", "M", "U"])
@MANY
@given(entries=ENTRIES)
def test_onsets_are_those_of_the_oracle(practice, sex, entries):
    forget_records()
    one = PersonFactory(practice=practice, details__sex=sex)
    write_entries(one, practice, numbered(entries))
    renew()

    assert onsets_of(one) == coded_onsets(numbered(entries), sex=sex)
    assert rested_on(one) == plainly_rested_on(numbered(entries), sex)
    assert onsets.difference(None) == (0, 0)


def rested_on(person):
    """Of each deficit the entry that the retrospective view begins with, and how many show it."""
    rows = DeficitOnset.objects.filter(person=person).select_related("first_entry")
    return {DEFICITS[row.deficit - 1]: (row.first_entry.row_id, row.entries) for row in rows}


def plainly_rested_on(entries, sex):
    shown = {}
    for entry in entries:
        counted_from = max(entry.effective_on, entry.recorded_on)
        deficits = {
            rule.deficit for rule in CODE_LIST.rules_for(entry.codes) if rule.qualifies(entry.value, sex)
        }
        for deficit in () if entry.deleted else deficits:
            shown.setdefault(deficit, []).append((entry.effective_on, counted_from, entry.row_id))
    return {deficit: (min(found)[2], len(found)) for deficit, found in shown.items()}


def numbered(entries):
    """A row id is once in a practice."""
    return [replace(entry, row_id=f"{entry.row_id}-{place}") for place, entry in enumerate(entries)]


@MANY
@given(issues=ISSUES)
def test_periods_are_those_of_the_oracle(person, practice, issues):
    forget_records()
    stored = [replace(issue, recorded_on=None) for issue in issues]  # the tables know no recording day
    write_issues(person, practice, stored)
    renew()

    assert periods_of(person) == intervals(stored, MEDICINES)
    assert polypharmacy.difference(None) == (0, 0)
