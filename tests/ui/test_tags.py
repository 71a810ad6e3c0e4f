from datetime import UTC, date, datetime

import pytest

from tests.ui.specimens import SpecimenForm
from wsic.templatetags import wsic_tags as tags

pytestmark = pytest.mark.fast

BORN = date(1945, 7, 4)


def test_clinical_date_is_shown_short_and_read_in_full():
    shown = tags.clinical_date(BORN)

    assert 'datetime="1945-07-04"' in shown
    assert '<span aria-hidden="true">04-Jul-1945</span>' in shown
    assert '<span class="spoken">4 July 1945</span>' in shown


def test_clinical_date_without_year_still_reads_it():
    shown = tags.clinical_date(BORN, year=False)

    assert '<span aria-hidden="true">04-Jul</span>' in shown
    assert "4 July 1945" in shown


def test_clinical_date_of_a_datetime_is_london_time():
    assert "01-Jul-2026 00:30" in tags.clinical_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize(("empty", "words"), [("", "Not recorded"), ("None due", "None due")])
def test_clinical_date_is_never_empty(empty, words):
    assert tags.clinical_date(None, empty=empty) == f'<span class="muted">{words}</span>'


@pytest.mark.parametrize(("on", "words"), [(BORN, "4 July 1945"), (None, "")])
def test_long_date(on, words):
    assert tags.long_date(on) == words


@pytest.mark.parametrize(
    ("digits", "shown"),
    [("9434765919", "943 476 5919"), ("94347659191", "94347659191"), ("", ""), (None, "")],
)
def test_nhs_number_in_groups(digits, shown):
    assert tags.nhs_number(digits) == shown


@pytest.mark.parametrize(
    ("day", "years"), [(date(2026, 7, 3), 80), (date(2026, 7, 4), 81), (date(2026, 7, 5), 81)]
)
def test_age_turns_on_the_birthday(day, years):
    assert tags.age(BORN, day) == years


def test_age_of_nobody_knows_when():
    assert tags.age(None, date(2026, 7, 4)) == ""


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (999, "999"), (25600, "25,600"), (None, "")])
def test_thousands(number, shown):
    assert tags.thousands(number) == shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "about 1 minute"),
        (170, "about 3 minutes"),
        (3570, "about 1 hour"),
        (3600, "about 1 hour"),
        (9000, "about 2 hours"),
    ],
)
def test_roughly(seconds, words):
    assert tags.roughly(seconds) == words


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Smith", "Joan", "Mrs"), "SMITH, Joan (Mrs)"),
        (("da Silva", "Manuel", ""), "DA SILVA, Manuel"),
        (("Smith", "", ""), "SMITH"),
    ],
)
def test_formal_name(parts, name):
    assert tags.formal_name(*parts) == name


@pytest.mark.parametrize(("tier", "filled"), [(0, [False] * 3), (1, [True, False, False]), (3, [True] * 3)])
def test_bars_are_as_many_as_the_tier(tier, filled):
    assert tags.bars(tier) == filled


def test_problems_lead_to_their_first_control():
    form = SpecimenForm({"name": "", "born": "x", "source": "people", "result": "?"})
    form.add_error(None, "Changed meanwhile")

    found = tags.problems(form)

    assert found[0] == {"text": "Changed meanwhile", "href": ""}
    assert [each["href"] for each in found[1:]] == ["#id_name", "#id_extract", "#id_result_0"]


def test_no_form_has_no_problems():
    assert tags.problems(None) == []
