"""Pages of the register and of a person's tier: page, partial, outsider, anonymous."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import PersonFactory
from tests.tiers.asking import asked_by_htmx, register_of, tier_of
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, as_system
from tiers.actions import propose_tiers
from wsic.audit.models import AuditEvent
from wsic.organisations.models import LinkKind, Organisation, OrganisationLink

pytestmark = pytest.mark.django_db
MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)


@pytest.fixture
def adair(world):
    """ADAIR with 8 of 36 deficits in March and 9 in June."""
    person = world.person("ADAIR")
    with as_system():
        ScoreFactory(person=person, calculated_on=MARCH, deficit_count=8)
        ScoreFactory(person=person, calculated_on=JUNE, deficit_count=9)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)
    return person


def test_one_register_opens_at_once(client, sign_in, world):
    sign_in("gp_a")

    assert client.get("/register/").url == register_of(world, "PA")
    assert client.get("/register/?view=near").url == register_of(world, "PA") + "?view=near"


def test_several_are_offered(client, sign_in, world):
    sign_in("locum")

    response = client.get("/register/")

    assert [row[0] for row in response.context["rows"]] == ["Practice A", "Practice B"]
    assert register_of(world, "PB") in response.text


def test_who_reads_no_register_is_told(client, sign_in):
    sign_in("community_nurse")

    response = client.get("/register/")

    assert response.status_code == 403
    assert "Your role does not read a register." in response.text


def test_the_register_of_a_practice(client, sign_in, world, adair):
    sign_in("gp_a")

    response = client.get(register_of(world, "PA"))

    assert "<h1>Register, Practice A</h1>" in response.text
    assert "9/36" in response.text
    assert "Moderate, proposed" in response.text
    assert "Tier up, 8 to 9" in response.text


def test_the_register_of_a_hub_has_the_people_of_its_practices_alone(client, sign_in, world):
    sign_in("case_manager_1")

    page = client.get(register_of(world, "HUB1")).context["page"]

    assert [row.person.family_name for row in page.rows] == ["ADAIR", "BELLO"]


def test_a_hub_of_two_practices_names_and_filters_them(client, sign_in, world):
    sign_in("case_manager_1")
    with as_system():
        second = Organisation.objects.create(code="PC", name="Practice C", kind="PRACTICE")
        hub = world.organisation("HUB1")
        OrganisationLink.objects.create(
            child=second, parent=hub, kind=LinkKind.HUB, from_on=MARCH, recorded_at=NOW
        )

    whole = client.get(register_of(world, "HUB1"))
    filtered = client.get(register_of(world, "HUB1") + f"?practice={second.public_id}")

    assert "Practice A</td>" in whole.text
    assert (whole.context["page"].counts.total, filtered.context["page"].counts.total) == (2, 0)
    assert "Nobody fits this view and these filters" in filtered.text


def test_htmx_gets_the_list_alone(client, sign_in, world):
    sign_in("gp_a")

    part = client.get(register_of(world, "PA") + "?view=unscored", headers=asked_by_htmx("people")).text

    assert part.strip().startswith('<section class="panel" id="people">')
    assert "<h1>" not in part


def test_another_part_than_those_listed_gives_the_whole_page(client, sign_in, world):
    sign_in("gp_a")

    assert "<h1>" in client.get(register_of(world, "PA"), headers=asked_by_htmx("secret")).text


@pytest.mark.parametrize("name", ["gp_b", "case_manager_1", "case_manager_2"])
def test_the_register_of_others_is_not_found(client, sign_in, world, name):
    """Not even that of a practice which the own hub serves: its people stand on the hub's."""
    sign_in(name)
    nowhere = client.get(reverse("tiers:register_of", args=[uuid4()]))

    theirs = client.get(register_of(world, "PA"))

    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.content == nowhere.content


@pytest.mark.parametrize(
    "query",
    [
        "sort=person_id;DROP",
        "sort=-search_text&view=x&tier=9",
        "tier=&age=1&sex=Q&practice=1",
        "page=0&size=7",
        "page=99999999999&size=x",
        "page=-1&tier=%00",
        "page=²",
    ],
)
def test_what_is_on_no_list_is_as_if_left_out(client, sign_in, world, query):
    sign_in("gp_a")

    response = client.get(register_of(world, "PA") + f"?{query}", follow=True)

    assert response.status_code == 200
    assert len(response.context["page"].rows) == 2
    assert "Select a valid choice" not in response.text


def test_no_link_carries_what_somebody_typed_into_the_address(client, sign_in, world):
    sign_in("gp_a")

    response = client.get(register_of(world, "PA") + "?q=ADAIR-typed&nhs=9990260184&tier=9")

    assert "ADAIR-typed" not in response.text
    assert "9990260184" not in response.text


def test_links_of_tabs_keep_the_filters(client, sign_in, world, adair):
    sign_in("gp_a")

    tabs = client.get(register_of(world, "PA") + "?sex=F&sort=-born").context["views"]

    near = next(tab for tab in tabs if tab.label == "Near a boundary")
    assert near.address == register_of(world, "PA") + "?sex=F&sort=-born&view=near"


def test_links_of_tallies_keep_the_filters(client, sign_in, world, adair):
    sign_in("gp_a")

    tallies = client.get(register_of(world, "PA") + "?sex=F&view=near").context["tallies"]

    assert tallies[2].address == register_of(world, "PA") + "?sex=F&view=near&tier=2"


def test_the_text_filter_is_a_post_within_this_register(client, sign_in, world):
    sign_in("gp_a")

    page = client.get(register_of(world, "PA")).text

    assert f'name="within" value="{world.organisation("PA").public_id}"' in page


def test_the_people_shown_are_recorded(client, sign_in, world):
    sign_in("gp_a")

    client.get(register_of(world, "PA") + "?sort=-name&page=1")

    with as_system():
        event = AuditEvent.objects.get(verb="register.read")
    assert event.people == sorted(world.person(name).pk for name in ("ADAIR", "BELLO"))


def test_the_tier_of_a_person_as_a_page(client, sign_in, adair):
    sign_in("gp_a")

    text = client.get(tier_of(adair)).text

    assert "<title>ADAIR, Moira: tier" in text
    assert "<b>9/36</b> = 0.25" in text
    assert "Likely to be living with moderate frailty</b>, imported from SystmOne" in text
    assert "4 more deficits would be severe (13/36)." in text


def test_the_tier_of_a_person_as_a_panel(client, sign_in, adair):
    sign_in("gp_a")

    part = client.get(tier_of(adair), headers=asked_by_htmx("tier")).text

    assert part.strip().startswith('<section class="panel" id="tier">')
    assert "<h1" not in part


def test_the_history_has_every_score_and_tier(client, sign_in, adair):
    sign_in("gp_a")

    panel = client.get(tier_of(adair)).context["panel"]

    assert [(each.deficit_count, each.category) for each in panel.scores] == [(9, "Moderate"), (8, "Mild")]
    assert [(each.tier, each.from_on, each.to_on) for each in panel.tiers] == [
        (2, JUNE, None),
        (1, MARCH, JUNE),
    ]


def test_a_decided_tier_is_not_called_proposed(client, sign_in, adair):
    sign_in("gp_a")
    with as_system():
        DecisionFactory(person=adair, tier=3)

    panel = client.get(tier_of(adair)).context["panel"]

    assert (panel.tier, panel.proposed) == (3, False)


def test_without_a_score_there_is_a_sentence(client, sign_in, world):
    sign_in("gp_a")

    assert "No score and no tier yet" in client.get(tier_of(world.person("BELLO"))).text


@pytest.mark.parametrize("name", ["gp_b", "administrator", "nobody"])
def test_the_tier_of_somebody_elses_person_is_not_found(client, sign_in, adair, name):
    sign_in(name)

    assert client.get(tier_of(adair)).status_code == 404


def test_how_many_people_an_organisation_has(client, sign_in, world, adair):
    sign_in("gp_a")
    address = reverse("tiers:organisation_people", args=[world.organisation("PA").public_id])

    response = client.get(address, headers=asked_by_htmx("people"))

    assert "<b>2</b> people aged 65 and over" in response.text
    assert f'href="{register_of(world, "PA")}?tier=2"' in response.text


def test_a_practice_of_ones_hub_links_into_the_hubs_register(client, sign_in, world):
    sign_in("case_manager_1")
    practice = world.organisation("PA").public_id

    context = client.get(reverse("tiers:organisation_people", args=[practice])).context

    assert context["address"] == f"{register_of(world, 'HUB1')}?practice={practice}"


@pytest.mark.parametrize(("name", "status"), [("gp_b", 404), ("analyst", 403)])
def test_numbers_of_others_are_not_shown(client, sign_in, world, name, status):
    sign_in(name)

    address = reverse("tiers:organisation_people", args=[world.organisation("PA").public_id])

    assert client.get(address).status_code == status


def test_anonymous_is_sent_to_sign_in(client, world):
    pages = [register_of(world, "PA"), tier_of(world.person("ADAIR")), "/register/"]

    assert all(client.get(page).url == f"/sign-in/?next={page}" for page in pages)


def test_the_tier_takes_as_many_statements_with_more_scores(
    client, sign_in, adair, world, django_assert_num_queries
):
    sign_in("gp_a")
    with django_assert_num_queries(20) as before:
        client.get(tier_of(adair))
    with as_system():
        for month in range(1, 13):
            ScoreFactory(person=adair, calculated_on=date(2025, month, 1))
        PersonFactory.create_batch(5, practice=world.organisation("PA"))

    with django_assert_num_queries(len(before)):
        client.get(tier_of(adair))
