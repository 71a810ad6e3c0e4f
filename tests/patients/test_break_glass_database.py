"""The functions of the database that open, close and review what somebody took: each of their conditions."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import ProgrammingError, transaction

from patients.models import (
    AccessReview,
    AccessReviewStep,
    PersonDetail,
    PersonIdentifier,
    Preference,
    ReachGrant,
)
from patients.sets import access_reviews
from patients.sets.break_glass import Opened, Outcome, open_record
from tests.factories import ImportFactory
from tests.patients.reviews import make_review
from tests.patients.test_break_glass import number_of
from tests.world import NOW, TODAY, World, as_system
from tests.wsic.owner import execute, value
from wsic import work
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.relationships import Why

pytestmark = pytest.mark.django_db
BORN = date(1943, 4, 19)  # COHEN, of practice B
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
STANDS = {
    "today": ({"from_on": TODAY, "to_on": TOMORROW}, True),
    "ended": ({"from_on": YESTERDAY, "to_on": TODAY}, False),
    "not begun": ({"from_on": TOMORROW}, False),
}


@pytest.fixture
def number(world) -> str:
    return number_of("COHEN", world)


def of_the_day(world: World, role: Role, code: str, days: dict[str, date]) -> User:
    """Somebody with this one membership."""
    user = world.user("nobody")
    with as_system():
        Membership.objects.create(user=user, organisation=world.organisation(code), role=role, **days)
    return user


def ask(user: User, number: str, *, born: date = BORN, at=NOW, tries: int = 10, **given) -> Opened:
    why = {"reason": "VITAL_INTEREST", "words": "Found on the floor", "all_the_same": False} | given
    with time_machine.travel(at, tick=False), work.acting_as(user, on=TODAY):
        return open_record(nhs_number=number, birth_date=born, hours=8, tries=tries, **why)


@pytest.mark.parametrize("how", STANDS)
def test_it_opens_for_a_clinician_of_the_day(world, number, how):
    days, opens = STANDS[how]
    user = of_the_day(world, Role.GP, "PA", days)

    assert ask(user, number).outcome is (Outcome.OPENED if opens else Outcome.REFUSED)


def test_without_an_instant_it_opens_nothing(world, number):
    value("SELECT set_config('wsic.user_id', %s, true)", str(world.user("gp_a").pk))
    value("SELECT set_config('wsic.today', %s, true)", TODAY.isoformat())
    value("SELECT set_config('wsic.now', '', true)")

    why = {"reason": "VITAL_INTEREST", "words": "Found", "all_the_same": False}
    opened = open_record(nhs_number=number, birth_date=BORN, hours=8, tries=10, **why)

    assert opened.outcome is Outcome.REFUSED


def test_wrong_tries_are_the_users_own_and_count_for_an_hour(world, number):
    user, colleague, wrong = world.user("gp_a"), world.user("nurse_a"), date(1943, 4, 20)

    tried = [ask(user, number, born=wrong, tries=2).outcome for _ in range(3)]

    assert tried == [Outcome.NOBODY, Outcome.NOBODY, Outcome.LIMITED]
    assert ask(user, number, tries=2).outcome is Outcome.LIMITED
    assert ask(colleague, number, tries=2).outcome is Outcome.OPENED
    assert ask(user, number, tries=2, at=NOW + timedelta(minutes=61)).outcome is Outcome.OPENED


def test_whoever_asks_for_more_tries_has_twenty(world, number):
    user = world.user("gp_a")

    for _ in range(20):
        assert ask(user, number, born=TODAY, tries=1000).outcome is Outcome.NOBODY

    assert ask(user, number, tries=1000).outcome is Outcome.LIMITED


@pytest.mark.parametrize("family_name", ["ADAIR", "BELLO", "EVANS"])
def test_a_number_and_the_birth_date_of_somebody_else_are_nobodys(world, number, family_name):
    with as_system():
        born = PersonDetail.objects.get(person=world.person(family_name)).birth_date

    assert ask(world.user("gp_a"), number, born=born).outcome is Outcome.NOBODY


def test_what_is_not_so_any_more_identifies_nobody(world, number):
    """An earlier number, an earlier birth date, and a number of another kind."""
    with as_system():
        later, cohen = ImportFactory(), world.person("COHEN")
        detail = PersonDetail.objects.get(person=cohen)
        PersonDetail.objects.filter(pk=detail.pk).update(replaced_by=later)
        detail.pk, detail.birth_date = None, date(1943, 5, 19)
        detail.save()
        old = "9990009999"
        PersonIdentifier.objects.create(
            person=cohen, kind="NHS_NUMBER", value=old, imported_by=later, replaced_by=later
        )
        local = "9990008888"
        PersonIdentifier.objects.create(person=cohen, kind="LOCAL", value=local, imported_by=later)

    assert ask(world.user("gp_a"), number).outcome is Outcome.NOBODY
    assert ask(world.user("gp_a"), local, born=date(1943, 5, 19)).outcome is Outcome.NOBODY
    assert ask(world.user("gp_a"), old, born=date(1943, 5, 19)).outcome is Outcome.NOBODY
    assert ask(world.user("gp_a"), number, born=date(1943, 5, 19)).outcome is Outcome.OPENED


@pytest.mark.parametrize(
    ("noted", "outcome"),
    [
        ({}, Outcome.CONFIRM),
        ({"to_on": TOMORROW}, Outcome.CONFIRM),
        ({"kind": "TYPE_1"}, Outcome.OPENED),
        ({"from_on": TOMORROW}, Outcome.OPENED),
        ({"from_on": YESTERDAY, "to_on": TODAY}, Outcome.OPENED),
        ({"replaced_at": NOW}, Outcome.OPENED),
        ({"person": "ADAIR"}, Outcome.OPENED),
    ],
)
def test_it_is_a_dissent_of_the_person_and_of_the_day_that_is_confirmed(world, number, noted, outcome):
    given = {"person": "COHEN", "kind": "DIRECT_CARE_DISSENT", "from_on": TODAY} | noted
    given["person"] = world.person(given["person"])
    with as_system():
        Preference.objects.create(**given, as_on=TODAY, recorded_at=NOW)

    assert ask(world.user("gp_a"), number).outcome is outcome
    if outcome is Outcome.CONFIRM:
        assert ask(world.user("gp_a"), number, reason="DIRECT_CARE").outcome is Outcome.DISSENT
        told = ask(world.user("gp_a"), number, reason="DIRECT_CARE", all_the_same=True)
        assert (told.outcome, told.person_id) == (Outcome.DISSENT, None)


@pytest.mark.parametrize("how", STANDS)
def test_a_privacy_officer_of_the_day_reviews(world, how):
    days, may = STANDS[how]
    user, review = of_the_day(world, Role.PRIVACY_OFFICER, "CCG", days), make_review()

    with work.acting_as(user, on=TODAY):
        assert access_reviews.pages_under([review.public_id]) == ({review.public_id: 0} if may else {})
        assert access_reviews.step(review.public_id, "JUSTIFIED", "The reason holds.") is may
        if may:
            value("SELECT review_may()")
            return
        with pytest.raises(ProgrammingError, match="privacy officer"), transaction.atomic():
            value("SELECT review_may()")


@pytest.mark.parametrize(
    ("name", "seen"), [("gp_a", True), ("gp_b", False), ("administrator", False), ("privacy_officer", True)]
)
def test_pages_are_counted_for_who_opened_and_who_reviews(world, name, seen):
    review, other = make_review(), make_review("nurse_a")

    with work.acting_as(world.user(name), on=TODAY):
        counted = access_reviews.pages_under([review.public_id])

    assert (review.public_id in counted) is seen
    assert other.public_id not in counted


def test_a_disabled_privacy_officer_settles_nothing(world):
    review, user = make_review(), world.user("privacy_officer")
    with as_system():
        User.objects.filter(pk=user.pk).update(is_active=False)

    with work.acting_as(user, on=TODAY):
        assert access_reviews.step(review.public_id, "JUSTIFIED", "The reason holds.") is False
        assert access_reviews.pages_under([review.public_id]) == {}


def test_one_entry_moves_and_no_other(world):
    before, review, after = make_review(), make_review("gp_b", "PB"), make_review()

    with work.acting_as(world.user("privacy_officer"), on=TODAY):
        assert access_reviews.step(review.public_id, "JUSTIFIED", "The reason holds.")

    with as_system():
        states = AccessReview.objects.in_bulk([before.pk, review.pk, after.pk])
    assert [each.state for _, each in sorted(states.items())] == ["WAITING", "JUSTIFIED", "WAITING"]


def grants_of(review: AccessReview, world: World) -> ReachGrant:
    with as_system():
        return ReachGrant.objects.create(
            person=world.person("COHEN"), user=review.opened_by, why=Why.BREAK_GLASS, from_on=TODAY,
            source=review.source, ends_at=review.ends_at, granted_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "fields", "ends"),
    [
        ("gp_a", {}, True),
        ("gp_b", {}, False),
        ("gp_a", {"ended_at": NOW + timedelta(minutes=1)}, False),
        ("gp_a", {"opened_at": NOW - timedelta(hours=8), "ends_at": NOW}, False),
    ],
)
def test_who_opened_it_ends_what_runs_and_nothing_else(world, name, fields, ends):
    review, other = make_review(**fields), make_review()
    grant, others = grants_of(review, world), grants_of(other, world)

    at = NOW + timedelta(minutes=5)
    with time_machine.travel(at, tick=False), work.acting_as(world.user(name), on=TODAY):
        ended = access_reviews.end(review.public_id)

    assert ended == ([grant.person_id] if ends else [])
    with as_system():
        assert ReachGrant.objects.get(pk=grant.pk).ends_at == (at if ends else review.ends_at)
        assert ReachGrant.objects.get(pk=others.pk).ends_at == other.ends_at
        assert AccessReview.objects.get(pk=other.pk).ended_at is None


@pytest.mark.parametrize("why", [Why.BREAK_GLASS, Why.TELEPHONE])
def test_a_grant_of_other_work_does_not_become_what_somebody_took(world, why):
    user, place = world.user("gp_a"), world.organisation("PA")
    with as_system():
        ReachGrant.objects.create(
            person=world.person("ADAIR"), user=user, acting_for=place, why=Why.CARE_TEAM, from_on=TODAY,
            source="team:1", granted_at=NOW,
        )  # fmt: skip

    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        work.acting_as(user, on=TODAY),
    ):
        value(f"UPDATE patients_reachgrant SET why = '{why}' RETURNING 1")


@pytest.mark.parametrize(("name", "seen"), [("gp_a", 1), ("gp_b", 0), ("privacy_officer", 1)])
def test_what_was_asked_is_for_who_is_asked_and_who_reviews_by_code_alone_too(world, name, seen):
    make_review()
    execute("ALTER TABLE patients_accessreviewstep DISABLE ROW LEVEL SECURITY")

    with work.acting_as(world.user(name), on=TODAY) as user:
        assert AccessReviewStep.objects.visible_to(user).count() == seen


def test_pages_are_counted_of_the_opener_about_the_person_of_the_entry_alone(world):
    user, colleague = world.user("gp_a"), world.user("nurse_a")
    cohen, adair = world.person("COHEN").pk, world.person("ADAIR").pk
    review, other = make_review(), make_review()
    grants_of(review, world)
    with as_system():
        ReachGrant.objects.filter(pk=grants_of(other, world).pk).update(person=adair)

    for who, kind, person in (
        (user, EventKind.READ, cohen),
        (user, EventKind.READ, adair),
        (user, EventKind.DENIAL, cohen),
        (colleague, EventKind.READ, cohen),
    ):
        at = NOW + timedelta(minutes=5)
        with time_machine.travel(at, tick=False), work.acting_as(who, on=TODAY):
            audit.record("person.read", by=who, kind=kind, people=[person])

    with work.acting_as(world.user("privacy_officer"), on=TODAY):
        assert access_reviews.pages_under([review.public_id, other.public_id]) == {
            review.public_id: 1,
            other.public_id: 1,
        }
