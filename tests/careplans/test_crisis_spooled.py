"""The audit takes no rows: a crisis page is shown once its row is kept on this server, and nothing else."""

import re

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client

from tests.careplans.crisis import FIND, opened
from tests.world import as_system
from tests.wsic.owner import execute, value
from wsic.audit import actions, spool
from wsic.audit.models import AuditEvent, SpooledLine, SpoolProblem
from wsic.audit.running import reconcile_spool
from wsic.audit.sets import appending, spooled
from wsic.audit.spooling import Wrong
from wsic.home.management.commands.verify import nothing_waits_in_the_spool

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)')
SAYS = "The record of access could not be written at once."
FUNCTION = "SELECT pg_get_functiondef('audit_append(jsonb)'::regprocedure)"
DOWN = """CREATE OR REPLACE FUNCTION audit_append(events jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
          SET search_path = pg_catalog, pg_temp AS $$ BEGIN {}; END $$"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SPOOL = tmp_path / "spool"
    return settings.SPOOL


class Audit:
    """The audit as it is, until it is down, until it is mended."""

    def __init__(self) -> None:
        self.function = value(FUNCTION)

    def down(self, does: str = "RAISE EXCEPTION 'down'") -> None:
        execute("DROP FUNCTION audit_append(jsonb)", DOWN.format(does))
        execute("GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO wsic_app, wsic_system")

    def mended(self) -> None:
        execute("DROP FUNCTION audit_append(jsonb)", self.function)
        execute("GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO wsic_app, wsic_system")


@pytest.fixture
def audit(db):
    return Audit()


def rows() -> list[tuple[str, bool]]:
    """Of crisis pages in the audit: the verb, and whether it came from the spool."""
    with as_system():
        found = AuditEvent.objects.filter(verb__startswith="crisis.").order_by("pk")
        return [(each.verb, "spooled" in each.detail) for each in found]


def test_a_reader_opens_reads_and_prints_a_crisis_page_while_the_audit_is_down(reader, asked, audit):
    audit.down()

    address = opened(reader, asked)
    page = reader.get(address)

    assert (page.status_code, SAYS in page.text, "Sit her up" in page.text) == (200, True, True)
    assert int(page.headers["Content-Length"]) == len(page.content)
    assert reader.get(f"{address}pdf/").content.startswith(b"%PDF")
    assert reader.post(FIND, asked | {"birth_date": "1/1/1940"}).status_code == 422
    assert (spool.waiting(), reader.get("/organisations/").status_code) == (4, 503)
    assert [each.split()[:2] for each in nothing_waits_in_the_spool()] == [["4", "lines"]]
    audit.mended()
    assert rows() == []

    assert reconcile_spool().taken == 4
    assert rows() == [(f"crisis.{verb}", True) for verb in ("opened", "read", "printed", "not_opened")]
    assert reconcile_spool().taken == 0
    assert (spool.waiting(), len(rows())) == (0, 4)
    assert SAYS not in reader.get(address).text


def test_from_the_form_to_the_page_and_closed_again_as_a_browser_does_it(world, asked, audit):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.user("out_of_hours"))
    audit.down()
    form = browser.get("/", follow=True)
    sent = asked | {"csrfmiddlewaretoken": TOKEN.search(form.text)[1]}

    slip = browser.post(FIND, sent | {"nhs_number": "12"})
    page = browser.get(opened(browser, sent))
    close = re.search(r'action="(/emergency-access/[^"]+)"', page.text)[1]
    closed = browser.post(close, {"csrfmiddlewaretoken": TOKEN.search(page.text)[1]}, follow=True)

    assert (form.status_code, slip.status_code, page.status_code) == (200, 422, 200)
    assert (f'value="{asked["words"]}"' in slip.text, "Sit her up" in page.text) == (True, True)
    assert "The crisis page is closed." in closed.text
    assert browser.get(page.request["PATH_INFO"]).status_code == 503
    audit.mended()
    reconcile_spool()
    assert [verb for verb, _ in rows()] == ["crisis.opened", "crisis.read", "crisis.closed"]


def test_an_audit_that_does_not_answer_is_not_waited_for(reader, asked, audit, monkeypatch):
    """As where its table is locked."""
    address = opened(reader, asked)
    audit.down("PERFORM pg_sleep(60)")
    monkeypatch.setattr(actions, "SPOOL_AFTER", 100)

    page = reader.get(address)

    assert (page.status_code, SAYS in page.text, spool.waiting()) == (200, True, 1)


def test_a_row_from_the_spool_says_all_that_it_would_have_said(reader, asked, audit, planned):
    address = opened(reader, asked)
    reader.get(address)
    audit.down()
    reader.get(address)
    audit.mended()
    reconcile_spool()

    with as_system():
        usual, late = AuditEvent.objects.filter(verb="crisis.read").order_by("pk").values()
        assert usual["at"] < late["at"] < SpooledLine.objects.get().taken_at
    alike = ("kind", "user_id", "actor", "role", "organisation_id", "people", "subject", "address", "purpose")
    assert [usual[name] for name in alike] == [late[name] for name in alike]
    assert (late["people"], late["detail"], late["login"]) == ([planned.pk], {"spooled": 1}, "wsic_system")


@pytest.mark.parametrize("name", ["case_manager_1", "gp_a"])
def test_who_cares_for_the_person_reads_it_too_and_nothing_else(client, sign_in, planned, audit, name):
    sign_in(name)
    audit.down()

    page = client.get(f"/people/{planned.public_id}/crisis/")

    assert (page.status_code, SAYS in page.text) == (200, True)
    for other in ("", "plan/", "details/", "contacts/"):
        assert client.get(f"/people/{planned.public_id}/{other}").status_code == 503
    assert spool.waiting() == 1


def test_who_does_not_reach_the_person_is_shown_nothing_and_keeps_nothing(client, sign_in, planned, audit):
    sign_in("gp_b")
    audit.down()

    assert client.get(f"/people/{planned.public_id}/crisis/").status_code == 503
    assert spool.waiting() == 0


def test_without_a_spool_there_is_no_page(client, sign_in, planned, audit, folder):
    sign_in("gp_a")
    audit.down()
    folder.mkdir(mode=0o700)
    (folder / spool.FILE).mkdir()

    page = client.get(f"/people/{planned.public_id}/crisis/")

    assert (page.status_code, "Sit her up" in page.text) == (503, False)


@pytest.mark.parametrize("step", ["take", "append", "commit", "begin_anew"])
def test_failing_at_any_step_each_row_is_in_the_audit_once(reader, asked, audit, monkeypatch, step):
    address = opened(reader, asked)
    audit.down()
    reader.get(address)
    audit.mended()
    where = {"take": (spooled, "take"), "append": (appending, "append_events"), "commit": (spooled, "note")}
    thing, name = where.get(step, (spool, "begin_anew"))
    real = getattr(thing, name)

    def then_die(*given, **said):
        if step != "begin_anew":
            real(*given, **said)
        raise DatabaseError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(thing, name, then_die)
        with pytest.raises(DatabaseError):
            reconcile_spool()
    assert spool.waiting() == 1
    reconcile_spool()
    reconcile_spool()

    assert rows() == [("crisis.opened", False), ("crisis.read", True)]
    assert spool.waiting() == 0


def test_what_is_wrong_is_named_once_in_the_audit_and_on_the_privacy_officers_page(
    reader, asked, audit, client, sign_in
):
    address = opened(reader, asked)
    audit.down()
    for _ in range(3):
        reader.get(address)
    audit.mended()
    lines = spool.path().read_bytes().splitlines(keepends=True)
    spool.path().write_bytes(lines[0] + lines[1].replace(b"crisis.read", b"person.read") + lines[2])

    reconcile_spool()
    reconcile_spool()

    assert [(each.kind, each.number) for each in SpoolProblem.objects.all()] == [("edited line", 2)]
    with as_system():
        assert AuditEvent.objects.filter(verb="audit.spool_problem").count() == 1
    assert rows() == [("crisis.opened", False), ("crisis.read", True), ("crisis.read", True)]
    assert len(list(spool.path().parent.glob("audit.kept-*"))) == 1
    sign_in("privacy_officer")
    assert "line 2 is not what was written there" in client.get("/audit/").text


def cycle(reader, address, audit, change=lambda lines: lines) -> list[Wrong]:
    """Two pages while the audit is down, the file changed, and what is found then."""
    audit.down()
    for _ in range(2):
        reader.get(address)
    audit.mended()
    spool.path().write_bytes(b"".join(change(spool.path().read_bytes().splitlines(keepends=True))))
    return [each.kind for each in reconcile_spool().new_problems]


def test_what_is_touched_a_second_time_at_the_same_number_is_told_again(reader, asked, audit):
    address = opened(reader, asked)

    def edited(lines):
        return [*lines[:-1], lines[-1].replace(b"crisis.read", b"crisis.raed")]

    for _ in range(2):
        assert cycle(reader, address, audit, edited) == [Wrong.EDITED]
    for _ in range(2):
        spool.path().unlink()
        assert cycle(reader, address, audit) == [Wrong.GONE]
    assert cycle(reader, address, audit) == []


def test_an_audit_that_was_put_back_to_an_older_state_is_told_once(reader, asked, audit):
    """It does not know the lines that the file carries on any more."""
    address = opened(reader, asked)
    cycle(reader, address, audit)
    execute("DELETE FROM audit_spooledline", "TRUNCATE audit_spoolproblem")

    told = [[each.kind for each in reconcile_spool().new_problems] for _ in range(3)]

    assert told == [[Wrong.REMOVED], [], []]
    assert not list(spool.path().parent.glob("audit.kept-*"))


def test_a_line_that_the_audit_does_not_take_keeps_no_other_out(reader, asked, audit):
    address = opened(reader, asked)
    bad = {"verb": "crisis.read", "kind": "READ", "actor": "x", "people": [1], "detail": {}, "at": "nonsense"}
    for wrong in (bad, {"verb": "crisis.read"}):
        audit.down()
        reader.get(address)
        audit.mended()
        spool.keep([wrong])
        assert [each.kind for each in reconcile_spool().new_problems] == [Wrong.REFUSED]
        assert reconcile_spool().judged.problems == []

    assert rows() == [("crisis.opened", False), ("crisis.read", True), ("crisis.read", True)]
    assert len(list(spool.path().parent.glob("audit.kept-*"))) == 2


def test_a_row_that_is_wrong_in_itself_is_neither_kept_nor_shown(reader, asked, audit):
    address = opened(reader, asked)
    audit.down("RAISE EXCEPTION 'too long' USING ERRCODE = 'string_data_right_truncation'")

    assert (reader.get(address).status_code, spool.waiting()) == (503, 0)


def test_another_key_throws_nothing_away(reader, asked, audit, settings, tmp_path):
    address = opened(reader, asked)
    audit.down()
    reader.get(address)
    audit.mended()
    right, settings.SPOOL_KEY = settings.SPOOL_KEY, "another"

    assert [[each.kind for each in reconcile_spool().new_problems] for _ in range(2)] == [[Wrong.KEY], []]
    assert spool.waiting() == 1
    spool.keep([])
    reconcile_spool()
    settings.SPOOL_KEY = right
    (kept,) = spool.path().parent.glob("audit.kept-*")
    for _ in range(2):
        with pytest.raises(SystemExit):
            call_command("reconcile_spool", file=kept)

    assert rows() == [("crisis.opened", False), ("crisis.read", True)]
