"""Who saw a person, and what a user saw, as the privacy officer reads it."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from patients.models import PersonIdentifier, Preference, PreferenceKind
from tests.contracts.rows import FEW
from tests.factories import nhs_number
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.accounts.models import Membership
from wsic.audit import actions as audit
from wsic.audit.models import AuditEvent, EventKind
from wsic.review.sets import trail as sets

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def read(client, sign_in, who: str, person) -> None:
    sign_in(who)
    client.get(f"/people/{person.public_id}/")


def number_of(person) -> str:
    with as_system():
        return PersonIdentifier.objects.get(person=person).value


def text(response) -> str:
    return " ".join(response.content.decode().split())


def find(client, number: str, born: str):
    return client.post(reverse("audit:find_person"), {"number": number, "born": born})


def of_person(person, **query: str) -> str:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("audit:of_person", args=[person.public_id]) + (f"?{words}" if words else "")


def test_number_and_birth_date_together_lead_to_the_trail(client, sign_in, world):
    adair = world.person("ADAIR")
    sign_in("privacy_officer")

    spaced = " ".join([number_of(adair)[:3], number_of(adair)[3:6], number_of(adair)[6:]])
    found = find(client, spaced, "1937-12-12")

    assert (found.status_code, found.url) == (303, of_person(adair))


@pytest.mark.parametrize(
    ("number", "born", "says"),
    [
        (None, "1937-12-13", "Nobody here has this number and this date of birth."),
        (nhs_number(123_456), "1937-12-12", "Nobody here has this number and this date of birth."),
        ("9990000000", "1937-12-12", "Enter the ten digits of an NHS number"),
        ("", "1937-12-12", "Enter the person&#x27;s NHS number"),
        (None, "", "Enter the date of birth"),
    ],
)
def test_whoever_is_not_found_by_both_is_not_found(client, sign_in, world, number, born, says):
    sign_in("privacy_officer")
    adair = number_of(world.person("ADAIR"))

    answer = find(client, adair if number is None else number, born)

    assert (answer.status_code, says in text(answer)) == (422, True)


def test_it_says_who_when_in_what_role_and_why(client, sign_in, world):
    adair = world.person("ADAIR")
    read(client, sign_in, "case_manager_1", adair)
    sign_in("privacy_officer")

    shown = text(client.get(of_person(adair)))

    for word in (
        "Case Manager 1",
        "Case Manager",
        "Hub One",
        "Front sheet of the person",
        "Practice served by the hub",
    ):
        assert word in shown


def test_the_page_says_of_the_person_no_more_than_it_needs(client, sign_in, world):
    adair = world.person("ADAIR")
    sign_in("privacy_officer")

    shown = text(client.get(of_person(adair)))

    assert f"M A, number ending {number_of(adair)[-4:]}, Practice A" in shown
    assert not any(word in shown for word in ("ADAIR", "Adair", "Moira", number_of(adair), "1937"))


@pytest.mark.parametrize(("to_on", "withheld"), [(None, True), (TODAY + DAY, True), (TODAY, False)])
def test_where_somebody_marked_sensitive_is_registered_it_does_not_say(
    client, sign_in, world, to_on, withheld
):
    adair = world.person("ADAIR")
    with as_system():
        marked = {"from_on": TODAY - DAY, "to_on": to_on, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(person=adair, kind=PreferenceKind.SENSITIVE, **marked)
    sign_in("privacy_officer")

    shown = text(client.get(of_person(adair)))

    assert ("Withheld" in shown, "Practice A" in shown) == (withheld, not withheld)


def test_a_refusal_stands_in_the_trail_of_the_person_who_was_asked_for(client, sign_in, world):
    adair = world.person("ADAIR")
    read(client, sign_in, "gp_b", adair)
    sign_in("privacy_officer")

    shown = text(client.get(of_person(adair, kind="DENIAL")))

    assert "Gp B" in shown
    assert "Nothing was shown" in shown
    assert "Gp B" not in text(client.get(of_person(world.person("BELLO"), kind="DENIAL")))


def test_a_users_trail_names_whom_they_saw_by_initials(client, sign_in, world):
    read(client, sign_in, "gp_a", world.person("ADAIR"))
    sign_in("privacy_officer")

    shown = text(client.get(reverse("audit:of_user", args=[world.user("gp_a").public_id])))

    assert "M A, number ending" in shown
    assert "Registered with the practice" in shown


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({}, True),
        ({"kind": "READ"}, True),
        ({"kind": "EXPORT"}, False),
        ({"until_on": (TODAY - DAY).isoformat()}, False),
        ({"from_on": (TODAY + DAY).isoformat()}, False),
        ({"from_on": TODAY.isoformat(), "until_on": TODAY.isoformat()}, True),
        ({"from_on": "nonsense", "kind": "nonsense"}, True),
        ({"from_on": "0001-01-01", "until_on": "2100-12-31"}, True),
        ({"until_on": "9999-12-31"}, True),
    ],
)
def test_days_and_kinds_choose(client, sign_in, world, query, seen):
    adair = world.person("ADAIR")
    read(client, sign_in, "gp_a", adair)
    sign_in("privacy_officer")

    assert ("Gp A" in text(client.get(of_person(adair, **query)))) is seen


def test_a_day_too_far_ahead_is_told_at_its_field(client, sign_in, world):
    sign_in("privacy_officer")
    adair = world.person("ADAIR")

    shown = text(client.get(of_person(adair, until_on="9999-12-31")))

    assert "This day is too far ahead. Give one up to 31 December 2100." in shown
    assert "too far ahead" not in text(client.get(of_person(adair, until_on="nonsense")))


def write(person, count: int, user) -> None:
    with work.acting_as(user, on=TODAY):
        for _ in range(count):
            audit.record("person.read", by=user, kind=EventKind.READ, people=[person.pk])


def test_fifty_stand_on_a_page(client, sign_in, world):
    adair = world.person("ADAIR")
    write(adair, 120, world.user("gp_a"))
    sign_in("privacy_officer")

    pages = [client.get(of_person(adair, page=str(number))) for number in (1, 2, 3)]

    assert [len(each.context["page"].lines) for each in pages] == [50, 50, 20 + 2]  # two looks of the officer
    assert client.get(of_person(adair, page="9")).url == of_person(adair)


def test_the_trail_asks_as_much_for_many_rows_as_for_one(client, sign_in, world, statements_do_not_grow):
    sign_in("privacy_officer")
    address = reverse("audit:of_user", args=[world.user("gp_a").public_id])

    def add(count: int) -> None:
        people = [world.person("ADAIR"), world.person("BELLO"), world.person("DEAN")]
        for number in range(max(FEW, count)):
            write(people[number % 3], 1, world.user("gp_a"))

    assert statements_do_not_grow(ask=lambda: client.get(address), add=add) < 20


def test_the_download_is_safe_and_is_an_export(client, sign_in, world):
    adair = world.person("ADAIR")
    write(adair, 3, world.user("gp_a"))
    sign_in("privacy_officer")

    answer = client.get(reverse("audit:of_person_csv", args=[adair.public_id]))

    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    with as_system():
        event = AuditEvent.objects.get(verb="audit.person_exported")
    assert (len(lines), lines[1][1], lines[1][2]) == (4, "Gp A", "GP")
    assert (event.kind, event.people, event.detail["rows"]) == ("EXPORT", [adair.pk], 3)
    assert len(event.detail["sha256"]) == 64


def test_who_reviews_is_in_the_audit(client, sign_in, world):
    adair = world.person("ADAIR")
    sign_in("privacy_officer")

    client.get(of_person(adair))

    with as_system():
        event = AuditEvent.objects.get(verb="audit.person_reviewed")
    assert (event.people, event.role) == ([adair.pk], "PRIVACY_OFFICER")


CALLS = {
    "the trail": lambda: sets.trail(
        person=1, user=None, since=NOW - DAY, until=NOW + DAY, kinds=None, skip=0, most=50
    ),
    "people": lambda: sets.people([1]),
    "finding": lambda: sets.find("9990000018", TODAY),
    "the day": lambda: sets.day(TODAY, since=NOW - DAY, until=NOW + DAY, most=60),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("who", ["gp_a", "administrator", "analyst", "nobody", None])
def test_the_database_refuses_everybody_else(world, call, who):
    work.enter(world.user(who) if who else None, on=TODAY)

    with pytest.raises(ProgrammingError, match="Only a privacy officer"), transaction.atomic():
        CALLS[call]()


def test_a_privacy_officer_of_yesterday_is_none_today(world):
    officer = world.user("privacy_officer")
    with as_system():
        Membership.objects.filter(user=officer).update(to_on=TODAY)
    work.enter(officer, on=TODAY)

    with pytest.raises(ProgrammingError, match="Only a privacy officer"), transaction.atomic():
        CALLS["people"]()


def test_a_person_is_found_by_an_index_of_the_audit(world):
    """Under a policy an operator that is not leakproof could lose it; here the policy is plainly true."""
    with as_system():
        value("SELECT set_config('enable_seqscan', 'off', true)")
        plan = value("EXPLAIN (FORMAT json) SELECT * FROM audit_auditevent WHERE people @> ARRAY[7::bigint]")
    assert "_people_idx" in str(plan)
    assert "Seq Scan" not in str(plan)


def test_a_user_is_found_by_part_of_the_name(client, sign_in, world):
    sign_in("privacy_officer")

    shown = text(client.get(reverse("audit:users") + "?q=case"))

    assert "Case Manager 1" in shown
    assert "No user has this" in text(client.get(reverse("audit:users") + "?q=zzz"))


def test_a_list_of_people_says_nothing_of_relationships_that_were_not_asked(client, sign_in, world):
    sign_in("gp_a")
    client.get(f"/register/{world.organisation('PA').public_id}/")
    sign_in("privacy_officer")

    shown = text(client.get(reverse("audit:of_user", args=[world.user("gp_a").public_id])))

    assert "Register, in a list" in shown
    assert "No relationship of that day" not in shown


def test_who_read_without_any_relationship_is_said_to_have_none(client, sign_in, world):
    adair = world.person("ADAIR")
    write(adair, 1, world.user("gp_b"))
    sign_in("privacy_officer")

    assert "No relationship of that day" in text(client.get(of_person(adair)))
    assert "No relationship of that day" in text(
        client.get(reverse("audit:of_user", args=[world.user("gp_b").public_id]))
    )
