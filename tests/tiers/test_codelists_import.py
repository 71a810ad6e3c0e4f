"""Code lists and medicine maps through their commands."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests.tiers.codelists.people import CODE_LIST, MEDICINES, coded
from tests.tiers.records import deficits_on, write_entries
from tests.world import NOW, TODAY, as_system
from tiers.actions import scoring
from tiers.models import (
    CodeListRule,
    CodeListVersion,
    CodeMeaning,
    DeficitOnset,
    MappedMedicine,
    MedicineMapVersion,
)  # fmt: skip
from wsic.audit.models import AuditEvent
from wsic.jobs import actions as jobs
from wsic.jobs import running
from wsic.jobs.models import Job, State

pytestmark = pytest.mark.django_db

HEADER = "deficit,system,code,term,above,below,at_least,at_most,sex\n"
FALLS = "Falls,snomed,161898004,Falls,,,,,\n"
ARTHRITIS = "Arthritis,snomed,3723001,Arthritis,,,,,\n"
MAP_HEADER = "medicine_code,system,medicine,ingredient,bnf_chapter\n"


@pytest.fixture(autouse=True)
def _world(world):
    """Every command asks for the practices of the world."""


def take(tmp_path, text, *options, name="list.csv", command="import_codelist"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    out = io.StringIO()
    call_command(command, str(path), *options, stdout=out)
    return out.getvalue().strip()


def versions():
    with as_system():
        return list(CodeListVersion.objects.order_by("pk").values_list("name", "active"))


def test_a_list_is_a_version_with_its_source_licence_and_digest(tmp_path):
    said = take(tmp_path, HEADER + FALLS, "--name", "Mine", "--source", "A book", "--licence-note", "Our own")

    with as_system():
        version = CodeListVersion.objects.get()
        rules = list(CodeListRule.objects.values_list("deficit", "system", "code", "term", "sex"))
    assert said.startswith("Mine was taken in. Scores follow it from now on.")
    assert (version.name, version.source, version.licence_note) == ("Mine", "A book", "Our own")
    assert (version.active, len(version.sha256), version.imported_at.date()) == (True, 64, TODAY)
    assert rules == [(10, "snomed", "161898004", "Falls", "")]


def test_the_starter_lists_come_in_by_one_command_and_twice_change_nothing():
    out = io.StringIO()
    call_command("import_starter_lists", stdout=out)
    call_command("import_starter_lists", stdout=out)

    with as_system():
        assert CodeListRule.objects.count() == len(CODE_LIST.rows)
        assert MappedMedicine.objects.count() == len(MEDICINES.rows)
        assert CodeListVersion.objects.get().active
        assert MedicineMapVersion.objects.get().active
    assert out.getvalue().count("nothing was taken in") == 2


def test_a_new_system_can_score_from_its_first_day(monkeypatch):
    monkeypatch.setenv("WSIC_FIRST_PASSWORD", "a long enough synthetic sentence")
    options = {"code": "NEW", "name": "New CCG", "username": "first", "display_name": "The First"}
    call_command("begin_system", **options, stdout=io.StringIO())

    assert versions() == [("Starter code list", True)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Frailty,snomed,161898004,Falls,,,,,", "Line 3, deficit: is none of the deficits."),
        ("Polypharmacy,snomed,161898004,Falls,,,,,", "Line 3, deficit: is counted from medicines"),
        ("Falls,snomed,161898005,Falls,,,,,", "Line 3, code: has a wrong check digit."),
        ("Falls,ctv3,16,Falls,,,,,", "Line 3, code: is no Read code"),
        ("Falls,icd10,W19,Falls,,,,,", "Line 3, system: is none of"),
        ("Falls,snomed,161898004,Falls,x,,,,", "Line 3, above: is no number."),
        ("Falls,snomed,161898004,Falls,,,,", "Line 3: has 8 fields"),
        (f"Falls,snomed,161898004,{'F' * 256},,,,,", "Line 3, term: has more than 255 characters."),
    ],
)
def test_one_fault_refuses_the_whole_file_with_its_line(tmp_path, row, sentence):
    with pytest.raises(CommandError, match="nothing of it was taken in") as refused:
        take(tmp_path, f"{HEADER}{ARTHRITIS}{row}\n")

    assert sentence in str(refused.value)
    assert versions() == []


def test_a_file_that_is_no_text_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"is not UTF-8 text \(byte 2\)\. Save it as CSV UTF-8"):
        take(tmp_path, b"de\xff\xfe")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_codelist", str(tmp_path / "nowhere.csv"))


def test_the_same_bytes_again_take_nothing_in_whatever_they_are_called(tmp_path):
    take(tmp_path, HEADER + FALLS, "--name", "One")
    said = take(tmp_path, HEADER + FALLS, "--name", "Two", name="other.csv")

    assert said == "These very bytes are there already, as One: nothing was taken in."
    assert versions() == [("One", True)]
    with as_system():
        assert CodeListRule.objects.count() == 1


def test_a_name_is_of_one_version(tmp_path):
    take(tmp_path, HEADER + FALLS, "--name", "One")
    with pytest.raises(
        CommandError, match=r"another list named One\. Give this one a name of its own: --name"
    ):
        take(tmp_path, HEADER + ARTHRITIS, "--name", "One")

    assert versions() == [("One", True)]


def test_exactly_one_version_is_active(tmp_path):
    take(tmp_path, HEADER + FALLS, "--name", "One")
    take(tmp_path, HEADER + ARTHRITIS, "--name", "Two", "--no-activate")
    assert versions() == [("One", True), ("Two", False)]

    take(tmp_path, HEADER + ARTHRITIS, "--activate")
    assert versions() == [("One", False), ("Two", True)]

    take(tmp_path, HEADER + FALLS)  # known, and not asked to be active again
    assert versions() == [("One", False), ("Two", True)]


def test_activating_is_in_the_audit_with_the_list_before(tmp_path):
    take(tmp_path, HEADER + FALLS)
    take(tmp_path, HEADER + ARTHRITIS, name="next.csv")

    with as_system():
        rows = AuditEvent.objects.filter(verb__startswith="list.").order_by("pk")
        told = [(row.verb, row.actor, row.detail.get("instead_of")) for row in rows]
        first = CodeListVersion.objects.get(name="list")
    assert told == [
        ("list.imported", "system:import_codelist", None),
        ("list.activated", "system:import_codelist", ""),
        ("list.imported", "system:import_codelist", None),
        ("list.activated", "system:import_codelist", f"codelistversion:{first.pk}"),
    ]


def test_a_medicine_map_comes_in_alike(tmp_path):
    row = "X-ONE,local,One,Oneine,2\n"
    said = take(tmp_path, MAP_HEADER + row, command="import_medicine_map")
    with pytest.raises(CommandError, match="Line 2, medicine_code: has more than 40 characters"):
        take(
            tmp_path,
            f"{MAP_HEADER}X-{'O' * 39},local,One,Oneine,2\n",
            name="m.csv",
            command="import_medicine_map",
        )

    with as_system():
        [medicine] = MappedMedicine.objects.all()
    assert said.startswith("list was taken in. Scores follow it from now on.")
    assert (medicine.medicine_code, medicine.ingredient, medicine.bnf_chapter) == ("X-ONE", "Oneine", 2)


@pytest.fixture
def fallen(world):
    """A person with a fall in the records, and the one list there is."""
    person = world.person("ADAIR")
    with as_system():
        write_entries(person, world.organisation("PA"), [coded("161898004"), coded("3723001")])
    return person


def due():
    with as_system():
        jobs_ = Job.objects.filter(name=scoring.JOB, state=State.WAITING).order_by("key")
        return list(jobs_.values_list("key", flat=True))


def test_a_list_becomes_active_and_every_practice_is_scored_by_it(tmp_path, fallen):
    take(tmp_path, HEADER + FALLS)
    with as_system():
        assert CodeMeaning.objects.count() == 1  # at once
    assert due() == ["PA", "PB"]
    running.run_due()
    with as_system():
        assert deficits_on(fallen, TODAY) == {"Falls"}

    said = take(tmp_path, HEADER + ARTHRITIS, name="next.csv")
    running.run_due()
    with as_system():
        assert deficits_on(fallen, TODAY) == {"Arthritis"}
        assert DeficitOnset.objects.get().code_list.name == "next"
    assert "2 practices wait to be scored anew" in said


def test_a_job_says_how_far_it_is_and_what_it_wrote(tmp_path, fallen):
    take(tmp_path, HEADER + FALLS)
    running.run_due()

    with as_system():
        job = Job.objects.get(name=scoring.JOB, key="PA")
    assert (job.state, job.done, job.total, job.rows_in, job.rows_out) == (
        "DONE", 4, 4, 4, 2,  # an onset and a summary
    )  # fmt: skip
    assert job.message == "Scoring 4 people"


def test_a_job_that_always_fails_is_given_up_after_three_attempts(tmp_path, fallen, monkeypatch):
    take(tmp_path, HEADER + FALLS)

    def broken(**_):
        raise RuntimeError("Somebody's name")

    monkeypatch.setattr(scoring, "score_people", broken)
    with as_system():
        job = Job.objects.get(name=scoring.JOB, key="PA")
        for attempt in range(4):
            if claimed := jobs.claim(job, at=NOW + timedelta(hours=attempt)):
                running.run(claimed)
        job.refresh_from_db()
    assert (job.state, job.attempt) == ("FAILED", 3)
    assert "name" not in job.error
