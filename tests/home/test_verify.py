"""Every check of `verify`, seen red once."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from patients.actions.reach import refresh_reach
from patients.models import (
    CodedEntry,
    ImportState,
    MedicationIssue,
    PersonDetail,
    PersonLink,
    Reach,
    Registration,
)
from tests.factories import ImportFactory
from tests.tiers.codelists.people import CODE_LIST, coded
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.records import lay_down_list, write_entries, write_issues
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.owner import execute
from tiers.actions import propose_tiers
from tiers.codelists.polypharmacy import Issue
from tiers.models import Basis, DeficitOnset, RecordSummary, TierStanding
from tiers.sets import onsets, summaries
from wsic.home.management.commands.verify import CHECKS
from wsic.jobs.models import Job, State

pytestmark = pytest.mark.django_db


ALL = [check.__name__.replace("_", " ") for check in CHECKS]
(
    REACH,
    FILES,
    DETAILS,
    STAGED,
    LISTED,
    KEYS,
    INDEXES,
    ONE_TIER,
    DEFICITS,
    PROPOSED,
    DECIDED,
    LINKS,
    JOBS,
    _MONTHS,
    SPOOL,
) = ALL
NOWHERE = "Person #{} is on the newest list of a practice and registered nowhere."


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
    assert [check for check, _, _ in answers] == ALL
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


def test_a_person_with_two_current_details_or_none(adair, world):
    execute("DROP INDEX patients_one_current_detail")
    bello = world.person("BELLO")
    with as_system():
        detail = PersonDetail.objects.get(person=adair)
        detail.pk = None
        detail.save()
        PersonDetail.objects.filter(person=bello).update(replaced_by=ImportFactory())

    _, findings = verify()

    said = findings[DETAILS].splitlines()
    assert [line.strip() for line in said] == [
        f"Person #{adair.pk} has 2 current details.",
        f"Person #{bello.pk} has 0 current details.",
    ]


@pytest.mark.parametrize(("state", "code"), [(State.DONE, 1), (State.FAILED, 1), (State.WAITING, 0)])
def test_rows_left_beside_the_tables_when_their_job_is_over(adair, state, code):
    job = Job.objects.create(
        name="tests.job", key="1", as_on=TODAY, state=state, due_at=NOW, payload={}, by="tests",
        purpose="Tests", created_at=NOW,
    )  # fmt: skip
    with as_system(), connection.cursor() as cursor:
        imported = ImportFactory(job=job)
        cursor.execute(
            "INSERT INTO patients_staged_people (import_id, line, digest, raw) VALUES (%s, 1, '', '')",
            [imported.pk],
        )

    ended, findings = verify()

    said = {STAGED: "1 rows in patients_staged_people belong to imports whose job is over."}
    assert (ended, findings) == (code, said if code else {})


def test_indexes_that_were_put_off_and_never_built(db):
    execute("TRUNCATE patients_codedentry CASCADE")
    with as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT patients_put_off_indexes('patients_codedentry'::regclass)")

    ended, findings = verify()

    assert (ended, set(findings)) == (1, {INDEXES})
    assert "SELECT patients_build_indexes('patients_codedentry')" in findings[INDEXES]


def test_somebody_of_the_newest_list_whom_an_older_list_has_put_out(adair):
    with as_system():
        newest = Registration.objects.get(person=adair)
        Registration.objects.filter(pk=newest.pk).update(to_on=date(2026, 3, 2))
        newest.pk, newest.from_on, newest.to_on = None, date(2026, 3, 2), TODAY
        newest.as_on = date(2026, 4, 16)
        newest.save()
        refresh_reach(people=None, by=SYSTEM)
        propose_tiers(None, by=SYSTEM, at=NOW)

    assert verify() == (1, {LISTED: NOWHERE.format(adair.pk)})


def test_somebody_without_any_registration(adair):
    with as_system():
        Registration.objects.filter(person=adair).update(replaced_by=ImportFactory())
        refresh_reach(people=None, by=SYSTEM)
        propose_tiers(None, by=SYSTEM, at=NOW)

    assert verify() == (1, {LISTED: NOWHERE.format(adair.pk)})


@pytest.mark.parametrize(("stated", "findings"), [(date(2026, 3, 2), {}), (None, {LISTED: NOWHERE})])
def test_whom_the_newest_list_says_has_left_is_no_finding_and_who_was_cut_off_is(adair, stated, findings):
    with as_system():
        Registration.objects.filter(person=adair).update(to_on=date(2026, 3, 2), stated_to_on=stated)
        refresh_reach(people=None, by=SYSTEM)
        propose_tiers(None, by=SYSTEM, at=NOW)

    assert verify() == (len(findings), {check: said.format(adair.pk) for check, said in findings.items()})


def test_two_tiers_at_once(adair):
    without_constraint("tiers_tierstanding", "tiers_one_tier_at_a_time")
    with as_system():
        DecisionFactory(person=adair, decided_on=date(2026, 1, 1))
        TierStanding.objects.create(
            person=adair, tier=1, basis=Basis.DECIDED, from_on=date(2026, 2, 1), recorded_at=NOW
        )

    code, found = verify()

    assert (code, set(found)) == (1, {ONE_TIER, DECIDED})
    assert found[ONE_TIER] == f"Person #{adair.pk} stands on two DECIDED tiers at once."
    assert found[DECIDED] == "1 decided tiers follow from no decision, 0 are missing."


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


def test_deficits_that_records_do_not_give(adair, world):
    with as_system():
        lay_down_list(CODE_LIST)
        write_entries(adair, world.organisation("PA"), [coded("161898004"), coded("3723001")])
        onsets.renew(None)
        summaries.renew(None)
    assert verify() == (0, {})

    with as_system():
        DeficitOnset.objects.filter(deficit=10).delete()
        DeficitOnset.objects.update(entries=7)
    said = "1 onsets follow from no records and active list, 1 are missing."
    assert verify() == (1, {DEFICITS: said})


def test_a_summary_that_is_not_what_the_records_say(adair, world):
    with as_system():
        write_entries(adair, world.organisation("PA"), [coded("20135006")])
        summaries.renew(None)
        RecordSummary.objects.update(days=[TODAY])

    said = "1 summaries follow from no records and active list, 0 are missing."
    assert verify() == (1, {DEFICITS: said})


KEYS_OF = [
    (model, column)
    for model, what in ((CodedEntry, "code_id"), (MedicationIssue, "medicine_id"))
    for column in ("person_id", "organisation_id", what, "imported_by_id", "replaced_by_id")
]


@pytest.mark.parametrize(("model", "column"), KEYS_OF, ids=lambda each: getattr(each, "__name__", each))
def test_a_record_with_a_key_that_leads_nowhere(adair, world, model, column):
    with as_system():
        write_entries(adair, world.organisation("PA"), [coded("161898004"), coded("3723001")])
        write_issues(adair, world.organisation("PA"), [Issue("1", TODAY), Issue("2", TODAY)])
        assert KEYS not in verify()[1]

        broken = model.objects.order_by("pk").last()
        model.objects.filter(pk=broken.pk).update(**{column: 987_654_321})

    said = f"1 rows of {model._meta.db_table} have a {column} that leads nowhere, the first is #{broken.pk}."
    assert verify()[1][KEYS] == said


def test_links_that_make_a_chain(adair, world):
    execute("ALTER TABLE patients_personlink DISABLE TRIGGER patients_link_guarded")
    bello, cohen, gp = world.person("BELLO"), world.person("COHEN"), world.user("gp_a")
    with as_system():
        fields = {"from_on": TODAY, "reason": "OTHER", "recorded_by": gp, "recorded_at": NOW}
        one = PersonLink.objects.create(person=adair, kept=bello, **fields)
        other = PersonLink.objects.create(person=bello, kept=cohen, **fields)

    said = f"Links #{one.pk} and #{other.pk} make a chain, or set one record aside twice."
    assert verify() == (1, {LINKS: said})
