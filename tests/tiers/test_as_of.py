"""A past day reads the same, to the byte, however much is brought about later ones."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command

from patients.models import PersonDetail, Registration
from tests.patients.feeds.bringing import bring, buckets
from tests.patients.feeds.recording import ENTRIES, ISSUES, entry, issue, who
from tests.tiers.asking import history_of, tier_of, why
from tests.tiers.codelists.people import CODE_LIST, MEDICINES
from tests.tiers.explaining import EGFR, FALL, FALLS, HOUSEBOUND
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.tiers.records import lay_down_list, lay_down_map
from tests.tiers.test_feeds import FEED as SCORES
from tests.tiers.test_feeds import row as score
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers

pytestmark = pytest.mark.django_db
FIRST, DAY, LATER = date(2026, 6, 10), date(2026, 6, 15), date(2026, 6, 20)
TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')
PAGES = {
    "history": lambda person: history_of(person, f"?on={DAY}"),
    "history, known later": lambda person: history_of(person, f"?on={DAY}&known={TODAY}"),
    "tier": lambda person: tier_of(person, f"?on={DAY}"),
    "explanation": lambda person: why(person, f"?on={DAY}"),
    "explanation, opened": lambda person: why(person, f"?on={DAY}&open=all"),
}


def said(row_id, on, code, *, recorded=None, **more):
    return entry(row_id, effective_on=f"{on}", recorded_on=f"{recorded or on}", code=code, term="", **more)


def medicines(on):
    """One issue each of five ingredients."""
    by_ingredient = {row.ingredient: row for row in MEDICINES.rows if row.bnf_chapter <= 10}
    rows = list(by_ingredient.values())[:5]
    return [
        issue(
            f"{on} {number}", issued_on=f"{on}", medicine_code=row.medicine_code, medicine="", bnf_chapter=""
        )
        for number, row in enumerate(rows)
    ]


def of(person, rows):
    return [row | who(person) for row in rows]


@pytest.fixture
def adair(world, tmp_path):
    """Of ADAIR and BELLO the first extracts came on 10 June, so that the computed score counts."""
    adair, bello = world.person("ADAIR"), world.person("BELLO")
    with as_system():
        lay_down_list(CODE_LIST, "Starter")
        lay_down_map(MEDICINES)
    known = [said("e1", "2012-10-08", FALLS), said("e2", "2025-11-03", EGFR, value="52")]
    rows = [*of(adair, known), *of(bello, [said("e3", "2024-01-05", FALL)])]
    bring(tmp_path, ENTRIES, rows, by="PA", as_on=FIRST)
    bring(tmp_path, ISSUES, of(adair, medicines("2025-06-14")), by="PA", as_on=FIRST)
    bring(tmp_path, SCORES, [score(adair, "0.25", on=date(2026, 3, 31))], by="PA", as_on=FIRST)
    return adair


def brought_later(tmp_path, person):
    """Extracts of today, all of whose new rows are of later days than the one looked at."""
    new = [said("e9", LATER, HOUSEBOUND), said("e8", LATER, FALL), said("e7", LATER, EGFR, value="30")]
    done = bring(tmp_path, ENTRIES, of(person, new), by="PA", as_on=TODAY)
    assert buckets(done) == {"accepted": 3}
    bring(tmp_path, ISSUES, of(person, medicines(LATER)), by="PA", as_on=TODAY)
    bring(tmp_path, SCORES, [score(person, "0.50", on=LATER)], by="PA", as_on=TODAY)


def leaves_and_dies(world, person):
    """She moves on the 20th, and dies at the other practice."""
    with as_system():
        Registration.objects.filter(person=person).update(to_on=LATER)
        Registration.objects.create(
            person=person, practice=world.organisation("PB"), from_on=LATER, as_on=TODAY
        )
        PersonDetail.objects.filter(person=person).update(died_on=TODAY)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)


def main_of(client, address):
    """What the page says below its banner, which is of today; at one instant, which paper names."""
    with time_machine.travel(NOW, tick=False):
        text = TOKEN.sub("", client.get(address).text)
    return text[text.index("<main") : text.index("</main>")]


def export(tmp_path, on, export_format="csv", command="export_tiers", *options):
    path = tmp_path / "exported"
    call_command(
        command, f"--as-of={on}", f"--format={export_format}", "--practice=PA", f"--output={path}", *options
    )
    return path.read_bytes()


@pytest.mark.parametrize("shown", PAGES)
def test_a_page_of_a_past_day_is_the_same_after_what_is_brought_about_later_ones(
    client, sign_in, tmp_path, adair, shown
):
    sign_in("gp_a")
    before = main_of(client, PAGES[shown](adair))

    brought_later(tmp_path, adair)
    with as_system():
        DecisionFactory(person=adair, number=1, tier=3, decided_on=TODAY)

    assert main_of(client, PAGES[shown](adair)) == before
    today = PAGES[shown](adair).replace(f"on={DAY}", f"on={TODAY}")
    assert main_of(client, today) != before


@pytest.mark.parametrize("shown", PAGES)
def test_nor_does_it_change_when_the_person_moves_and_dies(client, sign_in, tmp_path, world, adair, shown):
    sign_in("locum")
    before = main_of(client, PAGES[shown](adair))

    leaves_and_dies(world, adair)

    assert main_of(client, PAGES[shown](adair)) == before


@pytest.mark.parametrize("export_format", ["csv", "json"])
def test_nor_does_the_export(tmp_path, world, adair, export_format):
    before = export(tmp_path, DAY, export_format)

    brought_later(tmp_path, adair)
    with as_system():
        DecisionFactory(person=adair, number=1, tier=3, decided_on=TODAY)

    assert export(tmp_path, DAY, export_format) == before
    assert export(tmp_path, TODAY, export_format) != before


def test_a_code_typed_today_for_2009_moves_today_and_not_2009(client, sign_in, tmp_path, adair):
    sign_in("gp_a")
    in_2013 = date(2013, 6, 30)
    pages = [why(adair, f"?on={in_2013}"), tier_of(adair, f"?on={in_2013}")]
    before = [main_of(client, each) for each in pages]
    files = [export(tmp_path, in_2013, "csv", each) for each in ("export_tiers", "score_efi")]
    count = client.get(why(adair)).context["why"].counts.count

    typed = said("e9", "2009-05-05", HOUSEBOUND, recorded=f"{TODAY}")
    bring(tmp_path, ENTRIES, of(adair, [typed]), by="PA", as_on=TODAY)

    assert [main_of(client, each) for each in pages] == before
    assert [export(tmp_path, in_2013, "csv", each) for each in ("export_tiers", "score_efi")] == files
    assert client.get(why(adair)).context["why"].counts.count == count + 1
    retrospective = client.get(why(adair, f"?on={in_2013}&known_now=on")).context["why"]
    assert {each.name for each in retrospective.deficits} == {"Falls", "Housebound"}
    known_now = export(tmp_path, in_2013, "csv", "score_efi", "--known-now").decode()
    assert "Falls;Housebound" in known_now
    assert "Housebound" not in files[1].decode()


def test_where_all_data_came_after_the_day_the_page_says_so_the_same_for_ever(
    client, sign_in, tmp_path, adair
):
    sign_in("gp_a")
    address = why(adair, f"?on={FIRST - timedelta(days=1)}")
    before = main_of(client, address)
    assert "with all that was recorded by this day" in before

    brought_later(tmp_path, adair)

    assert main_of(client, address) == before


def test_the_date_of_the_data_is_that_of_the_newest_extract_of_the_day(client, sign_in, tmp_path, adair):
    sign_in("gp_a")
    brought_later(tmp_path, adair)

    then, now = (client.get(why(adair, query)).context["why"] for query in (f"?on={DAY}", ""))

    assert (then.data_on, then.data_age, now.data_on, now.data_age) == (FIRST, 5, TODAY, 0)
    assert client.get(tier_of(adair, f"?on={DAY}")).context["panel"].scored_on == FIRST


def test_an_imported_score_of_a_later_day_is_not_there(client, sign_in, world):
    person = world.person("BELLO")
    with as_system():
        ScoreFactory(person=person, calculated_on=date(2026, 5, 1), deficit_count=5)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)
    sign_in("gp_a")
    before = main_of(client, tier_of(person, f"?on={DAY}"))
    with as_system():
        ScoreFactory(person=person, calculated_on=LATER, deficit_count=20)
        propose_tiers([person.pk], by=SYSTEM, at=NOW)

    assert main_of(client, tier_of(person, f"?on={DAY}")) == before
