"""Hours of staff: who enters them, what stands, and that nothing of it is ever changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from careplans.actions import capacity as actions
from careplans.models import StaffHours, StaffRole
from careplans.queries.capacity_hours import hours_of
from careplans.rules.capacity import Hours
from careplans.rules.capacity import StaffRole as Role
from tests.careplans.capacity import make_hours
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def enter(client, world, code="HUB1", of="HUB1", **fields):
    sent = {"organisation": world.organisation(of).public_id, "role": "HSCA", "a_week": "37.5"}
    address = reverse("careplans:hours_enter", args=[world.organisation(code).public_id])
    return client.post(address, sent | {"from_on": f"{TODAY}"} | fields)


def entered(world, code="HUB1") -> actions.Entered:
    return actions.Entered(
        organisation=world.organisation(code), role=StaffRole.GP, a_week=Decimal(8), from_on=TODAY
    )


@pytest.mark.parametrize("user", ["coordinator_1", "administrator"])
def test_co_ordinator_and_administrator_enter_hours_once_and_into_the_audit(client, sign_in, world, user):
    sign_in(user)

    answers = [
        enter(client, world),
        enter(client, world),
        enter(client, world, of="PA", role="GP", a_week="0"),
    ]

    assert [answer.status_code for answer in answers] == [302] * 3
    with as_system():
        rows = StaffHours.objects.order_by("pk").values_list("organisation__code", "role", "a_week")
        assert list(rows) == [("HUB1", "HSCA", Decimal("37.50")), ("PA", "GP", 0)]
        assert AuditEvent.objects.filter(verb="hours.entered").count() == 2


def test_other_hours_of_the_same_day_are_refused_and_what_was_typed_stays(client, sign_in, world):
    sign_in("coordinator_1")
    enter(client, world)

    answer = enter(client, world, a_week="12.25")

    assert answer.status_code == 409
    assert "37.5 hours from 30-Jun-2026 are entered already. Mark them as entered in error" in answer.text
    assert 'value="12.25"' in answer.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"a_week": ""}, "Enter the hours a week, 0 where there is nobody"),
        ({"a_week": "many"}, "Enter the hours a week as a number, such as 37.5"),
        ({"a_week": "-1"}, "Hours cannot be less than 0"),
        ({"a_week": "5000.01"}, "That is more than 5,000 hours a week. Enter those of one role"),
        ({"a_week": "123456"}, "That is more than 5,000 hours a week. Enter those of one role"),
        ({"a_week": "1.234"}, "Enter hours with two decimals at most, such as 37.25"),
        ({"a_week": "NaN"}, "Enter the hours a week as a number, such as 37.5"),
        ({"from_on": "2023-01-01"}, "This day is more than three years ago. Check the year"),
        ({"from_on": "2200-01-01"}, "This day is too far ahead"),
        ({"from_on": "31/06/2026"}, "Enter the day as a real date, such as 30/06/2026"),
        ({"role": "CLEANER"}, "Choose one of the list"),
        ({"organisation": "PB"}, "Choose one of the list"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(client, sign_in, world, fields, sentence):
    sign_in("coordinator_1")

    answer = enter(client, world, **fields)

    assert (answer.status_code, sentence in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("user", "code", "may"),
    [
        ("coordinator_1", "PA", True),
        ("coordinator_1", "PB", False),
        ("coordinator_1", "HUB2", False),
        ("administrator", "HUB2", True),
        ("case_manager_1", "HUB1", False),
        ("gp_a", "PA", False),
        ("analyst", "PA", False),
    ],
)
def test_the_action_refuses_by_itself(world, user, code, may):
    with acting_as(world.user(user), on=TODAY) as by:
        if may:
            assert actions.enter_hours(entered=entered(world, code), by=by, at=NOW, on=TODAY).pk
        else:
            with pytest.raises(PermissionDenied, match="co-ordinator or an administrator"):
                actions.enter_hours(entered=entered(world, code), by=by, at=NOW, on=TODAY)


def test_hours_hold_until_others_begin_and_what_was_in_error_never_did(client, sign_in, world):
    with as_system():
        make_hours("HUB1", "10", from_on=TODAY - 20 * DAY)
        wrong = make_hours("HUB1", "99", from_on=TODAY - 10 * DAY)
        make_hours("HUB1", "30", from_on=TODAY)
    sign_in("coordinator_1")
    address = reverse("careplans:hours_in_error", args=[wrong.public_id])

    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    with as_system():
        assert AuditEvent.objects.filter(verb="hours.in_error").count() == 1

    key, (first, second) = (world.organisation("HUB1").pk, Role.CASE_MANAGER), (TODAY - 20 * DAY, TODAY)
    standing = hours_of([world.organisation("HUB1")])
    page = client.get(reverse("careplans:hours", args=[world.organisation("HUB1").public_id]))
    assert standing[key] == [Hours(Decimal(10), first, second), Hours(Decimal(30), second)]
    assert [row.until_on for row in page.context["page"].rows] == [None, None, TODAY]
    assert page.text.count("<s>") == 1


@pytest.mark.parametrize("change", [{"a_week": 1}, {"from_on": TODAY}, {"role": "GP"}])
def test_the_database_changes_no_entry(world, change):
    with as_system():
        row = make_hours("HUB1")

        with pytest.raises(DatabaseError, match="Hours of staff are never changed"), transaction.atomic():
            StaffHours.objects.filter(pk=row.pk).update(**change)


def test_nobody_marks_hours_of_another_hub(client, sign_in, world):
    with as_system():
        row = make_hours("HUB2")
    address = reverse("careplans:hours_in_error", args=[row.public_id])

    for user, status in (("coordinator_1", 404), ("case_manager_2", 403), ("administrator", 302)):
        sign_in(user)
        assert client.post(address).status_code == status, user
