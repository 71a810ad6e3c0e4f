"""An entry about an agreement that was wrong counts no longer and is kept."""

import pytest

from patients.actions.agreements import take_back_agreement, withdraw_agreement
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.test_reach_facts import reached_by
from wsic.audit.models import AuditEvent
from wsic.organisations.actions import NotTakenBack
from wsic.organisations.models import Agreement, AgreementKind

pytestmark = pytest.mark.django_db
ISA = AgreementKind.INFORMATION_SHARING


def of_hub_1() -> Agreement:
    return Agreement.objects.known_now().get(organisation__code="HUB1")


def take_back(*, withdrawal_only: bool, agreement: Agreement | None = None) -> None:
    with as_system():
        take_back_agreement(
            agreement=agreement or of_hub_1(), withdrawal_only=withdrawal_only, reason="The wrong hub.",
            by=SYSTEM, at=NOW,
        )  # fmt: skip


def withdraw(world) -> None:
    with as_system():
        withdraw_agreement(
            organisation=world.organisation("HUB1"), kind=ISA, withdrawn_on=TODAY, hand_over_until=TODAY,
            by=SYSTEM,
        )  # fmt: skip


def test_a_signature_taken_back_shares_nothing_and_is_kept(world):
    take_back(withdrawal_only=False)

    assert reached_by(world.user("case_manager_1")) == (0, 0)
    assert Agreement.objects.filter(organisation__code="HUB1").count() == 1
    with as_system():
        event = AuditEvent.objects.get(verb="agreement.taken_back")
    assert event.detail == {"agreement": "INFORMATION_SHARING", "reason": "The wrong hub."}


def test_a_withdrawal_taken_back_leaves_the_signature(world):
    withdraw(world)
    assert reached_by(world.user("case_manager_1")) == (0, 0)

    take_back(withdrawal_only=True)

    assert reached_by(world.user("case_manager_1")) == (3, 3)
    assert (of_hub_1().withdrawn_on, of_hub_1().signed_by) == (None, "A director")


def test_what_was_taken_back_is_not_taken_back_again(world):
    gone = of_hub_1()
    take_back(withdrawal_only=False)

    with pytest.raises(NotTakenBack, match="changed meanwhile"):
        take_back(withdrawal_only=False, agreement=gone)
