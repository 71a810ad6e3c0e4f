"""The page that explains a tier: page, panel, paper, outsider; who read it is recorded."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.tiers.onsets import make_onset
from tests.tiers.test_explain import EGFR, FALLS, adair, entry, five_medicines, practice, record  # noqa: F401  fixtures
from tests.world import TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
BY_HTMX = {"HX-Request": "true", "HX-Target": "explain"}


def of(person, query=""):
    return reverse("tiers:explain", args=[person.public_id]) + query


@pytest.fixture
def explained(adair, practice):  # noqa: F811
    record(adair, practice, entry(FALLS), entry(EGFR, value=52), issues=five_medicines())
    return adair


def test_the_page_says_the_equation_and_opens_to_the_rows(client, sign_in, explained):
    sign_in("gp_a")

    text = client.get(of(explained)).text

    assert "<title>ADAIR, Moira: why this tier" in text
    assert "3/36 = 0.08" in text
    assert "Likely to be fit" in text
    assert "Counts for this practice: the score computed here from the records" in text
    assert "Estimated GFR, creatinine" in text
    assert '52, <span class="muted">counts under 60</span>' in text
    assert "coded_entries.csv, line 2" in text
    assert "5 different medicines in 12 months" in text
    assert "The 33 not present" in text


def test_everything_is_opened_for_paper_and_closed_again(client, sign_in, explained):
    sign_in("gp_a")
    closed = client.get(of(explained, "?on=2026-06-29"))

    opened = client.get(closed.context["open_address"])

    assert ('class="df" id="deficit-10">', closed.text.count(" open>")) == ('class="df" id="deficit-10">', 0)
    assert opened.text.count(" open>") == 4
    assert opened.context["closed_address"] == of(explained, "?on=2026-06-29")


def test_the_panel_for_the_persons_page(client, sign_in, explained):
    sign_in("gp_a")

    part = client.get(of(explained), headers=BY_HTMX).text

    assert part.strip().startswith('<section class="panel" id="explain">')
    assert "Open each deficit to its entries" in part
    assert "<h1" not in part


def test_the_persons_page_asks_for_the_panel(client, sign_in, explained):
    sign_in("gp_a")

    page = client.get(reverse("patients:person_detail", args=[explained.public_id])).text

    assert f'hx-get="{of(explained)}"' in page


def test_the_page_of_the_tier_leads_here(client, sign_in, explained):
    sign_in("gp_a")

    page = client.get(reverse("tiers:person_tier", args=[explained.public_id])).text

    assert f'href="{of(explained)}"' in page


def test_as_of_a_day_and_the_view_that_is_labelled(client, sign_in, explained):
    sign_in("gp_a")

    page = client.get(of(explained, "?on=2026-05-30&known_now=on"))

    assert "Retrospective view." in page.text
    assert (page.context["why"].on, page.context["why"].counts.count) == (date(2026, 5, 30), 2)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-07-01", "Choose today or an earlier day: the future has no score"),
        ("1899-12-31", "Choose a day after 1 January 1900"),
        ("yesterday", "Enter the day as a real date, such as 30/06/2026"),
    ],
)
def test_a_day_that_is_none_is_refused_and_today_is_shown(client, sign_in, explained, typed, sentence):
    sign_in("gp_a")

    page = client.get(of(explained, f"?on={typed}"))

    assert page.status_code == 422
    assert sentence in page.text
    assert page.context["why"].on == TODAY


def test_without_records_and_score_there_is_a_sentence(client, sign_in, world):
    sign_in("gp_a")

    assert "No score as of this day" in client.get(of(world.person("BELLO"))).text


def test_who_read_it_is_recorded(client, sign_in, explained):
    sign_in("gp_a")

    client.get(of(explained))

    with as_system():
        event = AuditEvent.objects.get(verb="tier.explained")
    assert (event.people, event.kind) == ([explained.pk], "READ")


@pytest.mark.parametrize("name", ["gp_b", "administrator", "nobody"])
def test_of_somebody_elses_person_there_is_none(client, sign_in, explained, name):
    sign_in(name)

    theirs = client.get(of(explained))

    nowhere = client.get(reverse("tiers:explain", args=[uuid4()]))
    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.content == nowhere.content


def test_anonymous_is_sent_to_sign_in(client, explained):
    assert client.get(of(explained)).url == f"/sign-in/?next={of(explained)}"


def test_a_long_record_takes_as_many_statements_as_a_short_one(
    client, sign_in, world, explained, statements_do_not_grow
):
    sign_in("gp_a")
    place = world.organisation("PA")
    later = iter(range(1, 1000))

    def add(many):
        entries = [
            entry(FALLS, TODAY - timedelta(days=next(later)), row_id=f"r{next(later)}") for _ in range(many)
        ]
        record(explained, place, *entries, issues=five_medicines(TODAY - timedelta(days=next(later))))

    assert statements_do_not_grow(ask=lambda: client.get(of(explained)), add=add) <= 32


def test_a_deficit_whose_rows_have_changed_is_named_as_such(client, sign_in, world, practice):  # noqa: F811
    """Its list was replaced, and the job that works it out by the new one has not come by yet."""
    with as_system():
        make_onset(world.person("BELLO"), practice)
    sign_in("gp_a")

    assert (
        "its entries have changed: it is being worked out anew" in client.get(of(world.person("BELLO"))).text
    )
