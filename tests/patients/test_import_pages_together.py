"""The pages with the feeds' own job behind them, from the button to the page that says how it went."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from patients.models import Import, QuarantinedRow
from tests.factories import nhs_number
from tests.patients.quarantined import GIVEN, PEOPLE_HEADER, make_row
from tests.world import as_system
from wsic.jobs import running

pytestmark = pytest.mark.django_db
NUMBER = nhs_number(4_321)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"


def test_file_with_a_bad_row_is_read_and_its_row_is_found_again(client, sign_in, world):
    sign_in("admin_a")
    content = f"{PEOPLE_HEADER}\n{NUMBER},SMITH,Joan,14/07/1945,F,PA,2009-04-01\n".encode()
    answers = {"feed": "people", "source": "own", "as_on": "2026-06-30"}
    answers |= {"organisation": str(world.organisation("PA").public_id)}
    mapping = client.post("/imports/new/", answers | {"file": SimpleUploadedFile("a.csv", content)}).url
    columns = {f"column_{name.lower()}": name for name in PEOPLE_HEADER.split(",")}

    page = client.post(mapping, columns).url
    running.run_due()

    with as_system():
        row = QuarantinedRow.objects.get()
    report = client.get(page).content.decode()
    assert "checked: the five add up" in report
    assert f"/quarantine/?file={row.imported_by.public_id}&amp;reason=date_invalid" in report
    assert 'value="14/07/1945"' in client.get(f"/quarantine/{row.public_id}/").content.decode()


def test_corrected_row_gets_in_and_the_page_says_so(client, sign_in):
    row = make_row(given=GIVEN | {"nhs_number": NUMBER})
    sign_in("admin_a")
    cells = {f"cell_{name}": value for name, value in GIVEN.items()}

    client.post(
        f"/quarantine/{row.public_id}/correct/",
        cells | {"cell_nhs_number": NUMBER, "cell_birth_date": "1945-07-14"},
    )
    running.run_due()

    assert "This row is in." in client.get(f"/quarantine/{row.public_id}/").content.decode()
    with as_system():
        assert Import.objects.get(corrects=row).accepted == 1
