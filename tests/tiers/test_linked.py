"""Who is not on a register because another record of theirs is, and what the explanation says of it."""

from datetime import date

import pytest
from django.urls import reverse

from patients.models import PersonDetail, Registration
from tests.tiers.asking import history_of, register_of, tier_of, why
from tests.tiers.explaining import FALLS, HOUSEBOUND, entry, record
from tests.tiers.factories import ScoreFactory
from tests.tiers.linking import link, somebody, unlink
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.models import PracticeCount
from tiers.queries.export import lines
from tiers.rules.files import ExportFormat
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
BORN = date(1937, 12, 12)


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


@pytest.fixture
def twin(world, adair):
    """A second record of ADAIR's; both are proposed on tier 2."""
    twin = somebody(world, "TWIN", birth_date=BORN)
    with as_system():
        for person in (adair, twin):
            ScoreFactory(person=person, deficit_count=9)
        propose_tiers(None, by=SYSTEM, at=NOW)
    return twin


def linked_of(world, code):
    return reverse("tiers:register_linked", args=[world.organisation(code).public_id])


def listed(client, world, code="PA") -> tuple[set[str], set[str], int, int]:
    """Names on the register and to look at, everybody counted, and how many the page says are not listed."""
    register = client.get(register_of(world, code)).context
    looked_at = client.get(reverse("tiers:worklist_of", args=[world.organisation(code).public_id])).context
    names = [{row.person.family_name for row in each["page"].rows} for each in (register, looked_at)]
    assert register["not_listed"] == looked_at["not_listed"]
    return names[0], names[1], register["page"].counts.everybody, register["not_listed"]


def not_listed(client, world, code="PA") -> list[str]:
    return [row.person.family_name for row in client.get(linked_of(world, code)).context["rows"]]


def test_who_is_set_aside_leaves_lists_and_counts_and_is_behind_the_number(
    client, sign_in, world, adair, twin
):
    sign_in("gp_a")
    before = listed(client, world)

    link(world, twin, adair)

    assert before == ({"ADAIR", "BELLO", "TWIN"}, {"ADAIR", "TWIN"}, 3, 0)
    assert listed(client, world) == ({"ADAIR", "BELLO"}, {"ADAIR"}, 2, 1)
    assert not_listed(client, world) == ["TWIN"]
    assert "1 record is linked to another record" in client.get(register_of(world, "PA")).text


def test_the_link_ended_everything_is_as_before(client, sign_in, world, adair, twin):
    sign_in("gp_a")
    before = listed(client, world)

    unlink(world, link(world, twin, adair))

    assert listed(client, world) == before
    assert not_listed(client, world) == []


def numbers(world) -> tuple[int | None, int]:
    """Of practice A: people of tier 2 as they are published after a run, and rows of the file."""
    with as_system():
        propose_tiers(None, by=SYSTEM, at=NOW)
        counted = PracticeCount.objects.get(practice=world.organisation("PA"), counted_on=TODAY, tier=2)
        rows = "".join(lines(ExportFormat.CSV, on=TODAY, practice="PA")).splitlines()
    return counted.people, len(rows) - 1


def test_numbers_without_people_and_the_file_leave_it_out_too(world, adair, twin):
    for name in ("FOX", "GREY", "HALL", "IVES"):
        with as_system():
            ScoreFactory(person=somebody(world, name), deficit_count=9)
    before = numbers(world)

    made = link(world, twin, adair)
    during = numbers(world)
    unlink(world, made)

    assert (before, during, numbers(world)) == ((6, 7), (5, 6), (6, 7))


def test_its_own_pages_stay_as_they_were(client, sign_in, world, adair, twin):
    sign_in("gp_a")
    addresses = [tier_of(twin), why(twin), history_of(twin)]
    before = [client.get(each).context for each in addresses]

    link(world, twin, adair)

    after = [client.get(each).context for each in addresses]
    assert after[0]["panel"] == before[0]["panel"]
    assert after[1]["why"].counts == before[1]["why"].counts
    assert after[2]["history"] == before[2]["history"]


@pytest.mark.parametrize(
    ("change", "back"),
    [
        ({"to_on": TODAY}, True),
        ({"kind": "TEMPORARY"}, True),
        ({"from_on": date(2026, 7, 1)}, True),
        ({"to_on": date(2026, 7, 1)}, False),
    ],
)
def test_while_the_kept_record_is_on_no_list_the_other_is_back(
    client, sign_in, world, adair, twin, change, back
):
    link(world, twin, adair)
    with as_system():
        Registration.objects.filter(person=adair).update(**change)
    sign_in("gp_a")

    names, _, _, count = listed(client, world)

    assert ("TWIN" in names, count) == (back, 0 if back else 1)


@pytest.mark.parametrize(("died_on", "back"), [(TODAY, False), (date(2026, 7, 1), True), (None, True)])
def test_whoever_died_by_the_kept_record_is_not_called_back(
    client, sign_in, world, adair, twin, died_on, back
):
    link(world, twin, adair)
    with as_system():
        Registration.objects.filter(person=adair).update(to_on=TODAY)
        PersonDetail.objects.filter(person=adair).update(died_on=died_on)
    sign_in("gp_a")

    assert ("TWIN" in listed(client, world)[0]) is back


def test_a_kept_record_too_young_for_the_list_hides_nobody(client, sign_in, world, adair, twin):
    link(world, twin, adair)
    with as_system():
        PersonDetail.objects.filter(person=adair).update(birth_date=date(1961, 7, 1))
    sign_in("gp_a")

    assert "TWIN" in listed(client, world)[0]


def test_over_two_practices_each_counts_alike_whoever_may_open_what(client, sign_in, world, twin):
    """gp_a cannot open COHEN: the list is the locum's all the same, and nothing of COHEN is told."""
    link(world, twin, world.person("COHEN"), by="locum")

    for name in ("gp_a", "locum", "case_manager_1"):
        sign_in(name)
        code = "HUB1" if name == "case_manager_1" else "PA"
        assert "TWIN" not in listed(client, world, code)[0]
        assert not_listed(client, world, code) == ["TWIN"]
        shown = "COHEN" in client.get(linked_of(world, code)).text
        assert shown is (name == "locum")


def test_the_explanation_says_what_the_other_record_holds_and_counts_none_of_it(
    client, sign_in, world, adair, twin
):
    practice = world.organisation("PA")
    record(twin, practice, entry(FALLS), entry(HOUSEBOUND, date(2026, 5, 3)))
    sign_in("gp_a")
    before = client.get(why(adair)).context["why"]
    link(world, twin, adair)

    page = client.get(why(adair))

    explained = page.context["why"]
    (other,) = explained.elsewhere
    assert (other.keeps, other.reached, other.entries.rows, other.entries.newest) == (
        False, True, 2, date(2026, 5, 3),
    )  # fmt: skip
    assert (explained.counts, explained.deficits) == (before.counts, before.deficits)
    assert "2 entries are recorded under it" in page.text
    told = client.get(reverse("tiers:api_explanation", args=[adair.public_id])).json()
    assert told["elsewhere"] == [
        {
            "keeps": False,
            "reached": True,
            "entries": {"rows": 2, "newest": "2026-05-03"},
            "issues": {"rows": 0, "newest": None},
        }
    ]
    with as_system():
        by_page, by_api = AuditEvent.objects.filter(verb="tier.explained").order_by("-pk")[:2]
    assert sorted(by_api.people) == sorted(by_page.people) == sorted([adair.pk, twin.pk])


def test_as_of_a_day_before_the_link_nothing_is_said_of_it(client, sign_in, world, adair, twin):
    link(world, twin, adair)
    sign_in("gp_a")

    assert client.get(why(adair, "?on=2026-06-29")).context["why"].elsewhere == ()


@pytest.mark.parametrize(("name", "code", "told"), [("gp_a", "PA", True), ("case_manager_1", "PA", False)])
def test_the_page_of_tiers_says_it_of_ones_own_register_alone(
    client, sign_in, world, adair, twin, name, code, told
):
    """Of one practice of a hub it would say where somebody marked sensitive is registered."""
    address = reverse("tiers:organisation_tiers", args=[world.organisation(code).public_id])
    sign_in(name)
    before = client.get(address).context["everybody"]

    link(world, twin, adair)

    page = client.get(address)
    assert page.context["everybody"] == before - 1
    assert ("1 record is linked to another record" in page.text) is told
