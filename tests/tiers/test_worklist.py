"""Tiers to look at: who is on the page and why, how it is filtered, and going through it."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.factories import PersonFactory
from tests.tiers.asking import asked_by_htmx
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.onsets import make_onset, score_by_records
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.forms.worklist import _ORDERS
from tiers.models import RecordSummary, TierDecision
from tiers.queries.worklist import NO_ADMISSIONS, NO_ENTRIES
from tiers.rules.worklist import next_left, next_place
from tiers.sets.worklist import ORDERS
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


@pytest.fixture
def practice(world):
    """
    Of practice A: ADAIR (13) and BELLO (9) never looked at, FOX up from 1 to 2, GREY's review was due, HALL
    agreed, IVES at 4 with nothing to look at but a record that is new here, JONES fit.
    """
    place = world.organisation("PA")
    with as_system():
        ScoreFactory(person=world.person("ADAIR"), deficit_count=13)
        ScoreFactory(person=world.person("BELLO"), deficit_count=9)
        decided(somebody(place, "FOX", 6, 10), 1, proposed_tier=1, deficit_count=6)
        decided(somebody(place, "GREY", 10), 3, proposed_tier=2, reason="OTHER", review_on=TODAY - DAY)
        decided(somebody(place, "HALL", 9), 2)
        somebody(place, "IVES", 4, since=date(2025, 12, 1))
        somebody(place, "JONES", 2)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return place


def somebody(place, name, *counts, since=date(2015, 1, 1)):
    person = PersonFactory(practice=place, practice__from_on=since, details__family_name=name)
    for on, count in zip((MARCH, JUNE)[2 - len(counts) :], counts, strict=True):
        ScoreFactory(person=person, calculated_on=on, deficit_count=count)
    return person


def decided(person, tier, **more):
    DecisionFactory(person=person, number=1, tier=tier, decided_on=date(2026, 4, 1), **more)


def address_of(practice, query=""):
    return reverse("tiers:worklist_of", args=[practice.public_id]) + query


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
    assert set(_ORDERS) == set(ORDERS)


def walked(client, address):
    """The family name on the page that an address leads to, and that page."""
    response = client.get(address, follow=True)
    banner = response.context.get("banner")
    return banner.family_name if banner else None, response


def test_the_list_is_gone_through_by_skipping_and_by_deciding(client, sign_in, practice):
    sign_in("gp_a")
    name, page = walked(client, client.get(address_of(practice)).context["first_address"])
    assert (name, "1 of 5" in page.text) == ("FOX", True)

    name, page = walked(client, page.context["walk"].skip_address)
    assert (name, "2 of 5" in page.text) == ("ADAIR", True)

    name, page = walked(client, agreed(client, page, tier="3").url)
    assert (name, "2 of 4" in page.text) == ("BELLO", True)

    name, page = walked(client, page.context["walk"].back_address)
    assert (name, "1 of 4" in page.text) == ("FOX", True)


def test_at_the_end_it_says_who_is_left(client, sign_in, practice):
    sign_in("gp_a")
    address = address_of(practice) + "next/?place=9"

    name, page = walked(client, address)

    assert name is None
    assert "That was the last." in page.text
    assert "5 are still on the list." in page.text


def test_where_one_is_stands_in_the_address_and_filters_stay(client, sign_in, practice):
    sign_in("gp_a")
    first = client.get(address_of(practice, "?reason=UNSEEN&sort=-name")).context["first_address"]

    answer = client.get(first)

    words = parse_qs(urlsplit(answer.url).query)
    assert words == {
        "reason": ["UNSEEN"], "sort": ["-name"], "list": [str(practice.public_id)], "place": ["1"],
    }  # fmt: skip
    assert answer.url.endswith("#id_tier")
    name, page = walked(client, answer.url)
    assert (name, "1 of 2" in page.text) == ("BELLO", True)


def test_a_mistake_in_the_form_keeps_the_place(client, sign_in, practice):
    sign_in("gp_a")
    _, page = walked(client, client.get(address_of(practice)).context["first_address"])

    answer = client.post(page.context["walk"].form_address, {"seen": "0.2.9", "tier": ""})

    assert answer.status_code == 422
    assert "1 of 5" in answer.text
    assert answer.context["walk"].form_address == page.context["walk"].form_address


@pytest.mark.parametrize("words", ["?list=nonsense&place=x", "?list={other}&place=1", "?place=1"])
def test_a_list_that_is_not_ones_own_is_none(client, sign_in, practice, world, words):
    sign_in("gp_a")
    query = words.format(other=world.organisation("PB").public_id)

    response = client.get(reverse("tiers:explain", args=[world.person("ADAIR").public_id]) + query)

    assert (response.status_code, response.context["walk"]) == (200, None)


def test_who_decided_elsewhere_meanwhile_makes_nobody_be_passed_over(client, sign_in, practice, world):
    sign_in("gp_a")
    _, page = walked(client, client.get(address_of(practice)).context["first_address"])
    _, page = walked(client, page.context["walk"].skip_address)  # ADAIR, the second
    with as_system():
        fox = TierDecision.objects.get(person__details__family_name="FOX").person
        DecisionFactory(person=fox, number=2, tier=2)

    name, page = walked(client, page.context["walk"].skip_address)

    assert (name, "2 of 4" in page.text) == ("BELLO", True)


def test_decisions_higher_up_meanwhile_make_nobody_be_passed_over_after_ones_own(
    client, sign_in, practice, world
):
    sign_in("gp_a")
    _, page = walked(client, client.get(address_of(practice)).context["first_address"])
    _, page = walked(client, page.context["walk"].skip_address)  # ADAIR, the second
    with as_system():
        fox = TierDecision.objects.get(person__details__family_name="FOX").person
        DecisionFactory(person=fox, number=2, tier=2)

    name, page = walked(client, agreed(client, page, tier="3").url)

    assert (name, "1 of 3" in page.text) == ("BELLO", True)


def test_after_the_last_of_the_list_it_ends(client, sign_in, practice):
    sign_in("gp_a")
    _, page = walked(client, client.get(address_of(practice, "?tier=3")).context["first_address"])
    _, page = walked(client, page.context["walk"].skip_address)  # GREY, the last of the two

    name, page = walked(client, agreed(client, page, tier="2").url)

    assert (name, "1 is still on the list." in page.text) == (None, True)


def agreed(client, page, *, tier):
    seen = page.context["deciding"]["seen"].value()
    return client.post(page.context["walk"].form_address, {"seen": seen, "tier": tier, "review_on": ""})


@pytest.mark.fast
@pytest.mark.parametrize(
    ("before", "order", "after", "place", "expected"),
    [
        ([7, 8, 9], [8, 9], 7, 1, 1),
        ([7, 8, 9], [9], 7, 2, 1),  # the next was decided too
        ([6, 7, 8, 9], [8, 9], 7, 2, 1),  # and whoever stood before
        ([7, 8, 9], [5, 7, 8, 9], 7, 1, 3),  # still listed, and somebody new before
        ([7, 8, 9], [9, 8], 7, 1, 2),  # the next of then, wherever that is now
        ([7, 8], [7], 8, 2, None),
        ([8, 9], [8, 9], 7, 2, 2),  # not listed before either: by the place
    ],
)
def test_where_to_go_on_after_a_decision(before, order, after, place, expected):
    assert next_left(before, order, after=after, place=place) == expected


@pytest.mark.fast
@pytest.mark.parametrize(
    ("order", "after", "place", "back", "expected"),
    [
        ([7, 8, 9], None, 1, False, 1),  # to the first
        ([7, 8, 9], 7, 1, False, 2),
        ([8, 9], 7, 1, False, 1),  # decided: the next has their place
        ([8, 9], 9, 3, False, None),
        ([8, 9], 9, 3, True, 1),
        ([8, 9], 7, 3, True, 2),
        ([8, 9], 8, 1, True, None),
        ([], 8, 1, False, None),
    ],
)
def test_where_to_go_on(order, after, place, back, expected):
    assert next_place(order, after=after, place=place, back=back) == expected
