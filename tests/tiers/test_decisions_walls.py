"""What the database and the settings keep of a decision, whatever the code says."""

from contextlib import nullcontext

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from tests.tiers.deciding import REVIEW, decide, decide_tier_2
from tests.tiers.factories import DecisionFactory
from tests.world import TODAY, as_system
from tests.wsic.owner import value
from tiers.access import refuse_deciders
from wsic import work

pytestmark = pytest.mark.django_db


def test_who_may_is_a_setting(client, sign_in, adair, settings):
    settings.TIER_DECIDERS = ["CASE_MANAGER"]
    sign_in("gp_a")
    assert decide(client, adair, tier="2").status_code == 403
    sign_in("case_manager_1")

    assert decide(client, adair, tier="2").status_code == 302


def test_a_setting_does_not_give_what_the_table_of_verbs_does_not(world, adair, settings):
    settings.TIER_DECIDERS = ["HSCA"]
    user = world.user("hsca_1")

    with work.acting_as(user, on=TODAY), pytest.raises(PermissionDenied, match="Ask them"):
        decide_tier_2(adair, by=user)


@pytest.mark.parametrize(
    "differently",
    [
        {"decided_by_id": "(SELECT id FROM accounts_user WHERE username = 'gp_b')"},
        {"role": "'CASE_MANAGER'"},
        {"organisation_id": "(SELECT id FROM organisations_organisation WHERE code = 'PB')"},
        {"decided_on": "'2009-01-01'"},
        {"person_id": "{cohen}"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_the_database_takes_a_decision_in_ones_own_name_today_about_whom_one_reaches_alone(
    world, adair, differently
):
    gp = world.user("gp_a")
    with as_system():
        DecisionFactory(person=adair, number=1, decided_on=TODAY)
    named = {"id": "99", "number": "2", "public_id": "gen_random_uuid()"}
    for more, taken in ((differently, False), ({}, True)):
        pairs = ", ".join(f"'{name}', {sql}" for name, sql in (named | more).items())
        pairs = pairs.format(cohen=world.person("COHEN").pk)
        copied = (
            f"INSERT INTO tiers_tierdecision SELECT (jsonb_populate_record(d, jsonb_build_object({pairs}))).*"
            " FROM tiers_tierdecision d RETURNING 1"
        )
        refused = nullcontext() if taken else pytest.raises(ProgrammingError, match="row-level security")
        with refused, transaction.atomic(), work.acting_as(gp, on=TODAY):
            value(copied)


def test_the_web_changes_no_decision_and_writes_no_standing(world, adair):
    gp = world.user("gp_a")
    with as_system():
        DecisionFactory(person=adair, number=1)
    for statement in (
        "UPDATE tiers_tierdecision SET tier = 0 RETURNING 1",
        "DELETE FROM tiers_tierdecision RETURNING 1",
        "UPDATE tiers_tierstanding SET tier = 0 RETURNING 1",
        "INSERT INTO tiers_tierstanding (tier) VALUES (0) RETURNING 1",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            work.acting_as(gp, on=TODAY),
        ):
            value(statement)


@pytest.mark.parametrize(
    "differently",
    [
        {"reason": "", "review_on": REVIEW},
        {"reason": "OTHER", "review_on": None},
        {"reason": "OTHER", "tier": 4},
    ],
)
def test_the_database_keeps_an_override_with_reason_and_review(adair, differently):
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(person=adair, **({"tier": 0, "proposed_tier": 2} | differently))


@pytest.mark.fast
@pytest.mark.parametrize(
    ("roles", "wrong"),
    [(["GP"], False), (["GP", "CASE_MANAGER"], False), ([], True), (["GPX"], True), (["GP", "HSCA"], True)],
)
def test_a_setting_that_names_nobody_who_could_stops_the_start(roles, wrong):
    assert bool(refuse_deciders(roles)) is wrong
