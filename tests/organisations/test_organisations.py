"""Organisations: everybody signed in may read them, and no person is in them."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import OrganisationFactory
from tests.world import as_system
from wsic.organisations.models import Agreement, Organisation, OrganisationLink

pytestmark = pytest.mark.django_db
LIST = "/organisations/"


def detail(organisation):
    return reverse("organisations:organisation_detail", args=[organisation.public_id])


def codes(response):
    return [row.code for row in response.context["rows"]]


@pytest.fixture
def three(world):
    """Live, coming and closed practices of two boroughs and waves."""
    with as_system():
        OrganisationFactory(code="L", name="Live", borough="North", wave=1, live_on=date(2024, 4, 1))
        OrganisationFactory(code="M", name="Morrow", borough="South", wave=2, live_on=date(2026, 9, 1))
        OrganisationFactory(
            code="N", name="Nomore", borough="South", live_on=date(2024, 4, 1), closed_on=date(2026, 6, 30)
        )


@pytest.mark.parametrize("name", ["gp_a", "voluntary_provider", "analyst", "nobody"])
def test_everybody_signed_in_reads_the_list(client, sign_in, name):
    sign_in(name)

    assert sorted(codes(client.get(LIST))) == sorted(Organisation.objects.values_list("code", flat=True))


@pytest.mark.parametrize(("name", "shown"), [("analyst", True), ("gp_a", False), ("nobody", False)])
def test_numbers_are_on_the_page_of_whom_they_are_for(client, sign_in, world, name, shown):
    sign_in(name)

    content = client.get(detail(world.organisation("PA"))).content.decode()

    assert ('id="numbers"' in content) is shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=HUB", ["HUB1", "HUB2"]),
        ("borough=South", ["M", "N"]),
        ("wave=1", ["L"]),
        ("live=live", ["L"]),
        ("live=coming&borough=South", ["M"]),
        ("live=closed", ["N"]),
        ("kind=HUB&sort=-name", ["HUB2", "HUB1"]),
        ("borough=South&sort=wave", ["M", "N"]),
        ("borough=South&sort=-wave", ["M", "N"]),
        ("kind=HUB&sort=pk;x&borough=Nowhere&wave=7", ["HUB1", "HUB2"]),
    ],
)
def test_filters_and_sorting(client, sign_in, three, query, expected):
    sign_in("gp_a")

    assert codes(client.get(f"{LIST}?{query}")) == expected


def test_the_practices_of_a_hub(client, sign_in, world):
    sign_in("gp_a")

    assert codes(client.get(f"{LIST}?hub={world.organisation('HUB1').public_id}")) == ["PA"]


def test_htmx_gets_the_list_alone(client, sign_in):
    sign_in("gp_a")

    part = client.get(LIST, headers={"HX-Request": "true", "HX-Target": "organisations"}).text

    assert part.strip().startswith('<section class="panel" id="organisations">')
    assert "<h1>" not in part


def test_the_page_of_a_practice(client, sign_in, world):
    sign_in("gp_a")

    response = client.get(detail(world.organisation("PA")))

    page = response.context["page"]
    assert [link.name for link in page.hubs] == ["Hub One"]
    assert page.staff[0].names == ("Gp A", "Locum")
    assert (page.register, page.people) == (True, True)
    assert "Open the register" in response.text


def test_the_page_of_a_hub_lists_the_practices_of_today(client, sign_in, world):
    sign_in("case_manager_1")
    with as_system():
        OrganisationLink.objects.filter(child__code="PB").update(to_on=date(2026, 6, 30))

    assert [
        link.name for link in client.get(detail(world.organisation("HUB1"))).context["page"].practices
    ] == ["Practice A"]
    assert client.get(detail(world.organisation("HUB2"))).context["page"].practices == ()


def test_an_agreement_stands_until_it_is_withdrawn(client, sign_in, world):
    sign_in("gp_a")
    practice = world.organisation("PA")
    before = client.get(detail(practice)).context["page"].agreements
    with as_system():
        Agreement.objects.filter(organisation=practice).update(withdrawn_on=date(2026, 6, 30))

    after = client.get(detail(practice)).context["page"].agreements

    assert [each.signed_on for each in before] == [None, date(2015, 6, 1)]
    assert [each.signed_on for each in after] == [None, None]


@pytest.mark.parametrize("name", ["gp_b", "analyst", "nobody"])
def test_the_number_of_people_is_not_offered_to_others(client, sign_in, world, name):
    sign_in(name)

    page = client.get(detail(world.organisation("PA"))).context["page"]

    assert (page.register, page.people) == (False, False)


def test_an_organisation_that_is_not_there_is_not_found(client, sign_in):
    sign_in("gp_a")

    assert client.get(reverse("organisations:organisation_detail", args=[uuid4()])).status_code == 404


def test_as_many_statements_for_fifty_as_for_few(client, sign_in, world, django_assert_num_queries):
    sign_in("gp_a")
    with django_assert_num_queries(13) as before:
        client.get(f"{LIST}?size=50")
    with as_system():
        OrganisationFactory.create_batch(41)

    with django_assert_num_queries(len(before)):
        assert len(codes(client.get(f"{LIST}?size=50"))) == 50


def test_anonymous_is_sent_to_sign_in(client, db):
    assert client.get(LIST).url == f"/sign-in/?next={LIST}"
