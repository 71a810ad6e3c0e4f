"""Counts and scores: held to the published figures (EFI.md, "What published data look like")."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from tests.demo.conftest import Ccg, Rows
from wsic.demo.course import Course, course_of
from wsic.demo.frailty import category, deficit_count, onsets, score_text
from wsic.demo.people import person
from wsic.demo.streams import Draws, Room

pytestmark = pytest.mark.fast

TODAY, BEFORE = "2026-06-30", "2026-03-31"


@pytest.fixture(scope="module")
def counts(scores: Rows) -> dict[str, dict[str, int]]:
    """NHS number -> date -> deficits."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in scores:
        found[row["nhs_number"]][row["calculated_on"]] = round(float(row["score"]) * 36)
    return found


def test_shares_of_the_categories(clean_ccg: Ccg) -> None:
    found: Counter[str] = Counter()
    for of in clean_ccg.key["registers"].values():
        found.update(of)
    scored = found["people"] - found["not_scored"]

    for name, published in (("fit", 50), ("mild", 35), ("moderate", 12), ("severe", 3)):
        assert found[name] / scored * 100 == pytest.approx(published, abs=1.0)
    assert found["not_scored"] / found["people"] == pytest.approx(0.01, abs=0.002)


def test_mean_and_spread_of_the_count(counts: dict[str, dict[str, int]]) -> None:
    today = [of[TODAY] for of in counts.values() if TODAY in of]
    mean = sum(today) / len(today)
    spread = (sum((count - mean) ** 2 for count in today) / len(today)) ** 0.5

    assert mean == pytest.approx(5.1, abs=0.1)
    assert spread == pytest.approx(3.39, abs=0.1)
    assert max(today) <= 36


def test_older_people_have_more_deficits(counts: dict[str, dict[str, int]], register: Rows) -> None:
    by_age: dict[int, list[int]] = defaultdict(list)
    for row in register:
        if TODAY in counts.get(row["nhs_number"], {}):
            age = min((2026 - int(row["birth_date"][:4])) // 10, 9)
            by_age[age].append(counts[row["nhs_number"]][TODAY])
    means = [sum(found) / len(found) for _, found in sorted(by_age.items())]

    assert means == sorted(means)
    assert means[-1] > 2 * means[0]


def test_fit_people_become_frail_at_the_published_rates(
    counts: dict[str, dict[str, int]], register: Rows
) -> None:
    fit, frail = Counter(), Counter()
    for row in register:
        of = counts.get(row["nhs_number"], {})
        if BEFORE in of and TODAY in of and of[BEFORE] <= 4:
            age = 2026 - int(row["birth_date"][:4])
            band = 65 if age < 75 else 75 if age < 85 else 85
            fit[band] += 1
            frail[band] += of[TODAY] > 4

    for band, published in ((65, 130), (75, 214), (85, 380)):
        assert frail[band] / fit[band] * 4000 == pytest.approx(published, rel=0.25)


def test_deficits_accumulate_with_few_exceptions(counts: dict[str, dict[str, int]]) -> None:
    both = [of for of in counts.values() if BEFORE in of and TODAY in of]

    more = sum(of[TODAY] > of[BEFORE] for of in both) / len(both)
    fewer = sum(of[TODAY] < of[BEFORE] for of in both) / len(both)

    assert 0.1 < more < 0.25
    assert 0 < fewer < 0.01


def test_scores_come_for_two_dates_and_for_three_from_every_third_practice(clean_ccg: Ccg) -> None:
    for place, file in enumerate(file for file in clean_ccg.key["files"] if file["feed"] == "frailty_scores"):
        dates = {row["calculated_on"] for row in clean_ccg.rows(file)}
        assert dates == {BEFORE, TODAY} | ({"2025-12-31"} if place % 3 == 0 else set())


@pytest.mark.parametrize(
    ("count", "text", "name"),
    [
        (0, "0.00", 0), (4, "0.11", 0), (5, "0.14", 1), (8, "0.22", 1),
        (9, "0.25", 2), (12, "0.33", 2), (13, "0.36", 3), (36, "1.00", 3),
    ],
)  # fmt: skip
def test_score_and_category_of_a_count(count: int, text: str, name: int) -> None:
    assert score_text(count) == text
    assert category(count) == name


def test_every_score_gives_its_count_back() -> None:
    for count in range(37):
        assert abs(float(score_text(count)) * 36 - count) <= 0.19


def test_the_count_stays_between_0_and_36() -> None:
    draws = Draws(1, Room.PERSON)
    counts = [deficit_count(rank / 100, draws, dying=True) for rank in range(101) for _ in range(50)]

    assert min(counts) == 0
    assert max(counts) <= 36


def test_onsets_are_one_for_each_deficit_the_latest_first() -> None:
    since = onsets(9, Draws(1, Room.ONSETS))

    assert len(since) == 9
    assert list(since) == sorted(since)
    assert max(onsets(36, Draws(3, Room.ONSETS))) <= 30 * 366


def test_a_course_counts_what_has_begun_and_a_polypharmacy_until_it_ended() -> None:
    new_year, spring = date(2026, 1, 1).toordinal(), date(2026, 4, 1).toordinal()
    course = Course(True, (spring, new_year - 700, new_year - 800), date(2025, 2, 28).toordinal())

    assert [course.count_on(day) for day in (new_year - 900, new_year, spring - 1, spring)] == [1, 3, 2, 3]
    assert course.polypharmacy_until == date(2026, 2, 28).toordinal()


def test_a_course_has_all_deficits_in_the_end() -> None:
    for slot in range(300):
        of = person(2026, 4, slot)
        assert course_of(of, 2026).count_on(date(2026, 6, 30).toordinal()) == of.deficits
