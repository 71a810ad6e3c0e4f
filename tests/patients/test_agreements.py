"""An agreement that is withdrawn or signed changes who reaches whom in the same transaction."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from patients.models import Person
from patients.sets import reach
from tests.world import TODAY, as_system
from wsic import work
from wsic.audit.models import AuditEvent
from wsic.organisations.models import Agreement

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def reached_by(user, *, on=TODAY) -> int:
    with work.acting_as(user, on=on):
        return Person.objects.visible_to(user).count()


def events(verb: str) -> list[tuple[str, dict]]:
    with as_system():
        return list(AuditEvent.objects.filter(verb=verb).values_list("actor", "detail"))


def clean() -> bool:
    with as_system():
        return reach.difference() == (0, 0)


@pytest.mark.parametrize("side", ["PA", "HUB1"])
def test_withdrawn_today_the_hub_reaches_nobody_today(world, side):
    call_command("withdraw_agreement", side, "--on", str(TODAY))

    assert reached_by(world.user("case_manager_1")) == 0
    assert reached_by(world.user("case_manager_1"), on=YESTERDAY) == 3
    assert reached_by(world.user("gp_a")) == 3
    assert clean()


def test_withdrawn_tomorrow_the_hub_still_reaches_them_today(world):
    call_command("withdraw_agreement", "HUB1", "--on", str(TOMORROW))

    assert reached_by(world.user("case_manager_1")) == 3
    assert reached_by(world.user("case_manager_1"), on=TOMORROW) == 0


def test_withdrawing_and_signing_stand_in_the_audit(world):
    call_command("withdraw_agreement", "HUB1", "--on", str(TODAY))
    call_command("sign_agreement", "HUB1", "--on", str(TODAY), "--by", "The chief officer")

    stated = {"agreement": "INFORMATION_SHARING", "on": "2026-06-30"}
    until = {"hand_over_until": "2026-07-28"}
    assert events("agreement.withdrawn") == [("system:withdraw_agreement", stated | until)]
    assert events("agreement.signed") == [("system:sign_agreement", stated)]


def test_signed_again_the_hub_reaches_them_again(world):
    call_command("withdraw_agreement", "HUB1", "--on", str(YESTERDAY))
    call_command("sign_agreement", "HUB1", "--on", str(TODAY), "--by", "The chief officer")

    assert reached_by(world.user("case_manager_1")) == 3
    assert reached_by(world.user("case_manager_1"), on=YESTERDAY) == 0
    assert clean()


def test_signing_what_stands_changes_nothing(world):
    call_command("sign_agreement", "HUB1", "--on", str(TODAY), "--by", "Somebody else")

    with as_system():
        assert Agreement.objects.get(organisation__code="HUB1").signed_by == "A director"
    assert events("agreement.signed") == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["XX", "--on", "2026-06-30"], "There is no organisation with the code XX."),
        (["HUB1", "--on", "2015-05-31"], "HUB1: It was signed on 2015-06-01."),
        (
            ["HUB1", "--on", "2026-06-30", "--kind", "HEADS_OF_AGREEMENT"],
            "HUB1 has no Heads of Agreement that stands.",
        ),
        (
            ["HUB1", "--on", "2026-06-30", "--hand-over-until", "2026-06-29"],
            "HUB1: The hand-over cannot end before 2026-06-30",
        ),
        (
            ["HUB1", "--on", "2026-06-30", "--hand-over-until", "2026-10-01"],
            "HUB1: A hand-over takes 92 days at most.",
        ),
    ],
)
def test_what_cannot_be_withdrawn_is_refused_in_words(world, words, says):
    with pytest.raises(CommandError, match=says):
        call_command("withdraw_agreement", *words)

    assert reached_by(world.user("case_manager_1")) == 3
    assert events("agreement.withdrawn") == []
