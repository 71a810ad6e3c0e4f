"""`manage.py score_efi` against the plain reading, and what it says and keeps."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from patients.models import PersonIdentifier
from tests.factories import PersonFactory
from tests.tiers.codelists.people import CODE_LIST, MEDICINES, coded
from tests.tiers.onsets import make_entry
from tests.tiers.records import lay_down_list, lay_down_map, write_entries, write_issues
from tests.world import NOW, TODAY, as_system
from tiers.actions import scoring
from tiers.codelists.oracle import Entry
from tiers.codelists.polypharmacy import Issue
from tiers.codelists.reading import CODED_DEFICITS
from tiers.management.commands import score_efi
from tiers.models import CodeListVersion, DeficitOnset
from tiers.running import BY, score_practice
from wsic.audit.models import AuditEvent
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job, State

pytestmark = pytest.mark.django_db
A_YEAR_AGO = TODAY - timedelta(days=365)
DEFICITS_OF = Counter(rule.code for rule in CODE_LIST.rows)
BY_PRESENCE = {
    rule.deficit: rule.code
    for rule in CODE_LIST.rows
    if rule.system == "snomed" and not rule.tests_value and DEFICITS_OF[rule.code] == 1
}


@pytest.fixture(autouse=True)
def lists(world):
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MEDICINES)


@pytest.fixture
def practice(world):
    return world.organisation("PA")


def with_deficits(practice, count, on=A_YEAR_AGO, **more):
    with as_system():
        person = PersonFactory(practice=practice)
        make_entry(person, practice)
        chosen = [deficit for deficit in CODED_DEFICITS if deficit in BY_PRESENCE][:count]
        entries = [coded(BY_PRESENCE[deficit], on=on) for deficit in chosen]
        own = [replace(entry, row_id=f"{person.pk} {entry.row_id}") for entry in entries]
        write_entries(person, practice, own, **more)
    return person


def score(*options, again=True, on=TODAY):
    out = io.StringIO()
    more = ["--again"] if again else []
    call_command("score_efi", "--as-of", on.isoformat(), *options, *more, stdout=out)
    return out.getvalue()


def rows(*options, **more):
    with as_system():
        numbers = dict(PersonIdentifier.objects.values_list("value", "person_id"))
    told = csv.DictReader(io.StringIO(score("--format", "csv", *options, **more)))
    return {numbers[row["nhs_number"]]: row for row in told}


@pytest.mark.parametrize(
    ("count", "category", "shown"),
    [
        (0, "fit", "0.00"), (4, "fit", "0.11111"), (5, "mild", "0.13889"), (8, "mild", "0.22222"),
        (9, "moderate", "0.25"), (12, "moderate", "0.33333"), (13, "severe", "0.36111"),
    ],
)  # fmt: skip
def test_the_boundaries(practice, count, category, shown):
    person = with_deficits(practice, count)

    row = rows()[person.pk]
    assert (row["deficit_count"], row["category"], row["score"]) == (str(count), category, shown)
    assert row["practice_code"] == "PA"
    assert len(row["deficits"].split(";")) == max(count, 1)


@pytest.mark.parametrize("more", [{}, {"issues": 5}], ids=["nothing", "medicines alone"])
def test_of_whom_no_entry_has_come_nobody_says_fit(practice, more):
    chosen = {row.ingredient: row.medicine_code for row in MEDICINES.rows if row.bnf_chapter < 14}
    codes = list(chosen.values())[: more.get("issues", 0)]
    with as_system():
        person = PersonFactory(practice=practice)
        write_issues(person, practice, [Issue(code, A_YEAR_AGO + timedelta(days=9)) for code in codes])

    row = rows()[person.pk]
    assert (row["deficit_count"], row["score"], row["category"]) == ("", "", "")
    assert row["deficits"] == ("Polypharmacy" if codes else "")


def test_deficits_are_named_in_the_order_of_the_index(practice):
    person = with_deficits(practice, 13)

    named = rows()[person.pk]["deficits"].split(";")
    assert named == [deficit for deficit in CODED_DEFICITS if deficit in named]


def test_as_of_a_day_knows_nothing_recorded_after_it(practice):
    with as_system():
        person = PersonFactory(practice=practice)
        late = Entry({"snomed": "161898004"}, date(2009, 5, 4), TODAY, row_id="1")
        write_entries(person, practice, [late])

    yesterday = TODAY - timedelta(days=1)
    assert rows()[person.pk]["deficits"] == "Falls"
    assert rows(on=yesterday)[person.pk]["deficit_count"] == ""  # nothing was recorded then
    assert rows("--known-now", again=False, on=yesterday)[person.pk]["deficits"] == "Falls"


def test_the_retrospective_view_is_labelled_and_writes_nothing(practice):
    with_deficits(practice, 3)

    said = score("--known-now", again=False)
    assert "retrospective view: by effective dates alone, as known now" in said
    with as_system():
        assert not DeficitOnset.objects.exists()
        assert not Job.objects.exists()
    with pytest.raises(CommandError, match="cannot be combined with --again"):
        score("--known-now")


def test_how_many_of_each_category_and_by_which_lists(practice):
    for count in (4, 5, 8, 9, 13):
        with_deficits(practice, count)
    with as_system():
        person = PersonFactory(practice=practice)
        write_issues(person, practice, [Issue("UNKNOWN", A_YEAR_AGO + timedelta(days=1))] * 3)

    lines = score("--practice", "PA").splitlines()
    assert lines[0] == "eFI as of 30 June 2026, as known then"
    assert lines[1] == "code list: Test list; medicine map: Test map; polypharmacy: Clegg 2016, 1"
    # ADAIR and BELLO of the world have no records, nor has who takes what nobody knows the chapter of
    assert [line.rsplit(maxsplit=2)[:2] for line in lines[2:7]] == [
        ["  Fit", "1"], ["  Mild", "2"], ["  Moderate", "1"], ["  Severe", "1"], ["  No score", "3"]
    ]  # fmt: skip
    assert lines[7].split() == ["Together", "8"]
    assert lines[8].startswith("No score: 3 people of 1 practice without a coded entry by that day")
    assert lines[9].startswith("Without a chapter, so counted for nobody: 1 medicine codes in 3 issues")


def test_polypharmacy_counts_from_the_fifth_medicine_until_a_year_after(practice):
    chosen = {row.ingredient: row.medicine_code for row in MEDICINES.rows if row.bnf_chapter < 14}
    codes = list(chosen.values())[:5]
    with as_system():
        person = PersonFactory(practice=practice)
        write_issues(person, practice, [Issue(code, date(2025, 3, day)) for day, code in enumerate(codes, 1)])

    found = {
        day: rows(on=day)[person.pk]["deficits"]
        for day in (date(2025, 3, 4), date(2025, 3, 5), date(2026, 2, 28), date(2026, 3, 1))
    }
    assert list(found.values()) == ["", "Polypharmacy", "Polypharmacy", ""]


def test_one_practice_alone(practice, world):
    here, there = with_deficits(practice, 1), with_deficits(world.organisation("PB"), 1)

    found = rows("--practice", "PA")
    assert here.pk in found
    assert there.pk not in found
    with as_system():
        assert DeficitOnset.objects.get().person_id == here.pk  # nobody else was worked out
    with pytest.raises(CommandError, match="There is no practice 'PX'"):
        score("--practice", "PX")


def test_only_what_a_changed_list_concerns_is_worked_out(practice):
    person = with_deficits(practice, 1)

    assert rows(again=False)[person.pk]["deficit_count"] == "0"  # written behind the feeds' back: no job
    with as_system():
        scoring.ask_for_scores(by=BY, at=NOW, due_at=NOW)
    assert rows(again=False)[person.pk]["deficit_count"] == "1"


def test_json_says_the_same_and_the_export_is_in_the_audit(practice):
    person = with_deficits(practice, 9)

    told = json.loads(score("--format", "json").replace('"deficit_count": null', '"deficit_count": -1'))
    by_csv = rows(again=False)
    assert [(row["deficit_count"], row["deficits"]) for row in told] == [
        (int(row["deficit_count"] or -1), row["deficits"]) for row in by_csv.values()
    ]
    with as_system():
        event = AuditEvent.objects.filter(verb="scores.exported").order_by("pk").first()
    assert (event.kind, event.actor, event.detail["rows"]) == ("EXPORT", "system:score_efi", len(told))
    assert person.pk in by_csv


def test_without_a_list_nothing_is_scored():
    with as_system():
        CodeListVersion.objects.update(active=False)
    with pytest.raises(CommandError, match=r"There is no active code list.+import_starter_lists"):
        score()


def test_a_practice_that_cannot_be_scored_is_named(practice, monkeypatch):
    with_deficits(practice, 1)

    def broken(*_, **__):
        raise scoring.jobs.FenceLost

    monkeypatch.setattr(scoring, "renew_deficits", broken)
    with pytest.raises(CommandError, match="Practice PA could not be scored"):
        score()


@pytest.fixture
def running(practice):
    """A job of the practice that another process has taken."""
    with as_system():
        scoring.ask_for_scores(by=BY, at=NOW, due_at=NOW, practice=practice)
        return jobs.claim(Job.objects.get(), at=NOW)


def test_what_a_dead_process_left_is_taken_over(practice, running):
    person = with_deficits(practice, 9)
    with as_system():
        Job.objects.update(heartbeat_at=NOW - jobs.STALE_AFTER - timedelta(seconds=1))

    assert rows(again=False)[person.pk]["deficit_count"] == "9"
    with as_system():
        assert (Job.objects.get().state, Job.objects.get().attempt) == (State.DONE, 2)


def test_what_another_process_scores_is_waited_for(practice, running, monkeypatch):
    person = with_deficits(practice, 9)
    waited = []

    def meanwhile(seconds):
        waited.append(seconds)
        score_practice(running)

    monkeypatch.setattr(score_efi.time, "sleep", meanwhile)

    assert rows(again=False)[person.pk]["deficit_count"] == "9"
    assert len(waited) == 1


def test_a_practice_whose_processes_die_every_time_is_named(practice, running):
    with as_system():
        silent = NOW - jobs.STALE_AFTER - timedelta(seconds=1)
        Job.objects.update(heartbeat_at=silent, attempt=jobs.MOST_ATTEMPTS)

    with pytest.raises(CommandError, match="Practice PA could not be scored: Given up after 3 attempts"):
        score()
