"""Scores that stand in quarantine, mended from its page."""

from datetime import timedelta

import pytest

from patients.actions.quarantine import correct_row
from patients.models import QuarantinedRow
from tests.patients.feeds.bringing import bring, buckets, entries, run
from tests.tiers.test_feeds import FEED, MARCH, row, standing
from tests.world import NOW, TODAY, as_system
from wsic import work
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


@pytest.fixture
def mend(world, settings, tmp_path):
    """Send the open entry with this score again, as the practice's GP, with other values where given."""
    settings.UPLOADS = tmp_path / "uploads"

    def mend(score, **differently):
        user = world.user("gp_a")
        with as_system():
            entry = QuarantinedRow.objects.get(state="OPEN", given__score=score)
        with work.acting_as(user, on=TODAY):
            sent = correct_row(row=entry, values=entry.given_texts | differently, by=user, at=NOW, due_at=NOW)
        with as_system():
            job = jobs.claim(Job.objects.get(pk=sent.job_id), at=NOW)
        return run(sent, job)

    return mend


def test_a_conflict_is_settled_by_sending_the_right_one(tmp_path, adair, mend):
    bring(tmp_path, FEED, [row(adair, "0.25"), row(adair, "0.50")])

    assert buckets(mend("0.50")) == {"accepted": 1}
    assert standing(adair) == [(MARCH, "0.50000", 18)]
    assert {state for state, _, _ in entries()} == {"CORRECTED"}


def test_what_was_settled_is_not_opened_again_by_the_same_file(tmp_path, adair, mend):
    rows = [row(adair, "0.25"), row(adair, "0.50")]
    bring(tmp_path, FEED, rows)
    mend("0.50")

    assert buckets(bring(tmp_path, FEED, rows)) == {"unchanged": 2}
    assert standing(adair) == [(MARCH, "0.50000", 18)]


def test_an_older_file_closes_no_entry_of_a_conflict(tmp_path, adair):
    bring(tmp_path, FEED, [row(adair, "0.25"), row(adair, "0.50")])
    older = bring(tmp_path, FEED, [row(adair, "0.11")], as_on=TODAY - timedelta(days=7))

    assert buckets(older) == {"superseded": 1}
    assert {state for state, _, _ in entries()} == {"OPEN"}


def test_another_birth_date_is_mended_without_losing_a_decimal(tmp_path, adair, mend):
    told = row(adair, "0.50")
    bring(tmp_path, FEED, [told | {"birth_date": "1937-12-13"}])

    assert buckets(mend("0.50", birth_date=told["birth_date"])) == {"accepted": 1}
    assert standing(adair) == [(MARCH, "0.50000", 18)]


def test_mending_another_fault_settles_nothing(tmp_path, adair, mend):
    told = row(adair, "0.50")
    bring(tmp_path, FEED, [row(adair, "0.25"), told | {"birth_date": "1937-12-13"}])

    assert buckets(mend("0.50", birth_date=told["birth_date"])) == {"quarantined": 1}
    assert standing(adair) == []
