"""/caseload/<id>/hand-over/: what somebody who leaves has, and who gets it."""

import uuid

import pytest

from careplans.models import FirstContact, Task
from tests.careplans.factories import make_first_contact, make_task
from tests.careplans.sessions import make_review, make_session
from tests.factories import PersonFactory
from tests.patients.test_care_teams import key
from tests.tiers.factories import DecisionFactory
from tests.world import TODAY, as_system
from wsic.accounts.models import Membership
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def page(client, world, name="case_manager_1", code="HUB1"):
    of = world.user(name).public_id
    return client.get(f"/caseload/{world.organisation(code).public_id}/hand-over/?of={of}")


def hand(client, world, *to, of="case_manager_1", code="HUB1", **more):
    sent = {"of": world.user(of).public_id, "to": [key(world, code, each) for each in to]}
    sent |= {"once": uuid.uuid4(), "with_tasks": "on"} | more
    address = f"/caseload/{world.organisation(code).public_id}/hand-over/give/"
    return client.post(address, sent, follow=True)


def text(answer) -> str:
    return " ".join(answer.text.split())


def holders() -> dict[str, int]:
    with as_system():
        names = list(FirstContact.objects.filter(to_on=None).values_list("user__username", flat=True))
        return {name: names.count(name) for name in names}


@pytest.fixture
def caseload(world, adair):
    """Four of the Case Manager's, who has left: one on tier 3, with a task, a session and a review."""
    with as_system():
        make_first_contact(adair)
        DecisionFactory(person=adair, tier=3)
        make_task(adair)
        make_task(adair, owner=world.user("gp_a"), organisation=world.organisation("PA"))
        make_session(adair, on=TODAY, state="BOOKED", lead=world.user("case_manager_1"))
        make_review(adair, on=TODAY)
        for _ in range(3):
            make_first_contact(PersonFactory(practice=world.organisation("PA")))
        Membership.objects.filter(user=world.user("case_manager_1")).update(to_on=TODAY)


def test_what_they_have_is_counted_though_they_have_left(client, sign_in, world, adair, caseload):
    sign_in("coordinator_1")

    answer = page(client, world)

    has = answer.context["has"]
    assert (has.people, dict(has.tiers)[3], has.tasks, has.sessions, has.reviews) == (4, 1, 1, 1, 1)
    assert "left 30-Jun-2026" in text(answer)
    with as_system():
        read = AuditEvent.objects.filter(verb="caseload.hand_over_read").last()
        assert set(read.people) == {adair.pk}


def test_all_go_to_several_in_turn_with_their_tasks(client, sign_in, world, adair, caseload):
    sign_in("coordinator_1")

    answer = hand(client, world, "hsca_1", "coordinator_1", note="Leaves for Leeds")

    assert "4 people were handed over, with 1 open task." in text(answer)
    assert holders() == {"hsca_1": 2, "coordinator_1": 2}
    with as_system():
        now = FirstContact.objects.get(person=adair, to_on=None)
        owners = Task.objects.filter(person=adair).order_by("pk").values_list("owner", flat=True)
        assert list(owners) == [now.user_id, world.user("gp_a").pk]
        assert (now.reason, now.note) == ("LEFT", "Leaves for Leeds")


def test_to_whom_people_went_stays_on_the_page(client, sign_in, world, caseload):
    sign_in("coordinator_1")

    answer = hand(client, world, "hsca_1", tier="3")

    (handed,) = answer.context["has"].handed
    assert (handed.on, handed.to, handed.people, handed.told) == (TODAY, "Hsca 1", 1, 0)
    assert answer.context["has"].people == 3
    assert handed.by == "Coordinator 1"


def test_one_tier_alone_goes_and_the_others_stay_nobody_s(client, sign_in, world, caseload):
    sign_in("coordinator_1")
    once = uuid.uuid4()

    for _ in range(2):
        answer = hand(client, world, "hsca_1", tier="3", once=once, with_tasks="")
        assert (answer.status_code, holders()) == (200, {"hsca_1": 1, "case_manager_1": 3})
    answer = hand(client, world, "hsca_1", tier="3", with_tasks="")

    assert (answer.status_code, holders()) == (422, {"hsca_1": 1, "case_manager_1": 3})
    assert "They have nobody of this tier and practice" in answer.text
    with as_system():
        assert Task.objects.filter(owner=world.user("case_manager_1")).count() == 1


@pytest.mark.parametrize(("to", "of"), [([], "case_manager_1"), (["hsca_1"], "gp_b"), (["gp_a"], "hsca_1")])
def test_what_is_missing_or_nobody_s_business_is_said(client, sign_in, world, caseload, to, of):
    sign_in("coordinator_1")

    answer = hand(client, world, *to, of=of)

    assert (answer.status_code, "There is a problem" in answer.text) == (422, True)
    assert holders() == {"case_manager_1": 4}
