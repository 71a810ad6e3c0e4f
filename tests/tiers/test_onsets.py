"""Onsets and periods written by set-based statements, held against the plain reading of `tiers.codelists`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patients.models import CodedEntry, MedicationIssue, RecordedCode
from tests.factories import PersonFactory
from tests.tiers.codelists.people import CODE_LIST, MEDICINES, D, coded, read
from tests.tiers.codelists.test_oracle_properties import DAYS, ENTRIES, ISSUES
from tests.tiers.records import (
    deficits_on,
    lay_down_list,
    lay_down_map,
    onsets_of,
    periods_of,
    write_entries,
    write_issues,
)  # fmt: skip
from tests.world import TODAY, as_system
from tiers.codelists.oracle import Entry
from tiers.codelists.polypharmacy import Issue, intervals
from tiers.codelists.reading import CODED_DEFICITS, CodeList, CodeRule
from tiers.models import (
    CodeListRule,
    CodeListVersion,
    CodeMeaning,
    DeficitOnset,
    MedicineMapVersion,
    PolypharmacyPeriod,
)
from tiers.rules import DEFICITS
from tiers.sets import meanings, onsets, polypharmacy
from tiers.sets.derived import Change

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


def test_medicines_count_without_a_map_where_the_feed_gives_the_chapter(person, practice):
    MedicineMapVersion.objects.update(active=False)
    write_issues(person, practice, [Issue(f"M{number}", TODAY, bnf_chapter=4) for number in range(5)])
    renew([person.pk])
    assert PolypharmacyPeriod.objects.get().medicine_map_id is None
    assert polypharmacy.renew([person.pk]) == Change(0, 0)

    version = lay_down_map(replace(MEDICINES, sha256="f" * 64), "Other map")
    assert polypharmacy.renew([person.pk]) == Change(1, 0)
    assert PolypharmacyPeriod.objects.get().medicine_map_id == version.pk


FEW_DAYS = st.integers(0, 3).map(lambda days: date(2023, 2, 27) + timedelta(days=days))
FEW_CODES = st.sampled_from(
    [
        *({"snomed": code} for code in ("161898004", "3723001", "271737000")),
        {"ctv3": "XE2m8", "snomed": "161898004"}, {"ctv3": "zzzzz", "snomed": "161898004"},
    ]
)  # fmt: skip
ALIKE = st.lists(st.builds(Entry, FEW_CODES, FEW_DAYS, FEW_DAYS, st.none(), st.booleans()), max_size=10)
LISTS = st.lists(
    st.builds(
        CodeRule, st.sampled_from(CODED_DEFICITS[:4]), st.sampled_from(["ctv3", "snomed"]),
        st.sampled_from(["161898004", "3723001", "XE2m8"]),
        above=st.none() | st.just(D(10)), at_most=st.none() | st.just(D(20)), sex=st.sampled_from(["", "M"]),
    ).filter(lambda rule: rule.tests_value or not rule.sex),
    min_size=1, max_size=8, unique=True,
)  # fmt: skip


@pytest.mark.long
@MANY
@given(entries=ALIKE, rules=LISTS, values=st.lists(st.none() | st.sampled_from([D(10), D(15), D(20)])))
def test_ties_and_any_list_are_read_as_the_oracle_reads_them(person, practice, entries, rules, values):
    forget_records()
    CodeMeaning.objects.all().delete()
    CodeListRule.objects.all().delete()
    CodeListVersion.objects.all().delete()
    code_list = CodeList(tuple(rules), "1" * 64)
    lay_down_list(code_list)
    given_values = [*values, *[None] * len(entries)]
    told = [replace(entry, value=value) for entry, value in zip(entries, given_values, strict=False)]
    write_entries(person, practice, numbered(told))
    renew([person.pk])

    assert onsets_of(person) == coded_onsets(numbered(told), code_list=code_list)


@pytest.mark.long
@MANY
@given(entries=ENTRIES, later=ENTRIES, issues=ISSUES, on=DAYS)
def test_as_of_a_day_is_the_same_with_more_known_since(person, practice, entries, later, issues, on):
    """Rows recorded after a day, and issues of later days, change nothing of it."""
    forget_records()
    first = [replace(entry, row_id=f"a{place}") for place, entry in enumerate(entries)]
    more = [
        replace(entry, recorded_on=on + timedelta(days=1 + place), row_id=f"b{place}")
        for place, entry in enumerate(later)
    ]
    stored = [replace(issue, recorded_on=None) for issue in issues]
    write_entries(person, practice, first)
    write_issues(person, practice, [issue for issue in stored if issue.issued_on <= on])
    renew()
    before = deficits_on(person, on)
    write_entries(person, practice, more)
    write_issues(person, practice, [issue for issue in stored if issue.issued_on > on])
    renew([person.pk])

    assert deficits_on(person, on) == before == set(read(first, stored, on=on).deficits)


@MANY
@given(entries=ENTRIES, data=st.data())
def test_any_order_and_any_batches_give_the_same(person, practice, entries, data):
    forget_records()
    told = numbered(entries)
    shuffled = data.draw(st.permutations(told))
    cut = data.draw(st.integers(0, len(told)))
    for batch in (shuffled[:cut], shuffled[cut:]):
        write_entries(person, practice, batch)
        renew([person.pk])

    assert onsets_of(person) == coded_onsets(told)
    change, periods = renew()
    assert (change.written, change.removed, periods.written, periods.removed) == (0, 0, 0, 0)


def test_rows_that_do_not_count(person, practice):
    fall = coded("161898004")
    write_entries(person, practice, [replace(fall, row_id="deleted", deleted=True)])
    write_entries(person, practice, [replace(fall, row_id="conflicted")], conflicted=True)
    write_entries(person, practice, [replace(fall, row_id="replaced")], replaced_by_id=1)
    RecordedCode.objects.filter(snomed="3723001").update(sensitive=True)
    write_entries(person, practice, [coded("3723001")])
    RecordedCode.objects.filter(snomed="3723001").update(sensitive=True)
    meanings.renew()
    renew()

    assert onsets_of(person) == ()


def test_what_nothing_shows_any_more_is_removed(person, practice):
    write_entries(person, practice, [coded("161898004"), coded("3723001")])
    renew([person.pk])
    CodedEntry.objects.filter(code__snomed="3723001").update(deleted=True)

    change, _ = renew([person.pk])
    assert (change.written, change.removed) == (0, 1)
    assert deficits_on(person, TODAY) == {"Falls"}


def test_nobody_else_is_touched(person, practice):
    other = PersonFactory(practice=practice)
    write_entries(other, practice, [coded("161898004")])
    renew([person.pk])

    assert not DeficitOnset.objects.exists()


def test_a_row_with_two_codes_is_looked_up_once(person, practice):
    [ctv3] = [rule.code for rule in CODE_LIST.rows if (rule.deficit, rule.system) == ("Falls", "ctv3")][:1]
    both = Entry({"ctv3": ctv3, "snomed": "161898004"}, TODAY, TODAY, row_id="both")
    unknown = Entry(
        {"ctv3": "zzzzz", "snomed": "3723001"}, TODAY, TODAY, row_id="by CTV3, which says nothing"
    )
    write_entries(person, practice, [both, unknown])
    renew()

    [row] = DeficitOnset.objects.all()
    assert (row.deficit, row.entries, row.entry.row_id) == (10, 1, "both")
