"""A record opened in an emergency: one person, one user, some hours, a reason and a review."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from patients.actions import break_glass as actions
from patients.actions.break_glass import Emergency
from patients.models import (
    AccessReview,
    EmergencyReason,
    Person,
    PersonIdentifier,
    Preference,
    PreferenceKind,
)
from patients.running import alert_access
from patients.sets.break_glass import MOST_HOURS, Outcome, open_record
from patients.sets.reach import difference
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.audit.models import AuditEvent
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job

pytestmark = pytest.mark.django_db
BORN = date(1943, 4, 19)  # COHEN, of practice B


def number_of(family_name, world) -> str:
    with as_system():
        return PersonIdentifier.objects.get(person=world.person(family_name)).value


@pytest.fixture
def emergency(world) -> Emergency:
    number = number_of("COHEN", world)
    return Emergency(number, BORN, EmergencyReason.VITAL_INTEREST, "Found on the floor at home")


def open_as(user, emergency, *, at=NOW):
    with time_machine.travel(at, tick=False), work.acting_as(user, on=TODAY):
        return actions.open_record(emergency=emergency, by=user, on=TODAY, at=at)


def ask(emergency, *, hours=8, **given):
    """The database's function itself, without what stands before it."""
    why = {"reason": "VITAL_INTEREST", "words": "Found on the floor", "all_the_same": False} | given
    return open_record(nhs_number=emergency.nhs_number, birth_date=BORN, hours=hours, tries=10, **why)


def reached_by(user, *, at=NOW) -> tuple[set[int], object]:
    """People by code and how many by the database."""
    with time_machine.travel(at, tick=False), work.acting_as(user, on=TODAY):
        mine = set(Person.objects.visible_to(user).values_list("pk", flat=True))
        return mine, value("SELECT count(*) FROM patients_person")


def test_it_opens_one_person_to_one_user_for_eight_hours(world, emergency):
    user, cohen = world.user("gp_a"), world.person("COHEN")
    before, count = reached_by(user)

    assert open_as(user, emergency) == cohen.public_id

    assert reached_by(user, at=NOW + timedelta(hours=7, minutes=59)) == (before | {cohen.pk}, count + 1)
    assert reached_by(user, at=NOW + timedelta(hours=8)) == (before, count)
    assert cohen.pk not in reached_by(world.user("nurse_a"))[0]
    with as_system():
        assert difference() == (0, 0)


def test_somebody_who_is_registered_nowhere_now_is_opened_too(world):
    user, evans = world.user("gp_b"), world.person("EVANS")
    words = (EmergencyReason.DIRECT_CARE, "Brought in by ambulance")

    open_as(user, Emergency(number_of("EVANS", world), date(1952, 9, 28), *words))

    assert evans.pk in reached_by(user)[0]


def test_what_was_said_and_who_said_it_stands_in_the_entry_and_in_the_audit(world, emergency):
    user = world.user("gp_a")
    open_as(user, emergency)

    with as_system():
        review = AccessReview.objects.get()
        event = AuditEvent.objects.get(verb="break_glass.opened")

    assert (review.opened_by, review.organisation.code, review.role) == (user, "PA", "GP")
    assert (review.reason, review.words) == ("VITAL_INTEREST", "Found on the floor at home")
    assert (review.opened_at, review.ends_at - review.opened_at) == (NOW, timedelta(hours=8))
    assert (event.people, event.subject) == (
        [world.person("COHEN").pk], f"access-review:{review.public_id}"
    )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["admin_a", "hsca_1", "analyst", "privacy_officer", "nobody", "out_of_hours"]
)
def test_a_role_that_may_not_is_refused_by_code_and_by_the_database(world, emergency, name):
    user = world.user(name)

    with pytest.raises(PermissionDenied, match="Ask a clinician"):
        open_as(user, emergency)
    with work.acting_as(user, on=TODAY):
        opened = ask(emergency)

    assert opened.outcome is Outcome.REFUSED
    assert opened.person is None


def test_a_disabled_user_is_refused_by_the_database(world, emergency):
    user = world.user("disabled")

    with pytest.raises(PermissionDenied, match="today"):
        open_as(user, emergency)


def test_nobody_asks_for_more_hours_than_a_day(world, emergency):
    with time_machine.travel(NOW, tick=False), work.acting_as(world.user("gp_a"), on=TODAY):
        ask(emergency, hours=10_000)

    with as_system():
        assert AccessReview.objects.get().ends_at == NOW + timedelta(hours=MOST_HOURS)


@pytest.mark.parametrize(
    "given", [{"reason": "NONSENSE"}, {"reason": None}, {"words": ""}, {"words": " \n"}, {"words": None}]
)
def test_the_database_opens_nothing_without_a_reason_of_the_list_and_words(world, emergency, given):
    with (
        pytest.raises(IntegrityError, match="states one of its reasons, and why in words"),
        transaction.atomic(),
        work.acting_as(world.user("gp_a"), on=TODAY),
    ):
        ask(emergency, **given)

    with as_system():
        assert not AccessReview.objects.exists()


def test_over_a_dissent_the_database_opens_with_a_plain_yes_alone(world, emergency):
    with as_system():
        Preference.objects.create(
            person=world.person("COHEN"),
            kind=PreferenceKind.DIRECT_CARE_DISSENT,
            from_on=TODAY,
            as_on=TODAY,
            recorded_at=NOW,
            said_by="The person",
        )

    with work.acting_as(world.user("gp_a"), on=TODAY):
        outcomes = [ask(emergency, all_the_same=answer).outcome for answer in (None, False, True)]

    assert outcomes == [Outcome.CONFIRM, Outcome.CONFIRM, Outcome.OPENED]


def test_the_webs_log_in_adds_no_entry_and_no_try_and_changes_no_reason(world, emergency):
    user = world.user("gp_a")
    open_as(user, emergency)

    for statement in (
        "INSERT INTO patients_accessreview (kind) VALUES ('BREAK_GLASS') RETURNING 1",
        "UPDATE patients_accessreview SET words = 'Another reason' RETURNING 1",
        "DELETE FROM patients_accessreview RETURNING 1",
        "DELETE FROM patients_accesstry RETURNING 1",
        "SELECT count(*) FROM patients_accesstry",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            work.acting_as(user, on=TODAY),
        ):
            value(statement)


def test_who_opened_it_ends_it_at_once_and_once(world, emergency):
    user, later = world.user("gp_a"), NOW + timedelta(minutes=20)
    before = reached_by(user)
    open_as(user, emergency)
    with as_system():
        review = AccessReview.objects.get()

    for minutes in (0, 5):
        with (
            time_machine.travel(later + timedelta(minutes=minutes), tick=False),
            work.acting_as(user, on=TODAY),
        ):
            actions.end(review=review, by=user)

    assert reached_by(user, at=later) == before
    with as_system():
        assert AccessReview.objects.get().ended_at == later
        assert AuditEvent.objects.filter(verb="break_glass.ended").count() == 1
        assert difference() == (0, 0)


def test_nobody_else_ends_it(world, emergency):
    open_as(world.user("gp_a"), emergency)
    with as_system():
        review = AccessReview.objects.get()
    officer = world.user("privacy_officer")

    with work.acting_as(officer, on=TODAY), pytest.raises(PermissionDenied, match="Only who opened"):
        actions.end(review=review, by=officer)


def test_the_entry_is_its_openers_and_the_privacy_officers_and_nobody_elses(world, emergency):
    open_as(world.user("gp_a"), emergency)
    seen = {}

    for name in ("gp_a", "privacy_officer", "nurse_a", "gp_b", "administrator"):
        with work.acting_as(world.user(name), on=TODAY) as user:
            by_code = AccessReview.objects.visible_to(user).count()
            seen[name] = (by_code, value("SELECT count(*) FROM patients_accessreview"))

    assert seen == {
        "gp_a": (1, 1), "privacy_officer": (1, 1), "nurse_a": (0, 0), "gp_b": (0, 0), "administrator": (0, 0)
    }  # fmt: skip


def test_the_alert_holds_a_reference_and_nobody(world, emergency, settings, mailoutbox):
    settings.PRIVACY_MAILBOX = ["privacy@ccg.invalid"]
    open_as(world.user("gp_a"), emergency)
    with as_system():
        job = jobs.claim_next(at=NOW)
        reference = AccessReview.objects.get().reference

    alert_access(job)

    (message,) = mailoutbox
    text = f"{message.subject} {message.body}"
    assert reference in text
    assert message.to == ["privacy@ccg.invalid"]
    for word in (
        "COHEN",
        "Ruth",
        emergency.nhs_number,
        emergency.nhs_number[:3],
        "1943",
        "floor",
        "gp_a",
        "Gp A",
    ):
        assert word.lower() not in text.lower()
    assert Job.objects.get(pk=job.pk).state == "DONE"
    assert set(job.payload) == {"reference"}


def test_without_a_mailbox_the_queue_is_all_there_is(world, emergency, settings, mailoutbox):
    settings.PRIVACY_MAILBOX = []
    open_as(world.user("gp_a"), emergency)
    with as_system():
        job = jobs.claim_next(at=NOW)

    alert_access(job)

    assert mailoutbox == []
    assert Job.objects.get(pk=job.pk).rows_out == 0
