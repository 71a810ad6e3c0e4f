"""The date of a practice's data, after each file that comes about its people."""

from datetime import timedelta

import pytest

from tests.patients.feeds.bringing import bring, buckets
from tests.patients.feeds.recording import ENTRIES, ISSUES, entry, issue, who
from tests.tiers.codelists.people import CODE_LIST
from tests.tiers.onsets import make_entry
from tests.tiers.records import lay_down_list
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import scoring
from tiers.models import ScoringOf
from tiers.running import score_practice
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job

pytestmark = pytest.mark.django_db
A_WEEK_AGO, TWO_MONTHS_AGO = TODAY - timedelta(days=7), TODAY - timedelta(days=61)


@pytest.fixture(autouse=True)
def practice(world):
    with as_system():
        lay_down_list(CODE_LIST)
        for name, code in (("ADAIR", "PA"), ("BELLO", "PA"), ("COHEN", "PB")):
            make_entry(world.person(name), world.organisation(code))
    return world.organisation("PA")


@pytest.fixture
def adair(world):
    return who(world.person("ADAIR"))


def fresh(code="PA"):
    """Whose score counts for the practice, and the dates of its entries and its medicines."""
    with as_system():
        return ScoringOf.objects.values_list("source", "entries_on", "issues_on").get(practice__code=code)


@pytest.mark.parametrize(
    ("feed", "row", "expected"),
    [
        (ENTRIES, entry(), ("COMPUTED", TODAY, None)),
        (ISSUES, issue(issued_on="2026-01-05"), ("IMPORTED", None, TODAY)),
    ],
)
@pytest.mark.parametrize("by", ["PA", "CCG"])
def test_a_file_that_changes_nothing_is_the_newest_all_the_same(tmp_path, adair, feed, row, expected, by):
    bring(tmp_path, feed, [adair | row], as_on=TWO_MONTHS_AGO, by=by)
    again = bring(tmp_path, feed, [adair | row], by=by)

    assert buckets(again) == {"unchanged": 1}
    assert fresh() == expected


def test_a_file_of_the_ccg_with_news_of_one_practice_is_the_newest_of_all_it_is_about(tmp_path, world, adair):
    cohen = who(world.person("COHEN")) | entry("c1")
    bring(tmp_path, ENTRIES, [adair | entry(), cohen], as_on=A_WEEK_AGO)
    bring(tmp_path, ENTRIES, [adair | entry(), adair | entry("e2"), cohen])

    assert fresh("PA")[1] == fresh("PB")[1] == TODAY


def test_an_older_file_takes_no_date_back(tmp_path, adair):
    bring(tmp_path, ENTRIES, [adair | entry()], by="PA")
    bring(tmp_path, ENTRIES, [adair | entry()], as_on=A_WEEK_AGO, by="PA")

    assert fresh() == ("COMPUTED", TODAY, None)


def test_a_job_of_a_practice_renews_whose_score_counts(tmp_path, practice, adair):
    bring(tmp_path, ENTRIES, [adair | entry()], by="PA")
    with as_system():
        ScoringOf.objects.all().delete()
        scoring.ask_for_scores(by=SYSTEM, at=NOW, due_at=NOW, practice=practice)
        job = jobs.claim(Job.objects.get(name=scoring.JOB), at=NOW)
    score_practice(job)

    assert fresh() == ("COMPUTED", TODAY, None)
