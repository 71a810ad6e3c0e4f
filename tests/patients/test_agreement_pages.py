"""/agreements/"""

from datetime import timedelta

import pytest

from patients.actions.reach import grant_reach
from tests.factories import PersonFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tests.wsic.test_reach_facts import reached_by
from wsic.organisations.models import Agreement
from wsic.relationships import Why

pytestmark = pytest.mark.django_db
LIST = "/agreements/"
WITHDRAW = {"kind": "INFORMATION_SHARING", "withdrawn_on": "2026-06-30", "hand_over_until": "2026-07-28"}


def of(world, code: str, what: str = "") -> str:
    return f"{LIST}{world.organisation(code).public_id}/{what}"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_withdrawal_is_shown_before_it_counts(client, sign_in, world):
    with as_system():
        for _ in range(2):
            PersonFactory(practice=world.organisation("PA"))
    sign_in("administrator")

    response = client.post(of(world, "PA", "withdraw/"), WITHDRAW)

    assert "the records of <b>5</b> people stop being shared with <b>1</b> organisation." in text(response)
    assert "<b>0</b> referrals, care teams and prescriptions under way" in text(response)
    assert reached_by(world.user("case_manager_1")) == (5, 5)


def test_small_numbers_of_people_are_not_told(client, sign_in, world):
    sign_in("administrator")

    response = client.post(of(world, "PA", "withdraw/"), WITHDRAW)

    assert "the records of <b>fewer than 5</b> people" in text(response)


def test_confirmed_it_ends_the_sharing_on_the_next_request(client, sign_in, world):
    sign_in("administrator")

    response = client.post(of(world, "PA", "withdraw/"), WITHDRAW | {"confirmed": "1"})

    assert (response.status_code, response.url) == (302, of(world, "PA"))
    assert reached_by(world.user("case_manager_1")) == (0, 0)
    assert "In hand-over" in text(client.get(of(world, "PA")))


def test_signed_in_the_browser_the_sharing_begins(client, sign_in, world):
    with as_system():
        Agreement.objects.filter(organisation__code="HUB1").delete()
    sign_in("administrator")

    signed = {"kind": "INFORMATION_SHARING", "signed_on": "2026-06-30", "signed_by": "Dr A. Chair"}
    response = client.post(of(world, "HUB1", "sign/"), signed)

    assert response.status_code == 302
    assert reached_by(world.user("case_manager_1")) == (3, 3)
    assert "Dr A. Chair" in text(client.get(of(world, "HUB1")))


@pytest.mark.parametrize(
    ("what", "sent", "says"),
    [
        ("sign/", {"kind": "HEADS_OF_AGREEMENT"}, "Enter who signed for the organisation"),
        (
            "sign/",
            {"kind": "HEADS_OF_AGREEMENT", "signed_on": "2026-07-01", "signed_by": "X"},
            "This day is still to come. Enter it once it is signed.",
        ),
        ("withdraw/", {"kind": "INFORMATION_SHARING"}, "Enter the first day without the agreement"),
        (
            "withdraw/",
            WITHDRAW | {"confirmed": "1", "hand_over_until": "2026-06-01"},
            "The hand-over cannot end before 2026-06-30",
        ),
        (
            "withdraw/",
            {"kind": "INFORMATION_SHARING", "withdrawn_on": "9999-12-20", "hand_over_until": ""},
            "This day is too far ahead. Give one up to 31 December 2100.",
        ),
        ("take-back/", {"entry": "1"}, "Say what was wrong with the entry"),
    ],
)
def test_what_is_wrong_is_said_in_words(client, sign_in, world, what, sent, says):
    sign_in("administrator")

    response = client.post(of(world, "PA", what), sent)

    assert response.status_code == 422
    assert says in text(response)


def test_a_withdrawal_entered_wrongly_is_taken_back(client, sign_in, world):
    sign_in("administrator")
    client.post(of(world, "PA", "withdraw/"), WITHDRAW | {"confirmed": "1"})
    entry = Agreement.objects.get(organisation__code="PA").pk

    sent = {"entry": entry, "withdrawal_only": "1", "reason": "It was practice B."}
    response = client.post(of(world, "PA", "take-back/"), sent)

    assert response.status_code == 302
    assert reached_by(world.user("case_manager_1")) == (3, 3)
    assert "Entered wrongly and taken back" in text(client.get(of(world, "PA")))


def test_an_entry_of_another_organisation_is_not_there(client, sign_in, world):
    sign_in("administrator")
    theirs = Agreement.objects.get(organisation__code="PB").pk

    response = client.post(of(world, "PA", "take-back/"), {"entry": theirs, "reason": "Not ours."})

    assert response.status_code == 404
    assert Agreement.objects.get(pk=theirs).replaced_at is None


def test_the_privacy_officer_reads_what_goes_on_in_hand_over_and_changes_nothing(client, sign_in, world):
    before = NOW - timedelta(days=30)
    with as_system():
        people = [PersonFactory(practice=world.organisation("PA")).pk for _ in range(5)]
        grant_reach(
            people=people, to=world.organisation("COM"), why=Why.REFERRAL, source="referral:1",
            from_on=before.date(), by=SYSTEM, at=before,
        )  # fmt: skip
    sign_in("administrator")
    client.post(of(world, "PA", "withdraw/"), WITHDRAW | {"confirmed": "1"})
    sign_in("privacy_officer")

    assert "5 referrals, care teams and prescriptions under way" in text(client.get(LIST))
    assert "Note the signature" not in text(client.get(of(world, "PA")))
    assert client.post(of(world, "PA", "withdraw/"), WITHDRAW).status_code == 403


@pytest.mark.parametrize(
    ("query", "shown", "not_shown"),
    [
        ("state=SIGNED", "Practice B", "Practice A"),
        ("state=WITHDRAWN", "Practice A", "Practice B"),
        ("kind=HUB", "Hub One", "Practice A"),
        ("state=nonsense", "Practice A", "nobody"),
        ("wave=3", "No organisation fits these filters", "Practice A"),
    ],
)
def test_filters(client, sign_in, world, query, shown, not_shown):
    with as_system():
        Agreement.objects.filter(organisation__code="PA").update(withdrawn_on=TODAY)
    sign_in("privacy_officer")

    response = client.get(f"{LIST}?{query}", headers={"HX-Request": "true", "HX-Target": "agreements"})

    assert shown in text(response)
    assert not_shown not in text(response)


def test_others_do_not_read_them(client, sign_in, world):
    sign_in("gp_a")

    assert client.get(LIST).status_code == 403
