"""A SystmOne bulk extract through the browser: one zip, three imports one after the other."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from patients.models import CodedEntry, Import, QuarantinedRow
from tests.factories import OrganisationFactory, nhs_number
from tests.patients.feeds.systmone import code, medication, patient, registration, write_zip
from tests.world import as_system
from wsic.jobs import running

pytestmark = pytest.mark.django_db
NELL = nhs_number(501)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    settings.UPLOADS = tmp_path / "uploads"
    return settings.UPLOADS


@pytest.fixture
def tables() -> dict:
    return {
        "SRPatient": [patient("7", NELL)],
        "SRPatientRegistration": [registration("7", IDOrganisationRegisteredAt="P1")],
        "SRCode": [code("c1", "7", IDEvent="5"), code("c2", "7", DateEvent="31 Feb 2024")],
        "SRPrimaryCareMedication": [medication("m1", "7")],
    }


@pytest.fixture
def send(client, sign_in, world, tmp_path: Path):
    """Sends the tables as a zip, or the bytes; the answer."""
    with as_system():
        OrganisationFactory(code="P1", name="First Surgery")
    sign_in("administrator")

    def send(content):
        if not isinstance(content, bytes):
            content = write_zip(tmp_path / "x.zip", content).read_bytes()
        answers = {"feed": "systmone_extract", "source": "own", "as_on": "2026-06-30"}
        answers |= {"organisation": str(world.organisation("CCG").public_id)}
        return client.post("/imports/new/", answers | {"file": SimpleUploadedFile("June.zip", content)})

    return send


def states() -> dict[str, str]:
    with as_system():
        return dict(Import.objects.filter(corrects=None).order_by("pk").values_list("feed", "state"))


def test_the_page_shows_what_is_inside(client, send, tables):
    page = client.get(send(tables).url).content.decode()

    assert "SRPrimaryCareMedication" in page
    assert "IDEvent" in page
    assert states() == dict.fromkeys(["people", "coded_entries", "medication_issues"], "MAPPING")


def test_all_of_it_is_imported_in_order(client, send, tables):
    mapping = send(tables).url
    client.post(mapping)
    before = states()
    running.run_due()
    running.run_due()

    assert before == dict.fromkeys(["people", "coded_entries", "medication_issues"], "WAITING")
    assert states() == dict.fromkeys(["people", "coded_entries", "medication_issues"], "DONE")
    with as_system():
        assert CodedEntry.objects.get().row_id == "c1"
        entries = Import.objects.get(feed="coded_entries")
    page = client.get(f"/imports/{entries.public_id}/").content.decode()
    assert "DateEventRecorded as recorded_on" in page


def test_a_row_of_it_is_mended_in_its_own_words(client, send, tables):
    client.post(send(tables).url)
    running.run_due()
    running.run_due()
    with as_system():
        row = QuarantinedRow.objects.get()
    cells = {f"cell_{name}": str(value) for name, value in row.given.items()}
    client.post(f"/quarantine/{row.public_id}/correct/", cells | {"cell_effective_on": "2024-02-28"})
    running.run_due()

    with as_system():
        assert set(CodedEntry.objects.values_list("row_id", flat=True)) == {"c1", "c2"}


def test_test_patients_left_out_are_told(client, send, tables):
    tables["SRPatient"].append(patient("8", nhs_number(502), TestPatient="1"))
    tables["SRPatientRegistration"].append(registration("8"))
    client.post(send(tables).url)
    running.run_due()

    with as_system():
        people = Import.objects.get(feed="people")
    page = client.get(f"/imports/{people.public_id}/").content.decode()
    assert "Left out of test patients: 1 row." in page


def test_a_refused_list_keeps_the_rest_out(client, send, tables):
    tables["SRPatientRegistration"] = "RowIdentifier,IDPatient\n1,7\n"
    client.post(send(tables).url)
    running.run_due()

    assert states() == dict.fromkeys(["people", "coded_entries", "medication_issues"], "REFUSED")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"nhs_number\n", "A SystmOne bulk extract is sent as one zip"),
        ({"people": "x"}, "There is no table of a SystmOne extract in it"),
        ({"SRCode": [code("c1", "7")]}, "The extract lacks the table SRPatient.csv."),
    ],
)
def test_what_is_no_extract_is_refused(send, uploads, content, says):
    answer = send(content)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert list(uploads.iterdir()) == []


def test_each_import_has_bytes_of_its_own(send, uploads, tables):
    send(tables)

    with as_system():
        paths = set(Import.objects.values_list("stored_path", flat=True))
    assert (len(paths), len(list(uploads.iterdir()))) == (3, 3)


def test_a_stranger_sees_nothing_of_it(client, send, sign_in, tables):
    mapping = send(tables).url
    sign_in("gp_b")

    assert client.get(mapping).status_code == 404
    assert client.post(mapping).status_code == 404
