"""Wordings of letters in other languages: who keeps them, what is refused, to whom letters go in them."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from careplans.models import LetterText
from careplans.rules.entitlement import Kind
from careplans.rules.languages import LANGUAGES, language_of
from careplans.rules.letter_texts import (
    PLACEHOLDERS,
    LetterNow,
    Shape,
    laid_out,
    language_stop,
    placeholder_problems,
    standard,
)
from patients.models import PersonDetail, Preference
from tests.careplans.letter_texts import invented, make_text
from tests.careplans.sessions import make_offer
from tests.careplans.test_letters import DAY, RING, choose, due, offered, write
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent

__all__ = ["due"]
pytestmark = pytest.mark.django_db
ALL = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
RIGHT = {"language": "Arabic", "stands": True, "speaks": "arabic", "interpreter": True, "easy_words": False}


@pytest.mark.fast
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (ALL, []),
        (ALL.replace("{day}", ""), ["{day} (the day to answer by, as 14/07/2026) is missing"]),
        (ALL.replace("{day}", "").replace("{name}", ""), ["{name} (how", "{day} (the", "are missing"]),
        (f"{ALL} {{date}}", ["There is no {date}. Write one of {name}, {telephone}"]),
        (f"{ALL} {{day }} {{}}", ["There is no {day } or {}"]),
        (f"{ALL} {{", ["a brace that belongs to no placeholder"]),
    ],
)
def test_placeholders_that_are_missing_or_unknown_are_named(body, says):
    said = ". ".join(placeholder_problems(body))

    assert (bool(said), [words in said for words in says]) == (bool(says), [True] * len(says))


@pytest.mark.fast
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("second", [False, True])
def test_the_english_letter_has_every_placeholder_and_its_shape(kind, second):
    blocks = laid_out(standard(kind, second=second), dict.fromkeys(PLACEHOLDERS, "X"))

    assert placeholder_problems(standard(kind, second=second)) == []
    shapes = [Shape.TEXT, Shape.HEADING, *[Shape.TEXT] * second, Shape.TEXT, Shape.RING, Shape.TEXT]
    assert [each.shape for each in blocks] == [*shapes, Shape.LIST, *[Shape.TEXT] * 3]
    assert ["".join(part.text for part in line) for line in blocks[0].lines] == ["Dear X"]


@pytest.mark.fast
def test_every_language_is_found_by_its_name_and_its_tag_alone():
    spellings = [spelling for each in LANGUAGES for spelling in each.spellings]

    assert len(spellings) == len(set(spellings))
    assert [language_of(words) for words in ("English", "", "Klingon")] == [None] * 3
    assert (language_of("FARSI"), language_of("fa")) == (language_of("Persian"),) * 2


@pytest.mark.fast
@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({}, ""),
        ({"speaks": "English"}, "OTHER_LANGUAGE"),
        ({"speaks": "Klingon"}, "OTHER_LANGUAGE"),
        ({"stands": False}, "TEXT_ENDED"),
        ({"easy_words": True}, "EASY_WORDS"),
        ({"language": None}, "LANGUAGE"),
        ({"language": None, "speaks": ""}, "LANGUAGE"),
        ({"language": None, "speaks": "", "interpreter": False, "easy_words": True}, ""),
    ],
)
def test_a_letter_goes_out_only_in_the_language_of_its_person(now, why):
    assert language_stop(LetterNow(**RIGHT | now)) == why


def keep(client, **fields):
    sent = {"once": str(uuid.uuid4()), "upon": 0, "language": "Arabic", "kind": "HSCA", "invitation": "FIRST"}
    sent |= {"body": invented("Arabic"), "translated_by": "A. Translator", "translated_on": f"{TODAY}"}
    sent |= {"checked_by": "B. Reader", "checked_on": f"{TODAY}"}
    return client.post(reverse("careplans:letter_text_keep"), sent | fields, follow=True)


def test_a_wording_is_kept_in_versions_and_withdrawn_and_each_stays_readable(client, sign_in, world):
    sign_in("administrator")
    once = str(uuid.uuid4())
    first = [keep(client, once=once) for _ in range(2)][1]
    stale = keep(client, body=invented("Arabic") + "\n\nMore")
    reused = keep(client, once=once, body=invented("Arabic") + "\n\nMore")
    unsaid = keep(client, upon=1, body=invented("Arabic") + "\n\nMore")
    second = keep(client, upon=1, why="One word was wrong", body=invented("Arabic") + "\n\nMore")
    standing = LetterText.objects.get(ended_at=None)
    for _ in range(2):
        gone = client.post(
            reverse("careplans:letter_text_withdraw", args=[standing.public_id]), {"why": "Not clear"},
            follow=True,
        )  # fmt: skip

    assert "Kept as version 1" in first.text
    assert (stale.status_code, "Version 1 stands already" in stale.text, "More" in stale.text) == (
        409, True, True
    )  # fmt: skip
    assert (reused.status_code, "has kept another wording" in reused.text) == (409, True)
    assert (unsaid.status_code, "Say why it is changed" in unsaid.text) == (422, True)
    assert "Kept as version 2" in second.text
    assert ("Not clear" in gone.text, "One word was wrong" in gone.text) == (True, True)
    with as_system():
        verbs = AuditEvent.objects.filter(verb__startswith="letter_text").order_by("pk")
        assert list(verbs.values_list("verb", flat=True)) == [
            "letter_text.kept", "letter_text.kept", "letter_text.withdrawn",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": "Dear {name}"}, "are missing. Put it where it belongs"),
        ({"body": ALL + " {date}"}, "There is no {date}"),
        ({"body": ALL + "\nRing us \u202e"}, "turns the direction of text in line 2, after “Ring us”"),
        ({"checked_by": "a.  TRANSLATOR"}, "Somebody else than the translator checks it"),
        ({"checked_on": f"{TODAY - DAY}"}, "This is before it was translated, 30 June 2026"),
        ({"translated_on": f"{TODAY + DAY}"}, "This day is still to come"),
        ({"language": "Klingon"}, "Choose the language"),
    ],
)
def test_what_is_wrong_with_a_wording_is_said_and_what_was_typed_stays(
    client, sign_in, world, fields, sentence
):
    sign_in("administrator")
    answer = keep(client, **{"translated_by": "A. Translator"} | fields)

    assert (answer.status_code, sentence in answer.text, "A. Translator" in answer.text) == (422, True, True)
    assert not LetterText.objects.exists()


def test_the_same_words_are_no_further_version(client, sign_in, world):
    sign_in("administrator")
    keep(client)
    same = keep(
        client, upon=1, why="Looked at again", checked_by="C. Reader", body=invented("Arabic") + "\n "
    )

    assert (same.status_code, "These are the words of version 1" in same.text) == (409, True)
    assert "Looked at again" in same.text
    assert LetterText.objects.count() == 1


def test_a_preview_reads_from_the_right_and_keeps_nothing(client, sign_in, world):
    sign_in("administrator")
    shown, unknown = keep(client, then="preview"), keep(client, then="preview", language="Assyrian")

    assert 'lang="ar" dir="rtl"' in shown.text
    assert '<bdi lang="en-GB">020 7946 0000</bdi>' in shown.text
    assert "Set in Arial" in shown.text
    assert "No typeface that has the letters of Assyrian is known" in unknown.text
    assert not LetterText.objects.exists()


def test_the_database_changes_no_wording(world):
    with as_system():
        text = make_text()
        for change in ({"body": "Other"}, {"checked_by": "C"}, {"version": 2}, {"ended_at": NOW}):
            with pytest.raises(DatabaseError), transaction.atomic():
                LetterText.objects.filter(pk=text.pk).update(**change)


def speak(people, *languages) -> None:
    for person, language in zip(people, languages, strict=True):
        PersonDetail.objects.filter(person=person).update(language=language, interpreter_needed=True)


def test_letters_go_in_the_language_with_the_english_behind_or_they_are_rung(client, sign_in, world, due):
    with as_system():
        text = make_text()
        speak(due, "Arabic", "ar", "Polish", "Arabic", "Arabic")
        for person, kind in ((due[1], "LARGE_PRINT"), (due[3], "EASY_READ")):
            Preference.objects.create(person=person, kind=kind, from_on=TODAY, as_on=TODAY, recorded_at=NOW)
        make_offer(due[4], on=TODAY - 40 * DAY)  # a second one is due, which has no wording
    sign_in("coordinator_1")
    asked = client.get(choose(world)).text
    once = uuid.uuid4()
    listed = write(client, world, due, once=once).text
    printing = reverse("careplans:letters_print", args=[once])
    letters = client.get(f"{printing}?run=own").text.split("<article")[1:]
    assert client.get(f"{printing}?run=english").text.count("<article") == 0

    assert {key: each.text_id for key, each in offered().items()} == {each.pk: text.pk for each in due[:2]}
    assert asked.count("In Arabic") == 2
    assert "In Arabic, version 1, Large print" in " ".join(listed.split())
    assert ["letter--large" in each for each in letters] == [False, True]
    own, english = letters[0].split("The same in English")
    assert ('lang="ar" dir="rtl"' in own, f'<bdi lang="en-GB">{RING}</bdi>' in own) == (True, True)
    assert "[ar] To find a day, please ring" in own
    assert f"To find a day, please ring {RING} by 14 July 2026" in english
    assert "reads easy words, which no letter in their language has" in asked.lower()


def test_every_run_is_printed_on_one_side_so_that_nobody_is_on_the_back_of_another(
    client, sign_in, world, due
):
    with as_system():
        make_text()
        speak(due[:1], "Arabic")
    sign_in("coordinator_1")
    once = uuid.uuid4()
    pages = [write(client, world, due, once=once)]
    printing = reverse("careplans:letters_print", args=[once])
    pages += [client.get(f"{printing}{run}") for run in ("?run=own", "?run=english", "")]

    assert "?run=own" in pages[0].text
    assert [each.text.count("<article") for each in pages] == [0, 1, 4, 5]
    assert ["rint on one side of the paper" in each.text for each in pages] == [True] * 4
    assert not [each for each in pages if "both sides" in each.text or "back of" in each.text]
    assert ["up to the next address" in each.text for each in pages] == [False, True, False, True]


def test_a_letter_whose_wording_or_language_is_another_by_now_is_not_posted(client, sign_in, world, due):
    with as_system():
        make_text()
        make_text("Polish")
        speak(due, "Arabic", "Arabic", "Polish", "Polish", "English")
        PersonDetail.objects.filter(person=due[4]).update(interpreter_needed=False)
    sign_in("coordinator_1")
    once = uuid.uuid4()
    write(client, world, due, once=once)
    with as_system():
        LetterText.objects.filter(language="Polish").update(
            ended_at=NOW, ended_by=world.user("administrator"), ended_why="Not clear"
        )
        speak([due[0], due[4]], "Hindi", "Arabic")
    listed = client.get(reverse("careplans:letters_detail", args=[once]))

    assert len(offered()) == 5
    stopped = [each.stopped for each in listed.context["batch"].kept]
    assert sorted(stopped) == [
        "its wording was replaced or withdrawn since", "its wording was replaced or withdrawn since",
        "speaks a language without a letter, or needs an interpreter",
        "speaks another language than the letter is in",
    ]  # fmt: skip
    assert [each.person.family_name for each in listed.context["batch"].going] == ["WRITEB"]
    assert listed.context["batch"].may_take_back
    client.post(reverse("careplans:letters_in_error", args=[once]), {"reason": "DID_NOT_HAPPEN"})
    after = client.get(reverse("careplans:letters_detail", args=[once]))
    assert "These letters were never posted" in listed.text
    assert "These letters were never posted" not in after.text
