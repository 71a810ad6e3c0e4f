"""What somebody writes freely may name a person, so the audit keeps its length alone."""

import pytest

from patients.actions.imports import refuse_import
from patients.actions.quarantine import close_row
from patients.models import ImportState, QuarantinedRow
from tests.factories import ImportFactory
from tests.world import NOW, TODAY, as_system
from wsic import work
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
NOTE = "Mrs Adair's daughter rang"


def detail_of(verb: str) -> dict[str, object]:
    with as_system():
        return AuditEvent.objects.get(verb=verb).detail


def test_why_a_file_was_kept_out(world):
    with as_system():
        imported = ImportFactory(organisation=world.organisation("PA"), state=ImportState.HELD)

    with work.acting_as(world.user("gp_a"), on=TODAY) as user:
        refuse_import(imported=imported, by=user, at=NOW, reason=NOTE)

    assert detail_of("import.refused") == {"reason_length": len(NOTE)}


def test_why_a_row_was_closed(world):
    practice = world.organisation("PA")
    with as_system():
        row = QuarantinedRow.objects.create(
            feed="people", imported_by=ImportFactory(organisation=practice), importer=practice,
            organisation=practice, line=7, raw="x", reason="date_invalid", sentence="Line 7", digest=b"7",
            created_at=NOW,
        )  # fmt: skip

    with work.acting_as(world.user("gp_a"), on=TODAY) as user:
        close_row(row=row, note=NOTE, by=user, at=NOW)

    assert NOTE not in str(detail_of("quarantine.closed"))
