"""/quarantine/"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.patients.quarantined import make_import, make_row
from tests.world import NOW, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
LIST = "/quarantine/"


def test_list_shows_own_rows_and_those_one_brought(client, sign_in):
    make_row(raw="ours", line=7)
    make_row(make_import("PA"), "PB", raw="brought by us")
    make_row(make_import("PB"), "PB", raw="theirs alone")
    sign_in("admin_a")

    content = client.get(LIST).content.decode()

    assert "line 7" in content
    assert "brought by us" in content
    assert "theirs alone" not in content


def test_row_of_a_file_somebody_else_brought_is_in_the_list(client, sign_in):
    make_row(make_import("CCG", file_name="all.csv"), "PA", raw="ours in their file")
    sign_in("admin_a")

    content = client.get(LIST).content.decode()

    assert "ours in their file" in content
    assert "from The CCG" in content
    assert "all.csv" not in content


def test_list_is_a_read_of_the_rows_shown(client, sign_in):
    row = make_row()
    sign_in("admin_a")

    client.get(LIST)

    with as_system():
        event = AuditEvent.objects.get(verb="quarantine.listed", kind="READ")
    assert event.detail["rows"] == [str(row.public_id)]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["first", "second"]),
        ("reason=required_missing", ["second"]),
        ("state=CLOSED", ["third"]),
        ("state=ALL", ["first", "second", "third"]),
        ("feed=organisations", []),
        ("feed=nonsense&state=nonsense&file=nonsense&sort=nonsense", ["first", "second"]),
        ("sort=-reason", ["second", "first"]),
        ("sort=reason", ["first", "second"]),
    ],
)
def test_list_filters_and_sorts(client, sign_in, query, shown):
    imported = make_import()
    make_row(imported, raw="first", line=1)
    make_row(imported, raw="second", line=2, reason="required_missing")
    make_row(imported, raw="third", line=3, state="CLOSED", closed_at=NOW)
    sign_in("admin_a")

    content = client.get(f"{LIST}?{query}").content.decode()

    found = [word for word in ("first", "second", "third") if f">{word}</code>" in content]
    assert sorted(found, key=lambda word: content.index(f">{word}</code>")) == shown


def test_tabs_count_what_they_open(client, sign_in):
    imported = make_import()
    for line in range(25):
        make_row(imported, line=line, raw=f"row {line}")
    make_row(imported, line=99, reason="required_missing")
    sign_in("admin_a")

    content = client.get(f"{LIST}?reason=required_missing").content.decode()

    assert "Not a date <b>25</b>" in content
    assert "All <b>26</b>" in content
    assert "1 to 1 of 1" in content
    assert "1 to 20 of 25" in client.get(f"{LIST}?reason=date_invalid").content.decode()


def test_list_as_a_part(client, sign_in):
    sign_in("admin_a")

    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "quarantine"}).content.decode()

    assert part.lstrip().startswith('<section class="panel" id="quarantine">')
    assert "No row is in quarantine" in part


def test_list_asks_the_database_as_often_for_one_row_as_for_twenty(client, sign_in):
    sign_in("admin_a")
    make_row(raw="0")
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for line in range(1, 20):
        make_row(raw=str(line), line=line)

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(one)


@pytest.mark.parametrize("name", ["nurse_a", "analyst", "case_manager_1", "nobody"])
def test_list_is_refused_with_the_reason(client, sign_in, name):
    sign_in(name)

    answer = client.get(LIST)

    assert answer.status_code == 403
    assert "Your role does not mend rows in quarantine." in answer.content.decode()


def test_list_needs_somebody_signed_in(client, world):
    assert client.get(LIST).url.startswith("/sign-in/")
