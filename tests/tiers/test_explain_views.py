"""The page that explains a tier: page, panel, paper, outsider; who read it is recorded."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.patients.feeds.recording import who
from tests.patients.feeds.systmone import bring_systmone, code, medication, patient, said, write_zip
from tests.tiers.asking import asked_by_htmx, tier_of, why
from tests.tiers.explaining import EGFR, FALLS, entry, five_medicines, record
from tests.tiers.onsets import make_onset
from tests.world import TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def explained(world, scored):
    adair = world.person("ADAIR")
    record(adair, scored, entry(FALLS), entry(EGFR, value=52), issues=five_medicines())
    return adair


def test_the_page_says_the_equation_and_opens_to_the_rows(client, sign_in, explained):
    sign_in("gp_a")

    text = client.get(why(explained)).text

    assert "<title>ADAIR, Moira: why this tier" in text
    assert "3/36 = 0.08" in text
    assert "Likely to be fit" in text
    assert "Counts for this practice: the score computed here from the records" in text
    assert "Estimated GFR, creatinine" in text
    assert '52, <span class="muted">counts under 60</span>' in text
    assert "coded_entries.csv, line 2" in text
    assert "5 different medicines in 12 months" in text
    assert "The 33 not present" in text


@pytest.mark.parametrize(
    ("query", "says", "says_not"),
    [
        ("", "0 days old</span></header>", "with all that was recorded by this day"),
        ("?on=2026-05-31", "with all that was recorded by this day", "days old</span></header>"),
    ],
    ids=["today", "an earlier day"],
)
def test_data_of_a_later_day_are_not_called_young(client, sign_in, explained, query, says, says_not):
    sign_in("gp_a")

    text = client.get(why(explained, query)).text

    assert (says in text, says_not in text) == (True, False)


def test_everything_is_opened_for_paper_and_closed_again(client, sign_in, explained):
    sign_in("gp_a")
    closed = client.get(why(explained, "?on=2026-06-29"))

    opened = client.get(closed.context["open_address"])

    assert ('class="df" id="deficit-10">', closed.text.count(" open>")) == ('class="df" id="deficit-10">', 0)
    assert opened.text.count(" open>") == 4
    assert opened.context["closed_address"] == why(explained, "?on=2026-06-29")
    assert ('id="print"' in closed.text, 'id="print"' in opened.text) == (False, True)
    assert "As shown to Gp A on" in opened.text


@pytest.mark.parametrize("query", ["", "?open=all"])
def test_a_row_of_a_systmone_extract_is_named_by_its_table(client, sign_in, world, scored, tmp_path, query):
    adair = world.person("ADAIR")
    tables = {
        "SRPatient": [patient("7", who(adair)["nhs_number"], DateBirth=said(who(adair)["birth_date"]))],
        "SRCode": [code("c1", "8"), code("c2", "7", SNOMEDCode=FALLS, CTV3Code="")],
        "SRPrimaryCareMedication": [
            medication(f"m{number}", "7", IDMultiLexDMD=issue.medicine_code)
            for number, issue in enumerate(five_medicines())
        ],
    }
    extract = write_zip(tmp_path / "PA June.zip", tables)
    for feed in ("coded_entries", "medication_issues"):
        bring_systmone(extract, feed, by="PA")
    sign_in("gp_a")

    text = client.get(why(adair, query)).text

    assert "PA June.zip, SRCode line 3</td>" in text
    assert "PA June.zip, SRPrimaryCareMedication line 6</td>" in text


def test_the_panel_for_the_persons_page(client, sign_in, explained):
    sign_in("gp_a")

    part = client.get(why(explained), headers=asked_by_htmx("explain")).text

    assert part.strip().startswith('<section class="panel" id="explain">')
    assert "Open each deficit to its entries" in part
    assert "<h1" not in part


def test_the_persons_page_asks_for_the_panel(client, sign_in, explained):
    sign_in("gp_a")

    page = client.get(reverse("patients:person_detail", args=[explained.public_id])).text

    assert f'hx-get="{why(explained)}"' in page


def test_the_page_of_the_tier_leads_here(client, sign_in, explained):
    sign_in("gp_a")

    page = client.get(tier_of(explained)).text

    assert f'href="{why(explained)}"' in page


def test_as_of_a_day_and_the_view_that_is_labelled(client, sign_in, explained):
    sign_in("gp_a")

    page = client.get(why(explained, "?on=2026-05-30&known_now=on"))

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

    page = client.get(why(explained, f"?on={typed}"))

    assert page.status_code == 422
    assert sentence in page.text
    assert page.context["why"].on == TODAY


def test_without_records_and_score_there_is_a_sentence(client, sign_in, world):
    sign_in("gp_a")

    assert "No score as of this day" in client.get(why(world.person("BELLO"))).text


def test_who_read_it_is_recorded(client, sign_in, explained):
    sign_in("gp_a")

    client.get(why(explained))

    with as_system():
        event = AuditEvent.objects.get(verb="tier.explained")
    assert (event.people, event.kind) == ([explained.pk], "READ")


@pytest.mark.parametrize("name", ["gp_b", "administrator", "nobody"])
def test_of_somebody_elses_person_there_is_none(client, sign_in, explained, name):
    sign_in(name)

    theirs = client.get(why(explained))

    nowhere = client.get(reverse("tiers:explain", args=[uuid4()]))
    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.content == nowhere.content


def test_anonymous_is_sent_to_sign_in(client, explained):
    assert client.get(why(explained)).url == f"/sign-in/?next={why(explained)}"


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

    assert statements_do_not_grow(ask=lambda: client.get(why(explained)), add=add) <= 41


def test_a_deficit_whose_rows_have_changed_is_named_as_such(client, sign_in, world, scored):
    """Its list was replaced, and the job that works it out by the new one has not come by yet."""
    with as_system():
        make_onset(world.person("BELLO"), scored)
    sign_in("gp_a")

    assert (
        "its entries have changed: it is being worked out anew" in client.get(why(world.person("BELLO"))).text
    )
