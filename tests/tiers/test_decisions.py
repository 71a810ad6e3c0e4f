"""A clinician decides a tier: the page, the rules, two at once, and a history without gap or overlap."""

import pytest
import time_machine
from django.urls import reverse

from patients.models import PersonDetail, Preference, PreferenceKind
from tests.tiers.asking import decided, tier_of, why
from tests.tiers.deciding import DAY, OVERRIDE, REVIEW, SEEN, decide, decide_tier_2, page_of
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import decisions as actions
from tiers.actions.decisions import DecidedMeanwhile
from tiers.actions.proposals import propose_tiers
from tiers.models import PracticeCount, TierDecision
from tiers.running import follow_decision
from wsic import work
from wsic.audit.models import AuditEvent
from wsic.jobs import actions as jobs
from wsic.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_a_proposal_is_confirmed(client, sign_in, adair):
    sign_in("gp_a")
    assert "Confirm" in page_of(client, adair)

    assert decide(client, adair, tier="2", frailty_scale="6", review_on="").status_code == 302

    text = page_of(client, adair)
    assert "agreed by Gp A" in text
    assert "Clinical Frailty Scale 6 living with moderate frailty" in text
    assert decided(adair) == [(2, TODAY, None)]
    with as_system():
        (kept,) = TierDecision.objects.all()
        event = AuditEvent.objects.get(verb="tier.decided")
    assert (kept.number, kept.proposed_tier, kept.deficit_count, kept.frailty_scale_version) == (
        1,
        2,
        9,
        "2.0",
    )
    assert (kept.role, kept.organisation.code, kept.source) == ("GP", "PA", "IMPORTED")
    assert event.people == [adair.pk]


def test_an_override_says_why_until_when_and_is_shown_wherever_the_tier_is(client, sign_in, adair):
    sign_in("gp_a")

    assert decide(client, adair, **OVERRIDE).status_code == 302

    text = page_of(client, adair)
    said = ("overridden, up by Gp A", "Problems are not coded", "Falls every week.", "the index said 9/36")
    assert [words for words in said if words not in text] == []
    panel = client.get(reverse("tiers:person_tier", args=[adair.public_id])).context["panel"]
    assert (panel.tier, panel.proposed, panel.decision.says) == (3, False, "Overridden, up")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose what you decide"),
        ({"tier": "4"}, "Choose what you decide"),
        (OVERRIDE | {"reason": ""}, "Choose why it differs from the index"),
        (OVERRIDE | {"reason": "WHIM"}, "Choose one of the reasons"),
        (OVERRIDE | {"reason": "OTHER", "words": ""}, "Say in your words"),
        (OVERRIDE | {"review_on": ""}, "Enter the day on which it is looked at again"),
        (OVERRIDE | {"review_on": TODAY.isoformat()}, "Choose a day after today"),
        (OVERRIDE | {"review_on": "2031-01-01"}, "Choose a day within 24 months"),
        (OVERRIDE | {"review_on": "soon"}, "Enter the day as a real date"),
        ({"tier": "2", "seen": "nonsense"}, "This form is not one of ours"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, sign_in, adair, sent, sentence):
    sign_in("gp_a")

    response = decide(client, adair, **sent)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert sent.get("words", "") in response.content.decode()
    assert decided(adair) == []


def test_of_two_at_once_one_wins_and_the_other_sees_what_happened(client, sign_in, adair):
    sign_in("gp_a")
    decide(client, adair, **OVERRIDE)
    sign_in("locum")

    response = decide(client, adair, **OVERRIDE | {"tier": "1", "words": "Walks far."})

    text = response.content.decode()
    assert response.status_code == 409
    for words in ("Nothing was saved", "overridden, up by Gp A", "Walks far."):
        assert words in text
    assert decided(adair) == [(3, TODAY, None)]
    token = response.context["deciding"]["seen"].value()
    again = {"tier": "1", "reason": "ASSESSMENT", "review_on": REVIEW.isoformat(), "seen": token}
    assert decide(client, adair, **again).status_code == 302
    assert decided(adair) == [(1, TODAY, None)]


def test_a_number_that_another_transaction_took_is_somebody_else_s_decision(world, adair, monkeypatch):
    gp = world.user("gp_a")
    with as_system():
        DecisionFactory(person=adair, number=1, decided_on=TODAY)
    # As read before the other's commit.
    monkeypatch.setattr(actions, "_seen", lambda *_given, **_named: SEEN)

    with work.acting_as(gp, on=TODAY), pytest.raises(DecidedMeanwhile):
        decide_tier_2(adair, by=gp)


def test_an_index_that_moved_since_the_page_was_opened_is_not_decided_upon(client, sign_in, adair):
    sign_in("gp_a")

    assert decide(client, adair, tier="2", seen="0.2.8").status_code == 409


@pytest.mark.parametrize("name", ["nurse_a", "admin_a", "case_manager_1", "hsca_1"])
def test_who_may_not_is_told_who_does(client, sign_in, adair, name):
    sign_in(name)

    response = decide(client, adair, tier="2")

    assert response.status_code == 403
    assert "decided by a GP" in response.content.decode()
    assert "Save decision" not in page_of(client, adair)


def test_an_override_outlives_the_index_is_flagged_when_it_moves_and_asked_about_when_due(
    client, sign_in, adair
):
    sign_in("gp_a")
    with as_system():
        DecisionFactory(
            person=adair, number=1, tier=1, proposed_tier=2, reason="RESOLVED", decided_on=TODAY - 90 * DAY,
            review_on=TODAY,
        )  # fmt: skip
    assert "review was due" in page_of(client, adair)
    assert "the index has moved" not in page_of(client, adair)

    with as_system():
        ScoreFactory(person=adair, deficit_count=14, calculated_on=TODAY)
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)

    text = page_of(client, adair)
    assert "The index proposed tier 2 when this was decided, and proposes tier 3 now." in text
    assert decided(adair) == [(1, TODAY - 90 * DAY, None)]


def test_a_decision_is_handed_back_to_the_index(client, sign_in, adair):
    sign_in("gp_a")
    assert "Hand back" not in page_of(client, adair)
    decide(client, adair, **OVERRIDE)
    assert "Hand back to the index" in page_of(client, adair)

    assert decide(client, adair, tier="back", seen="1.2.9").status_code == 302

    assert decided(adair) == []
    assert "handed back to the index by Gp A" in page_of(client, adair)
    panel = client.get(reverse("tiers:person_tier", args=[adair.public_id])).context["panel"]
    assert (panel.tier, panel.proposed) == (2, True)


def test_published_numbers_follow(client, sign_in, adair, world):
    counted = PracticeCount.objects.filter(practice=world.organisation("PA"), counted_on=TODAY)
    sign_in("gp_a")
    with time_machine.travel(NOW, tick=False):
        decide(client, adair, **OVERRIDE)
    with as_system():
        counted.delete()
        job = jobs.claim_next(at=NOW)

    follow_decision(job)

    with as_system():
        people = dict(counted.values_list("tier", "people"))
        assert Job.objects.get(pk=job.pk).state == "DONE"
    assert people[2] == 0  # of who was proposed there
    assert people[3] is None  # one to four are told nobody


def test_without_a_score_a_tier_is_decided_all_the_same(client, sign_in, world):
    adair = world.person("ADAIR")
    sign_in("gp_a")
    assert "Save decision" in page_of(client, adair)

    assert decide(client, adair, **OVERRIDE, seen="0..").status_code == 302

    assert "decided without a score by Gp A" in page_of(client, adair)


@pytest.mark.parametrize("query", ["?on=2026-05-31", "?known_now=on"])
def test_upon_what_does_not_stand_today_nothing_is_decided(client, sign_in, adair, query):
    sign_in("gp_a")

    assert "Save decision" not in client.get(why(adair, query)).content.decode()


def test_of_who_has_died_or_left_nothing_is_decided_and_nothing_is_due(client, sign_in, adair):
    sign_in("gp_a")
    with as_system():
        DecisionFactory(person=adair, number=1, tier=2, review_on=TODAY, decided_on=TODAY - DAY)
        PersonDetail.objects.filter(person=adair).update(died_on=TODAY)
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)

    response = decide(client, adair, tier="2", seen="1..9")

    assert response.status_code == 403
    assert "Nobody stands on a tier who has died" in response.content.decode()
    assert "review was due" not in page_of(client, adair)


def test_a_button_pressed_twice_is_one_decision(client, sign_in, adair):
    sign_in("gp_a")

    assert [decide(client, adair, **OVERRIDE).status_code for _ in range(2)] == [302, 302]

    with as_system():
        assert TierDecision.objects.count() == 1


@pytest.mark.parametrize("sign", ["\u202e", "\x07"])
def test_words_that_cannot_be_read_are_refused(client, sign_in, adair, sign):
    sign_in("gp_a")

    assert decide(client, adair, **OVERRIDE | {"words": f"Falls{sign}often"}).status_code == 422


@pytest.mark.parametrize(("name", "said"), [("gp_a", True), ("nurse_a", False)])
def test_the_page_of_the_tier_leads_to_deciding_who_may(client, sign_in, adair, name, said):
    sign_in(name)

    assert ("and decide" in client.get(tier_of(adair)).content.decode()) is said


def test_who_decided_and_where_is_withheld_with_the_practice(client, sign_in, adair):
    with as_system():
        DecisionFactory(person=adair, number=1, decided_on=TODAY)
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)
    sign_in("case_manager_1")
    addresses = [tier_of(adair), why(adair), why(adair, "?open=all"), f"{tier_of(adair)}history/"]
    before = [client.get(each).text for each in addresses]
    with as_system():
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )

    pages = [client.get(each).text for each in addresses]

    assert all("Gp A, GP, Practice A" in each for each in before)
    assert not any("Gp A" in each or "Practice A" in each for each in pages)
    assert all("GP, name and organisation withheld" in each for each in pages)
