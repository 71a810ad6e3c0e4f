import csv
import json
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from patients.models import PersonIdentifier
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.onsets import make_entry
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import propose_tiers
from tiers.queries.export import FIELDS, ExportFormat, lines
from wsic.audit.models import AuditEvent, EventKind

pytestmark = pytest.mark.django_db

MARCH, MAY = date(2026, 3, 31), date(2026, 5, 31)


@pytest.fixture
def people(world):
    """ADAIR with two scores and a decision, COHEN with one score, BELLO with none; by name."""
    found = {name: world.person(name) for name in ("ADAIR", "BELLO", "COHEN")}
    with as_system():
        ScoreFactory(person=found["ADAIR"], calculated_on=MARCH, deficit_count=9, score=Decimal("0.25"))
        ScoreFactory(person=found["ADAIR"], calculated_on=MAY, deficit_count=18, score=Decimal("0.50"))
        ScoreFactory(person=found["COHEN"], calculated_on=MARCH, deficit_count=5, score=Decimal("0.13889"))
        DecisionFactory(person=found["ADAIR"], tier=2, decided_on=MAY)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return found


def number_of(person):
    with as_system():
        return PersonIdentifier.objects.get(person=person).value


def export(path, *, as_of="2026-06-30", export_format="csv", **options):
    told = {"as-of": as_of, "format": export_format, "output": path, **options}
    call_command("export_tiers", *(f"--{name}={value}" for name, value in told.items()))
    return path.read_bytes()


def rows_of(content):
    return list(csv.DictReader(content.decode().splitlines()))


def test_one_row_for_each_person_in_scope_with_and_without_a_score(tmp_path, people):
    content = export(tmp_path / "tiers.csv")

    rows = rows_of(content)
    assert list(rows[0]) == list(FIELDS)
    assert [list(row.values())[1:] for row in rows] == [
        ["PA", "18", "0.50", "severe", "EFI", "", "3", "2", "", ""],
        ["PA", "", "", "", "", "", "", "", "", ""],
        ["PB", "5", "0.13889", "mild", "EFI", "", "1", "", "", ""],
    ]
    assert [row["nhs_number"] for row in rows] == [
        number_of(people[name]) for name in ("ADAIR", "BELLO", "COHEN")
    ]


def test_as_of_a_past_day_it_says_what_held_then(tmp_path, people):
    rows = rows_of(export(tmp_path / "tiers.csv", as_of="2026-04-30"))

    assert [row["deficit_count"] for row in rows] == ["9", "", "", "5"]  # EVANS was registered still
    assert [row["proposed_tier"] for row in rows] == ["2", "", "", "1"]
    assert {row["decided_tier"] for row in rows} == {""}


def test_json_has_the_same_rows(tmp_path, people):
    first, second, third = json.loads(export(tmp_path / "tiers.json", export_format="json"))

    assert list(first) == list(FIELDS)
    assert (first["score"], first["deficit_count"], first["decided_tier"], first["deficits"]) == (
        0.5,
        18,
        2,
        None,
    )
    assert {field for field in FIELDS if second[field] is not None} == {"nhs_number", "practice_code"}
    assert (third["category"], third["practice_code"]) == ("mild", "PB")


def test_a_computed_count_that_rests_on_no_entry_is_marked(tmp_path, world, scored):
    with as_system():
        make_entry(world.person("ADAIR"), scored)

    adair, bello = rows_of(export(tmp_path / "tiers.csv", practice="PA"))
    assert (adair["deficit_count"], adair["coded_entries"]) == ("0", "")
    assert (bello["deficit_count"], bello["coded_entries"]) == ("0", "none")


def test_one_practice(tmp_path, people):
    assert [row["practice_code"] for row in rows_of(export(tmp_path / "t", practice="PB"))] == ["PB"]


@pytest.mark.parametrize("code", ["NONE", "HUB1"])
def test_a_practice_that_is_none_is_refused(tmp_path, world, code):
    with pytest.raises(CommandError, match=f"There is no practice {code!r}"):
        export(tmp_path / "tiers.csv", practice=code)


def test_nobody_in_scope_is_an_empty_file(tmp_path, world):
    assert export(tmp_path / "t", as_of="1990-01-01") == (",".join(FIELDS) + "\n").encode()
    assert json.loads(export(tmp_path / "t", as_of="1990-01-01", export_format="json")) == []


@pytest.mark.parametrize("export_format", ExportFormat)
def test_a_later_import_about_later_days_changes_no_byte_of_the_past(tmp_path, people, export_format):
    before = export(tmp_path / "before", as_of="2026-04-30", export_format=export_format)
    with as_system():
        ScoreFactory(person=people["ADAIR"], calculated_on=date(2026, 6, 15), deficit_count=20)
        ScoreFactory(person=people["BELLO"], calculated_on=date(2026, 6, 15), deficit_count=3)
        propose_tiers(None, by=SYSTEM, at=NOW)

    assert export(tmp_path / "after", as_of="2026-04-30", export_format=export_format) == before


def test_the_export_is_in_the_audit_with_its_rows_and_digest(tmp_path, people):
    content = export(tmp_path / "tiers.csv")

    with as_system():
        event = AuditEvent.objects.get(verb="tiers.exported")
    assert (event.kind, event.actor, event.people) == (EventKind.EXPORT, "system:export_tiers", [])
    assert event.detail["rows"] == 3
    assert event.detail["sha256"] == sha256(content).hexdigest()


def test_to_standard_output_comes_nothing_but_the_file(world, capfdbinary):
    call_command("export_tiers", "--as-of=1990-01-01")

    assert capfdbinary.readouterr().out == (",".join(FIELDS) + "\n").encode()


def test_no_cell_is_a_formula_in_excel(world):
    with as_system():
        practice = world.organisation("PA")
        practice.code = "=1+CMD()"
        practice.save()
        cells = [
            line.split(",")[1] for line in lines(ExportFormat.CSV, on=MAY, practice=None) if line.strip()
        ]

    assert "'=1+CMD()" in cells


def test_rows_are_fetched_as_they_are_written(world):
    with as_system(), connection.cursor() as cursor:
        pieces = lines(ExportFormat.CSV, on=MAY, practice=None)
        head, first = next(pieces), next(pieces)
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE statement LIKE '%in_scope%'")

        assert (head, first) != ("", "")
        assert cursor.fetchone() == (1,)
        pieces.close()
