"""/imports/new/ and /imports/<uuid>/mapping/"""

import gzip
import stat
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from patients.models import ColumnMapping, Import
from tests.patients.quarantined import PEOPLE_HEADER, PEOPLE_ROW, again, make_import
from tests.world import TODAY, as_system
from wsic.accounts.models import Membership
from wsic.accounts.roles import Role
from wsic.audit.models import AuditEvent
from wsic.jobs.models import Job

pytestmark = pytest.mark.django_db
NEW = "/imports/new/"
CONTENT = f"{PEOPLE_HEADER},Colour\n{PEOPLE_ROW},blue\n".encode()
HTMX = {"HX-Request": "true", "HX-Target": "upload"}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    settings.UPLOADS = tmp_path / "uploads"
    return settings.UPLOADS


@pytest.fixture
def send(client, world):
    def send(content: bytes = CONTENT, *, name: str = "people.csv", headers=None, **changed):
        answers = {
            "feed": "people",
            "source": "own",
            "organisation": str(world.organisation("PA").public_id),
            "as_on": "2026-06-30",
            "file": SimpleUploadedFile(name, content),
        } | changed
        return client.post(NEW, answers, headers=headers)

    return send


@pytest.fixture
def waiting(send, sign_in) -> Import:
    """A file that admin_a has sent and not started yet."""
    sign_in("admin_a")
    send()
    with as_system():
        return Import.objects.get()


def test_page_names_limit_kinds_and_columns(client, sign_in):
    sign_in("admin_a")

    content = client.get(NEW).content.decode()

    assert ".csv, .csv.gz or .xlsx, a bulk extract as .zip, at most 200 MB" in content
    assert ">nhs_number</code>" in content
    assert "Practice A (PA)" in content
    assert "Practice B" not in content


def test_upload_is_kept_under_a_name_of_ours_and_goes_to_the_preview(send, sign_in, uploads):
    sign_in("admin_a")

    answer = send(name="../../etc/pass\x07wd.csv")

    with as_system():
        imported = Import.objects.get()
    stored = Path(imported.stored_path)
    assert answer.url == f"/imports/{imported.public_id}/mapping/"
    assert imported.state == "MAPPING"
    assert imported.file_name == "passwd.csv"
    assert stored.parent == uploads
    assert stored.read_bytes() == CONTENT
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    with as_system():
        assert AuditEvent.objects.filter(verb="import.received", detail__size=len(CONTENT)).exists()


def test_upload_by_htmx_moves_the_window(send, sign_in):
    sign_in("admin_a")

    assert send(headers=HTMX).headers["HX-Redirect"].endswith("/mapping/")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"feed": ""}, "Choose what is in the file"),
        ({"as_on": "2026-07-01"}, "The date of the extract lies in the future"),
        ({"as_on": "yesterday"}, "as a real date, such as 30/06/2026"),
        ({"source": "systmone"}, "The SystmOne report holds frailty scores only"),
        ({"file": ""}, "Choose a file"),
        ({"content": b""}, "The file is empty"),
        ({"content": b"%PDF-1.7 x"}, "This is a PDF"),
        ({"content": b"PK\x03\x04not really"}, "The workbook is damaged"),
        ({"content": gzip.compress(CONTENT, mtime=0)[:-9]}, "The packed file is cut short"),
        ({"content": b"<html>"}, "This is a web page"),
    ],
)
def test_upload_with_an_error_says_so_and_loses_nothing(send, sign_in, uploads, changed, says):
    sign_in("admin_a")

    answer = send(**changed)

    content = answer.content.decode()
    assert answer.status_code == 422
    assert content.count(says) == 2  # in the summary and beside the field
    assert "<title>Error: " in content
    assert 'value="PA"' not in content
    assert not uploads.exists() or not list(uploads.iterdir())
    with as_system():
        assert not Import.objects.exists()


def test_upload_for_another_practice_is_no_choice(send, sign_in, world):
    sign_in("admin_a")

    answer = send(organisation=str(world.organisation("PB").public_id))

    assert answer.status_code == 422
    assert "Choose an organisation of the list" in answer.content.decode()


def test_organisations_are_brought_by_the_ccg_alone(client, send, sign_in, world):
    sign_in("admin_a")

    practice = send(feed="organisations")
    sign_in("administrator")
    ccg = client.get(NEW).content.decode()

    assert practice.status_code == 422
    assert "Choose a feed of the list" in practice.content.decode()
    assert '<option value="organisations">' in ccg


def test_whoever_only_counts_for_the_ccg_brings_no_organisations(client, sign_in, world):
    user = sign_in("admin_a")
    with as_system():
        Membership.objects.create(
            user=user, organisation=world.organisation("CCG"), role=Role.ANALYST, from_on=TODAY
        )

    content = client.get(NEW).content.decode()

    assert '<option value="people">' in content
    assert '<option value="organisations">' not in content


def test_upload_over_the_limit_is_broken_off(send, sign_in, settings):
    settings.UPLOAD_LIMIT = 1024**2
    sign_in("admin_a")

    answer = send(b"a" * (1024**2 + 1))

    assert answer.status_code == 422
    assert "The file is larger than 1 MB" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_upload_by_a_nurse_is_refused_with_the_reason(client, sign_in, method):
    sign_in("nurse_a")

    answer = getattr(client, method)(NEW)

    assert answer.status_code == 403
    assert "Your role does not bring in extracts." in answer.content.decode()


def test_upload_by_nobody_is_not_kept(send, uploads):
    assert send().url.startswith("/sign-in/")
    assert not uploads.exists()


def test_preview_shows_what_was_read_and_guesses_the_columns(client, waiting):
    content = client.get(f"/imports/{waiting.public_id}/mapping/").content.decode()

    assert "UTF-8" in content
    assert "comma" in content
    assert "of which not known: Colour" in content
    assert "The one row, as it stands in the file" in content
    assert "SMITH" in content
    assert '<option value="NHS_Number" selected>' in content
    with as_system():
        assert AuditEvent.objects.filter(verb="import.previewed", kind="READ", detail__rows=1).exists()


def test_mapping_is_kept_remembered_and_started(client, waiting, world):
    names = PEOPLE_HEADER.split(",")
    answers = {f"column_{name.lower()}": name for name in names} | {"remember": "on"}

    answer = client.post(f"/imports/{waiting.public_id}/mapping/", answers)

    imported = again(waiting)
    assert answer.url == f"/imports/{waiting.public_id}/"
    assert imported.state == "WAITING"
    assert imported.mapping["nhs_number"] == "NHS_Number"
    with as_system():
        assert ColumnMapping.objects.get().organisation == world.organisation("PA")
        assert Job.objects.get(name="patients.import").payload == {"import": str(waiting.public_id)}


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "Choose the column of the file that holds nhs_number"),
        (
            {"column_family_name": "given_name", "column_given_name": "given_name"},
            "stands for family_name already",
        ),
        ({"column_sex": "Shoe size"}, "Choose a column of the file for sex"),
    ],
)
def test_mapping_with_an_error_starts_nothing(client, waiting, answers, says):
    headers = {"HX-Request": "true", "HX-Target": "mapping"}

    answer = client.post(f"/imports/{waiting.public_id}/mapping/", answers, headers=headers)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert answer.content.decode().lstrip().startswith('<div id="mapping"')
    assert again(waiting).state == "MAPPING"


def test_mapping_is_remembered_for_the_next_file(client, waiting, send):
    client.post(
        f"/imports/{waiting.public_id}/mapping/",
        {f"column_{name.lower()}": name for name in PEOPLE_HEADER.split(",")}
        | {"column_language": "Colour", "remember": "1"},
    )

    page = client.get(send(CONTENT + b"\n").url).content.decode()

    assert "as it was remembered" in page
    assert page.count('<option value="Colour" selected>') == 1


def test_mapping_of_a_file_that_has_gone_says_so(client, waiting):
    Path(waiting.stored_path).unlink()

    answer = client.get(f"/imports/{waiting.public_id}/mapping/")

    assert answer.status_code == 409
    assert "The file cannot be opened" in answer.content.decode()


def test_mapping_of_a_started_import_leads_to_its_page(client, sign_in):
    imported = make_import(state="READING")
    sign_in("admin_a")

    assert client.get(f"/imports/{imported.public_id}/mapping/").url == f"/imports/{imported.public_id}/"


def test_mapping_by_a_nurse_is_refused_with_the_reason(client, waiting, sign_in):
    sign_in("nurse_a")

    answer = client.post(f"/imports/{waiting.public_id}/mapping/")

    assert answer.status_code == 403
    assert "Your role does not bring in extracts for this organisation." in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_mapping_is_not_there_for_an_outsider(client, waiting, sign_in, method):
    sign_in("gp_b")

    assert getattr(client, method)(f"/imports/{waiting.public_id}/mapping/").status_code == 404
