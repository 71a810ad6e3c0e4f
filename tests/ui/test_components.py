import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.ui import specimens
from tests.ui.shots import PAGES, html
from wsic.templatetags.wsic_tags import problems

pytestmark = pytest.mark.fast

ROOT = Path(__file__).resolve().parent.parent.parent
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
FRAGMENTS = {"icon_sprite", "nhs_logo", "swap"}  # without which others do not stand
WORDS = {0: "Fit", 1: "Mild", 2: "Moderate", 3: "Severe"}
TOKENS = {"_tokens.scss", "_settings.scss"}


def show(name, **values):
    return render_to_string(f"components/{name}.html", values)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_says_at_its_top_what_it_takes(path):
    assert path.read_text(encoding="utf-8").startswith("{% comment %}")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_is_on_the_page_of_components_or_in_the_register(path):
    named = re.findall(r"components/(\w+)\.html", _sources())

    assert path.stem in FRAGMENTS or path.stem in named


@pytest.mark.parametrize("template", PAGES)
def test_page_has_no_inline_script_style_or_outside_address(template):
    page = html(template)

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", page)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


@pytest.mark.parametrize("template", PAGES)
def test_page_has_one_heading_and_no_id_twice(template):
    page = html(template)
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert page.count("<h1") == 1
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("tier", WORDS)
def test_tier_tag_shows_number_bars_and_word(tier):
    tag = show("tier_tag", tier=tier)

    assert f'tier__n">{tier}<' in tag
    assert tag.count('class="on"') == tier
    assert f">{WORDS[tier]}</span>" in tag


def test_proposed_tier_is_said_and_dashed():
    tag = show("tier_tag", tier=2, proposed=True)

    assert "Moderate, proposed" in tag
    assert "tier--proposed" in tag


def test_missing_tier_is_said():
    assert "No tier yet" in show("tier_tag", tier=None)


def test_banner_keeps_the_order_of_identity():
    banner = show("person_banner", person=specimens.JOAN)
    order = [
        banner.index(word) for word in ("SMITH, Joan (Mrs)", "Born", "Gender", "NHS No.", "999 026 0184")
    ]

    assert order == sorted(order)
    assert "(81y)" in banner


def test_banner_of_somebody_who_died_is_another_one():
    banner = show("person_banner", person=specimens.EDWARD)

    assert "banner--died" in banner
    assert re.search(r"Deceased.*Born.*02-Feb-1938.*Died.*03-Oct-2026.*\(88y\)", banner, re.DOTALL)
    assert banner.count("(88y)") == 1


def test_field_ties_label_hint_and_error_to_its_control():
    field = specimens.components()["form"]["born"]

    shown = show("field", field=field)

    assert '<label class="nhsuk-label" for="id_born">' in shown
    assert 'aria-describedby="id_born_helptext id_born_error"' in shown
    assert 'id="id_born_helptext"' in shown
    assert 'id="id_born_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_choices_stand_in_a_fieldset_with_their_question():
    shown = show("field", field=specimens.components()["form"]["result"])

    assert re.search(r'<fieldset aria-describedby="id_result_error"><legend [^>]*>Result', shown)
    assert shown.count("<label") == 2


@pytest.mark.parametrize(("quiet", "said"), [(False, True), (True, False)])
def test_field_that_may_stay_empty_says_so(quiet, said):
    shown = show("field", field=specimens.components()["form"]["number"], quiet=quiet)

    assert ("optional" in shown) is said


def test_title_begins_with_error_when_the_form_has_one():
    assert "<title>Error: Components" in html("wsic/components_page.html")
    assert "<title>Register" in html("register.html")


def test_error_summary_is_not_there_without_errors():
    assert show("error_summary", problems=problems(specimens.SpecimenForm())) == "\n"


@pytest.mark.parametrize(("finished", "asks"), [(False, True), (True, False)])
def test_progress_stops_asking_when_finished(finished, asks):
    shown = show("progress", id="job", address="/imports/1/", title="x", done=1, total=2, finished=finished)

    assert ('hx-trigger="every 2s"' in shown) is asks


def test_progress_gives_no_estimate_that_it_has_not():
    shown = show("progress", id="job", address="#", title="Waiting", done=0, unit="rows")

    assert "no estimate yet" in shown
    assert "value=" not in shown


def test_links_of_a_list_work_with_and_without_script():
    shown = show("filter_chip", label="Tier 2", address="?tier=2", target="register")

    assert 'href="?tier=2"' in shown
    assert 'hx-get="?tier=2" hx-target="#register"' in shown
    assert "hx-get" not in show("filter_chip", label="Tier 2", address="?tier=2")


@pytest.mark.parametrize("number", [400, 403, "403_csrf", 404, 500, 503])
def test_error_page_stands_without_context(number):
    page = render_to_string(f"wsic/{number}.html")

    assert page.startswith("<!DOCTYPE html>")
    assert "<h1>" in page


def test_page_without_a_user_has_no_search_and_no_menu():
    page = html("sign_in.html")

    assert "header-search" not in page
    assert 'aria-label="Menu"' not in page


def test_colours_are_tokens():
    sheets = [path for path in (ROOT / "static" / "scss").glob("*.scss") if path.name not in TOKENS]

    assert [path.name for path in sheets if re.search(r":[^;{]*#[0-9a-fA-F]{3,8}\b", path.read_text())] == []


def _sources():
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "tests" / "ui" / "templates").glob("*.html")]
    return "".join(path.read_text(encoding="utf-8") for path in files)
