"""Zips that were made to do harm: links, zips in zips, more files than anybody has."""

import stat
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from patients.feeds.reading.systmone_tables import MOST_MEMBERS
from tests.patients.feeds.systmone import patient, registration, table
from tests.patients.feeds.test_systmone_defects import refusal

SECRET = "root:x:0:0"


def linked(name: str) -> ZipInfo:
    """An entry that is a symbolic link; what it holds is where it leads."""
    entry = ZipInfo(name)
    entry.create_system = 3  # Unix
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize("target", ["/etc/passwd", "../secret.csv"])
def test_a_link_in_a_zip_is_not_followed(tmp_path, target):
    (tmp_path / "secret.csv").write_text(SECRET)
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(linked("SRPatient.csv"), target)
        archive.writestr("SRPatientRegistration.csv", table([registration("7")]))

    said = refusal(tmp_path / "x.zip")

    assert said.startswith("SRPatient: ")
    assert "root" not in said


def test_a_zip_in_a_zip_stays_shut(tmp_path):
    with ZipFile(tmp_path / "inner.zip", "w", ZIP_DEFLATED) as inner:
        inner.writestr("SRPatient.csv", table([patient("7", "9990000018")]))
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "SRPatient.zip")

    assert "There is no table of a SystmOne extract in it" in refusal(tmp_path / "x.zip")


def test_a_zip_under_a_tables_name_is_no_table(tmp_path):
    with ZipFile(tmp_path / "inner.zip", "w", ZIP_DEFLATED) as inner:
        inner.writestr("x", "0" * 10_000_000)
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(tmp_path / "inner.zip", "SRPatient.csv")
        archive.writestr("SRPatientRegistration.csv", table([registration("7")]))

    assert refusal(tmp_path / "x.zip").startswith("SRPatient: ")


def test_a_zip_of_too_many_files_is_refused(tmp_path):
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        for number in range(MOST_MEMBERS + 1):
            archive.writestr(f"{number}.csv", "")

    assert refusal(tmp_path / "x.zip").startswith("The zip holds more than 10,000 files.")
