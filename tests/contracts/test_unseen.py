"""With no user set, the app's log-in sees no row of anything that stands behind a wall."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction

from careplans.models import Look, UnsavedWords
from patients.models import (
    AccessTry,
    CareTeamMember,
    ColumnMapping,
    Person,
    PersonLink,
    Preference,
    ReachGrant,
    Residence,
)
from tests.careplans import sessions
from tests.careplans.factories import (
    make_assessment,
    make_contact,
    make_filing,
    make_first_contact,
    make_notice,
    make_plan,
    make_plan_offer,
    make_plan_review,
    make_related,
    make_signature,
)
from tests.careplans.sessions import make_lead, make_offer, make_session
from tests.patients.lists import make_allergy, make_medicine
from tests.patients.quarantined import make_row
from tests.patients.reviews import make_review
from tests.tiers.factories import DecisionFactory
from tests.tiers.onsets import make_onset, make_polypharmacy
from tests.tiers.saved import make_saved_view
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import execute, value
from tiers.models import FrailtyScore, RecordSummary, ScoreSource
from wsic import work
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role
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
        DecisionFactory(person=person)
        practice = Organisation.objects.get(code="PA")
        ColumnMapping.objects.create(organisation=practice, feed="people", remembered_at=NOW)
        ReachGrant.objects.create(
            person=person, organisation=practice, why=Why.REFERRAL, from_on=TODAY, source="referral:1",
            granted_at=NOW,
        )  # fmt: skip
        make_review()
        AccessTry.objects.create(kind="BREAK_GLASS", user=User.objects.first(), at=NOW)
        CareTeamMember.objects.create(
            person=person, organisation=practice, role="Nurse", from_on=TODAY,
            recorded_by=User.objects.first(), recorded_at=NOW,
        )  # fmt: skip
        Preference.objects.create(person=person, kind="TYPE_1", from_on=TODAY, as_on=TODAY, recorded_at=NOW)
        Residence.objects.create(person=person, kind="CARE_HOME", from_on=TODAY, as_on=TODAY)
        _of_care_planning(person)
        PersonLink.objects.create(
            person=person, kept=Person.objects.last(), from_on=TODAY, reason="ENTERED_TWICE",
            recorded_by=User.objects.first(), recorded_at=NOW,
        )  # fmt: skip
        make_saved_view(User.objects.first().username)
        for make in (make_allergy, make_medicine, make_onset, make_polypharmacy):
            make(person, practice)
        RecordSummary.objects.create(person=person, last_on=TODAY, days=[TODAY])


def _of_care_planning(person: Person) -> None:
    make_contact(person, retracted=True)
    Look.objects.create(person=person, user=User.objects.first(), at=NOW)
    make_session(person, on=TODAY)
    make_lead(make_session(person, on=TODAY, state="BOOKED"))
    make_offer(person, on=TODAY)
    make_first_contact(person)
    make_notice(person, to=User.objects.first().username)
    make_assessment(person)
    plan = make_plan(person)
    make_plan_review(plan)
    make_signature(plan)
    make_filing(plan)
    UnsavedWords.objects.create(
        plan=plan, person=person, user=User.objects.first(), part="HELPS", opened_at=NOW
    )
    make_plan_offer(person)
    make_related(person)
    sessions.make_review(person, on=TODAY)


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


# Moved by nobody: tests/patients/test_links_database.py, tests/careplans/test_tasks_database.py and
# test_sessions_database.py, tests/careplans/test_first_contact_database.py and
# test_assessments.py.
NEVER_MOVED = {
    "patients.PersonLink", "careplans.Task", "careplans.PlanningSession", "careplans.SessionOffer",
    "careplans.ReviewRequest", "careplans.FirstContact", "careplans.Assessment",
    "careplans.CarePlan", "careplans.PlanOffer", "careplans.PlanReview",
    "careplans.RelatedPerson",
    "careplans.PlanSignature",
    "careplans.RecordFiling",
}  # fmt: skip
WRITTEN = [
    label
    for label in WALLED
    if "UPDATE" in TABLES[label].app and TABLES[label].wall is not Wall.TAKEN and label not in NEVER_MOVED
]


@pytest.mark.parametrize("label", WRITTEN)
def test_a_row_is_not_moved_to_whom_one_does_not_reach(label, a_row_of_each, world):
    cohen, place = world.person("COHEN").pk, world.organisation("PB").pk
    whose = cohen if TABLES[label].wall is Wall.PERSON else place
    moved = ", ".join(f"{key} = {whose}" for key in TABLES[label].key)
    work.enter(world.user("gp_a"), on=TODAY)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        value(f"UPDATE {apps.get_model(label)._meta.db_table} SET {moved} RETURNING 1")


KEYS = [
    (label, key) for label in WALLED if TABLES[label].wall is Wall.ORGANISATION for key in TABLES[label].key
]
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("from_on", "to_on", "seen"),
    [(TODAY, None, 1), (TODAY, TOMORROW, 1), (YESTERDAY, TODAY, 0), (TOMORROW, None, 0)],
)
@pytest.mark.parametrize(("label", "key"), KEYS)
def test_rows_of_an_organisation_are_of_who_works_there_on_the_day(
    label, key, a_row_of_each, world, from_on, to_on, seen
):
    here, elsewhere, user = world.organisation("COM"), world.organisation("PB"), world.user("nobody")
    with as_system():
        fields = {each: here.pk if each == key else elsewhere.pk for each in TABLES[label].key}
        apps.get_model(label).objects.update(**fields)
        Membership.objects.create(
            user=user, organisation=here, role=Role.ANALYST, from_on=from_on, to_on=to_on
        )
    work.enter(user, on=TODAY)

    assert min(rows_of(label), 1) == seen


@pytest.mark.parametrize(
    ("role", "from_on", "to_on", "seen"),
    [
        (Role.PRIVACY_OFFICER, TODAY, None, 1),
        (Role.PRIVACY_OFFICER, YESTERDAY, TODAY, 0),
        (Role.PRIVACY_OFFICER, TOMORROW, None, 0),
        (Role.ADMINISTRATOR, TODAY, None, 0),
    ],
)
@pytest.mark.parametrize("label", [each for each in WALLED if TABLES[each].wall is Wall.TAKEN])
def test_what_somebody_took_is_theirs_and_a_privacy_officers_of_the_day(
    label, a_row_of_each, world, role, from_on, to_on, seen
):
    user = world.user("nobody")
    with as_system():
        Membership.objects.create(
            user=user, organisation=world.organisation("CCG"), role=role, from_on=from_on, to_on=to_on
        )
    work.enter(user, on=TODAY)

    assert rows_of(label) == seen


def test_the_owner_sees_nobody_either(a_row_of_each):
    with transaction.atomic():
        value("SELECT set_config('role', 'wsic_owner', true)")
        assert rows_of("patients.Person") == 0
