"""Going through the tiers to look at, one person after the other, while others decide too."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from patients.models import Person
from tests.tiers.factories import DecisionFactory
from tests.tiers.looking import address_of, lay_down_practice
from tests.world import TODAY, as_system
from tiers.rules.worklist import next_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(world):
    return lay_down_practice(world)


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
    assert page.redirect_chain[-1][0].endswith("#ended")  # where the keyboard goes on
    assert 'id="ended" tabindex="-1"' in page.text


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
    assert "<title>Error: FOX" in answer.text
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
    decided_elsewhere("FOX", number=2)

    name, page = walked(client, page.context["walk"].skip_address)

    assert (name, "2 of 4" in page.text) == ("BELLO", True)


def test_decisions_higher_up_meanwhile_make_nobody_be_passed_over_after_ones_own(
    client, sign_in, practice, world
):
    sign_in("gp_a")
    _, page = walked(client, client.get(address_of(practice)).context["first_address"])
    _, page = walked(client, page.context["walk"].skip_address)  # ADAIR, the second
    decided_elsewhere("FOX", number=2)

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


INDEX = {"FOX": 2, "ADAIR": 3, "BELLO": 2}


def decided_elsewhere(name, *, number=1, **more):
    """As the index proposes, when nothing else is said."""
    fields = {"tier": INDEX[name], "proposed_tier": INDEX[name], "decided_on": TODAY, **more}
    with as_system():
        DecisionFactory(person=Person.objects.get(details__family_name=name), number=number, **fields)


def at_second(client, practice):
    """The page of ADAIR, whom FOX precedes and BELLO, GREY and IVES follow."""
    _, page = walked(client, client.get(address_of(practice)).context["first_address"])
    name, page = walked(client, page.context["walk"].skip_address)
    assert name == "ADAIR"
    return page


@pytest.mark.parametrize("reloaded", [False, True])
def test_whom_one_skips_was_decided_elsewhere_with_others_above(client, sign_in, practice, reloaded):
    sign_in("gp_a")
    page = at_second(client, practice)
    decided_elsewhere("FOX", number=2)
    decided_elsewhere("ADAIR")
    if reloaded:
        page = client.get(page.redirect_chain[-1][0])
        assert "No longer on the list" in page.text

    name, page = walked(client, page.context["walk"].skip_address)

    assert (name, "1 of 3" in page.text) == ("BELLO", True)


def test_whom_one_skips_was_decided_elsewhere_and_is_listed_further_down(client, sign_in, practice):
    sign_in("gp_a")
    page = at_second(client, practice)
    decided_elsewhere("ADAIR", review_on=TODAY + timedelta(days=10), reason="OTHER")

    name, page = walked(client, page.context["walk"].skip_address)
    assert (name, "2 of 5" in page.text) == ("BELLO", True)
    _, page = walked(client, page.context["walk"].skip_address)
    name, page = walked(client, page.context["walk"].skip_address)
    assert (name, "4 of 5" in page.text) == ("ADAIR", True)
    name, page = walked(client, page.context["walk"].skip_address)
    assert (name, "5 of 5" in page.text) == ("IVES", True)


def test_whom_one_skips_was_decided_elsewhere_to_another_tier_than_is_listed(client, sign_in, practice):
    sign_in("gp_a")
    _, page = walked(client, client.get(address_of(practice, "?tier=3")).context["first_address"])
    decided_elsewhere("ADAIR", tier=2, reason="OTHER", review_on=TODAY + timedelta(days=10))

    name, page = walked(client, page.context["walk"].skip_address)

    assert (name, "1 of 1" in page.text) == ("GREY", True)


def test_back_from_somebody_decided_elsewhere_passes_nobody_over(client, sign_in, practice):
    sign_in("gp_a")
    page = at_second(client, practice)
    _, page = walked(client, page.context["walk"].skip_address)  # BELLO, the third
    decided_elsewhere("FOX", number=2)
    decided_elsewhere("BELLO")

    name, page = walked(client, page.context["walk"].back_address)

    assert (name, "1 of 3" in page.text) == ("ADAIR", True)


def test_a_mistake_in_the_form_keeps_from_where_one_goes_on(client, sign_in, practice):
    sign_in("gp_a")
    page = at_second(client, practice)
    decided_elsewhere("FOX", number=2)
    decided_elsewhere("ADAIR", review_on=TODAY + timedelta(days=10), reason="OTHER")

    page = client.post(page.context["walk"].form_address, {"seen": "0.3.13", "tier": "3"})

    assert page.status_code == 409
    name, page = walked(client, page.context["walk"].skip_address)
    assert (name, "1 of 4" in page.text) == ("BELLO", True)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("seen", "order", "after", "place", "expected"),
    [
        ([7, 8, 9], [8, 9], 7, 1, 1),
        ([7, 8, 9], [9], 7, 2, 1),  # the next was decided too
        ([6, 7, 8, 9], [8, 9], 7, 2, 1),  # and whoever stood before
        ([7, 8, 9], [5, 7, 8, 9], 7, 1, 3),  # still listed, and somebody new before
        ([7, 8, 9], [9, 8], 7, 1, 2),  # the next of then, wherever that is now
        ([7, 8, 9], [8, 9, 7], 7, 1, 1),  # listed further down now
        ([7, 8], [7], 8, 2, None),
        ([8, 9], [8, 9], 7, 2, 2),  # not known where they stood: by the place
        ([7, 8], [7, 8], None, 1, 1),  # to the first
        ([8, 9], [8, 9], 9, 3, None),
        ([], [], 8, 1, None),
    ],
)
def test_where_to_go_on(seen, order, after, place, expected):
    assert next_place(seen, order, after=after, place=place) == expected


@pytest.mark.fast
@pytest.mark.parametrize(
    ("seen", "order", "after", "place", "expected"),
    [
        ([7, 8, 9], [7, 8, 9], 8, 2, 1),
        ([7, 8, 9], [7, 9], 8, 2, 1),
        ([6, 7, 8, 9], [7, 9], 8, 3, 1),  # nearest of those who stood before
        ([6, 7, 8], [6, 8], 8, 3, 1),
        ([7, 8], [8], 8, 2, None),
        ([8, 9], [8, 9], 7, 3, 2),  # not known where they stood: by the place
    ],
)
def test_where_to_go_back(seen, order, after, place, expected):
    assert next_place(seen, order, after=after, place=place, back=True) == expected
