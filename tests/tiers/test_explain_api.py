"""The explanation as JSON: the same as the page, for the same readers, and as much in the audit."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.tiers.asking import why
from tests.tiers.explaining import EGFR, FALLS, IN_MAY, LATE, entry, five_medicines, record
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import propose_tiers
from tiers.rules import MOST_DEFICITS
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def as_json(person, query=""):
    return reverse("tiers:api_explanation", args=[person.public_id]) + query


@pytest.fixture
def adair(world, scored):
    adair = world.person("ADAIR")
    entries = entry(FALLS), entry(EGFR, IN_MAY, recorded=LATE, value=52)
    record(adair, scored, *entries, issues=five_medicines())
    with as_system():
        DecisionFactory(person=adair, number=1, tier=1, deficit_count=1, decided_on=IN_MAY)
    return adair


def words_of(told):
    """Every text and number of the JSON that the page shows as it is."""
    for deficit in told["deficits"]:
        yield from (deficit["name"], deficit["by"], deficit["age"], *deficit["marks"])
        for each in (*deficit["signs"], *deficit["medicines"]):
            yield each["read_in"]
        for sign in deficit["signs"]:
            yield from (sign["code"], sign["term"], sign["bounds"])
    for moves in (told["moves"], told["since_decision"]):
        yield moves["total"] if moves else ""
        yield from (each["name"] for each in (moves or {"lines": ()})["lines"])
    yield from (each["says"] for each in told["would_change"])
    yield from (each["text"] for each in told["keep"])
    yield from told["unclear"]
    yield from (f'<span class="muted">{each["place"]}</span> {each["name"]}' for each in told["absent"])
    yield f"{told['doubtful']} rest" if told["doubtful"] else ""
    yield from (told["counts"]["of_all"], told["counts"]["words"], told["code_list"])


@pytest.mark.parametrize("query", ["", f"?on={LATE}", f"?on={IN_MAY}", f"?on={IN_MAY}&known_now=on"])
def test_page_and_json_say_the_same(client, sign_in, adair, query):
    sign_in("gp_a")

    page, told = client.get(why(adair, query)), client.get(as_json(adair, query)).json()

    shown = page.context["why"]
    assert [words for words in words_of(told) if words not in page.text] == []
    assert (told["on"], told["known_now"]) == (f"{shown.on}", shown.known_now)
    assert [each["place"] for each in told["deficits"]] == [each.place for each in shown.deficits]
    assert [each["place"] for each in told["absent"]] == [each.place for each in shown.absent]
    for name in ("counts", "computed", "imported"):
        headline = getattr(shown, name)
        expected = headline and (headline.count, headline.tier, float(headline.score))
        assert (told[name] and tuple(told[name][key] for key in ("count", "tier", "score"))) == expected
    for name in ("decided_tier", "data_age", "doubtful"):
        assert told[name] == getattr(shown, name)
    for name in ("data_on", "registered_on", "last_entry_on"):
        assert told[name] == f"{getattr(shown, name)}"


def test_what_is_absent_is_not_told_where_nothing_could_be_found(client, sign_in, world):
    """The imported score says how many deficits, and not which are absent."""
    with as_system():
        ScoreFactory(person=world.person("BELLO"), deficit_count=9)
        propose_tiers(None, by=SYSTEM, at=NOW)
    sign_in("gp_a")

    told = client.get(as_json(world.person("BELLO"))).json()

    assert (told["counts"]["count"], told["deficits"], told["absent"], told["doubtful"]) == (9, [], [], 0)


def test_present_and_absent_are_all_of_the_index(client, sign_in, adair):
    sign_in("gp_a")

    told = client.get(as_json(adair)).json()

    present = {each["place"] for each in told["deficits"]}
    absent = {each["place"] for each in told["absent"]}
    assert present
    assert not present & absent
    assert present | absent == set(range(1, MOST_DEFICITS + 1))


def test_every_field_of_the_explanation_is_told_but_the_drawing(client, sign_in, adair):
    sign_in("gp_a")

    told, shown = client.get(as_json(adair)).json(), client.get(why(adair)).context["why"]

    renamed = {"public_id": "person", "list_name": "code_list"}
    left_out = {"scale"}
    expected = {renamed.get(name, name) for name in vars(shown)} - left_out | {"near_boundary"}
    assert set(told) == expected


def test_it_is_json_whatever_is_asked_for(client, sign_in, adair):
    sign_in("gp_a")

    response = client.get(as_json(adair, "?format=html"))

    assert response.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("query", ["?on=2026-07-01", "?on=never"])
def test_a_day_that_is_none_is_refused_in_the_pages_words(client, sign_in, adair, query):
    sign_in("gp_a")

    response = client.get(as_json(adair, query))

    assert response.status_code == 422
    (sentence,) = response.json()["problems"]["on"]
    assert sentence in client.get(why(adair, query)).text


def test_who_asked_is_recorded(client, sign_in, adair):
    sign_in("gp_a")

    client.get(as_json(adair))

    with as_system():
        event = AuditEvent.objects.get(verb="tier.explained")
    assert (event.kind, event.people) == ("READ", [adair.pk])


@pytest.mark.parametrize("name", ["gp_b", "administrator", "nobody"])
def test_of_somebody_elses_person_there_is_none(client, sign_in, adair, name):
    sign_in(name)

    theirs = client.get(as_json(adair))

    nowhere = client.get(reverse("tiers:api_explanation", args=[uuid4()]))
    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.content == nowhere.content


def test_anonymous_is_sent_to_sign_in(client, adair):
    assert client.get(as_json(adair)).url == f"/sign-in/?next={as_json(adair)}"


def test_a_past_day_is_the_same_after_a_later_decision(client, sign_in, adair):
    sign_in("gp_a")
    before = client.get(as_json(adair, f"?on={LATE}")).content

    with as_system():
        DecisionFactory(person=adair, number=2, tier=3, deficit_count=3, decided_on=NOW.date())

    assert client.get(as_json(adair, f"?on={LATE}")).content == before
    assert client.get(as_json(adair)).json()["decided_tier"] == 3
