"""Rows are numbered without gaps, by one at a time, and nobody waits for it."""

import pytest
from django.db import InternalError, ProgrammingError, transaction

from tests.audit.sealing import seal, tamper, verify, write
from tests.world import SYSTEM, as_system
from tests.wsic.owner import execute, value
from wsic.audit import actions as audit
from wsic.audit.running import seal_all

pytestmark = pytest.mark.django_db
ROW = """[{"at": "2026-06-30T09:00:00Z", "verb": "a.b", "kind": "READ", "actor": "x", "role": "",
          "people": [1], "subject": "", "address": "", "purpose": "", "detail": {},
          "correlation_id": "00000000-0000-0000-0000-000000000001"}]"""


def unsealed() -> object:
    with as_system():
        return value("SELECT count(*) FROM audit_auditevent WHERE number IS NULL")


def test_sealing_leaves_no_row_of_its_own(world):
    seal_all()
    seal_all()

    assert value("SELECT 1") == 1
    with as_system():
        last = value("SELECT verb FROM audit_auditevent ORDER BY id DESC LIMIT 1")
    assert last != "audit.seal"
    assert seal_all() == 1  # the look above


def test_numbers_begin_with_one_and_have_no_gap(world):
    write(5)
    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    write(5)
    seal()

    with as_system():
        numbers = value(
            "SELECT array_agg(number ORDER BY number) FROM audit_auditevent WHERE number IS NOT NULL"
        )
    assert numbers == list(range(1, len(numbers) + 1))


def fail_after_writing() -> None:
    with as_system():
        with as_system():
            audit.record("a.b", by=SYSTEM)
        raise ZeroDivisionError


def test_what_is_read_of_a_row_stays_after_its_seal(world):
    write(1)
    whole = (
        "SELECT (to_jsonb(e) - 'number' - 'hash')::text FROM audit_auditevent e WHERE verb = 'person.read'"
    )
    with as_system():
        before = value(whole)

    seal()

    with as_system():
        assert value(whole) == before


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET actor = 'x' WHERE verb = 'person.read'",
        "UPDATE audit_auditevent SET number = 7, hash = '', actor = 'x' WHERE verb = 'person.read'",
        "UPDATE audit_auditevent SET number = NULL, hash = NULL WHERE verb = 'person.read'",
        "DELETE FROM audit_auditevent WHERE verb = 'person.read'",
        "TRUNCATE audit_auditevent",
        "TRUNCATE audit_auditevent_before",
        "TRUNCATE audit_auditbatch",
        "DELETE FROM audit_auditbatch",
        "UPDATE audit_auditbatch SET rows = 1",
    ],
)
def test_not_even_the_owner_changes_a_row_by_mistake(world, statement, sealed):
    write(1)
    seal()
    if not sealed and "batch" not in statement:
        write(1)

    with (
        pytest.raises((ProgrammingError, InternalError), match=r"append-only|permission denied"),
        transaction.atomic(),
    ):
        execute(statement)


@pytest.mark.parametrize("role", ["wsic_app", "wsic_system"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_auditevent (id, at) VALUES (1, now())",
        "UPDATE audit_auditevent SET number = 1",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
        "INSERT INTO audit_auditbatch VALUES (1, 1, 1, now(), '', '')",
        "DELETE FROM audit_auditbatch",
        "SELECT nextval('audit_event_ids')",
        "SELECT audit_shut('patients_person')",
        "INSERT INTO audit_auditevent_default (id, at) VALUES (1, now())",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER USER",
    ],
)
def test_no_log_in_has_any_right_but_to_append(world, role, statement):
    value("SELECT set_config('role', %s, true)", role)

    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        value(statement)


@pytest.mark.parametrize("call", ["audit_seal(1)", "audit_add_months('2026-06-30', 1)"])
def test_the_web_may_neither_seal_nor_add_months(world, call):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        value(f"SELECT {call}")


def test_the_database_notes_whose_log_in_wrote(world):
    value("SELECT audit_append(%s::jsonb)", ROW)

    with as_system():
        assert value("SELECT login FROM audit_auditevent WHERE verb = 'a.b'") == "wsic_app"


def test_an_unsealed_row_that_an_owner_changed_is_what_the_chain_cannot_show(world):
    """Said in docs/decisions/0011: the few seconds before the seal rest on the triggers and the grants."""
    write(1)

    tamper("UPDATE audit_auditevent SET actor = 'x' WHERE number IS NULL")
    seal()

    assert verify().broken is None
