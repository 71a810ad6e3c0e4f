"""How frail clinicians recorded somebody to be, beside the index; and what severe frailty asks for."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from patients.models import CodedEntry
from patients.rules.codes import check_code
from tests.tiers.asking import tier_of, why
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.test_summaries import MILD, MODERATE, SEVERE, STEP_3, STEP_7, write
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.codelists.severe_care import severe_care_codes
from tiers.models import TierDecision
from tiers.rules.severe_care import Care, Due, due

START = date(2024, 2, 27)  # of `write`
DAY = timedelta(days=1)


@pytest.fixture
def adair(world):
    """Proposed on tier 3."""
    person = world.person("ADAIR")
    with as_system():
        ScoreFactory(person=person, deficit_count=13)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)
    return person


def record(world, person, *entries):
    with as_system():
        write(person, world.organisation("PA"), entries)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([(MODERATE, 0, None, False)], [("moderate frailty", START)]),
        ([(SEVERE, 0, None, False), (MILD, 5, None, False)], [("mild frailty", START + 5 * DAY)]),
        ([(SEVERE, 0, None, True)], []),
        (
            [(STEP_7, 3, None, False)],
            [
                ("severe frailty", START + 3 * DAY),
                ("Clinical Frailty Scale 7, living with severe frailty", START + 3 * DAY),
            ],
        ),
        (
            [(STEP_3, 3, None, False)],
            [("Clinical Frailty Scale 3, managing well, which is no degree of frailty", START + 3 * DAY)],
        ),
        ([(SEVERE, 2000, None, False)], []),  # of a day to come
    ],
)
def test_it_stands_beside_the_decision(client, sign_in, world, adair, entries, said):
    record(world, adair, *entries)
    sign_in("gp_a")

    response = client.get(why(adair))

    lines = response.context["recorded"].lines
    assert [(line.words, line.on) for line in lines] == said
    assert ("Recorded by a clinician" in response.text) == bool(said)


@pytest.mark.django_db
def test_nothing_is_chosen_beforehand_unless_the_setting_says_so(client, sign_in, world, adair, settings):
    record(world, adair, (MODERATE, 0, None, False))
    sign_in("gp_a")
    chosen = 'value="2" checked'
    assert chosen not in client.get(why(adair)).text

    settings.SEVERITY_PROPOSES = True

    assert chosen in client.get(why(adair)).text
    with as_system():
        assert not TierDecision.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "proposed"), [(0, 2), (1, None)])
def test_what_a_decision_has_weighed_is_not_chosen_again(
    client, sign_in, world, adair, settings, days, proposed
):
    settings.SEVERITY_PROPOSES = True
    record(world, adair, (MODERATE, 1, None, False))
    with as_system():
        DecisionFactory(person=adair, number=1, tier=3, decided_on=START + days * DAY)
    sign_in("gp_a")

    assert client.get(why(adair)).context["recorded"].proposes == proposed


@pytest.mark.django_db
def test_a_choice_made_beforehand_yields_to_what_was_typed(client, sign_in, world, adair, settings):
    settings.SEVERITY_PROPOSES = True
    record(world, adair, (MODERATE, 0, None, False))
    sign_in("gp_a")

    answer = client.post(reverse("tiers:decide", args=[adair.public_id]), {"seen": "0.3.13", "tier": "1"})

    assert answer.status_code == 422
    assert 'value="1" checked' in answer.text
    assert 'value="2" checked' not in answer.text


@pytest.mark.fast
def test_every_code_of_severe_care_is_a_code_of_its_kind():
    codes = severe_care_codes()

    assert [check_code(*key) for key in codes] == [None] * len(codes)
    assert set(codes.values()) == set(Care)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("done_on", "due_on", "late"),
    [
        (None, None, True),
        (date(2025, 6, 29), date(2026, 6, 29), True),
        (date(2025, 6, 30), date(2026, 6, 30), True),
        (date(2025, 7, 1), date(2026, 7, 1), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
    ],
)
def test_each_is_due_twelve_months_after_the_last(done_on, due_on, late):
    done = {Care.FALLS: done_on} if done_on else {}

    review, falls, preference = due(done, on=TODAY)

    assert falls == Due(Care.FALLS, done_on, due_on, late)
    assert (review.late, preference.late) == (True, True)


REVIEW, FALLEN = "314530002", "414191008"


@pytest.mark.django_db
def test_severe_frailty_shows_what_is_due(client, sign_in, world, adair):
    record(world, adair, (REVIEW, 500, None, False), (REVIEW, 3, None, False), (FALLEN, 30, None, False))
    sign_in("gp_a")

    response = client.get(tier_of(adair))

    lines = [(each.label, each.done_on, each.due_on, each.late) for each in response.context["severe_care"]]
    assert lines == [
        ("Medication review", date(2025, 7, 11), date(2026, 7, 11), False),
        ("Falls in the last 12 months asked", date(2024, 3, 28), date(2025, 3, 28), True),
        ("Summary Care Record preference", None, None, True),
    ]
    assert "due now" in response.text
    assert "overdue" in response.text


@pytest.mark.django_db
def test_a_read_code_counts_and_a_deleted_entry_does_not(client, sign_in, world, adair):
    record(world, adair, ("1", 800, None, False), (REVIEW, 800, None, True))
    with as_system():
        CodedEntry.objects.get(code__snomed="1").code.__class__.objects.filter(snomed="1").update(
            snomed="", read2="9Ndn."
        )
    sign_in("gp_a")

    review, _, preference = client.get(tier_of(adair)).context["severe_care"]

    assert (review.done_on, preference.done_on) == (None, START + 800 * DAY)


@pytest.mark.django_db
def test_as_of_a_past_day_what_was_typed_later_is_not_there(client, sign_in, world, adair):
    record(world, adair, (REVIEW, 800, None, False))
    sign_in("gp_a")
    past = tier_of(adair) + "?on=2026-05-31"
    with as_system():
        known = START + 800 * DAY
        ScoreFactory(person=adair, deficit_count=13, calculated_on=date(2026, 5, 1))
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)
        assert known < date(2026, 5, 31)
    assert client.get(past).context["severe_care"][0].done_on == known

    with as_system():
        CodedEntry.objects.filter(person=adair).update(known_on=date(2026, 6, 1))

    assert client.get(past).context["severe_care"][0].done_on is None


@pytest.mark.django_db
def test_other_tiers_are_asked_for_nothing(client, sign_in, world):
    bello = world.person("BELLO")
    with as_system():
        ScoreFactory(person=bello, deficit_count=12)
        propose_tiers([bello.pk], by=SYSTEM, at=NOW)
    sign_in("gp_a")

    response = client.get(tier_of(bello))

    assert response.context["severe_care"] == ()
    assert "Due with severe frailty" not in response.text
