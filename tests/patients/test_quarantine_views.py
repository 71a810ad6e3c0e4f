"""/quarantine/<uuid>/ with correct, approve and close."""

import csv
from pathlib import Path
from uuid import uuid4

import pytest

from patients.models import Import
from tests.patients.quarantined import GIVEN, make_import, make_job, make_row, row_again
from tests.world import NOW, as_system
from wsic.audit.models import AuditEvent
from wsic.jobs.models import Job

pytestmark = pytest.mark.django_db
ROW_PART = {"HX-Request": "true", "HX-Target": "row"}
FIXED = {f"cell_{name}": value for name, value in GIVEN.items()} | {"cell_birth_date": "1945-07-14"}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    settings.UPLOADS = tmp_path / "uploads"
    return settings.UPLOADS


@pytest.fixture
def identity(world):
    """A row of practice A with Adair's NHS number and another birth date."""
    with as_system():
        number = world.person("ADAIR").identifiers.get().value
    given = GIVEN | {
        "nhs_number": f"{number[:3]} {number[3:]}",
        "family_name": "ADAIR",
        "birth_date": "1937-12-21",
    }
    return make_row(given=given, reason="identity_mismatch", sentence="Line 2: another birth date is held.")


def address(row, verb: str = "") -> str:
    return f"/quarantine/{row.public_id}/{verb}"


def test_row_shows_its_text_and_the_problem_beside_its_field(client, sign_in):
    row = make_row(
        other_reasons=[{"column": "sex", "reason": "not_in_list", "sentence": "Line 2, sex: X is not."}]
    )
    sign_in("admin_a")

    content = client.get(address(row)).content.decode()

    assert row.raw in content
    assert 'value="14/07/1945"' in content
    assert 'id="id_cell_birth_date_error"' in content
    assert "Line 2, sex: X is not." in content
    assert "<title>Error" not in content


def test_row_leads_to_the_next_open_row_of_the_same_filter(client, sign_in):
    imported = make_import()
    first, _, third = (
        make_row(imported, raw=reason, line=n, reason=reason) for n, reason in enumerate(["a", "b", "a"])
    )
    sign_in("admin_a")

    content = client.get(f"{address(first)}?reason=a").content.decode()

    assert f'rel="next" href="{address(third)}?reason=a"' in content
    assert 'rel="prev"' not in content


def test_correcting_sends_one_row_of_the_same_date(client, sign_in, world):
    row = make_row(make_import("CCG"), "PA")
    user = sign_in("admin_a")

    answer = client.post(address(row, "correct/") + "?reason=date_invalid", FIXED)

    assert answer.url == address(row) + "?reason=date_invalid"
    with as_system():
        sent = Import.objects.get(corrects=row)
        assert Job.objects.get().payload == {"import": str(sent.public_id)}
    assert (sent.organisation, sent.as_on, sent.uploaded_by) == (world.organisation("PA"), row.as_on, user)
    header, cells = csv.reader(Path(sent.stored_path).read_text().splitlines())
    assert dict(zip(header, cells, strict=True))["birth_date"] == "1945-07-14"


def test_correcting_with_what_is_still_wrong_sends_nothing(client, sign_in):
    row = make_row()
    sign_in("admin_a")

    answer = client.post(address(row, "correct/"), FIXED | {"cell_family_name": ""}, headers=ROW_PART)

    content = answer.content.decode()
    assert answer.status_code == 422
    assert content.lstrip().startswith('<div id="row"')
    assert 'href="#id_cell_family_name"' in content
    assert 'value="1945-07-14"' in content
    with as_system():
        assert not Import.objects.filter(corrects=row).exists()


def test_correcting_takes_no_field_that_is_not_a_column(client, sign_in):
    row = make_row()
    sign_in("admin_a")

    client.post(address(row, "correct/"), FIXED | {"cell_state": "CLOSED", "organisation": "PB"})

    with as_system():
        sent = Import.objects.get(corrects=row)
    assert "CLOSED" not in Path(sent.stored_path).read_text()


def test_correcting_twice_says_that_it_is_under_way(client, sign_in):
    row = make_row()
    sign_in("admin_a")
    client.post(address(row, "correct/"), FIXED)

    answer = client.post(address(row, "correct/"), FIXED)

    assert answer.status_code == 409
    assert "This row has been sent again already." in answer.content.decode()


def test_page_asks_until_the_correction_is_read(client, sign_in):
    row = make_row()
    sign_in("admin_a")
    client.post(address(row, "correct/"), FIXED)
    headers = {"HX-Request": "true", "HX-Target": "row-progress"}

    running = client.get(address(row), headers=headers)
    with as_system():
        Import.objects.filter(corrects=row).update(state="DONE")
    ended = client.get(address(row), headers=headers)

    assert 'hx-trigger="every 2s"' in running.content.decode()
    assert ended.headers["HX-Refresh"] == "true"


def test_a_failed_correction_can_be_sent_again(client, sign_in):
    row = make_row()
    sign_in("admin_a")
    client.post(address(row, "correct/"), FIXED)
    with as_system():
        Job.objects.update(state="DONE")
        sent = Import.objects.get(corrects=row)
    make_job(sent, state="FAILED")

    assert client.post(address(row, "correct/"), FIXED).status_code == 302


def test_a_correction_that_was_not_taken_leads_to_what_is_wrong_now(client, sign_in):
    row = make_row(state="CLOSED", closed_at=NOW)
    sent = make_import(corrects=row, rows=1, accepted=0, unchanged=0, superseded=0)
    entry = make_row(sent, raw="again")
    sign_in("admin_a")

    content = client.get(address(row)).content.decode()

    assert "The corrected row was not taken either." in content
    assert address(entry) in content


def test_identity_change_stands_side_by_side(client, sign_in, identity, world):
    sign_in("gp_a")

    content = client.get(address(identity)).content.decode()

    assert "1937-12-12" in content
    assert "1937-12-21" in content
    assert "Approve the change" in content
    with as_system():
        event = AuditEvent.objects.get(verb="quarantine.read")
    assert event.people == [world.person("ADAIR").pk]


def test_identity_change_approved_is_sent_with_the_approval(client, sign_in, identity):
    user = sign_in("gp_a")

    answer = client.post(address(identity, "approve/"))

    with as_system():
        sent = Import.objects.get(corrects=identity)
    assert answer.url == address(identity)
    assert sent.approved_by == user
    assert "1937-12-21" in Path(sent.stored_path).read_text()


def test_identity_change_is_not_approved_by_who_brought_it(client, sign_in, identity):
    identity.imported_by.uploaded_by = sign_in("gp_a")
    with as_system():
        identity.imported_by.save(update_fields=["uploaded_by"])

    answer = client.post(address(identity, "approve/"))

    assert answer.status_code == 403
    assert "A second person has to approve it." in answer.content.decode()


def test_identity_change_is_not_approved_by_a_practice_of_others(client, sign_in, identity):
    row = make_row(make_import("PB"), "PB", given=identity.given, reason="identity_mismatch", raw="other")
    sign_in("gp_b")

    answer = client.post(address(row, "approve/"))

    assert answer.status_code == 403
    assert "Their own practice or the CCG has to approve it." in answer.content.decode()


def test_a_row_that_is_no_identity_change_cannot_be_approved(client, sign_in):
    sign_in("gp_a")

    answer = client.post(address(make_row(), "approve/"))

    assert answer.status_code == 403
    assert "This row is not a change of identity." in answer.content.decode()


def test_identity_of_a_stranger_is_not_shown(client, sign_in, identity, world):
    row = make_row(make_import("PB"), "PB", given=identity.given, reason="identity_mismatch", raw="other")
    sign_in("gp_b")

    content = client.get(address(row)).content.decode()

    assert "As we hold it" not in content
    assert "1937-12-12" not in content


def test_closing_keeps_note_and_name(client, sign_in):
    row = make_row()
    user = sign_in("admin_a")

    answer = client.post(address(row, "close/"), {"note": "Moved away in 2019"})

    closed = row_again(row)
    assert answer.url == address(row)
    assert (closed.state, closed.closing_note, closed.closed_by) == ("CLOSED", "Moved away in 2019", user)
    content = client.get(address(row)).content.decode()
    assert "This row is closed already." in content
    assert "Save and send again" not in content


def test_closing_needs_a_note(client, sign_in):
    row = make_row()
    sign_in("admin_a")

    answer = client.post(address(row, "close/"), headers=ROW_PART)

    assert answer.status_code == 422
    assert answer.content.decode().count("Say why the row is left out") == 2
    assert row_again(row).state == "OPEN"


@pytest.mark.parametrize("verb", ["correct/", "close/"])
def test_a_closed_row_cannot_be_changed(client, sign_in, verb):
    row = make_row(state="CLOSED", closed_at=NOW)
    sign_in("admin_a")

    answer = client.post(address(row, verb), FIXED | {"note": "x"})

    assert answer.status_code == 403
    assert "This row is closed already." in answer.content.decode()


@pytest.mark.parametrize("name", ["gp_b", "nurse_a", "analyst", "case_manager_1", "administrator"])
@pytest.mark.parametrize("verb", ["", "correct/", "approve/", "close/"])
def test_a_row_is_not_there_for_outsiders(client, sign_in, identity, name, verb):
    sign_in(name)
    ask = client.post if verb else client.get

    answer = ask(address(identity, verb), {"note": "x"})

    assert answer.status_code == 404
    assert row_again(identity).state == "OPEN"


def test_a_row_needs_somebody_signed_in(client, world):
    assert client.get(f"/quarantine/{uuid4()}/").url.startswith("/sign-in/")


def test_what_is_wrong_stands_before_the_rest_of_the_row(client, sign_in):
    sign_in("admin_a")
    row = make_row(column="birth_date", given={"family_name": "ADAIR", "birth_date": "1945-02-30"})

    text = client.get(address(row)).text

    assert (
        text.index('name="cell_birth_date"')
        < text.index("<summary>The other")
        < text.index("cell_family_name")
    )


def test_a_fault_of_the_whole_row_opens_all_its_fields(client, sign_in):
    sign_in("admin_a")
    row = make_row(column="", given={"family_name": "ADAIR"})

    text = client.get(address(row)).text

    assert '<details class="more" open>' in text
