"""Uploaded files go when their time is over, and nothing else does."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from patients.actions import imports, keeping
from patients.actions.keeping import Removed
from patients.actions.storing import store
from patients.models import Import
from patients.rules.keeping import ended_by, kept_until
from patients.tasks import remove_files
from tests.patients.feeds.bringing import bring, person
from tests.patients.quarantined import again, make_import, make_job, make_row
from tests.world import NOW, SYSTEM, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.jobs.models import Job
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> Path:
    settings.UPLOADS, settings.UPLOAD_DAYS = tmp_path / "uploads", 30
    settings.UPLOADS.mkdir()
    return settings.UPLOADS


@pytest.fixture
def upload(world, uploads):
    """An import that admin_a sent, with its file; `ago` is how many days its end lies back."""

    def upload(*, ago: int = 0, folder: Path = uploads, by: str | None = "admin_a", **fields) -> Import:
        path = folder / uuid4().hex
        path.write_text("x")
        values = {"finished_at": NOW - ago * DAYS, "stored_path": str(path)} | fields
        return make_import(by=world.user(by) if by else None, **values)

    return upload


@pytest.fixture
def clear(django_capture_on_commit_callbacks):
    """Remove what is due, and say what was removed."""

    def clear(*, at=NOW, instant=NOW) -> Removed:
        with django_capture_on_commit_callbacks(execute=True), as_system():
            return keeping.remove_files(by=SYSTEM, at=at, instant=instant)

    return clear


def there(imported: Import) -> bool:
    return Path(imported.stored_path).exists()


def test_the_day_a_file_goes_is_the_day_the_page_names():
    assert ended_by(kept_until(TODAY, days=30), days=30) == TODAY


@pytest.mark.parametrize("state", ["DONE", "REFUSED"])
@pytest.mark.parametrize(("ago", "kept"), [(29, True), (30, False)])
def test_the_file_of_an_ended_import_goes_after_30_days(upload, clear, state, ago, kept):
    imported = upload(ago=ago, state=state)

    removed = clear()

    assert there(imported) is kept
    assert (again(imported).file_removed_at is None) is kept
    assert removed.files == int(not kept)
    with as_system():
        events = AuditEvent.objects.filter(verb="import.file_removed", subject=f"import:{imported.public_id}")
        assert events.exists() is not kept


def test_the_file_of_a_correction_goes_too(upload, clear):
    imported = upload(ago=30, corrects=make_row())

    clear()

    assert not there(imported)


@pytest.mark.parametrize(("ago", "kept"), [(29, True), (30, False)])
def test_the_file_of_an_import_that_was_given_up_goes_too(upload, clear, ago, kept):
    imported = upload(state="READING", finished_at=None)
    job = make_job(imported, state="FAILED")
    with as_system():
        Job.objects.filter(pk=job.pk).update(finished_at=NOW - ago * DAYS)

    clear()

    assert there(imported) is kept


@pytest.mark.parametrize("state", ["WAITING", "READING", "HELD"])
def test_a_file_that_is_still_needed_stays(upload, clear, state):
    imported = upload(state=state, finished_at=None, uploaded_at=NOW - 900 * DAYS)
    make_job(imported)

    assert clear() == Removed(0, 0, 0)
    assert there(imported)


@pytest.mark.parametrize(("ago", "state"), [(6, "MAPPING"), (7, "REFUSED")])
def test_a_file_never_started_is_dropped_after_a_week(upload, clear, ago, state):
    imported = upload(state="MAPPING", finished_at=None, uploaded_at=NOW - ago * DAYS)

    clear()

    assert again(imported).state == state
    assert there(imported) is (state == "MAPPING")
    assert again(imported).refusal == (keeping.NOT_STARTED if state == "REFUSED" else "")


def test_a_file_that_lies_elsewhere_is_never_removed(upload, clear, tmp_path):
    brought = upload(ago=900, folder=tmp_path, by=None)
    named_by_an_upload = upload(ago=900, folder=tmp_path)

    clear()

    assert there(brought)
    assert there(named_by_an_upload)
    assert again(brought).file_removed_at is None


def test_a_file_that_a_command_was_given_stays_wherever_it_lies(upload, clear):
    brought = upload(ago=900, by=None)
    upload_of_the_same = upload(ago=900, stored_path=brought.stored_path)
    os.utime(brought.stored_path, (0, 0))

    clear()

    assert there(brought)
    assert again(upload_of_the_same).file_removed_at is None


def test_refusing_a_held_file_that_a_command_read_leaves_it(
    world, tmp_path, django_capture_on_commit_callbacks
):
    held = bring(tmp_path, "people", [person("9990000018", practice_code="PA")], by="PA")

    with django_capture_on_commit_callbacks(execute=True), acting_as(world.user("gp_a"), on=TODAY) as user:
        imports.refuse_import(imported=held, by=user, at=NOW, reason="Half the list is missing")

    assert again(held).state == "REFUSED"
    assert there(held)


@pytest.mark.parametrize(("hours", "kept"), [(23, True), (25, False)])
def test_a_file_that_no_import_names_goes_after_a_day(uploads, clear, hours, kept):
    path = uploads / uuid4().hex
    path.write_text("x")
    then = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))

    removed = clear()

    assert path.exists() is kept
    assert removed.unnamed == int(not kept)


def test_what_lies_in_the_folder_and_is_not_ours_stays(uploads, clear):
    for name in ("README", "0" * 31, "0" * 32 + ".csv"):
        (uploads / name).write_text("x")
        os.utime(uploads / name, (0, 0))
    (uploads / ("a" * 32)).symlink_to(uploads / "README")

    clear()

    assert len(list(uploads.iterdir())) >= 3
    assert (uploads / "README").read_text() == "x"


def test_what_a_broken_off_removal_left_goes_with_the_next(upload, clear):
    imported = upload(ago=30, file_removed_at=NOW)
    os.utime(imported.stored_path, (0, 0))

    assert clear() == Removed(0, 0, 1)
    assert not there(imported)


@pytest.fixture(params=["by a link", "from here"])
def otherwise(request, settings, uploads, tmp_path, monkeypatch) -> Path:
    """The settings lead to the same folder by another path than before."""
    (tmp_path / "link").symlink_to(uploads)
    monkeypatch.chdir(tmp_path)
    settings.UPLOADS = tmp_path / "link" if request.param == "by a link" else Path("uploads")
    return settings.UPLOADS


def test_by_another_path_the_file_goes_when_its_time_is_over(upload, clear, uploads, otherwise):
    imported = upload(ago=30)
    brought_since = upload(ago=30, folder=otherwise)

    assert clear() == Removed(2, 0, 0)
    assert not there(imported)
    assert not there(brought_since)


def test_by_another_path_a_file_that_is_still_needed_stays(upload, clear, otherwise):
    held = upload(state="HELD", finished_at=None)
    os.utime(held.stored_path, (0, 0))

    assert clear() == Removed(0, 0, 0)
    assert there(held)


def test_by_another_path_a_file_that_a_command_was_given_stays(upload, clear, otherwise):
    brought = upload(ago=900, by=None)
    upload(ago=900, stored_path=str(otherwise / Path(brought.stored_path).name))

    assert clear() == Removed(0, 0, 0)
    assert there(brought)


def test_by_another_path_what_no_import_names_goes(uploads, clear, otherwise):
    path = uploads / uuid4().hex
    path.write_text("x")
    os.utime(path, (0, 0))

    assert clear() == Removed(0, 0, 1)
    assert not path.exists()


def test_where_a_file_was_put_is_known_from_everywhere(otherwise):
    assert store([b"nhs_number\n"]).path.is_absolute()


def test_twice_is_once(upload, clear):
    imported = upload(ago=30)

    clear()
    first = again(imported)
    again_removed = clear(at=NOW + DAYS)

    assert again_removed == Removed(0, 0, 0)
    assert again(imported).file_removed_at == first.file_removed_at
    with as_system():
        assert AuditEvent.objects.filter(verb="import.file_removed").count() == 1


def test_the_task_removes_what_is_due(upload, django_capture_on_commit_callbacks):
    imported = upload(ago=30)

    with django_capture_on_commit_callbacks(execute=True):
        remove_files(something_newer=1)

    assert not there(imported)


@pytest.mark.parametrize(
    ("fields", "says", "day"),
    [
        ({}, "The file is kept until", "30-Jul-2026"),
        ({"file_removed_at": NOW}, "The file was removed on", "30-Jun-2026"),
        (
            {"state": "MAPPING", "finished_at": None},
            "Unless it is started, the file is kept until",
            "07-Jul-2026",
        ),
    ],
)
def test_the_page_says_how_long_the_file_is_kept(client, sign_in, upload, fields, says, day):
    imported = upload(**fields)
    sign_in("admin_a")

    content = client.get(f"/imports/{imported.public_id}/").content.decode()

    assert day in content.split(says)[1].split("</dd>")[0]


def test_the_page_promises_nothing_of_a_file_that_lies_elsewhere(client, sign_in, upload):
    imported = upload(by=None)
    sign_in("admin_a")

    assert b"is kept until" not in client.get(f"/imports/{imported.public_id}/").content
