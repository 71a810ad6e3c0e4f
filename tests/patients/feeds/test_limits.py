"""A small file that unpacks to a large one: a request reads its beginning, the job as much as said."""

import gzip
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from patients.feeds.declared import PEOPLE
from patients.feeds.reading import RefusedFile, open_extract, preview
from patients.feeds.reading.extract import SAMPLE
from patients.models import Import
from tests.patients.feeds.bringing import bring
from tests.patients.quarantined import PEOPLE_HEADER, PEOPLE_ROW
from tests.world import as_system

MEGABYTE = 1024**2
BEGINNING = f"{PEOPLE_HEADER}\n{PEOPLE_ROW}\n".encode()


def packed(*parts: bytes, tail: bytes = b"") -> bytes:
    """Gzip members one after the other, and behind them something that breaks whoever reads so far."""
    out = io.BytesIO()
    for part in parts:
        with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as member:
            member.write(part)
    return out.getvalue() + tail


def bomb(megabytes: int) -> bytes:
    row = f"{PEOPLE_ROW}\n".encode()
    piece = row * (MEGABYTE // len(row))
    return packed(BEGINNING, *[piece] * megabytes)


BROKEN_BEHIND_16_MB = packed(BEGINNING, *[b"a" * MEGABYTE] * 16, tail=b"\x1f\x8bthis is no member")


@pytest.mark.fast
def test_preview_reads_no_further_than_its_sample(tmp_path: Path):
    path = tmp_path / "x.gz"
    path.write_bytes(BROKEN_BEHIND_16_MB)

    seen = preview(path, 10)

    assert seen.rows[0][1] == "SMITH"
    assert not seen.whole
    with pytest.raises(RefusedFile, match=r"damaged|cut short"):
        open_extract(path, columns=PEOPLE.to_read)


@pytest.mark.fast
def test_preview_of_one_endless_line_is_refused(tmp_path: Path):
    path = tmp_path / "x.gz"
    path.write_bytes(packed(*[b"a" * MEGABYTE] * 16, tail=b"\x1f\x8bthis is no member"))

    with pytest.raises(RefusedFile, match="first line is longer"):
        preview(path, 10)


@pytest.mark.long
def test_preview_of_a_sample_that_ends_inside_a_letter_is_utf_8(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * (SAMPLE // 4 - 2) + "123é".encode() + b",5\n")

    seen = preview(path, 10)

    assert (seen.encoding, seen.whole) == ("UTF-8", False)


@pytest.mark.fast
@pytest.mark.parametrize("rows", [0, 1, 9, 10, 11])
def test_preview_counts_the_rows_of_a_small_file(tmp_path: Path, rows: int):
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * rows + b"1,2,3\n")

    seen = preview(path, 10)

    assert (len(seen.rows), seen.found, seen.whole) == (min(rows, 10), rows + 1, True)


@pytest.mark.django_db
def test_a_request_takes_a_bomb_and_reads_its_beginning(client, sign_in, world, settings, tmp_path):
    settings.UPLOADS, settings.UNPACKED_LIMIT = tmp_path / "uploads", 8 * MEGABYTE
    sign_in("admin_a")
    answers = {"feed": "people", "source": "own", "as_on": "2026-06-30"}
    answers["organisation"] = str(world.organisation("PA").public_id)

    page = client.post("/imports/new/", answers | {"file": SimpleUploadedFile("x.gz", BROKEN_BEHIND_16_MB)})

    content = client.get(page.url).content.decode()
    assert "SMITH" in content
    assert "by its beginning" in content
    with as_system():
        assert Import.objects.get().state == "MAPPING"


@pytest.mark.django_db
def test_the_job_stops_at_the_limit_of_the_settings(practices, settings, tmp_path):
    settings.UNPACKED_LIMIT = 8 * MEGABYTE

    imported = bring(tmp_path, "people", bomb(9), by="P1")

    assert imported.state == "REFUSED"
    assert "unpacks to more than 8,388,608 bytes" in imported.refusal


@pytest.mark.django_db
def test_the_upload_page_says_both_limits(client, sign_in):
    sign_in("admin_a")

    assert "at most 200 MB as sent and 8 GB unpacked" in client.get("/imports/new/").content.decode()
