"""What nobody can do to an entry of the queue, by a page, an action or a statement in the web's name."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from patients.actions import access_reviews as actions
from patients.actions import break_glass
from patients.models import AccessReview, ReachGrant, ReviewState
from patients.sets import access_reviews as sets
from patients.sets.reach import refresh
from tests.patients.reviews import NOTE, make_review, review_of, text_of
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import execute, value
from wsic import work
from wsic.relationships import Why
from wsic.startup import protected_tables

pytestmark = pytest.mark.django_db


def test_the_web_changes_no_entry_no_step_and_no_end_of_what_was_taken(world):
    user, cohen, review = world.user("gp_a"), world.person("COHEN"), make_review()
    with as_system():
        taken = {"person": cohen, "user": user, "from_on": TODAY, "granted_at": NOW}
        ReachGrant.objects.create(why=Why.BREAK_GLASS, source=review.source, ends_at=review.ends_at, **taken)
        refresh([cohen.pk])
    to = f"(person_id, user_id, why, from_on, source, granted_at) VALUES ({cohen.pk}, {user.pk}"
    grant = f"INSERT INTO patients_reachgrant {to}, '%s', '{TODAY}', 'x:1', now()) RETURNING 1"
    prolong = "WITH u AS (UPDATE patients_reachgrant SET ends_at = NULL RETURNING 1) SELECT count(*) FROM u"
    refused = {
        "UPDATE patients_accessreview SET state = 'JUSTIFIED' RETURNING 1": "permission denied",
        "INSERT INTO patients_accessreviewstep (note) VALUES ('x') RETURNING 1": "permission denied",
        grant % "BREAK_GLASS": "security",
        grant % "TELEPHONE": "security",
    }

    for statement, words in refused.items():
        with (
            pytest.raises(ProgrammingError, match=words),
            transaction.atomic(),
            time_machine.travel(NOW, tick=False),
            work.acting_as(user, on=TODAY),
        ):
            value(statement)
    with time_machine.travel(NOW, tick=False), work.acting_as(user, on=TODAY):
        assert value("SELECT count(*) FROM patients_reachgrant") == 1
        assert value(prolong) == 0


@pytest.mark.parametrize(
    ("name", "state", "then"),
    [
        ("gp_a", "WAITING", "JUSTIFIED"),
        ("gp_b", "ASKED", "ANSWERED"),
        ("administrator", "WAITING", "JUSTIFIED"),
        ("privacy_officer", "ASKED", "ANSWERED"),
        ("privacy_officer", "JUSTIFIED", "INCIDENT"),
        ("privacy_officer", "WAITING", None),
    ],
)
def test_the_database_takes_no_step_that_is_not_the_users(world, name, state, then):
    review = make_review(state=state)

    with work.acting_as(world.user(name), on=TODAY):
        assert sets.step(review.public_id, then, NOTE) is False

    with as_system():
        assert AccessReview.objects.get(pk=review.pk).state == state


def test_the_database_lets_nobody_settle_their_own_and_nobody_end_another_ones(world):
    own, others = make_review("privacy_officer", "CCG"), make_review()

    with work.acting_as(world.user("privacy_officer"), on=TODAY):
        assert sets.step(own.public_id, "JUSTIFIED", NOTE) is False
        assert sets.step(others.public_id, "JUSTIFIED", " ") is False
        assert sets.end(others.public_id) == []
    with work.acting_as(world.user("gp_b"), on=TODAY):
        assert sets.pages_under([others.public_id]) == {}


def test_nobody_reviews_what_they_opened_themselves(world, client, sign_in):
    review = make_review("privacy_officer", "CCG")
    officer = sign_in("privacy_officer")

    with work.acting_as(officer, on=TODAY), pytest.raises(PermissionDenied, match="Another privacy officer"):
        actions.settle(review=review, state=ReviewState.JUSTIFIED, note=NOTE, by=officer)
    assert "What do you find?" not in text_of(client.get(review_of(review)))


def test_without_the_databases_wall_an_action_meets_no_entry_of_others_either(world):
    review, stranger = make_review(state="ASKED"), world.user("gp_b")
    execute(*(f"ALTER TABLE {each} DISABLE ROW LEVEL SECURITY" for each in protected_tables()))

    for act in (
        lambda: actions.answer(review=review, note=NOTE, by=stranger),
        lambda: break_glass.end(review=review, by=stranger),
    ):
        with work.acting_as(stranger, on=TODAY), pytest.raises(AccessReview.DoesNotExist):
            act()


@pytest.mark.parametrize(("name", "what"), [("gp_a", "settle"), ("privacy_officer", "answer")])
def test_who_may_not_is_told_so_before_the_form_is_looked_at(client, sign_in, name, what):
    review = make_review(state="ASKED")
    sign_in(name)

    assert client.post(f"{review_of(review)}{what}/", {}).status_code == 403


@pytest.mark.parametrize("name", ["gp_a", "administrator", "nurse_a"])
def test_only_a_privacy_officer_settles(world, name):
    review, user = make_review("gp_a"), world.user(name)

    with (
        work.acting_as(user, on=TODAY),
        pytest.raises((PermissionDenied, AccessReview.DoesNotExist)),
    ):
        actions.settle(review=review, state=ReviewState.JUSTIFIED, note=NOTE, by=user)


def test_only_who_is_asked_answers(world):
    review, officer = make_review(state="ASKED"), world.user("privacy_officer")

    with work.acting_as(officer, on=TODAY), pytest.raises(PermissionDenied, match="Only who opened"):
        actions.answer(review=review, note=NOTE, by=officer)
