"""What a day gives the privacy officer to look at: the statement against its oracle, and the page."""

import random
from datetime import date, timedelta

import pytest
from django.urls import reverse

from patients.models import PersonDetail, Reach
from tests.factories import PersonFactory, UserFactory
from tests.world import NOW, TODAY, as_system
from wsic import work
from wsic.accounts.models import Membership, User
from wsic.audit import actions as audit
from wsic.audit.models import AuditEvent, EventKind
from wsic.review import rules
from wsic.review.queries import trail as queries
from wsic.review.rules import Name, Question, Reason, Seen
from wsic.review.sets import trail as sets

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SURNAMES = ("Test", "O'Neil", "de Souza", "Adair")
GIVEN = ("Ann", "Bo")
MOST = 3


def read(user, people, *, opened: bool = True, verb: str = "person.read") -> None:
    with work.acting_as(user, on=TODAY):
        subject = "person:x" if opened else "organisation:x"
        audit.record(verb, by=user, kind=EventKind.READ, people=people, subject=subject)


def deny(user: int, person: int) -> None:
    """As where an emergency opened nothing, over a dissent."""
    by = User.objects.get(pk=user)
    with work.acting_as(by, on=TODAY):
        audit.record("break_glass.not_opened", by=by, kind=EventKind.DENIAL, people=[person])


def asked(world) -> set[Question]:
    work.enter(world.user("privacy_officer"), on=TODAY)
    found = sets.day(TODAY, since=NOW - DAY, until=NOW + DAY, most=MOST)
    return {Question(Reason(each.reason), each.user_id, each.person_id, each.people) for each in found}


def lay_down(chance: random.Random, world):
    """Users and people of few names, some of them related, by an organisation or by themselves."""
    with as_system():
        organisations = [world.organisation(code) for code in ("PA", "PB", "HUB1")]
        users = [
            UserFactory(display_name=f"{chance.choice(GIVEN)} {chance.choice(SURNAMES)}") for _ in range(6)
        ]
        people = [
            PersonFactory(
                details__given_name=chance.choice(GIVEN), details__family_name=chance.choice(SURNAMES)
            )
            for _ in range(8)
        ]
        places = {user.pk: chance.choice(organisations) for user in users}
        for user in users:
            Membership.objects.create(
                user=user, organisation=places[user.pk], role="GP", from_on=date(2020, 1, 1)
            )
        reached = [_reach(chance, person, users, organisations) for person in people for _ in range(2)]
    related = {
        (user.pk, reach.person_id)
        for reach in reached
        for user in users
        if reach.why != "BREAK_GLASS"
        and reach.from_on <= TODAY
        and (reach.user_id == user.pk or reach.organisation_id == places[user.pk].pk)
    }
    return users, people, related


def _reach(chance: random.Random, person, users, organisations) -> Reach:
    by_user = chance.random() < 0.5
    ended = chance.random() < 0.3
    return Reach.objects.create(
        person=person,
        user=chance.choice(users) if by_user else None,
        organisation=None if by_user else chance.choice(organisations),
        why=chance.choice(["REGISTERED", "CARE_TEAM", "BREAK_GLASS"]),
        from_on=TODAY + chance.choice([-400, 0, 1]) * DAY,
        to_on=TODAY + 2 * DAY if ended else None,
        source=f"test:{chance.random()}",
    )


@pytest.mark.parametrize("_time", range(8))
def test_the_statement_asks_what_the_rule_asks(world, _time):
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    users, people, related = lay_down(chance, world)
    seen = []
    for _ in range(40):
        user, opened = chance.choice(users), chance.random() < 0.6
        shown = chance.sample(people, 1 if opened else 3)
        read(user, [person.pk for person in shown], opened=opened)
        seen += [Seen(user.pk, person.pk, opened) for person in shown]
    told = {(chance.choice(users).pk, chance.choice(people).pk) for _ in range(3)}
    for user, person in told:
        deny(user, person)
    with as_system():
        details = PersonDetail.objects.filter(person__in=people)
        names = {each.person_id: Name(each.given_name, each.family_name) for each in details}

    staff = {user.pk: user.display_name for user in users}
    expected = rules.questions(seen, staff=staff, people=names, related=related, told=told, most=MOST)

    assert asked(world) == expected, f"seed {seed}"
    assert Reason.NEVER_RELATED in {each.reason for each in expected}


def test_another_day_and_the_reviews_themselves_are_left_out(world):
    read(world.user("privacy_officer"), [world.person("ADAIR").pk], verb="audit.person_reviewed")
    read(world.user("gp_b"), [world.person("ADAIR").pk])
    work.enter(world.user("privacy_officer"), on=TODAY)

    today = sets.day(TODAY, since=NOW - DAY, until=NOW + DAY, most=MOST)
    before = sets.day(TODAY - DAY, since=NOW - 3 * DAY, until=NOW - 2 * DAY, most=MOST)

    assert [each.user_id for each in today] == [world.user("gp_b").pk]
    assert before == []


def test_the_page_shows_the_day_with_links_to_both(client, sign_in, world):
    adair, stranger = world.person("ADAIR"), world.user("gp_b")
    read(stranger, [adair.pk])
    sign_in("privacy_officer")

    shown = client.get(reverse("audit:overview") + f"?day={TODAY}").content.decode()

    assert "Never related to the person" in shown
    assert reverse("audit:of_user", args=[stranger.public_id]) in shown
    assert reverse("audit:of_person", args=[adair.public_id]) in shown
    assert "Adair" not in shown


def test_a_day_without_questions_says_so(client, sign_in, world):
    sign_in("privacy_officer")

    shown = client.get(reverse("audit:overview")).content.decode()

    assert "Nothing of this day asks to be looked at" in shown
    assert "To look at, of yesterday" in shown


@pytest.mark.parametrize("day", ["nonsense", "2026-13-45"])
def test_a_day_that_is_none_is_yesterday(client, sign_in, world, day):
    sign_in("privacy_officer")

    assert "of yesterday" in client.get(reverse("audit:overview") + f"?day={day}").content.decode()


@pytest.mark.parametrize(
    ("day", "told"), [("9999-12-31", True), ("2100-12-31", False), ("0001-01-01", False)]
)
def test_a_day_too_far_ahead_is_told_and_yesterday_shown(client, sign_in, world, day, told):
    sign_in("privacy_officer")

    shown = client.get(reverse("audit:overview") + f"?day={day}").content.decode()

    assert ("This day is too far ahead. Give one up to 31 December 2100." in shown) is told
    assert ("of yesterday" in shown) is told


def test_of_thousands_the_page_shows_some_and_says_so(client, sign_in, world, monkeypatch):
    monkeypatch.setattr(queries, "MOST_ASKED", 3)
    with as_system():
        people = [PersonFactory(practice=world.organisation("PA")).pk for _ in range(5)]
    read(world.user("gp_b"), people, opened=False)
    sign_in("privacy_officer")

    answer = client.get(reverse("audit:overview") + f"?day={TODAY}")

    asked = {each.title: each for each in answer.context["asked"]}["Never related to the person"]
    assert (len(asked.questions), asked.total) == (3, 5)
    assert "The first 3 of 5 are shown." in answer.content.decode()
    with as_system():
        assert len(AuditEvent.objects.get(verb="audit.day_reviewed").people) == 3


def test_unusually_many_is_a_setting(client, sign_in, world, settings):
    settings.REVIEW_PEOPLE_A_DAY = 2
    with as_system():
        people = [PersonFactory(practice=world.organisation("PA")).pk for _ in range(3)]
    for person in people:
        read(world.user("gp_a"), [person])
    sign_in("privacy_officer")

    shown = client.get(reverse("audit:overview") + f"?day={TODAY}").content.decode()

    assert "More than 2 people opened in the day." in shown
    assert "3 people" in shown


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("Moira Adair", Reason.OWN_NAME),
        ("moira ADAIR", Reason.OWN_NAME),
        ("Dr Moira Adair", Reason.SAME_SURNAME),
        ("Ann Adair", Reason.SAME_SURNAME),
        ("Ann McAdair", None),
        ("Adair Ann", None),
        ("Adair", None),
    ],
)
def test_what_is_a_namesake(shown, reason):
    found = rules.questions(
        [Seen(1, 7, opened=True)],
        staff={1: shown},
        people={7: Name("Moira", "Adair")},
        related={(1, 7)},
        most=9,
    )

    assert found == ({Question(reason, 1, 7, 1)} if reason else set())
