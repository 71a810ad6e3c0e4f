"""Every check of `verify`, seen red once."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from patients.models import ImportState, Reach
from tests.factories import ImportFactory
from tests.tiers.factories import DecidedFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import TierStanding
from wsic.home.management.commands.verify import CHECKS
from wsic.jobs.models import Job, State

pytestmark = pytest.mark.django_db


REACH, FILES, ONE_TIER, PROPOSED, JOBS = (check.__name__.replace("_", " ") for check in CHECKS)


def verify():
    """Exit code, and the findings of each check that has any."""
    out = io.StringIO()
    try:
        call_command("verify", stdout=out)
    except SystemExit as ended:
        return ended.code, findings_in(out.getvalue())
    return 0, findings_in(out.getvalue())


def findings_in(said):
    """Check -> findings; every check has said yes or no."""
    answers = re.findall(r"(?m)^(\S.*): (yes|no)\n((?:  .*\n)*)", said)
    assert [check for check, _, _ in answers] == [REACH, FILES, ONE_TIER, PROPOSED, JOBS]
    return {check: findings.strip() for check, answer, findings in answers if answer == "no"}


@pytest.fixture
def adair(world):
    person = world.person("ADAIR")
    with as_system():
        ScoreFactory(person=person)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return person


def without_constraint(table, name):
    """As if the database had let it through; the test's transaction takes it back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE wsic_owner")
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute("SET LOCAL ROLE wsic_app")


def test_a_sound_world_passes_every_check(adair):
    assert verify() == (0, {})


@pytest.mark.parametrize("change", [{"from_on": date(2011, 1, 1)}, None])
def test_reach_that_is_missing_or_has_other_dates(adair, change):
    with as_system():
        rows = Reach.objects.filter(person=adair, why="REGISTERED")
        rows.update(**change) if change else rows.delete()

    assert verify() == (1, {REACH: "1 rows of Reach are missing or have other dates than the facts say."})


def test_reach_that_follows_from_nothing(adair):
    with as_system():
        row = Reach.objects.filter(person=adair).first()
        row.pk, row.source = None, "registration:0"
        row.save()

    assert verify() == (1, {REACH: "1 rows of Reach follow from no fact."})


def test_rows_of_a_file_that_do_not_add_up(adair):
    without_constraint("patients_import", "patients_import_every_row_accounted_for")
    with as_system():
        done = ImportFactory(state=ImportState.DONE, rows=5, accepted=3, quarantined=1)

    assert verify() == (1, {FILES: f"people import {done.public_id}: of its 5 rows 4 are accounted for."})


def test_two_tiers_at_once(adair):
    without_constraint("tiers_tierstanding", "tiers_one_tier_at_a_time")
    with as_system():
        DecidedFactory(person=adair, from_on=date(2026, 1, 1))
        DecidedFactory(person=adair, from_on=date(2026, 2, 1))

    assert verify() == (1, {ONE_TIER: f"Person #{adair.pk} stands on two DECIDED tiers at once."})


def test_a_gap_in_a_history(adair):
    with as_system():
        TierStanding.objects.filter(person=adair).update(to_on=TODAY)

    code, findings = verify()
    assert (code, list(findings)) == (1, [PROPOSED])
    assert "1 proposed tiers are missing" in findings[PROPOSED]


def test_a_proposal_that_follows_from_nothing(adair):
    with as_system():
        adair.frailty_scores.update(conflicted=True)

    assert verify() == (1, {PROPOSED: "1 proposed tiers follow from no data."})


@pytest.mark.parametrize(("seconds", "code"), [(80, 0), (100, 1)])
def test_a_job_that_runs_without_a_heartbeat(adair, seconds, code):
    Job.objects.create(
        name="tests.job", key="1", as_on=TODAY, state=State.RUNNING, due_at=NOW, payload={},
        heartbeat_at=NOW - timedelta(seconds=seconds), by="tests", purpose="Tests", created_at=NOW,
    )  # fmt: skip

    ended, findings = verify()
    assert (ended, list(findings)) == (code, [JOBS] if code else [])
