"""The page of a person's tiers over time: as of a day, as known on a day, and a late correction."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from patients.models import PersonDetail
from tests.tiers.asking import history_of, tier_of, why
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import FrailtyScore, TierStanding
from tiers.sets import decisions
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARCH, APRIL, MAY, JUNE = (date(2026, month, 10) for month in (3, 4, 5, 6))
REGISTERED = date(2010, 1, 1)


def at(day):
    return NOW.replace(month=day.month, day=day.day)


def scored_on(person, day, count, *, recorded=None):
    with as_system():
        ScoreFactory(person=person, deficit_count=count, calculated_on=day)
        propose_tiers([person.pk], by=SYSTEM, at=at(recorded or day))


def decided_on(person, day, tier, number):
    with as_system():
        DecisionFactory(
            person=person, number=number, tier=tier, proposed_tier=2, reason="OTHER", words="Walks far.",
            review_on=TODAY + 90 * DAY, decided_on=day, recorded_at=at(day), standing__follows=False,
        )  # fmt: skip
        decisions.write([person.pk], at=at(day))


@pytest.fixture
def adair(world):
    """Proposed on tier 2 in March and 3 in May, decided down to 1 in April and handed back in June."""
    person = world.person("ADAIR")
    scored_on(person, MARCH, 9)
    decided_on(person, APRIL, 1, 1)
    scored_on(person, MAY, 14)
    decided_on(person, JUNE, None, 2)
    return person


def lines_of(page):
    return [
        (each.from_on, each.to_on, each.index, each.decided, each.tier)
        for each in reversed(page.context["history"].lines)
    ]


WHOLE = [
    (REGISTERED, MARCH, None, None, None),
    (MARCH, APRIL, 2, None, 2),
    (APRIL, MAY, 2, 1, 1),
    (MAY, JUNE, 3, 1, 1),
    (JUNE, None, 3, None, 3),
]


def test_every_day_has_the_tier_of_the_index_and_what_was_decided(client, sign_in, adair):
    sign_in("gp_a")

    page = client.get(history_of(adair))

    assert lines_of(page) == WHOLE
    assert page.context["history"].days == (TODAY - REGISTERED).days + 1
    for words in ("Handed back to the index", "Walks far.", "as known today", "still so"):
        assert words in page.text
    assert "No day has ever read otherwise" in page.text


@pytest.mark.parametrize(
    ("day", "rows", "last"),
    [
        (MAY - DAY, 3, (APRIL, None, 2, 1, 1)),
        (MAY, 4, (MAY, None, 3, 1, 1)),
        (APRIL - DAY, 2, (MARCH, None, 2, None, 2)),
        (MARCH - DAY, 1, (REGISTERED, None, None, None, None)),
    ],
)
def test_as_of_a_past_day_nothing_later_is_there(client, sign_in, adair, day, rows, last):
    sign_in("gp_a")

    found = lines_of(client.get(history_of(adair, f"?on={day}")))

    assert (len(found), found[-1]) == (rows, last)


def test_a_late_correction_moves_the_past_as_known_now_and_not_as_it_was_known(client, sign_in, adair):
    """In June it is found that the score of March was of somebody else."""
    sign_in("gp_a")
    with as_system():
        FrailtyScore.objects.filter(person=adair, calculated_on=MARCH).delete()
    scored_on(adair, MARCH, 6, recorded=JUNE)

    then, now = (client.get(history_of(adair, f"?on={APRIL}&known={day}")) for day in (APRIL, TODAY))

    assert lines_of(then) == [WHOLE[0], WHOLE[1], (APRIL, None, 2, 1, 1)]
    assert [each.index_now for each in then.context["history"].lines] == [1, 1, None]
    assert "otherwise" in then.text
    assert lines_of(now) == [WHOLE[0], (MARCH, APRIL, 1, None, 1), (APRIL, None, 1, 1, 1)]
    (believed,) = client.get(history_of(adair)).context["history"].believed
    assert (believed.tier, believed.from_on, believed.to_on) == (2, MARCH, MAY)
    assert (believed.recorded_on, believed.replaced_on) == (MARCH, JUNE)


def test_a_score_that_was_brought_late_shows_what_was_believed_until_then(client, sign_in, world):
    person = world.person("BELLO")
    scored_on(person, MARCH, 9)
    scored_on(person, APRIL, 14, recorded=MAY)
    sign_in("gp_a")

    (believed,) = client.get(history_of(person)).context["history"].believed

    assert (believed.tier, believed.from_on, believed.to_on) == (2, APRIL, MAY)
    assert client.get(history_of(person, f"?on={APRIL}")).context["history"].believed == ()


def test_what_nobody_had_recorded_yet_is_said(client, sign_in, world):
    person = world.person("BELLO")
    scored_on(person, MARCH, 9, recorded=JUNE)
    sign_in("gp_a")

    page = client.get(history_of(person, f"?on={APRIL}"))

    assert [each.index for each in page.context["history"].lines] == [None, None]
    assert [each.index_now for each in page.context["history"].lines] == [2, None]
    assert "No tier had been recorded here by" in page.text


def test_who_died_has_no_day_from_then_on(client, sign_in, adair):
    with as_system():
        PersonDetail.objects.filter(person=adair).update(died_on=JUNE + DAY)
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)
    sign_in("gp_a")

    page = client.get(history_of(adair))

    assert lines_of(page)[-1] == (JUNE, JUNE + DAY, 3, None, 3)
    assert "died</span>" in page.text


def test_of_who_was_not_registered_yet_there_is_a_sentence(client, sign_in, world):
    sign_in("gp_a")

    assert "No day to tell of" in client.get(history_of(world.person("BELLO"), "?on=2011-01-01")).text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?on=2026-07-01", "Choose today or an earlier day: the future has no score"),
        ("?known=2026-07-01", "Choose today or an earlier day: nobody knows yet what comes"),
        ("?on=2026-05-02&known=2026-05-01", "Choose the day looked at or a later one"),
        ("?known=soon", "Enter the day as a real date, such as 30/06/2026"),
    ],
)
def test_days_that_do_not_go_together_are_refused(client, sign_in, adair, query, sentence):
    sign_in("gp_a")

    page = client.get(history_of(adair, query))

    assert (page.status_code, sentence in page.text) == (422, True)


def test_the_page_to_print_leaves_as_a_file_does(client, sign_in, adair):
    sign_in("gp_a")
    address = client.get(history_of(adair, f"?on={MAY}")).context["print_address"]

    page = client.get(address)

    assert ('id="print"' in page.text, "As shown to Gp A on" in page.text) == (True, True)
    assert page.context["history"].on == MAY
    with as_system():
        events = AuditEvent.objects.filter(verb="tier.history_read").order_by("pk")
        assert list(events.values_list("kind", "people")) == [("READ", [adair.pk]), ("EXPORT", [adair.pk])]


def test_the_page_of_the_tier_is_read_as_of_a_day_too_and_leads_here(client, sign_in, adair):
    sign_in("gp_a")

    page = client.get(tier_of(adair, f"?on={MAY - DAY}"))

    panel = page.context["panel"]
    assert (panel.tier, panel.decision.tier, panel.deficit_count) == (1, 1, 9)
    assert [(each.tier, each.to_on) for each in panel.tiers] == [(1, None), (2, None)]
    assert f'href="{history_of(adair, f"?on={MAY - DAY}")}"' in page.text
    assert f'href="{why(adair, f"?on={MAY - DAY}")}"' in page.text
    assert client.get(tier_of(adair, "?on=never")).status_code == 422


def test_somebody_elses_person_is_nobody(client, sign_in, adair):
    sign_in("gp_b")

    theirs = client.get(history_of(adair))

    nowhere = client.get(reverse("tiers:person_history", args=[uuid4()]))

    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.content == nowhere.content


def test_anonymous_is_sent_to_sign_in(client, adair):
    assert client.get(history_of(adair)).url == f"/sign-in/?next={history_of(adair)}"


def test_a_long_history_takes_as_many_statements_as_a_short_one(
    client, sign_in, world, statements_do_not_grow
):
    person = world.person("BELLO")
    sign_in("gp_a")

    def add(many):
        there = 0
        with as_system():
            there = TierStanding.objects.filter(person=person).count()
        for number in range(there, there + many):
            scored_on(person, MARCH + number * DAY, 4 + 5 * (number % 2))

    assert statements_do_not_grow(ask=lambda: client.get(history_of(person)), add=add) <= 22
