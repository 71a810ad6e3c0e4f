"""/caseload/<id>/: nobody is given, or marked as told, who was not on the list that was shown."""

import uuid

import pytest

from careplans.models import FirstContact
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_first_contact
from tests.careplans.test_caseload import give, of, shares, text, whole
from tests.factories import PersonFactory
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership
from wsic.organisations.models import OrganisationLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def bello(world):
    return world.person("BELLO")


def tell(client, world, **sent):
    return client.post(of(world, what="told/"), sent)


def mark(person) -> None:
    with as_system():
        Preference.objects.create(
            person=person, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )


def told() -> int:
    with as_system():
        return FirstContact.objects.exclude(told_at=None).count()


@pytest.mark.parametrize("what", ["give", "told"])
def test_a_filter_that_is_gone_does_not_become_everybody(client, sign_in, world, adair, bello, what):
    with as_system():
        make_first_contact(adair)
        make_first_contact(bello, name="hsca_1", role="HSCA")
    sign_in("coordinator_1")
    sent = whole(client, world, f"of={world.user('case_manager_1').public_id}")
    assert sent["listed"] == 1
    with as_system():
        Membership.objects.filter(user=world.user("case_manager_1")).update(to_on=TODAY)

    answer = (
        give(client, world, [], ("HUB1", "hsca_1"), **sent) if what == "give" else tell(client, world, **sent)
    )

    assert answer.status_code == 422
    assert "whom it was filtered by (First contact) is not on offer. Look again" in text(answer)
    assert shares(answer) == {"nobody": 1, "Hsca 1": 1}
    assert told() == 0


@pytest.mark.parametrize("what", ["give", "told"])
def test_a_list_with_others_on_it_is_looked_at_again(client, sign_in, world, adair, bello, what):
    sign_in("coordinator_1")
    with as_system():
        first = make_first_contact(adair)
    sent = whole(client, world, "")

    def press():
        if what == "told":
            return text(tell(client, world, **sent))
        return text(give(client, world, [], ("HUB1", "hsca_1"), **sent))

    with as_system():
        first.in_error_by, first.in_error_at = first.user, NOW
        first.save()
        make_first_contact(adair, name="hsca_1", role="HSCA")
    assert "others, or other first contacts, are on it now" in press()
    with as_system():
        PersonFactory(practice=world.organisation("PA"))

    assert "it was 2, it is 3. Look again" in press()
    assert told() == 0
    del sent["listed"]
    assert "The list has changed" in press()


def test_of_somebody_marked_sensitive_giving_does_not_tell_the_practice(client, sign_in, world, adair, bello):
    mark(adair)
    with as_system():  # a hub of two practices
        served = OrganisationLink.objects.filter(child=world.organisation("PB"))
        served.update(parent=world.organisation("HUB1"))
    sign_in("coordinator_1")

    for code, name in (("PA", "gp_a"), ("PB", "gp_b")):
        answer = give(client, world, [adair], (code, name))
        assert "1 were not given" in text(client.get(answer.url))

    assert give(client, world, [adair], ("HUB1", "hsca_1")).status_code == 302
    with as_system():
        assert FirstContact.objects.get().user.username == "hsca_1"


def test_only_whom_the_page_showed_and_who_can_be_rung_is_marked_as_told(
    client, sign_in, world, adair, bello
):
    with as_system():
        shown = make_first_contact(adair, to_on=TODAY, ended_by=world.user("gp_a"), ended_at=NOW)
        make_first_contact(adair, name="hsca_1", role="HSCA")
        left = make_first_contact(bello)
        Membership.objects.filter(user=world.user("case_manager_1")).update(to_on=TODAY)
    sign_in("coordinator_1")
    sent = {"person": [adair.public_id, bello.public_id], "contact": [shown.public_id, left.public_id]}

    answer = tell(client, world, **sent, query="told=no")

    assert "2 were not: nobody, or somebody else" in text(client.get(answer.url))
    assert "Tick the people who were told" in text(tell(client, world))
    stale = {"contact": shown.public_id}
    answer = client.post(f"/people/{adair.public_id}/first-contact/told/", stale, follow=True)
    assert "Nothing was marked: whom this page showed" in text(answer)
    assert told() == 0


def test_a_form_that_gave_to_another_colleague_asks_again(client, sign_in, world, adair, bello):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    for _ in range(2):
        assert give(client, world, [adair], ("HUB1", "hsca_1"), once=once).status_code == 302

    answer = give(client, world, [bello], ("HUB1", "coordinator_1"), once=once)

    assert (answer.status_code, "This form was used already" in answer.text) == (409, True)
    assert str(once) not in answer.text
    with as_system():
        assert FirstContact.objects.get().user.username == "hsca_1"


def test_who_was_named_in_error_is_not_named_again_by_giving_back(client, sign_in, world, adair):
    with as_system():
        before = make_first_contact(adair)
    sign_in("coordinator_1")
    given = client.get(give(client, world, [adair], ("HUB1", "hsca_1")).url).context["given"]
    client.post(f"/first-contacts/{before.public_id}/in-error/")

    client.post(of(world, what="give-back/"), {"once": given.once})

    assert shares(client.get(of(world))) == {"nobody": 2}
