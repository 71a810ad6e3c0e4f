"""What must hold after any fault (RELIABILITY.md), looked at in the whole of the data.

It checks across the apps, so it stands above them all.  A check answers with one sentence for each finding:
ids and numbers, never a name or an NHS number.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F

from patients.feeds.sets import first_load
from patients.models import Import, ImportState
from patients.sets import checks as people_checks
from patients.sets import links, reach
from tiers.rules import CURRENT
from tiers.sets import checks, decisions, meanings, onsets, polypharmacy, proposals, summaries
from wsic import clock
from wsic.accounts.actors import SystemActor
from wsic.audit import spool
from wsic.audit.models import SpoolProblem
from wsic.audit.sets import months
from wsic.audit.spooling import HARMLESS
from wsic.jobs.actions import STALE_AFTER
from wsic.jobs.models import Job, State
from wsic.work import unit_of_work

Check = Callable[[], Iterator[str]]
_EVERY_ROW = F("accepted") + F("unchanged") + F("superseded") + F("duplicate") + F("quarantined")


def reach_follows_from_the_facts() -> Iterator[str]:
    missing, surplus = reach.difference()
    if missing:
        yield f"{missing} rows of Reach are missing or have other dates than the facts say."
    if surplus:
        yield f"{surplus} rows of Reach follow from no fact."


def rows_of_each_file_add_up() -> Iterator[str]:
    done = Import.objects.filter(state=ImportState.DONE).annotate(accounted=_EVERY_ROW)
    for row in done.exclude(rows=F("accounted")).order_by("pk"):
        yield f"{row.feed} import {row.public_id}: of its {row.rows} rows {row.accounted} are accounted for."


def one_current_detail_a_person() -> Iterator[str]:
    for person, details in people_checks.people_without_one_current_detail():
        yield f"Person #{person} has {details} current details."


def no_rows_wait_for_a_job_that_is_over() -> Iterator[str]:
    for table, rows in people_checks.rows_left_staged():
        yield f"{rows} rows in {table} belong to imports whose job is over."


def everybody_on_the_newest_list_is_registered() -> Iterator[str]:
    for person in people_checks.listed_and_registered_nowhere():
        yield f"Person #{person} is on the newest list of a practice and registered nowhere."


def every_key_leads_somewhere() -> Iterator[str]:
    """Of the tables whose foreign keys are not checked row by row: records, and what rests on them."""
    for found in people_checks.keys_that_lead_nowhere():
        yield (
            f"{found.rows} rows of {found.table} have a {found.column} that leads nowhere, "
            f"the first is #{found.first}."
        )


def records_have_their_indexes() -> Iterator[str]:
    for table in first_load.waiting():
        yield f"Indexes of {table} were put off and not built: SELECT patients_build_indexes('{table}')."


def one_tier_at_a_time() -> Iterator[str]:
    for person, basis in checks.two_tiers_at_once():
        yield f"Person #{person} stands on two {basis} tiers at once."


def deficits_follow_from_the_records() -> Iterator[str]:
    """Onsets and times of polypharmacy are those that records and active lists give, worked out anew."""
    unlike = {
        "meanings of codes": meanings.difference(),
        "onsets": onsets.difference(None),
        "times of polypharmacy": polypharmacy.difference(None),
        "summaries": summaries.difference(None),
    }
    for what, (wrong, missing) in unlike.items():
        if wrong or missing:
            yield f"{wrong} {what} follow from no records and active list, {missing} are missing."


def proposed_tiers_follow_from_the_data() -> Iterator[str]:
    """Without gap or overlap: exactly the intervals that scores, registrations and deaths give."""
    wrong, missing = proposals.difference(CURRENT)
    if wrong:
        yield f"{wrong} proposed tiers follow from no data."
    if missing:
        yield f"{missing} proposed tiers are missing."


def decided_tiers_follow_from_decisions() -> Iterator[str]:
    wrong, missing = decisions.difference(None)
    if wrong or missing:
        yield f"{wrong} decided tiers follow from no decision, {missing} are missing."


def links_make_no_chain() -> Iterator[str]:
    for one, other in links.contradicting():
        yield f"Links #{one} and #{other} make a chain, or set one record aside twice."


def no_job_runs_without_a_heartbeat() -> Iterator[str]:
    stale = Job.objects.filter(state=State.RUNNING, heartbeat_at__lt=clock.instant() - STALE_AFTER)
    for job in stale.order_by("pk"):
        yield f"Job {job.name} {job.public_id} runs, silent since {job.heartbeat_at:%d %b %H:%M:%S}."


def the_audit_has_its_months() -> Iterator[str]:
    """`manage.py verify_audit` reads its chain."""
    left, homeless = months.months_ahead(clock.instant().date()), months.rows_without_month()
    if left < months.FEWEST_MONTHS_AHEAD:
        yield f"The audit has places for {left} months ahead: does audit.add_months run every night?"
    if homeless:
        yield f"{homeless} rows of the audit were written in months that had no place of their own."


def nothing_waits_in_the_spool() -> Iterator[str]:
    """Of this server; nothing was ever wrong with it or another's."""
    if waiting := spool.waiting():
        yield f"{waiting} lines wait in {spool.path()}: does audit.reconcile_spool run each minute?"
    for problem in SpoolProblem.objects.exclude(kind__in=HARMLESS).order_by("pk"):
        yield f"The spool of {problem.spool}: {problem.says}, found {problem.found_at:%d %b %Y %H:%M}."


CHECKS: tuple[Check, ...] = (
    reach_follows_from_the_facts,
    rows_of_each_file_add_up,
    one_current_detail_a_person,
    no_rows_wait_for_a_job_that_is_over,
    everybody_on_the_newest_list_is_registered,
    every_key_leads_somewhere,
    records_have_their_indexes,
    one_tier_at_a_time,
    deficits_follow_from_the_records,
    proposed_tiers_follow_from_the_data,
    decided_tiers_follow_from_decisions,
    links_make_no_chain,
    no_job_runs_without_a_heartbeat,
    the_audit_has_its_months,
    nothing_waits_in_the_spool,
)


class Command(BaseCommand):
    help = "Checks what must hold after any fault. Exit code 1 when something does not, each finding named."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = 0
        with unit_of_work(by=SystemActor("verify"), purpose="Check what must always hold", on=clock.today()):
            for check in CHECKS:
                findings += self._report(check)
        if findings:
            raise SystemExit(1)

    def _report(self, check: Check) -> int:
        found = list(check())
        self.stdout.write(f"{check.__name__.replace('_', ' ')}: {'no' if found else 'yes'}")
        for finding in found:
            self.stdout.write(f"  {finding}")
        return len(found)
