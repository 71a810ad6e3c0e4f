"""With no user set, the app's log-in sees no row of anything that stands behind a wall."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction

from patients.models import AccessTry, CareTeamMember, ColumnMapping, Person, Preference, ReachGrant
from tests.patients.quarantined import make_row
from tests.patients.reviews import make_review
from tests.tiers.onsets import make_onset, make_polypharmacy
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import execute, value
from tiers.models import Basis, FrailtyScore, ScoreSource, TierStanding
from wsic import work
from wsic.accounts.models import User
from wsic.audit import actions as audit
from wsic.declared import STAGING, TABLES, Wall
from wsic.organisations.models import Organisation
from wsic.relationships import Why

pytestmark = pytest.mark.django_db
WALLED = [label for label, declared in TABLES.items() if declared.wall is not Wall.OPEN]


@pytest.fixture
def a_row_of_each(world) -> None:
    """What the world lacks; a new table turns the first test red until it has a row here."""
    make_row()
    with as_system() as system:
        person = Person.objects.first()
        audit.record("person.read", by=system, people=[person.pk])
        FrailtyScore.objects.create(
            person=person, calculated_on=TODAY, deficit_count=5, score="0.13889", source=ScoreSource.IMPORTED,
            digest=b"", as_on=TODAY,
        )  # fmt: skip
        TierStanding.objects.create(
            person=person, tier=1, basis=Basis.DECIDED, from_on=TODAY, recorded_at=NOW
        )
        practice = Organisation.objects.get(code="PA")
        ColumnMapping.objects.create(organisation=practice, feed="people", remembered_at=NOW)
        ReachGrant.objects.create(
            person=person, organisation=practice, why=Why.REFERRAL, from_on=TODAY, source="referral:1",
            granted_at=NOW,
        )  # fmt: skip
        make_review()
        AccessTry.objects.create(user=User.objects.first(), at=NOW)
        CareTeamMember.objects.create(
            person=person, organisation=practice, role="Nurse", from_on=TODAY,
            recorded_by=User.objects.first(), recorded_at=NOW,
        )  # fmt: skip
        Preference.objects.create(person=person, kind="TYPE_1", from_on=TODAY, as_on=TODAY, recorded_at=NOW)
        make_onset(person, practice)
        make_polypharmacy(person, practice)


def rows_of(label: str) -> object:
    return value(f"SELECT count(*) FROM {apps.get_model(label)._meta.db_table}")


def seen(label: str) -> object:
    """Rows that the app's log-in sees; a table that it may not even read counts as none."""
    if "SELECT" not in TABLES[label].app:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows_of(label)
        return 0
    return rows_of(label)


@pytest.mark.parametrize("label", WALLED)
def test_nobody_sees_nothing(label, a_row_of_each):
    with as_system():
        there = rows_of(label)
    work.enter(None, on=TODAY)

    assert (there > 0, seen(label)) == (True, 0)


@pytest.mark.parametrize("label", [each for each in WALLED if "SELECT" in TABLES[each].app])
def test_a_user_without_the_day_sees_nothing(label, a_row_of_each, world):
    """A connection on which somebody set the user alone."""
    value("SELECT set_config('wsic.user_id', %s, true)", str(world.user("gp_a").pk))
    value("SELECT set_config('wsic.today', '', true)")

    assert rows_of(label) == 0


def test_a_wall_that_is_down_is_found(a_row_of_each):
    execute("ALTER TABLE patients_person DISABLE ROW LEVEL SECURITY")
    work.enter(None, on=TODAY)

    assert rows_of("patients.Person") > 0


@pytest.mark.parametrize("table", sorted(STAGING))
def test_the_app_has_no_right_to_rows_on_their_way_in(table, world):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        value(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize("label", [each for each in WALLED if TABLES[each].wall is Wall.PERSON])
def test_the_app_changes_nothing_about_people(label, a_row_of_each, world):
    work.enter(world.user("gp_a"), on=TODAY)
    table = apps.get_model(label)._meta.db_table

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        value(f"DELETE FROM {table} RETURNING 1")


def test_the_owner_sees_nobody_either(a_row_of_each):
    with transaction.atomic():
        value("SELECT set_config('role', 'wsic_owner', true)")
        assert rows_of("patients.Person") == 0
