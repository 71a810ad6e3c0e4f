"""Invitations by letter: to whom, to whom not, and to whom not any more."""

import random
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from careplans.models import SessionOffer
from careplans.rules.due import DueList, NotByLetter
from careplans.rules.entitlement import SessionSettings
from careplans.rules.letters import WRITTEN_TO, Standing, stopped
from patients.models import Person, PersonDetail, Preference, Registration
from tests.careplans.pasts import expected, in_own, somebody, wordings
from tests.careplans.sessions import make_offer, make_session
from tests.contracts.rows import statements
from tests.factories import PersonFactory
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.dates import months_before

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RING = "020 7946 0000"
MADE = date(2026, 3, 2)
GOES = {"list": DueList.INVITED, "invited_on": MADE}


@pytest.mark.fast
@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({}, ""),
        ({"list": DueList.SECOND}, ""),
        ({"list": DueList.CALL}, ""),
        ({"list": None}, "GONE"),
        ({"died_on": MADE}, "DIED"),
        ({"list": None, "died_on": MADE}, "DIED"),
        ({"answered": True}, "ANSWERED"),
        ({"in_error": True}, "IN_ERROR"),
        ({"list": DueList.BOOKED}, "BOOKED"),
        ({"list": DueList.REVIEW}, "REVIEW"),
        ({"invited_on": MADE + DAY}, "LATER_ONE"),
        ({"invited_on": None}, "LATER_ONE"),
        ({"other_kind": True}, "OTHER_KIND"),
        ({"late": True}, "LATE"),
        ({"not_by_letter": (NotByLetter.CARE_HOME,)}, "CARE_HOME"),
    ],
)
def test_a_letter_goes_out_only_while_it_is_right(now, why):
    assert stopped(MADE, Standing(**GOES | now)) == why


@pytest.fixture
def due(world):
    """Five people of practice A to whom a first letter is due, with an address each."""
    with as_system():
        practice = world.organisation("PA")
        practice.live_on = months_before(TODAY, 24)
        practice.save(update_fields=["live_on"])
        words = {"language": "English", "interpreter_needed": False, "title": "Mrs"}
        return [
            PersonFactory(
                practice=practice, details__family_name=f"WRITE{letter}", details__address="1 Road, London",
                details__postcode="W10 5XX", details__birth_date=date(1940, 12, 1),
                **{f"details__{name}": value for name, value in words.items()},
            )
            for letter in "ABCDE"
        ]  # fmt: skip


def choose(world, code="HUB1") -> str:
    return reverse("careplans:letters_choose", args=[world.organisation(code).public_id])


def write(client, world, people, *, once=None, reply_to=RING, code="HUB1"):
    address = reverse("careplans:letters_write", args=[world.organisation(code).public_id])
    ids = [str(each.public_id) for each in people]
    return client.post(
        address, {"once": str(once or uuid.uuid4()), "reply_to": reply_to, "person": ids}, follow=True
    )


def offered() -> dict[int, SessionOffer]:
    with as_system():
        return {each.person_id: each for each in SessionOffer.objects.exclude(reply_to="")}


def test_letters_are_written_listed_printed_and_taken_back(client, sign_in, world, due):
    sign_in("coordinator_1")
    asked = client.get(choose(world)).text
    once = uuid.uuid4()
    listed = write(client, world, due[:4], once=once)
    assert {each.awaits_print for each in offered().values()} == {True}
    printed = client.get(reverse("careplans:letters_print", args=[once])).text
    client.post(reverse("careplans:letters_in_error", args=[once]), {"reason": "DID_NOT_HAPPEN"})
    after = client.get(listed.request["PATH_INFO"]).text

    assert [f"WRITE{letter}" in asked for letter in "ABCDE"] == [True] * 5
    assert "Print 4 letters" in listed.text
    assert printed.count("<article") == 4
    assert {each.awaits_print for each in offered().values()} == {False}
    assert f"To find a day, please ring {RING}" in printed
    assert "<br>1 Road<br>London<br>W10 5XX" in printed
    assert "once a year" in printed
    assert "None of these letters goes out" in after
    with as_system():
        verbs = AuditEvent.objects.filter(verb__startswith="session.").order_by("pk")
        assert list(verbs.values_list("verb", flat=True)) == [
            "session.letters_due_read", "session.invited", "session.letters_read",
            "session.letters_printed", "session.letters_in_error", "session.letters_read",
        ]  # fmt: skip


def test_a_form_sent_twice_writes_once(client, sign_in, world, due):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    write(client, world, due, once=once)
    again = write(client, world, due, once=once)

    assert (again.status_code, len(offered())) == (200, 5)


def test_who_was_invited_meanwhile_gets_no_second_letter(client, sign_in, world, due):
    sign_in("coordinator_1")
    write(client, world, due[:2])
    partly = write(client, world, due[:3])
    none = write(client, world, due[:3])

    assert "Print 1 letter<" in partly.text
    assert none.status_code == 409
    assert "None of them is to be written to any more" in none.text
    assert f'value="{RING}"' in none.text


@pytest.mark.parametrize("number", ["", "ring us", "0044", "020 79", "020 7946 0000 0000"])
def test_a_wrong_number_keeps_what_was_ticked(client, sign_in, world, due, number):
    sign_in("coordinator_1")
    answer = write(client, world, due[:2], reply_to=number)

    assert (answer.status_code, offered()) == (422, {})
    ticked = answer.text.count(" checked")
    assert (ticked, "telephone number" in answer.text) == (2, True)


def test_without_anybody_ticked_nothing_is_written(client, sign_in, world, due):
    sign_in("coordinator_1")
    answer = write(client, world, [])

    assert (answer.status_code, "Tick those to whom a letter goes" in answer.text) == (422, True)


def test_nobody_dead_moved_answered_or_kept_back_is_posted_a_letter(client, sign_in, world, due):
    sign_in("coordinator_1")
    once = uuid.uuid4()
    write(client, world, due, once=once)
    with as_system():
        dead, moved, quiet, booked, _stays = due
        PersonDetail.objects.filter(person=dead).update(died_on=TODAY)
        Registration.objects.filter(person=moved).update(practice=world.organisation("PB"))
        Preference.objects.create(
            person=quiet, kind="OTHER_FORMAT", from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
        make_session(booked, on=TODAY + DAY, state="BOOKED", kind="HSCA")

    listed = client.get(reverse("careplans:letters_detail", args=[once])).text
    printed = client.get(reverse("careplans:letters_print", args=[once])).text

    told = [f"WRITE{letter}" in printed for letter in "ABCDE"]
    assert told == [False, False, False, False, True]
    assert ("Died " in listed, "Reads no print" in listed, ">Booked<" in listed) == (True, True, True)


def test_formats_and_the_second_letter_have_their_own_words(client, sign_in, world, due):
    with as_system():
        for kind, person in (("LARGE_PRINT", due[0]), ("EASY_READ", due[1])):
            Preference.objects.create(person=person, kind=kind, from_on=TODAY, as_on=TODAY, recorded_at=NOW)
        make_offer(due[2], on=TODAY - 40 * DAY)
    sign_in("coordinator_1")
    once = uuid.uuid4()
    listed = write(client, world, due, once=once).text
    letters = client.get(reverse("careplans:letters_print", args=[once])).text.split("<article")[1:]

    assert ["letter--large" in each for each in letters] == [True, False, False, False, False]
    assert ["We write it down together." in each for each in letters] == [False, True, False, False, False]
    assert ["have not heard from you" in each for each in letters] == [False, False, True, False, False]
    assert (">Large print<" in listed, ">Easy words<" in listed) == (True, True)


def random_people(chance, world) -> dict[int, tuple[DueList, int | None]]:
    """On which list each is by the plain rules, "" where they are on none, and the wording in their
    language."""
    practice = world.organisation("PA")
    practice.live_on = months_before(TODAY, 30)
    practice.save(update_fields=["live_on"])
    wordings(chance)
    keys = [somebody(chance, [practice]) for _ in range(40)]
    keys += [world.person(name).pk for name in ("ADAIR", "BELLO")]
    found = {key: (expected(key, SessionSettings())[0], in_own(key)) for key in keys}
    gone = {key: chance.choice(["", "", "", "died", "moved"]) for key in keys}
    died = PersonDetail.objects.filter(person__in=[key for key in keys if gone[key] == "died"])
    died.update(died_on=TODAY)
    moved = Registration.objects.filter(person__in=[key for key in keys if gone[key] == "moved"])
    moved.update(to_on=TODAY)
    return {key: ("", None) if gone[key] else each for key, each in found.items()}


@pytest.mark.parametrize("_time", [1, pytest.param(2, marks=pytest.mark.long)])
def test_of_random_people_exactly_those_on_the_lists_are_written_to(client, sign_in, world, _time):
    """Each in their language; letters, people to ring and all others are together everybody."""
    seed = random.SystemRandom().randrange(10**6)
    with as_system():
        lists = random_people(random.Random(seed), world)
        people = list(Person.objects.filter(pk__in=lists))
    sign_in("coordinator_1")
    due = client.get(choose(world)).context["due"]
    write(client, world, people)

    right = {key: text for key, (on_list, text) in lists.items() if on_list in WRITTEN_TO}
    assert {key: each.text_id for key, each in offered().items()} == right, f"seed {seed}"
    shown = {row.person.pk: bool(row.language) for row in due.rows}
    assert shown == {key: bool(text) for key, text in right.items()}, f"seed {seed}"
    to_ring = [on_list for on_list, _ in lists.values()].count(DueList.CALL)
    assert (due.total, due.to_ring) == (len(right), to_ring), f"seed {seed}"


def test_a_letter_of_another_session_or_whose_day_has_passed_is_not_posted(client, sign_in, world, due):
    once = uuid.uuid4()
    with as_system():
        make_offer(due[0], on=TODAY, kind="JOINT", reply_to=RING, once=once)
        make_offer(due[1], on=TODAY - 15 * DAY, kind="HSCA", reply_to=RING, once=once)
        make_offer(due[2], on=TODAY, kind="HSCA", reply_to=RING, once=once)
        Preference.objects.create(
            person=due[0], kind="SENSITIVE", from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("coordinator_1")
    listed = client.get(reverse("careplans:letters_detail", args=[once])).text
    printed = client.get(reverse("careplans:letters_print", args=[once])).text

    assert [f"WRITE{letter}" in printed for letter in "ABC"] == [False, False, True]
    assert ("Another session is due" in listed, "The day to answer by has passed" in listed) == (True, True)
    assert (listed.count("Practice A"), "Withheld" in listed) == (2, True)


def test_the_form_of_somebody_else_writes_nothing(client, sign_in, world, due):
    once = uuid.uuid4()
    sign_in("coordinator_1")
    write(client, world, due[:1], once=once)
    sign_in("case_manager_1")
    answer = write(client, world, due[1:], once=once, reply_to="020 7946 0999")

    assert (answer.status_code, "somebody else" in answer.text, len(offered())) == (409, True, 1)


def test_filters_stay_on_the_letters_and_on_those_to_ring(client, sign_in, world, due):
    sign_in("coordinator_1")
    page = client.get(choose(world) + "?kind=HSCA").text

    assert 'action="' + choose(world) + 'write/?kind=HSCA"' in page
    assert "?kind=HSCA&amp;list=CALL" in page


def test_nobody_of_another_practice_is_written_to(client, sign_in, world, due):
    with as_system():
        cohen = world.person("COHEN")
    sign_in("gp_a")
    write(client, world, [cohen, due[0]], code="PA")

    assert set(offered()) == {due[0].pk}


def test_statements_do_not_grow_with_letters(client, sign_in, world, due):
    sign_in("coordinator_1")
    one, four = uuid.uuid4(), uuid.uuid4()
    write(client, world, due[:1], once=one)
    write(client, world, due[1:], once=four)
    for name in ("letters_detail", "letters_print"):
        few, more = (
            statements(lambda once=once, name=name: client.get(reverse(f"careplans:{name}", args=[once])))
            for once in (one, four)
        )
        assert len(few) == len(more)
