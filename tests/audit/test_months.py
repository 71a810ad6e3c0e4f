"""The table in months: made ahead, and a row without a month is kept all the same."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.audit.sealing import seal, tamper, verify, write
from tests.audit.test_sealing import ROW
from tests.world import as_system
from tests.wsic.owner import execute, value
from wsic import clock
from wsic.audit.sets import months
from wsic.audit.tasks import add_months
from wsic.home.management.commands import verify as checks

pytestmark = pytest.mark.django_db
NEWEST = "SELECT max(relname) FROM pg_class WHERE relname ~ '^audit_auditevent_[0-9]{4}_[0-9]{2}$'"
FAR = datetime(2061, 5, 1, 12, tzinfo=UTC)


def findings() -> list[str]:
    with as_system():
        return list(checks.the_audit_has_its_months())


def where(at: datetime) -> object:
    """The part of the table that a row of this moment is kept in."""
    with as_system():
        row = json.loads(ROW)[0] | {"at": at.isoformat(), "verb": "far.read"}
        value("SELECT audit_append(%s::jsonb)", json.dumps([row]))
        return value(
            "SELECT tableoid::regclass::text FROM audit_auditevent WHERE verb = 'far.read' ORDER BY id DESC"
        )


def test_two_years_are_there_from_the_beginning():
    assert months.months_ahead(clock.instant().date()) >= months.MONTHS_AHEAD
    assert findings() == []


def test_months_are_added_once():
    later = datetime(2060, 1, 31, tzinfo=UTC).date()
    with as_system():
        added, again = months.add_months(later), months.add_months(later)

        assert (added, again, months.months_ahead(later)) == (months.MONTHS_AHEAD + 1, 0, months.MONTHS_AHEAD)


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2060, 2, 1, tzinfo=UTC), "2060_02"),
        (datetime(2060, 3, 1, tzinfo=UTC) - timedelta(microseconds=1), "2060_02"),
        (datetime(2060, 3, 1, tzinfo=UTC), "2060_03"),
    ],
)
def test_a_row_stands_in_its_month_by_universal_time(at, month):
    with as_system():
        value("SELECT set_config('timezone', 'Europe/London', true)")
        months.add_months(datetime(2060, 1, 31, tzinfo=UTC).date())

    assert where(at) == f"audit_auditevent_{month}"


def test_a_row_without_a_month_is_kept_sealed_and_told_of():
    assert where(FAR) == "audit_auditevent_default"
    seal(1000)

    assert verify().broken is None
    assert any("1 rows of the audit were written in months that had no place" in each for each in findings())


def test_a_month_that_is_late_leaves_its_rows_where_they_are():
    where(FAR)
    with as_system():
        added = months.add_months(FAR.date())

    assert added == months.MONTHS_AHEAD
    assert where(FAR) == "audit_auditevent_default"


def test_few_months_left_are_told_of():
    while months.months_ahead(clock.instant().date()) >= months.FEWEST_MONTHS_AHEAD:
        execute(f"DROP TABLE {value(NEWEST)}")

    assert any("places for 11 months ahead" in each for each in findings())


@pytest.mark.real_clock  # the months of a new database begin with the day of its migration
def test_every_night_adds_what_is_missing(caplog):
    write(1)
    seal()
    gone = value(NEWEST)
    execute(f"DROP TABLE {gone}")

    with caplog.at_level("INFO", logger="wsic"):
        add_months()

    assert value("SELECT to_regclass(%s) IS NOT NULL", gone)
    assert str(verify().head) in caplog.text


def test_a_dropped_month_is_found(world):
    write(3)
    seal()
    execute("DROP TABLE audit_auditevent_before")

    assert verify().broken is not None


def test_tampering_helper_puts_the_guard_back(world):
    tamper()

    guarded = "SELECT bool_and(tgenabled = 'O') FROM pg_trigger WHERE tgname LIKE 'audit%%'"
    assert value(guarded) is True
