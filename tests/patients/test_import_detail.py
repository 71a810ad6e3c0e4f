"""/imports/<uuid>/ with approve, refuse and report."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from patients.rules.importing import held_as
from tests.patients.quarantined import again, make_import, make_job, make_row
from tests.world import as_system
from wsic.audit.models import AuditEvent
from wsic.jobs.models import Job

pytestmark = pytest.mark.django_db
PROGRESS = {"HX-Request": "true", "HX-Target": "import-progress"}


def address(imported, verb: str = "") -> str:
    return f"/imports/{imported.public_id}/{verb}"


@pytest.fixture
def held(world):
    """A list of practice A, brought by admin_a, that lacks Adair and Cohen (of practice B)."""
    people = [world.person("ADAIR").pk, world.person("COHEN").pk]
    practices = [{"code": "PA", "name": "Practice A", "listed": 3, "missing": 1}]
    report = {"held": ["1 of 3 people of Practice A are missing."]}
    report["people"] = {"missing": {"count": 2, "first": people}}
    report["missing"] = {"people": 2, "of": 4, "practices": practices}
    return make_import(by=world.user("admin_a"), state="HELD", report=report)


def test_report_adds_up_and_its_counts_open_the_rows(client, sign_in):
    imported = make_import()
    make_row(imported)
    sign_in("admin_a")

    content = client.get(address(imported)).content.decode()

    assert "checked: the five add up" in content
    link = f"/quarantine/?file={imported.public_id}&amp;reason=date_invalid&amp;state=ALL"
    assert link in content
    assert "line 2" in client.get(link.replace("&amp;", "&")).content.decode()


def test_report_that_does_not_add_up_is_called_a_fault(client, sign_in):
    imported = make_import(state="HELD", rows=6)
    sign_in("admin_a")

    assert b"The five do not add up to the rows." in client.get(address(imported)).content


def test_notes_and_columns_are_told(client, sign_in):
    report = {"notes": ["2 people have a new family name."], "unknown_columns": ["Colour"]}
    imported = make_import(report=report | {"missing_optional": ["email"]})
    sign_in("admin_a")

    content = client.get(address(imported)).content.decode()

    assert "2 people have a new family name." in content
    assert "left out: Colour." in content
    assert "does not have: email." in content


def test_progress_asks_again_and_ends_with_the_whole_page(client, sign_in):
    imported = make_import(state="READING")
    make_job(imported)
    sign_in("admin_a")

    running = client.get(address(imported), headers=PROGRESS)
    with as_system():
        type(imported).objects.filter(pk=imported.pk).update(state="DONE")
    ended = client.get(address(imported), headers=PROGRESS)

    assert 'hx-trigger="every 2s"' in running.content.decode()
    assert "1 of 4 kB" in running.content.decode()
    assert "12 rows read" in running.content.decode()
    assert ended.headers["HX-Refresh"] == "true"


def test_progress_of_a_failed_job_says_so_and_asks_no_more(client, sign_in):
    imported = make_import(state="READING")
    make_job(imported, state="FAILED")
    sign_in("admin_a")

    content = client.get(address(imported)).content.decode()

    assert "failed three times on our side" in content
    assert "every 2s" not in content


def test_held_shows_why_and_only_people_one_works_with(client, sign_in, held, world):
    sign_in("gp_a")

    content = client.get(address(held)).content.decode()

    assert "1 of 3 people of Practice A are missing." in content
    assert "ADAIR, Moira" in content
    assert "COHEN" not in content
    assert "Approve as the second person" in content
    with as_system():
        event = AuditEvent.objects.filter(verb="import.read", kind="READ").latest("pk")
    assert event.people == [world.person("ADAIR").pk]


def test_approval_by_a_second_person_sends_it_in(client, sign_in, held):
    user = sign_in("gp_a")

    answer = client.post(address(held, "approve/"), {"seen": held_as(held.report)})

    imported = again(held)
    assert answer.url == address(held)
    assert imported.approved_by == user
    assert imported.state == "WAITING"
    with as_system():
        assert Job.objects.get().key == str(held.public_id)
        assert AuditEvent.objects.filter(verb="import.approved").exists()


def test_what_was_read_is_approved_and_not_what_came_after(client, sign_in, held):
    before = held_as(held.report)
    with as_system():
        held.report |= {"held": ["PA: 9 of 10 people are missing."]}
        held.save(update_fields=["report"])
    sign_in("gp_a")

    answer = client.post(address(held, "approve/"), {"seen": before})

    content = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was approved." in content
    assert "9 of 10 people are missing" in content
    with as_system():
        assert again(held).approved_by is None
    assert client.post(address(held, "approve/"), {"seen": held_as(held.report)}).status_code == 302


def test_the_uploader_is_told_why_there_is_no_button(client, sign_in, held):
    sign_in("admin_a")

    content = client.get(address(held)).content.decode()

    assert "You brought this file. A second person has to approve it." in content
    assert "Approve as the second person" not in content


@pytest.mark.parametrize(
    ("name", "verb", "says"),
    [
        ("admin_a", "approve/", "You brought this file. A second person has to approve it."),
        ("nurse_a", "approve/", "Your role does not approve imports of this organisation."),
        ("nurse_a", "refuse/", "Your role does not bring in extracts for this organisation."),
    ],
)
def test_refusals_say_why(client, sign_in, held, name, verb, says):
    sign_in(name)

    answer = client.post(address(held, verb), {"reason": "Half the list is missing"})

    assert answer.status_code == 403
    assert says in answer.content.decode()
    assert again(held).state == "HELD"


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        ("approve/", "This import does not wait for approval."),
        ("refuse/", "This import neither waits for approval nor for its columns."),
    ],
)
def test_what_is_done_cannot_be_decided(client, sign_in, verb, says):
    imported = make_import()
    sign_in("gp_a")

    answer = client.post(address(imported, verb), {"reason": "Too late"})

    assert answer.status_code == 403
    assert says in answer.content.decode()


def test_refusing_needs_a_reason(client, sign_in, held):
    sign_in("admin_a")

    answer = client.post(address(held, "refuse/"), headers={"HX-Request": "true", "HX-Target": "decision"})

    assert answer.status_code == 422
    assert answer.content.decode().count("Say why the file is refused") == 2
    assert again(held).state == "HELD"


def test_refusing_keeps_the_reason_and_not_the_bytes(
    client, sign_in, held, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.UPLOADS, stored = tmp_path, tmp_path / ("0" * 32)
    stored.write_text("x")
    with as_system():
        type(held).objects.filter(pk=held.pk).update(stored_path=str(stored))
    sign_in("admin_a")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(held, "refuse/"), {"reason": "Half the list is missing"})

    assert again(held).state == "REFUSED"
    assert again(held).refusal == "Half the list is missing"
    assert not stored.exists()


def test_report_holds_no_identifier_and_no_formula(client, sign_in, held):
    with as_system():
        type(held).objects.filter(pk=held.pk).update(file_name="=HYPERLINK(1)", refusal="\t+1")
    sign_in("gp_a")

    answer = client.get(address(held, "report/"))

    cells = [cell for line in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in line]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "ADAIR" not in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]
    with as_system():
        assert AuditEvent.objects.filter(verb="import.report_exported", kind="EXPORT").exists()


def test_report_and_page_read_one_clock(client, sign_in):
    imported = make_import(finished_at=datetime(2026, 6, 30, 9, 4, 5, 678, tzinfo=UTC))
    sign_in("gp_a")

    report = client.get(address(imported, "report/")).content.decode()

    assert "file,Finished at,2026-06-30 10:04\r\n" in report
    assert "30-Jun-2026 10:04" in client.get(address(imported)).content.decode()


@pytest.mark.parametrize("verb", ["", "mapping/", "report/"])
@pytest.mark.parametrize("name", ["gp_b", "analyst", "case_manager_1"])
def test_an_import_is_not_there_for_outsiders(client, sign_in, held, name, verb):
    sign_in(name)

    assert client.get(address(held, verb)).status_code == 404


@pytest.mark.parametrize("verb", ["approve/", "refuse/"])
def test_an_import_is_not_decided_by_outsiders(client, sign_in, held, verb):
    sign_in("gp_b")

    assert client.post(address(held, verb), {"reason": "x"}).status_code == 404
    assert client.get(address(held, verb)).status_code == 405


@pytest.mark.parametrize("verb", ["", "mapping/", "report/"])
def test_an_import_needs_somebody_signed_in(client, world, verb):
    assert client.get(f"/imports/{uuid4()}/{verb}").url.startswith("/sign-in/")
