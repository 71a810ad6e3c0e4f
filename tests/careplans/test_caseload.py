"""/caseload/: one's own people; /caseload/<id>/: everybody's of a practice or a hub, and nobody's."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careplans.models import FirstContact
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_contact, make_first_contact, make_task
from tests.factories import PersonFactory
from tests.patients.test_care_teams import add, key
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def text(answer) -> str:
    return " ".join(answer.text.split())


def of(world, code="HUB1", what="") -> str:
    return f"/caseload/{world.organisation(code).public_id}/{what}"


def names(answer) -> list[str]:
    return [row.person.family_name for row, _ in answer.context["rows"]]


def give(client, world, people, who, *, code="HUB1", **more):
    sent = {"person": [each.public_id for each in people], "reason": "CASELOAD", "once": uuid.uuid4()}
    return client.post(of(world, code, "give/"), sent | {"to": key(world, *who)} | more)


def whole(client, world, query: str) -> dict[str, str]:
    """What the form sends for everybody on the list of a query."""
    page = client.get(f"{of(world)}?{query}").context["page"]
    sent = {"query": query, "everybody": "yes", "listed": page.total, "mark": page.mark}
    return sent | {"once": uuid.uuid4()}


def shares(answer) -> dict[str, int]:
    found = [share for share, *_ in answer.context["shares"]]
    return {each.staff.name if each.staff else each.of: each.people for each in found if each.people}


@pytest.fixture
def bello(world):
    return world.person("BELLO")


def test_one_s_own_are_whose_first_contact_one_is_and_on_whose_team(client, sign_in, world, adair, bello):
    with as_system():
        make_first_contact(adair)
        make_first_contact(bello, name="hsca_1", role="HSCA")
    sign_in("case_manager_1")
    assert names(client.get("/caseload/")) == ["ADAIR"]
    sign_in("gp_a")
    add(client, world, key(world, "COM", "community_nurse"))

    sign_in("community_nurse")

    answer = client.get("/caseload/")
    assert names(answer) == ["ADAIR"]
    assert "you are on the care team" in text(answer)
    with as_system():
        assert AuditEvent.objects.filter(verb="caseload.read").last().people == [adair.pk]


def test_a_row_has_tier_session_tasks_and_last_contact(client, sign_in, world, adair):
    with as_system():
        make_first_contact(adair)
        DecisionFactory(person=adair, tier=3)
        make_contact(adair, at=NOW - DAY)  # with a task
        make_contact(adair, retracted=True)
        make_task(adair, due_at=NOW - 3 * DAY)
    sign_in("case_manager_1")

    ((row, _),) = client.get("/caseload/").context["rows"]

    assert (row.rung, row.session, row.tasks) == ("You", "Practice not live", 3)
    assert row.task_clock.text == "3 days late"
    assert row.last == NOW - DAY


def test_everybody_is_somebody_s_or_nobody_s_and_each_count_opens_as_many(
    client, sign_in, world, adair, bello
):
    with as_system():
        make_first_contact(adair)
        DecisionFactory(person=adair, tier=3)
        make_first_contact(bello, name="case_manager_2", code="HUB2")  # elsewhere
        for name in ("gp_a", "nurse_a"):
            make_first_contact(PersonFactory(practice=world.organisation("PA")), name=name, code="PA")
        Membership.objects.filter(user=world.user("nurse_a")).update(to_on=TODAY)
        PersonFactory(practice=world.organisation("PA"))
    sign_in("coordinator_1")

    answer = client.get(of(world))

    assert shares(answer) == {"nobody": 3, "Case Manager 1": 1, "Gp A": 1}
    assert "Nobody: Nurse A has left" in text(answer)
    assert "Nobody: Case Manager 2 is elsewhere" in text(answer)
    opened = 0
    for share, address, tiers, _ in (each for each in answer.context["shares"] if each[0].people):
        assert client.get(address).context["page"].total == share.people
        for _, people, of_tier in (each for each in tiers if each[1]):
            opened += people
            assert client.get(of_tier).context["page"].total == people
    assert (opened, answer.context["page"].total) == (1, 5)


def test_of_somebody_marked_sensitive_no_caseload_tells_the_organisation(client, sign_in, world, adair):
    with as_system():
        make_first_contact(adair, name="gp_a", code="PA", role="GP")
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("coordinator_1")
    gp = world.user("gp_a").public_id

    answer = client.get(of(world))

    assert "Name withheld" in text(answer)
    assert shares(answer) == {"nobody": 1}  # Bello
    assert names(client.get(of(world), {"of": str(gp)})) == []
    sign_in("nurse_a")
    assert shares(client.get(of(world, "PA"))) == {"nobody": 1, "Gp A": 1}


def test_ticked_people_are_given_in_one_press_and_back_in_another(client, sign_in, world, adair, bello):
    with as_system():
        make_first_contact(adair, on=TODAY - DAY)
    user = sign_in("coordinator_1")

    answer = give(client, world, [adair, bello], ("HUB1", "hsca_1"), query="tier=2&page=1")

    assert answer.url.startswith(of(world) + "?tier=2&")
    given = client.get(answer.url).context["given"]
    assert (given.people, given.names) == (2, ("Hsca 1",))
    assert shares(client.get(of(world))) == {"Hsca 1": 2}
    client.post(of(world, what="give-back/"), {"once": given.once})
    client.post(of(world, what="give-back/"), {"once": given.once})
    assert shares(client.get(of(world))) == {"Case Manager 1": 1, "nobody": 1}
    with as_system():
        assert FirstContact.objects.filter(person=adair).count() == 3
        told = AuditEvent.objects.get(verb="first_contact.given_back")
        assert (told.user_id, sorted(told.people)) == (user.pk, sorted([adair.pk, bello.pk]))


def test_all_of_a_list_are_given_and_no_others(client, sign_in, world, adair, bello):
    with as_system():
        make_first_contact(adair)
        make_first_contact(bello, name="hsca_1", role="HSCA")
    sign_in("coordinator_1")
    sent = whole(client, world, f"of={world.user('case_manager_1').public_id}")

    for _ in range(2):
        assert give(client, world, [], ("HUB1", "coordinator_1"), **sent).status_code == 302

    assert shares(client.get(of(world))) == {"Coordinator 1": 1, "Hsca 1": 1}


def test_a_button_pressed_twice_gives_once_and_a_stranger_gets_nobody(client, sign_in, world, adair, bello):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    for _ in range(2):
        give(client, world, [adair], ("HUB1", "hsca_1"), once=once)
    assert give(client, world, [adair], ("HUB2", "case_manager_2")).status_code == 422
    assert give(client, world, [world.person("COHEN")], ("HUB1", "hsca_1")).status_code == 422
    answer = give(client, world, [], ("HUB1", "hsca_1"), note="Kept words")
    assert (answer.status_code, "Tick the people" in answer.text, "Kept words" in answer.text) == (422, 1, 1)
    with as_system():
        assert FirstContact.objects.count() == 1
        Membership.objects.filter(user=world.user("gp_a")).update(organisation=world.organisation("HUB1"))
        named = FirstContact.objects.get().public_id
    sent = {"person": [adair.public_id], "contact": [named], "query": "told=no"}
    answer = client.post(of(world, what="told/"), sent)
    assert answer.url == of(world) + "?told=no"
    assert names(client.get(answer.url)) == []


def test_who_does_not_work_where_they_are_cared_for_is_said(client, sign_in, world, adair, bello):
    with as_system():
        Preference.objects.create(
            person=adair, kind=PreferenceKind.DIRECT_CARE_DISSENT, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("locum")  # reaches Cohen too, whom Practice A does not care for
    sent = give(client, world, [bello, world.person("COHEN")], ("PA", "gp_a"), code="PA")

    assert "1 were not given" in text(client.get(sent.url))


def test_queries_do_not_grow(client, sign_in, world, adair, django_assert_num_queries):
    sign_in("coordinator_1")
    with as_system():
        make_first_contact(adair)
    client.get(of(world))
    with CaptureQueriesContext(connection) as of_few:
        client.get(of(world))
    with as_system():
        for _ in range(30):
            person = PersonFactory(practice=world.organisation("PA"))
            make_first_contact(person)
            make_task(person)

    with django_assert_num_queries(len(of_few)):
        assert client.get(of(world)).context["page"].total == 32
