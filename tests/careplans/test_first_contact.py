"""/people/<id>/first-contact/: whom somebody rings first, on their front sheet too."""

import uuid

import pytest

from careplans.models import FirstContact
from patients.actions.reach import refresh_reach
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_first_contact
from tests.patients.test_care_teams import add, key
from tests.world import NOW, SYSTEM, TODAY, as_system
from wsic.accounts.models import Membership
from wsic.audit.models import AuditEvent
from wsic.organisations.models import Agreement

pytestmark = pytest.mark.django_db


def page(client, person, what: str = "") -> str:
    return " ".join(client.get(f"/people/{person.public_id}/{what}").text.split())


def name(client, world, person, code, username, **more):
    sent = {"who": key(world, code, username), "reason": "FIRST", "once": uuid.uuid4()} | more
    return client.post(f"/people/{person.public_id}/first-contact/name/", sent)


def steps(client, person) -> list[str]:
    answer = client.get(f"/people/{person.public_id}/")
    return [step.words for step, _ in answer.context["steps"]]


@pytest.fixture
def rung(world):
    """Everybody at Hub One has a number."""
    with as_system():
        Membership.objects.filter(organisation__code="HUB1").update(telephone="020 7946 0311")


def test_who_is_named_stands_on_the_front_sheet_with_their_number(client, sign_in, world, adair, rung):
    user = sign_in("case_manager_1")
    assert steps(client, adair) == ["Choose the first contact"]

    assert name(client, world, adair, "HUB1", "case_manager_1").url == f"/people/{adair.public_id}/"

    shown = page(client, adair)
    assert "<b>Case Manager 1</b> (you)" in shown
    assert "Case Manager, Hub One" in shown
    assert "<b>020 7946 0311</b>" in shown
    assert steps(client, adair) == []
    with as_system():
        told = AuditEvent.objects.get(verb="first_contact.named")
        assert (told.user_id, told.people) == (user.pk, [adair.pk])


def test_another_takes_over_on_the_day_and_the_one_before_is_kept(client, sign_in, world, adair):
    with as_system():
        before = make_first_contact(adair, on=NOW.date().replace(month=1))
    sign_in("gp_a")

    name(client, world, adair, "PA", "gp_a", reason="WISH", note="They know each other")

    with as_system():
        before.refresh_from_db()
        now = FirstContact.objects.get(to_on=None)
    assert (before.to_on, before.ended_by_id) == (TODAY, now.user_id)
    assert (now.from_on, now.previous_id, now.role) == (TODAY, before.pk, "GP")
    shown = page(client, adair, "first-contact/")
    assert "They know each other" in shown
    assert "30-Jan-2026" in shown


def test_sent_twice_or_the_same_again_changes_nothing(client, sign_in, world, adair):
    sign_in("gp_a")
    once = uuid.uuid4()

    for who, form in (("gp_a", once), ("gp_a", once), ("gp_a", uuid.uuid4())):
        assert name(client, world, adair, "PA", who, once=form).status_code == 302
    assert name(client, world, adair, "PA", "nurse_a", once=once).status_code == 409

    with as_system():
        assert FirstContact.objects.count() == 1
        assert AuditEvent.objects.filter(verb="first_contact.named").count() == 1


@pytest.mark.parametrize(
    ("code", "username"),
    [
        ("PB", "gp_b"),
        ("HUB2", "case_manager_2"),
        ("COM", "community_nurse"),
        ("PA", "gp_b"),
        ("CCG", "analyst"),
    ],
)
def test_nobody_is_named_where_the_person_is_not_cared_for(client, sign_in, world, adair, code, username):
    sign_in("gp_a")

    answer = name(client, world, adair, code, username, note="Kept words")

    assert (answer.status_code, "do not work where this person is cared for" in answer.text) == (422, True)
    assert "Kept words" in answer.text
    with as_system():
        assert not FirstContact.objects.exists()


def test_whoever_is_on_the_care_team_can_be_named(client, sign_in, world, adair):
    sign_in("gp_a")
    add(client, world, key(world, "COM", "community_nurse"))
    assert "Community Nurse, Community nurse, Community services" in page(client, adair, "first-contact/")

    assert name(client, world, adair, "COM", "community_nurse").status_code == 302
    sign_in("community_nurse")
    assert "<b>Community Nurse</b> (you)" in page(client, adair)


def test_who_has_left_is_not_rung_and_somebody_is_to_be_chosen(client, sign_in, world, adair, rung):
    with as_system():
        make_first_contact(adair)
        Membership.objects.filter(user=world.user("case_manager_1")).update(to_on=TODAY)
    sign_in("hsca_1")

    shown = page(client, adair)

    assert "Case Manager 1 left on 30-Jun-2026: choose who is rung now" in shown
    assert "020 7946 0311" not in shown
    assert steps(client, adair) == ["Choose the first contact"]


def test_who_does_not_care_for_them_any_more_is_not_rung(client, sign_in, world, adair, rung):
    with as_system():
        make_first_contact(adair)
        Preference.objects.create(
            person=adair, kind=PreferenceKind.DIRECT_CARE_DISSENT, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
        refresh_reach(people=[adair.pk], by=SYSTEM)
    sign_in("gp_a")

    assert "Hub One does not care for them any more" in page(client, adair)
    assert "Case Manager 1, " not in page(client, adair, "first-contact/").partition("Before")[0]


def test_of_somebody_marked_sensitive_neither_name_nor_number_is_told(client, sign_in, world, adair, rung):
    with as_system():
        make_first_contact(adair, note="Sees her at Hub One")
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("gp_a")
    for what in ("", "first-contact/"):
        shown = page(client, adair, what)
        assert "Name and organisation withheld" in shown
        assert "020 7946" not in shown
        assert "Hub One" not in shown
    sign_in("hsca_1")
    assert "<b>Case Manager 1</b>" in page(client, adair)
    assert "Sees her at Hub One" in page(client, adair, "first-contact/")
    assert "Practice A" not in page(client, adair, "first-contact/")


def test_entered_in_error_it_counts_no_more_and_told_is_once(client, sign_in, world, adair):
    with as_system():
        contact = make_first_contact(adair)
    sign_in("hsca_1")
    for _ in range(2):
        client.post(f"/people/{adair.public_id}/first-contact/told/", {"contact": contact.public_id})
    assert "They were told on 30-Jun-2026" in page(client, adair, "first-contact/")

    for _ in range(2):
        client.post(f"/first-contacts/{contact.public_id}/in-error/")

    assert "entered in error" in page(client, adair, "first-contact/")
    assert steps(client, adair) == ["Choose the first contact"]
    with as_system():
        verbs = AuditEvent.objects.filter(verb__startswith="first_contact.").exclude(kind="READ")
        assert sorted(verbs.values_list("verb", flat=True)) == [
            "first_contact.in_error",
            "first_contact.told",
        ]


def test_the_day_on_which_they_were_told_is_london_s(client, sign_in, world, adair):
    late = NOW.replace(day=29, hour=23, minute=30)
    with as_system():
        make_first_contact(adair, told_by=world.user("hsca_1"), told_at=late)
    sign_in("hsca_1")

    assert "They were told on 30-Jun-2026" in page(client, adair, "first-contact/")


def test_being_named_opens_no_record(client, sign_in, world, adair):
    with as_system():
        make_first_contact(adair, name="community_nurse", code="COM")
        Agreement.objects.filter(organisation__code="HUB1").delete()
    sign_in("community_nurse")

    assert client.get(f"/people/{adair.public_id}/").status_code == 404
