"""Tiers to look at: who is on the page and why, and how it is filtered."""

from datetime import date

import pytest

from tests.tiers.asking import asked_by_htmx
from tests.tiers.factories import DecisionFactory
from tests.tiers.looking import address_of, decided, lay_down_practice, somebody
from tests.tiers.onsets import make_onset, score_by_records
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import propose_tiers
from tiers.forms.worklist import WorklistFilter
from tiers.models import RecordSummary
from tiers.queries.worklist import NO_ADMISSIONS, NO_ENTRIES
from tiers.sets.worklist import ORDERS
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(world):
    return lay_down_practice(world)


def listed(response) -> dict[str, list[str]]:
    return {row.person.family_name: [why.text for why in row.whys] for row, _ in response.context["rows"]}


def test_everybody_to_look_at_is_listed_by_severity_with_reasons(client, sign_in, practice):
    sign_in("gp_a")

    response = client.get(address_of(practice))

    assert list(listed(response).items()) == [
        ("FOX", ["Tier up: tier 1 when decided, tier 2 now"]),
        ("ADAIR", ["Proposed tier 3, never looked at"]),
        ("BELLO", ["Proposed tier 2, never looked at"]),
        ("GREY", ["Review was due 29-Jun-2026"]),
        ("IVES", ["4/36, registered here since 01-Dec-2025"]),
    ]
    assert "Proposed tiers 0 and 1 without a reason stand without work" in response.text


def test_what_was_handed_back_to_the_index_is_listed_when_it_proposes_work(client, sign_in, world):
    place = world.organisation("PA")
    with as_system():
        for name, then, count in (("LANE", 2, 6), ("MOSS", 0, 6), ("NASH", 1, 9), ("OWEN", None, 9)):
            decided(somebody(place, name, count), None, proposed_tier=then, standing__follows=False)
        propose_tiers(None, by=SYSTEM, at=NOW)
    sign_in("gp_a")

    found = listed(client.get(address_of(place)))

    assert found["NASH"] == ["Tier up: tier 1 when decided, tier 2 now"]
    assert found["OWEN"] == ["Tier up: no tier when decided, tier 2 now"]
    assert not {"LANE", "MOSS"} & set(found)


@pytest.mark.parametrize(
    ("since", "entered", "words"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), ["4/36, registered here since 05-Jan-2026"]),
        (date(2026, 1, 5), date(2026, 1, 7), ["4/36, registered here since 05-Jan-2026"]),
        (date(2010, 1, 4), date(2024, 2, 3), ["4/36, no coded entry since 03-Feb-2024"]),
        (date(2010, 1, 4), date(2010, 1, 4), ["4/36, no coded entry since 04-Jan-2010"]),
        (date(2010, 1, 4), None, None),  # nothing is known of the records
    ],
)
def test_a_thin_record_says_what_it_lacks(client, sign_in, world, since, entered, words):
    place = world.organisation("PA")
    with as_system():
        score_by_records(place, has_entries=True)
        person = somebody(place, "KING", since=since)
        for deficit in range(1, 5):
            make_onset(person, place, min(entered or since, date(2020, 1, 1)), deficit)
        if entered:
            RecordSummary.objects.create(person=person, last_on=entered, days=[entered])
        propose_tiers(None, by=SYSTEM, at=NOW)
    sign_in("gp_a")

    assert listed(client.get(address_of(place))).get("KING") == words


def test_a_record_that_was_thin_already_waits_since_the_decision(client, sign_in, world):
    place, decided_on, last_on = world.organisation("PA"), date(2025, 5, 1), date(2024, 2, 3)
    with as_system():
        score_by_records(place, has_entries=True)
        person = somebody(place, "KING")
        make_onset(person, place, date(2020, 1, 1))
        RecordSummary.objects.create(person=person, last_on=last_on, days=[last_on])
        propose_tiers(None, by=SYSTEM, at=NOW)
        DecisionFactory(person=person, number=1, tier=0, decided_on=decided_on)
    sign_in("gp_a")

    rows = client.get(address_of(place, "?reason=THIN")).context["rows"]

    assert [(row.person.family_name, row.since) for row, _ in rows] == [("KING", decided_on)]


def test_what_is_not_there_yet_is_said(client, sign_in, practice):
    sign_in("gp_a")

    assert client.get(address_of(practice)).context["page"].missing == (NO_ADMISSIONS, NO_ENTRIES)


def test_each_number_opens_the_people_it_counts(client, sign_in, practice):
    sign_in("gp_a")
    response = client.get(address_of(practice))
    views = [*response.context["views"], *response.context["tallies"]]

    opened = [len(listed(client.get(view.address))) for view in views]

    assert opened == [view.count for view in views] == [5, 1, 2, 1, 1, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?reason=UNSEEN", ["ADAIR", "BELLO"]),
        ("?tier=2", ["BELLO"]),
        ("?reason=UNSEEN&tier=3", ["ADAIR"]),
        ("?reason=NONSENSE", ["FOX", "ADAIR", "BELLO", "GREY", "IVES"]),
        ("?sort=name", ["ADAIR", "BELLO", "FOX", "GREY", "IVES"]),
        ("?sort=-name", ["IVES", "GREY", "FOX", "BELLO", "ADAIR"]),
        ("?sort=-deficits", ["ADAIR", "FOX", "GREY", "BELLO", "IVES"]),
        ("?sort=waiting", ["IVES", "ADAIR", "BELLO", "GREY", "FOX"]),
    ],
)
def test_filters_and_orders(client, sign_in, practice, query, names):
    sign_in("gp_a")

    assert list(listed(client.get(address_of(practice, query)))) == names


def test_a_part_for_htmx_and_the_audit(client, sign_in, practice, world):
    sign_in("gp_a")

    response = client.get(address_of(practice), headers=asked_by_htmx("people"))

    assert "<html" not in response.text
    with as_system():
        event = AuditEvent.objects.filter(verb="worklist.read").latest("pk")
    assert len(event.people) == 5


def test_of_others_there_is_nothing(client, sign_in, practice, world):
    sign_in("gp_b")
    assert client.get(address_of(practice)).status_code == 404

    sign_in("community_nurse")
    assert client.get(address_of(practice)).status_code == 403


def test_one_practice_opens_at_once_and_several_are_offered(client, sign_in, practice, world):
    sign_in("gp_a")
    assert client.get("/worklist/").url == address_of(practice)

    sign_in("locum")
    assert address_of(practice) in client.get("/worklist/").text


def test_an_empty_list_says_that_everybodys_tier_stands(client, sign_in, world):
    sign_in("gp_b")

    assert "There is nobody to look at" in client.get(address_of(world.organisation("PB"))).text


def test_fifty_people_take_as_many_statements_as_one(
    client, sign_in, practice, world, statements_do_not_grow
):
    sign_in("gp_a")

    def add(count):
        with as_system():
            for _ in range(count):
                somebody(practice, "ZIMMERN", 9)
            propose_tiers(None, by=SYSTEM, at=NOW)

    few = statements_do_not_grow(ask=lambda: client.get(address_of(practice, "?size=50")), add=add)
    assert few <= 14


def test_the_list_is_printed_whole_with_its_filters_in_words(client, sign_in, practice):
    sign_in("gp_a")
    address = client.get(address_of(practice, "?tier=3&sort=name&size=50")).context["print_address"]

    text = client.get(address).text

    assert "Whoever is to be looked at; Tier: 3 Severe" in text
    assert "<dt>Order</dt> <dd>Person, A to Z</dd>" in text
    assert "Proposed tier 3, never looked at" in text
    assert "ADAIR" in text
    assert "BELLO" not in text
    with as_system():
        assert len(AuditEvent.objects.get(verb="worklist.printed").people) == 2


def test_every_order_has_its_words():
    assert set(WorklistFilter.orders) == set(ORDERS)
