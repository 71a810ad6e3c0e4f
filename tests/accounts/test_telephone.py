"""Under which number somebody is rung at each place where they work."""

import pytest
from django.db import IntegrityError, transaction

from tests.world import TODAY, as_system
from wsic import work
from wsic.accounts.models import Membership
from wsic.accounts.sets import set_own_telephone
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
PAGE, SAVE = "/account/", "/account/telephone/"


def numbers(world, name) -> dict[str, str]:
    rows = Membership.objects.filter(user=world.user(name))
    return dict(rows.values_list("organisation__code", "telephone"))


def test_a_locum_has_one_for_each_practice(client, sign_in, world):
    sign_in("locum")
    here = {"organisation": world.organisation("PA").public_id}

    answer = client.post(SAVE, here | {"telephone": "(020) 79460311"}, follow=True)

    assert "You are rung at Practice A under 020 7946 0311." in answer.text
    assert 'value="020 7946 0311"' in answer.text
    assert numbers(world, "locum") == {"PA": "020 7946 0311", "PB": ""}
    assert numbers(world, "gp_a") == {"PA": ""}
    client.post(SAVE, here | {"telephone": "020 7946 0311"})  # again: nothing changes
    with as_system():
        told = AuditEvent.objects.get(verb="user.telephone_set")
    assert told.detail["telephone"] == "020 7946 0311"
    client.post(SAVE, here | {"telephone": ""})
    assert numbers(world, "locum") == {"PA": "", "PB": ""}


def test_two_roles_at_one_place_have_one_number(client, sign_in, world):
    sign_in("two_roles")
    place = world.organisation("PA").public_id

    answer = client.post(SAVE, {"organisation": place, "telephone": "07700900318"}, follow=True)

    assert answer.text.count('value="07700 900 318"') == 1
    rows = Membership.objects.filter(user=world.user("two_roles"))
    assert list(rows.values_list("telephone", flat=True)) == ["07700 900 318"] * 2


def test_what_cannot_be_rung_is_said_and_stays_in_its_field(client, sign_in, world):
    sign_in("locum")
    answer = client.post(SAVE, {"organisation": world.organisation("PB").public_id, "telephone": "ext 4"})

    assert (answer.status_code, answer.text.count("with its area code")) == (422, 2)
    assert 'value="ext 4"' in answer.text
    assert "Error: " in answer.text.partition("</title>")[0]


@pytest.mark.parametrize("place", ["PB", "nowhere"])
def test_only_where_one_works_today(client, sign_in, world, place):
    sign_in("gp_a")
    named = world.organisation(place).public_id if place == "PB" else "nowhere"

    assert client.post(SAVE, {"organisation": named, "telephone": "07700900318"}).status_code == 404


def test_the_database_changes_ones_own_of_today_alone(world):
    here = world.organisation("PA").pk
    with as_system():
        Membership.objects.filter(user=world.user("gp_a")).update(to_on=TODAY)
    for name in ("gp_a", "gp_b"):
        work.enter(world.user(name), on=TODAY)
        assert set_own_telephone(here, "07700 900 318") == 0
    work.enter(world.user("nurse_a"), on=TODAY)
    assert set_own_telephone(here, "07700 900 318") == 1
    with pytest.raises(IntegrityError, match="can_be_rung"), transaction.atomic():
        set_own_telephone(here, "ring the desk")
    with as_system():
        assert Membership.objects.exclude(telephone="").count() == 1
