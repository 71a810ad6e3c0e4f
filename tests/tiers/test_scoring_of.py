"""Whose score counts for a practice: worked out from the files that came, chosen, and what follows."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from patients.models import Import, QuarantinedRow, Registration
from tests.tiers.factories import ScoreFactory
from tests.tiers.onsets import an_import, make_entry, make_onset
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers import feeds
from tiers.actions import choose_scoring, propose_tiers, renew_scoring
from tiers.models import CodeListVersion, EvidenceFile, ScoreSource, ScoringChoice, ScoringOf, TierStanding
from tiers.rules.scoring import NO_ENTRIES, NO_LIST, OLD_ENTRIES, TOO_FEW, Scoring, scoring_of
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("choice", "entries_on", "has_list", "expected"),
    [
        ("AUTOMATIC", TODAY, True, Scoring("COMPUTED")),
        ("AUTOMATIC", TODAY - MONTH, True, Scoring("COMPUTED")),
        ("AUTOMATIC", TODAY - MONTH - timedelta(days=1), True, Scoring("IMPORTED", OLD_ENTRIES)),
        ("AUTOMATIC", None, True, Scoring("IMPORTED", NO_ENTRIES)),
        ("AUTOMATIC", TODAY, False, Scoring("IMPORTED", NO_LIST)),
        ("COMPUTED", date(2020, 1, 1), True, Scoring("COMPUTED")),
        ("COMPUTED", None, True, Scoring("IMPORTED", NO_ENTRIES)),
        ("IMPORTED", TODAY, True, Scoring("IMPORTED")),
    ],
)
def test_the_source_that_counts(choice, entries_on, has_list, expected):
    assert scoring_of(choice, entries_on, covered=1.0, on=TODAY, has_list=has_list) == expected


@pytest.mark.fast
@pytest.mark.parametrize("choice", ["AUTOMATIC", "COMPUTED"])
def test_nobodys_score_is_computed_from_a_part_of_the_records(choice):
    assert scoring_of(choice, TODAY, covered=0.9, on=TODAY, has_list=True) == Scoring("COMPUTED")
    assert scoring_of(choice, TODAY, covered=0.899, on=TODAY, has_list=True) == Scoring("IMPORTED", TOO_FEW)


@pytest.fixture
def practice(world):
    with as_system():
        CodeListVersion.objects.create(
            name="Active list", source="our own", imported_at=NOW, sha256="1" * 64, active=True
        )
        for name in ("ADAIR", "BELLO"):
            make_entry(world.person(name), world.organisation("PA"))
    return world.organisation("PA")


def entries_came(organisation, as_on=TODAY, **more):
    return Import.objects.filter(pk=an_import(organisation, "coded_entries").pk).update(
        **{"state": "DONE", "as_on": as_on, **more}
    )


def renew(*practices, on=TODAY):
    return renew_scoring([each.pk for each in practices] or None, by=SYSTEM, at=NOW, on=on)


def test_entries_make_a_practices_score_the_computed_one(world, practice):
    with as_system():
        entries_came(practice)
        changed = renew()

        assert changed == [practice.pk]
        row = ScoringOf.objects.get(practice=practice)
        assert (row.choice, row.source, row.since_on) == ("AUTOMATIC", "COMPUTED", TODAY)
        assert (row.entries_on, row.issues_on) == (TODAY, None)
    with as_system():
        assert AuditEvent.objects.get(verb="scoring.changed").organisation_id == practice.pk


def test_once_they_stop_the_imported_one_counts_again_and_since_when(practice):
    later = TODAY + MONTH + timedelta(days=1)
    with as_system():
        entries_came(practice)
        renew()

        assert renew(on=later - timedelta(days=1)) == []
        assert renew(on=later) == [practice.pk]
        row = ScoringOf.objects.get(practice=practice)
        assert (row.source, row.since_on) == ("IMPORTED", later)


@pytest.mark.parametrize("differently", [{"state": "HELD"}, {"state": "REFUSED"}, {"feed": "people"}])
def test_what_did_not_come_in_changes_nothing(practice, differently):
    with as_system():
        entries_came(practice, **differently)

        assert renew() == []
        assert not ScoringOf.objects.exists()


def test_entries_of_the_ccg_count_for_practices_whose_people_they_are_about(world, practice):
    with as_system():
        make_onset(world.person("ADAIR"), world.organisation("CCG"))
        entries_came(world.organisation("CCG"))

        assert renew() == [practice.pk]


def test_another_practices_entries_move_with_the_person_and_make_nothing_computed(world, practice):
    with as_system():
        make_onset(world.person("ADAIR"), world.organisation("PB"))
        entries_came(world.organisation("PB"))

        assert renew(practice) == []


def test_a_change_of_source_tells_the_history_anew_and_keeps_what_was_believed(world, practice):
    adair, march, may = world.person("ADAIR"), date(2026, 3, 31), date(2026, 5, 31)
    with as_system():
        ScoreFactory(person=adair, deficit_count=9, calculated_on=march)
        propose_tiers(None, by=SYSTEM, at=NOW)
        for deficit in range(1, 6):
            make_onset(adair, practice, may, deficit)
        entries_came(practice)
        renew()
        told = TierStanding.objects.filter(person=adair).order_by("replaced_at", "from_on")

        assert [(row.tier, row.source, row.from_on, row.to_on, row.replaced_at) for row in told] == [
            (2, "IMPORTED", march, None, NOW),
            (0, "COMPUTED", date(2010, 1, 1), may, None),
            (1, "COMPUTED", may, None, None),
        ]
        assert {row.code_list_version for row in told.filter(replaced_at=None)} == {"Test list"}


def test_where_nobody_has_a_deficit_the_active_list_found_none(world, practice):
    with as_system():
        entries_came(practice)
        renew()

        row = TierStanding.objects.get(person=world.person("BELLO"))
        assert (row.tier, row.deficit_count, row.code_list_version) == (0, 0, "Active list")


def run_of(imported, people=()):
    place = imported.organisation_id
    run = feeds.Run(import_id=imported.pk, importer_id=place, source_id=place, as_on=TODAY, at=NOW)
    feeds.choose_source_for(people, run)


def test_a_merge_counts_its_own_file_and_keeps_its_name(world, practice):
    people = [world.person("ADAIR").pk]
    with as_system():
        imported = an_import(practice, "coded_entries")
        run_of(imported, people)
        run_of(imported, people)

        assert ScoringOf.objects.get(practice=practice).source == ScoreSource.COMPUTED
        kept = EvidenceFile.objects.get(imported_by=imported)
        assert (kept.file_name, kept.table_name, kept.as_on) == ("coded_entries.csv", "", TODAY)


def test_nothing_rests_on_a_file_that_changed_nobody(practice):
    with as_system():
        imported = an_import(practice, "coded_entries")
        run_of(imported)

        assert not EvidenceFile.objects.exists()


@pytest.mark.parametrize(
    ("feed", "mended", "table"),
    [
        ("coded_entries", False, "SRCode"),
        ("medication_issues", False, "SRPrimaryCareMedication"),
        ("coded_entries", True, ""),
    ],
)
def test_of_an_extract_of_several_tables_the_table_is_kept(world, practice, feed, mended, table):
    with as_system():
        imported = an_import(practice, feed)
        imported.source, imported.corrects = "systmone", a_bad_row(imported) if mended else None
        imported.save()
        run_of(imported, [world.person("ADAIR").pk])

        assert EvidenceFile.objects.get(imported_by=imported).table_name == table


def a_bad_row(imported):
    return QuarantinedRow.objects.create(
        feed=imported.feed, imported_by=imported, importer=imported.organisation, line=7, raw="", digest=b"",
        organisation=imported.organisation, reason="date_invalid", sentence="", created_at=NOW,
    )  # fmt: skip


def test_somebody_who_moves_takes_no_source_along(world, practice):
    adair = world.person("ADAIR")
    with as_system():
        make_onset(adair, practice)
        entries_came(practice)
        Registration.objects.filter(person=adair).update(to_on=date(2026, 6, 1))
        Registration.objects.create(
            person=adair, practice=world.organisation("PB"), from_on=date(2026, 6, 1), as_on=TODAY
        )
        renew()
        rows = TierStanding.objects.known_now().filter(person=adair)

        assert [(row.source, row.to_on) for row in rows] == [("COMPUTED", date(2026, 6, 1))]


def score_source(*words):
    out = StringIO()
    call_command("score_source", *words, stdout=out)
    return out.getvalue().strip()


def test_the_command_chooses_and_says(practice):
    with as_system():
        entries_came(practice)

    assert score_source("PA") == "PA: automatic; the computed score counts since 2026-06-30"
    assert score_source("PA", "imported") == "PA: imported; the imported score counts since 2026-06-30"
    assert score_source("PA", "computed") == "PA: computed; the computed score counts since 2026-06-30"
    assert score_source("PB") == "PB: automatic; the imported score counts"


def test_choosing_waits_for_a_merge_however_long_it_takes(practice):
    with as_system(), connection.cursor() as cursor:
        choose_scoring(practice, ScoringChoice.IMPORTED, by=SYSTEM, at=NOW, on=TODAY)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (1,)


def test_nothing_is_computed_from_nothing(practice):
    with pytest.raises(CommandError, match="No coded entries have come from this practice"):
        score_source("PA", "computed")
    with pytest.raises(CommandError, match="There is no practice XX"):
        score_source("XX")
