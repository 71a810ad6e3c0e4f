"""What has changed since somebody decided, what would change the tier, and how old the evidence is."""

from datetime import date, timedelta

import pytest

from tests.tiers.asking import why
from tests.tiers.explaining import EGFR, FALLS, HOUSEBOUND, IN_MAY, LATE, OLD, entry, five_medicines, record
from tests.tiers.factories import DecisionFactory, ScoreFactory
from tests.world import NOW, SYSTEM, TODAY, as_system
from tiers.actions import propose_tiers
from tiers.rules.explain import age_in_words, medicines_would_change, would_change

DAY = timedelta(days=1)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, ["With 5 deficits more it is 5/36, tier 1, mild"]),
        (
            5,
            [
                "With 4 deficits more it is 9/36, tier 2, moderate",
                "With 1 deficit fewer it is 4/36, tier 0, fit",
            ],
        ),
        (
            12,
            [
                "With 1 deficit more it is 13/36, tier 3, severe",
                "With 4 deficits fewer it is 8/36, tier 1, mild",
            ],
        ),
        (14, ["With 2 deficits fewer it is 12/36, tier 2, moderate"]),
        (36, ["With 24 deficits fewer it is 12/36, tier 2, moderate"]),
    ],
)
def test_the_next_tiers_on_either_side(count, expected):
    assert [each.says for each in would_change(count)] == expected


def ending(*issued, count=9):
    return medicines_would_change(count, issued, threshold=5, months=12)


@pytest.mark.fast
def test_polypharmacy_ends_when_the_fifth_medicine_leaves_the_window():
    days = [date(2026, 1, day) for day in (1, 2, 3, 4, 5, 6)]

    found = ending(*days)

    assert (found.says, found.tier, found.on) == (
        "Without polypharmacy it is 8/36, tier 1, mild", 1, date(2027, 1, 2),
    )  # fmt: skip
    assert ending(*days[:5]).on == date(2027, 1, 1)


@pytest.mark.fast
def test_the_fourth_medicine_leaves_one_to_come_and_the_third_nothing_to_say():
    days = [TODAY] * 4

    assert (ending(*days, count=8).says, ending(*days).on) == (
        "With one more medicine within 12 months it is 9/36, tier 2, moderate", None,
    )  # fmt: skip
    assert ending(*days[:3]) is None


@pytest.mark.fast
def test_a_medicine_of_a_leap_day_counts_until_its_year_is_over():
    assert ending(*[date(2024, 2, 29)] * 5).on == date(2025, 3, 1)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "0 days old"),
        (TODAY - DAY, "1 day old"),
        (date(2026, 5, 31), "30 days old"),
        (date(2026, 5, 30), "1 month old"),
        (date(2024, 7, 1), "23 months old"),
        (date(2024, 6, 30), "2 years old"),
        (date(2012, 10, 8), "13 years old"),
    ],
)
def test_age_in_words(day, words):
    assert age_in_words(day, on=TODAY) == words


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


def asked(client, person, query=""):
    return client.get(why(person, query))


@pytest.mark.django_db
def test_what_came_and_went_since_the_last_decision(client, sign_in, scored, adair):
    a_year_ago = five_medicines(date(2025, 6, 20))
    record(adair, scored, entry(HOUSEBOUND), entry(FALLS, OLD, recorded=LATE), issues=a_year_ago)
    with as_system():
        DecisionFactory(person=adair, number=1, tier=1, deficit_count=9, decided_on=OLD + DAY)
        DecisionFactory(person=adair, number=2, tier=1, deficit_count=2, decided_on=IN_MAY)
    sign_in("gp_a")

    page = asked(client, adair)

    since = page.context["why"].since_decision
    assert since.since == IN_MAY
    assert [(each.on, each.by, each.name) for each in since.lines] == [
        (LATE, 1, "Falls"), (date(2026, 6, 20), -1, "Polypharmacy"),
    ]  # fmt: skip
    assert since.total == "2/36 to 2/36, fit throughout"
    assert "Since the last decision" in page.text
    earlier = asked(client, adair, f"?on={IN_MAY - DAY}").context["why"].since_decision
    assert (earlier.since, earlier.total) == (OLD + DAY, "9/36 to 2/36, moderate to fit")


@pytest.mark.django_db
def test_of_an_imported_score_only_the_count_is_known_to_have_changed(client, sign_in, world, adair):
    with as_system():
        ScoreFactory(person=adair, deficit_count=9, calculated_on=IN_MAY)
        propose_tiers([adair.pk], by=SYSTEM, at=NOW)
        DecisionFactory(person=adair, number=1, deficit_count=5, decided_on=LATE)
    sign_in("gp_a")

    told = asked(client, adair).context["why"]

    assert (told.since_decision.lines, told.since_decision.total) == ((), "5/36 to 9/36, mild to moderate")
    assert [each.count for each in told.would_change] == [13, 8]


@pytest.mark.django_db
def test_where_nothing_was_decided_nothing_is_said_of_it(client, sign_in, scored, adair):
    record(adair, scored, entry(FALLS))
    sign_in("gp_a")

    page = asked(client, adair)

    assert page.context["why"].since_decision is None
    assert "Since the last decision" not in page.text


@pytest.mark.django_db
def test_what_would_change_the_tier_is_said_with_the_day(client, sign_in, scored, adair):
    record(adair, scored, entry(FALLS), entry(EGFR, value=52), issues=five_medicines())
    sign_in("gp_a")

    page = asked(client, adair)

    assert [(each.count, each.tier, each.on) for each in page.context["why"].would_change] == [
        (5, 1, None), (2, 0, date(2027, 5, 31)),
    ]  # fmt: skip
    assert "With 2 deficits more it is 5/36, tier 1, mild" in page.text
    assert "if nothing more is issued" in page.text


@pytest.mark.django_db
def test_each_deficit_says_how_old_its_newest_evidence_is(client, sign_in, scored, adair):
    record(adair, scored, entry(FALLS), entry(EGFR, value=52), entry(EGFR, IN_MAY, value=50, row_id="newer"))
    sign_in("gp_a")

    page = asked(client, adair)

    ages = {each.name: each.age for each in page.context["why"].deficits}
    assert ages == {"Falls": "13 years old", "Chronic kidney disease": "30 days old"}
    assert "newest 13 years old" in page.text
