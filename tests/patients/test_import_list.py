"""/imports/"""

from datetime import timedelta

import pytest
from django.urls import reverse

from patients.queries.imports import progress
from tests.patients.quarantined import EARLIER, make_import, make_job
from tests.world import NOW
from wsic.jobs.models import State

pytestmark = pytest.mark.django_db
ADDRESS = "/imports/"


def test_list_shows_the_five_buckets_of_own_files(client, sign_in):
    user = sign_in("admin_a")
    make_import(by=user, file_name="ours.csv")

    content = client.get(ADDRESS).content.decode()

    assert "ours.csv" in content
    assert user.display_name in content
    assert "Bring in an extract" in content


def test_list_hides_files_of_others(client, sign_in):
    make_import("PB", file_name="theirs.csv")
    sign_in("admin_a")

    assert b"theirs.csv" not in client.get(ADDRESS).content


def test_list_filters_by_feed_and_state(client, sign_in):
    make_import(file_name="done.csv")
    make_import(file_name="refused.csv", state="REFUSED")
    sign_in("admin_a")

    content = client.get(ADDRESS, {"state": "REFUSED", "feed": "people"}).content.decode()

    assert "refused.csv" in content
    assert "done.csv" not in content.split('id="imports"')[1]


def test_list_leaves_an_unknown_filter_out(client, sign_in):
    make_import(file_name="done.csv")
    sign_in("admin_a")

    assert b"done.csv" in client.get(ADDRESS, {"state": "'--", "page": "x", "sort": "id"}).content


def test_list_as_a_part(client, sign_in):
    sign_in("admin_a")

    part = client.get(ADDRESS, headers={"HX-Request": "true", "HX-Target": "imports"}).content.decode()

    assert part.lstrip().startswith('<section class="panel" id="imports">')


def test_running_part_asks_again_until_nothing_runs(client, sign_in):
    imported = make_import(state="READING", file_name="slow.csv")
    job = make_job(imported)
    sign_in("admin_a")
    headers = {"HX-Request": "true", "HX-Target": "running"}

    running = client.get(ADDRESS, headers=headers).content.decode()
    make_job(imported, state="FAILED")
    ended = client.get(ADDRESS, headers=headers).content.decode()

    assert 'hx-trigger="every 2s"' in running
    assert f'max="{job.total // 1024}" value="1"' in running
    assert "every 2s" not in ended


def test_in_force_is_the_newest_extract_taken(client, sign_in):
    newest = make_import(file_name="june.csv")
    make_import(file_name="may.csv", as_on=EARLIER)
    make_import(file_name="refused.csv", state="REFUSED")
    sign_in("admin_a")

    in_force = client.get(ADDRESS).content.decode().split("In force")[1].split("</section>")[0]

    assert reverse("patients:import_detail", args=[newest.public_id]) in in_force
    assert in_force.count("<li>") == 1


def test_a_nurse_reads_the_list_and_is_told_why_there_is_no_button(client, sign_in):
    make_import(file_name="ours.csv")
    sign_in("nurse_a")

    content = client.get(ADDRESS).content.decode()

    assert "ours.csv" in content
    assert "Your role does not bring in extracts." in content
    assert "/imports/new/" not in content


def test_a_role_without_imports_is_refused_with_the_reason(client, sign_in):
    sign_in("analyst")

    answer = client.get(ADDRESS)

    assert answer.status_code == 403
    assert "Your role has nothing to do with imports." in answer.content.decode()


def test_nobody_signed_in_is_sent_to_sign_in(client, world):
    assert client.get(ADDRESS).url.startswith("/sign-in/")


def in_force(client) -> str:
    return client.get(ADDRESS).content.decode().split("In force")[1].split("</section>")[0]


def test_in_force_tells_of_the_list_that_the_ccg_brought(client, sign_in):
    make_import(as_on=EARLIER)
    sign_in("admin_a")

    shown = in_force(client)  # the people of the world stand on a list of 30 June

    assert "Practice A, brought by the clinical commissioning group" in shown
    assert "30-Jun-2026" in shown
    assert shown.count("<li>") == 1
    assert "Practice B" not in shown


def test_in_force_tells_of_the_own_list_where_it_is_as_new(client, sign_in):
    make_import()
    sign_in("admin_a")

    assert "brought by" not in in_force(client)


@pytest.mark.parametrize("name", ["administrator", "case_manager_1"])
def test_in_force_tells_nobody_else_of_a_practices_list(client, sign_in, name):
    sign_in(name)

    assert "In force" not in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("done", "total", "seconds"),
    [(0, 4096, None), (40, 4096, None), (1024, 4096, 90), (4096, 4096, None), (0, None, None)],
)
def test_what_is_left_is_told_by_the_speed_of_reading_alone(world, done, total, seconds):
    """It waited five minutes and has read for 30 seconds; the merge after reading has no estimate."""
    imported = make_import(state="READING")
    job = make_job(imported, done=done, total=total)
    job.created_at, job.started_at = NOW - timedelta(minutes=5), NOW
    imported.job = job

    assert progress(imported, at=NOW + timedelta(seconds=30)).seconds_left == seconds


def test_what_has_not_started_has_no_estimate(world):
    imported = make_import(state="WAITING")
    imported.job = make_job(imported, state=State.WAITING)

    assert progress(imported, at=NOW + timedelta(seconds=30)).seconds_left is None
