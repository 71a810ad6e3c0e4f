"""What is new to who looks at a person's front sheet, since they looked last on an earlier day."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careplans.models import Look, Outcome
from careplans.rules.looks import looked_again
from patients.models import CareTeamMember, Preference, PreferenceKind
from tests.careplans.factories import (
    make_contact,
    make_first_contact,
    make_plan,
    make_plan_offer,
    make_plan_review,
    make_task,
)
from tests.careplans.sessions import make_offer, make_review, make_session
from tests.patients.lists import make_allergy, make_medicine
from tests.tiers.factories import DecisionFactory
from tests.world import NOW, TODAY, as_system
from wsic.dates import LONDON

DAY = timedelta(days=1)
LOOKED = NOW - 8 * DAY


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("last", "before", "now", "after"),
    [
        ("2026-06-29 09:00", None, "2026-06-30 08:00", ("2026-06-30 08:00", "2026-06-29 09:00")),
        ("2026-06-30 08:00", None, "2026-06-30 17:00", ("2026-06-30 17:00", None)),
        (
            "2026-06-30 08:00",
            "2026-06-20 09:00",
            "2026-06-30 09:00",
            ("2026-06-30 09:00", "2026-06-20 09:00"),
        ),
        ("2026-06-29 23:59", None, "2026-06-30 00:00", ("2026-06-30 00:00", "2026-06-29 23:59")),
        ("2026-06-30 17:00", None, "2026-06-30 08:00", ("2026-06-30 17:00", None)),
    ],
)
def test_looks_of_one_day_in_london_are_one(last, before, now, after):
    found = looked_again(at(last), before and at(before), at(now))

    assert found == (at(after[0]), after[1] and at(after[1]))


@pytest.fixture
def looked(sign_in, adair):
    """The Case Manager, who looked eight days ago."""
    user = sign_in("case_manager_1")
    with as_system():
        Look.objects.create(person=adair, user=user, at=LOOKED)
    return user


def since(client, person):
    return client.get(f"/people/{person.public_id}/").context["sheet"].since


@pytest.mark.django_db
def test_everything_that_was_recorded_since_is_told_by_whom_and_nothing_from_before(
    client, world, adair, looked
):
    gp, later, practice = world.user("gp_a"), NOW - DAY, world.organisation("PA")
    with as_system():
        make_contact(adair, at=LOOKED - DAY)
        make_contact(adair, at=LOOKED - DAY, recorded_at=NOW, outcome=Outcome.NO_ANSWER)
        make_contact(adair, at=NOW, retracted=True)
        done = {"closed_at": NOW, "closed_by": gp, "outcome": "DONE", "words": "Bring the frame"}
        make_task(adair, raised_at=LOOKED - DAY, **done)
        make_session(adair, on=TODAY + 7 * DAY, state="BOOKED", at=later)
        make_offer(adair, on=TODAY, answer="ACCEPTED", at=later)
        make_review(adair, on=TODAY)
        make_first_contact(adair)
        DecisionFactory(person=adair, recorded_at=later, decided_on=later.date(), tier=2)
        member = {"organisation": practice, "user": gp, "role": "Named GP", "from_on": TODAY}
        CareTeamMember.objects.create(person=adair, recorded_by=gp, recorded_at=later, **member)
        noted = {"kind": PreferenceKind.NO_LETTERS, "from_on": TODAY, "as_on": TODAY, "recorded_at": later}
        Preference.objects.create(person=adair, **noted)
        make_allergy(adair, practice, recorded_on=TODAY)
        make_medicine(adair, practice, started_on=TODAY - 30 * DAY, ended_on=TODAY)
        make_medicine(adair, practice, ended_on=TODAY + DAY)

    found = since(client, adair)

    words = [each.words for each in found.lines]
    assert (found.looked_on, found.days) == (TODAY - 8 * DAY, 8)
    assert "No answer on the telephone, on 21-Jun-2026" in words
    assert "Spoke by telephone" not in " ".join(words)
    assert ("Bring the frame: done", gp.display_name) in [(each.words, each.by) for each in found.lines]
    assert ("First contact: you", "you") in [(each.words, each.by) for each in found.lines]
    assert len(words) + found.more == 14


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda person: make_session(person, on=TODAY), "Planning session of 30-Jun-2026: held"),
        (lambda person: make_offer(person, on=TODAY), "Session offered: letter"),
        (lambda person: make_review(person, on=TODAY), "Review asked for: a fall"),
        (lambda person: DecisionFactory(person=person, tier=2), "Tier 2 decided, on 01-Jan-2026"),
        (lambda person: make_task(person, words="Ring Ann"), "To do: Ring Ann"),
    ],
)
def test_each_kind_has_its_words(client, adair, looked, make, words):
    with as_system():
        make(adair)

    assert [each.words for each in since(client, adair).lines] == [words]


@pytest.mark.django_db
def test_nothing_new_says_since_when_and_the_first_look_tells_of_three_months(client, sign_in, adair, looked):
    with as_system():
        make_contact(adair, at=NOW - 80 * DAY)
        make_contact(adair, at=NOW - 100 * DAY)
    page = client.get(f"/people/{adair.public_id}/").text
    sign_in("hsca_1")
    first = [since(client, adair) for _ in range(2)]

    assert "Nothing since you last looked" in page
    assert "8 days" in page
    assert [(each.looked_on, [line.on for line in each.lines]) for each in first] == [
        (None, [date(2026, 4, 11)] * 2)
    ] * 2  # opened again on the same day it is the same
    with as_system():
        assert Look.objects.count() == 2


@pytest.mark.django_db
def test_who_wrote_is_withheld_where_whereabouts_are(client, sign_in, adair, looked):
    gp = sign_in("gp_a")
    with as_system():
        make_contact(adair, at=NOW)
        make_task(adair, closed_at=NOW, closed_by=looked, outcome="DONE", raised_by=gp)
        marked = {"kind": PreferenceKind.SENSITIVE, "from_on": TODAY, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(person=adair, **marked)

    lines = since(client, adair).lines

    assert looked.display_name not in str(lines)
    assert any("name and organisation withheld" in each.by for each in lines)


@pytest.mark.django_db
def test_statements_do_not_grow_with_what_is_new(client, adair, looked, django_assert_num_queries):
    with as_system():
        make_contact(adair, at=NOW)
    since(client, adair)
    with CaptureQueriesContext(connection) as of_one:
        since(client, adair)
    with as_system():
        for _ in range(20):
            make_contact(adair, at=NOW)
            make_offer(adair, on=TODAY)

    with django_assert_num_queries(len(of_one)):
        assert since(client, adair).more == 52


@pytest.mark.django_db
def test_a_look_is_one_s_own_and_kept_of_nobody_out_of_reach(client, world, looked):
    cohen = world.person("COHEN")

    assert client.get(f"/people/{cohen.public_id}/").status_code == 404
    with as_system():
        assert not Look.objects.filter(person=cohen).exists()


@pytest.mark.django_db
def test_what_became_of_the_plan_is_told_and_nothing_of_one_in_error(client, world, adair, looked):
    gp = world.user("gp_a")
    with as_system():
        first = make_plan(adair, agreed=True)
        make_plan_review(first, words="Read with her")
        make_plan_offer(adair, on=TODAY, answer="ACCEPTED", answered_by=gp, answered_at=NOW)
        wrong = {"in_error_at": NOW, "in_error_by": gp, "in_error_reason": "WRONG_PERSON"}
        make_plan(adair, number=2, words="Qzkw", agreed=True, **wrong)

    told = [each.words for each in since(client, adair).lines]

    assert sorted(told) == [
        "Care plan offered: in person", "Care plan read through: it holds", "Care plan, version 1: agreed",
        "Care plan, version 2: entered in error", "Offer of a care plan: wants a plan",
    ]  # fmt: skip
