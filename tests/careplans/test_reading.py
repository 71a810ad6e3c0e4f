"""How hard words are to read, and that ours on the person's copy are easy."""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from careplans.queries.documents import Sheet
from careplans.queries.goal_owners import LEFT, UNHELD
from careplans.rules.documents import ACROSS_THEIRS, AGREED, THEIR_HEADINGS, YOU_AGREED
from careplans.rules.plan import Heading
from careplans.rules.reading import OLDEST_WANTED, age_in_words, reading_of, syllables

pytestmark = pytest.mark.fast
DAY = date(2026, 6, 30)
STAFF_ONLY = {Heading.ACCESS, Heading.RISKS}  # docs/decisions/0037
BLOCKS = re.compile(r"</?(?:p|h\d|li|section|header|footer|title|br|span)\b[^>]*>")


@pytest.mark.parametrize(
    ("word", "count"),
    [("care", 1), ("people", 2), ("planned", 1), ("wanted", 2), ("emergency", 4), ("medication", 4)],
)
def test_syllables_are_rather_too_many(word, count):
    assert syllables(word) == count


def test_the_grade_is_the_published_formula():
    """12 words, 2 sentences, 14 syllables, counted by hand."""
    found = reading_of("The cat sat on the mat. The dog can see the yellow table.")

    assert found is not None
    assert found.grade == round(0.39 * 13 / 2 + 11.8 * 15 / 13 - 15.59, 1)


def test_hard_sentences_are_named_the_worst_first_and_each_once():
    easy, hard = (
        "We will ring you on Monday and talk.",
        "Multidisciplinary rehabilitation needs papers today",
    )
    worse = "Multidisciplinary rehabilitation necessitates contemporaneous documentation"

    found = reading_of(f"{easy}\n{hard}.\n{worse}.\n{hard}.")

    assert found is not None
    assert [each.sentence for each in found.hardest] == [worse, hard]
    assert (found.is_hard, found.hardest[0].reads, age_in_words(12)) == (True, "age 18 and over", "age 12")


@pytest.mark.parametrize("text", ["", "Tea helps", "Чай помогает мне, когда мне плохо, и я сажусь у окна."])
def test_of_few_words_and_of_other_letters_the_measure_says_nothing(text):
    assert reading_of(text) is None


def persons_copy(**given) -> str:
    """Our own words of a copy: the person's are left out."""
    person = SimpleNamespace(
        given_name="", family_name="", birth_date=DAY, nhs_number="9999000002", withheld=False
    )
    sheet = Sheet(person=person, title="My care plan, number 1", agreed="", across="", printed="", boxes=())
    sections = [SimpleNamespace(title=each, words="") for each in THEIR_HEADINGS.values()]
    goal = SimpleNamespace(what="", why=" ", steps=" ", by_on=DAY, confidence=6)
    said = ("You", "Your carer", UNHELD.theirs, LEFT, "One of your team")
    goals = [SimpleNamespace(**vars(goal), owner=SimpleNamespace(theirs=each)) for each in said]
    shown = SimpleNamespace(version=SimpleNamespace(agreed_on=DAY), review_due_on=DAY)
    context = {
        "sheet": sheet,
        "shown": shown,
        "theirs": SimpleNamespace(sections=sections, goals=goals, agreed=YOU_AGREED),
    }
    return render_to_string("careplans/document_person.html", context | {"rung": None} | given)


def our_words() -> list[str]:
    """All sentences that our person's copy can have, each once."""
    plain = persons_copy()
    person = SimpleNamespace(given_name="", family_name="", birth_date=None, nhs_number="", withheld=True)
    boxes = Sheet(person=person, title="", agreed="", across="", printed="", boxes=("Greek",))
    over = SimpleNamespace(version=SimpleNamespace(agreed_on=DAY), review_due_on=None)
    draft = SimpleNamespace(version=SimpleNamespace(agreed_on=None), review_due_on=None)
    pages = [plain, persons_copy(sheet=replace(boxes)), persons_copy(shown=over), persons_copy(shown=draft)]
    texts = [re.sub(r"<[^>]+>", "", BLOCKS.sub("\n", page)) for page in pages]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return [*dict.fromkeys(each for each in lines if each), *AGREED.values(), *ACROSS_THEIRS.values()]


def test_our_words_on_the_persons_copy_are_read_at_nine_to_eleven_or_before():
    words = our_words()
    assert len(words) > 40

    found = reading_of("\n".join(words))

    assert found is not None
    assert found.age <= OLDEST_WANTED, found
    assert found.hardest == ()


def test_every_heading_is_on_the_persons_copy_or_left_out_on_purpose():
    assert set(Heading) - set(THEIR_HEADINGS) == STAFF_ONLY
