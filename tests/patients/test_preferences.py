"""What a person says about sharing: noted, ended and taken back on the panel of their page."""

import pytest

from patients.models import PersonDetail, Preference, PreferenceKind
from tests.world import NOW, TODAY, as_system
from tests.wsic.test_reach_facts import reached_by
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DISSENT = {"kind": "DIRECT_CARE_DISSENT", "from_on": "2026-06-30", "said_by": "Herself, by telephone"}
WHEREABOUTS = {
    "address": "7 Canary Yard",
    "postcode": "ZZ9 9ZZ",
    "phone": "07000 777777",
    "email": "c@x.invalid",
}


def of(world, name: str = "ADAIR", what: str = "") -> str:
    return f"/people/{world.person(name).public_id}/preferences/{what}"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def known() -> list[tuple[str, str, str | None]]:
    with as_system():
        rows = Preference.objects.known_now().order_by("pk")
        return [(each.kind, str(each.from_on), each.to_on and str(each.to_on)) for each in rows]


def mark(world, kind=PreferenceKind.SENSITIVE) -> int:
    with as_system():
        person = world.person("ADAIR")
        PersonDetail.objects.filter(person=person).update(**WHEREABOUTS, usual_gp="Dr Canary", imd_quintile=2)
        given = {"from_on": TODAY, "as_on": TODAY, "recorded_at": NOW, "said_by": "PDS"}
        return Preference.objects.create(person=person, kind=kind, **given).pk


def test_a_dissent_closes_the_record_beyond_the_practice_at_once(client, sign_in, world):
    sign_in("gp_a")

    response = client.post(of(world, what="note/"), DISSENT)

    assert response.status_code == 302
    assert reached_by(world.user("case_manager_1")) == (2, 2)
    assert "Dissents from sharing" in text(client.get(f"/people/{world.person('ADAIR').public_id}/"))
    assert "Herself, by telephone" in text(client.get(of(world)))


def test_it_is_in_the_audit_without_what_was_said(client, sign_in, world):
    sign_in("gp_a")

    client.post(of(world, what="note/"), DISSENT)

    with as_system():
        event = AuditEvent.objects.get(verb="preference.noted")
    assert event.people == [world.person("ADAIR").pk]
    assert event.detail == {"preference": "DIRECT_CARE_DISSENT", "from_on": "2026-06-30"}


def test_whoever_closes_the_record_to_themselves_is_led_home(client, sign_in, world):
    sign_in("case_manager_1")

    response = client.post(of(world, what="note/"), DISSENT)

    assert (response.status_code, response.url) == (302, "/")
    assert client.get(of(world)).status_code == 404


def test_ended_and_taken_back_it_is_kept_as_it_was_known(client, sign_in, world):
    pk = mark(world, PreferenceKind.TYPE_1)
    sign_in("gp_a")

    client.post(of(world, what="end/"), {"entry": pk, "on": "2026-07-01"})
    assert known() == [("TYPE_1", "2026-06-30", "2026-07-01")]
    with as_system():
        ended = Preference.objects.known_now().get().pk
    client.post(of(world, what="end/"), {"entry": ended, "never": "1"})

    assert known() == []
    with as_system():
        assert Preference.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"from_on": "2026-07-01"}, "This day is still to come."),
        ({"from_on": "1937-12-11"}, "This day lies before the person"),
        ({"to_on": "2026-06-29"}, "It cannot end before it begins."),
        ({"said_by": ""}, "Enter who says so"),
        ({"kind": "SOMETHING"}, "is not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_in_words(client, sign_in, world, change, says):
    sign_in("gp_a")

    response = client.post(of(world, what="note/"), DISSENT | change)

    assert response.status_code == 422
    assert says in text(response)
    assert known() == []


def test_the_same_twice_is_refused(client, sign_in, world):
    sign_in("gp_a")
    client.post(of(world, what="note/"), DISSENT)

    response = client.post(of(world, what="note/"), DISSENT)

    assert response.status_code == 422
    assert "noted from that day on already" in text(response)


def test_who_only_reads_is_told_whom_to_ask(client, sign_in, world):
    sign_in("hsca_1")

    assert "notes what they say about sharing. Ask them." in text(client.get(of(world)))
    assert client.post(of(world, what="note/"), DISSENT).status_code == 403


def test_an_entry_of_somebody_else_is_not_there(client, sign_in, world):
    pk = mark(world)
    sign_in("gp_a")

    assert client.post(of(world, "BELLO", "end/"), {"entry": pk, "never": "1"}).status_code == 404
    assert len(known()) == 1


@pytest.mark.parametrize("name", ["gp_a", "case_manager_1"])
def test_whereabouts_of_somebody_marked_sensitive_are_withheld(client, sign_in, world, name):
    mark(world)
    sign_in(name)
    person = f"/people/{world.person('ADAIR').public_id}/"
    hub_or_practice = world.organisation("HUB1" if name == "case_manager_1" else "PA").public_id

    about = ("", "details/", "preferences/", "tier/", "contacts/", "tasks/", "care-team/")
    pages = [client.get(f"{person}{each}") for each in about]
    pages += [client.get(f"/register/{hub_or_practice}/"), client.post("/search/", {"q": "ADAIR"})]

    found = [
        word
        for page in pages
        for word in (*WHEREABOUTS.values(), "Dr Canary", "Fifth 2")
        if word in text(page)
    ]
    assert (found, {page.status_code for page in pages}) == ([], {200})
    assert "Withheld" in text(pages[0])


def test_without_the_mark_they_are_shown(client, sign_in, world):
    mark(world, PreferenceKind.TYPE_1)
    sign_in("gp_a")

    page = text(client.get(f"/people/{world.person('ADAIR').public_id}/details/"))

    assert all(word in page for word in WHEREABOUTS.values())


@pytest.mark.parametrize(("name", "status", "left"), [("case_manager_1", 403, 1), ("gp_a", 302, 0)])
def test_the_mark_is_the_practices_to_end(client, sign_in, world, name, status, left):
    entry = mark(world)
    sign_in(name)

    response = client.post(of(world, what="end/"), {"entry": entry, "never": "on"})

    assert response.status_code == status
    assert len(known()) == left
