"""The care plan and the crisis page on paper: whose they are on every sheet, nothing vanishes, nothing comes
in."""

import logging.config
import re
from hashlib import sha256

import pytest

from careplans.models import PlanSection
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_first_contact, make_plan
from tests.careplans.paper import sheets, sheets_of, smallest, write_long_plan
from tests.world import NOW, TODAY, as_system
from wsic import pdf as printing
from wsic.accounts.models import Membership
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
LARGE_PRINT = 16  # point
HOSTILE = "<img src='file:///etc/hostname'><style>*{display:none}</style> Tea & cake"
FOREIGN = ("привет", "γάλα")  # of scripts that every typeface of Linux has
VITHKUQI = "\U00010570"  # new in Unicode 14, of which Noto on Debian has no typeface


@pytest.fixture
def printed(client, sign_in, adair):
    """Asks for a copy of a plan made with the fields given."""
    sign_in("gp_a")

    def of(copy: str = "", **fields):
        with as_system():
            plan = make_plan(adair, **{"agreed": True} | fields)
        return client.get(f"/plans/{plan.public_id}/pdf/{copy}")

    return of


def lacking(sheet: str, *words: str) -> list[str]:
    return [each for each in words if each not in sheet]


def test_ten_sheets_each_say_whose_they_are_and_which_of_how_many(client, sign_in, adair):
    plan = write_long_plan(adair, lines=17)
    sign_in("gp_a")

    found = sheets(client.get(f"/plans/{plan.public_id}/pdf/"))

    whose = ("ADAIR, Moira", "Born 12-Dec-1937", "NHS No. 999 900 0002")
    what = ("Care plan, version 1, agreed 30-Jun-2026: The person",)
    who = ("Printed by Gp A, GP, Practice A, 30-Jun-2026 10:00",)
    assert [lacking(each, *whose, *what, *who) for each in found] == [[]] * 10
    pages = [re.findall(r"Page (\d+) of (\d+)", each) for each in found]
    assert pages == [[(str(number), "10")] for number in range(1, 11)]


def test_the_persons_copy_is_large_has_long_dates_whom_to_ring_and_nothing_for_staff(printed, adair):
    with as_system():
        make_first_contact(adair)
        Membership.objects.filter(user__username="case_manager_1").update(telephone="020 7946 0000")

    answer = printed("person/", words="Tea helps")

    words = "\n".join(sheets(answer))
    assert smallest(answer) >= LARGE_PRINT
    assert (
        lacking(words, "That was on 30 June 2026.", "Who to ring first\nCase Manager 1\n020 7946 0000") == []
    )
    assert "What helps me\nTea helps" in words
    assert "-2026" not in words
    assert not any(lacking(each, "Born 12 December 1937", "999 900 0002") for each in sheets(answer))


def test_a_draft_and_an_old_version_say_so_on_each_sheet_and_one_in_force_does_not(printed, client, adair):
    old = printed(number=1)
    assert "Replaced" not in sheets(old)[0]

    new = printed(number=2)
    draft = printed(number=3, agreed=False)
    theirs = client.get(f"{draft.request['PATH_INFO']}person/")
    old_again = client.get(old.request["PATH_INFO"])

    assert all("Replaced by a later version." in each for each in sheets(old_again))
    assert all("Draft, not agreed." in each for each in sheets(draft))
    assert all("Not agreed yet." in each for each in sheets(theirs))
    assert not any("Draft" in each or "Replaced" in each for each in sheets(new))


def test_what_is_kept_from_the_person_and_headings_of_staff_are_on_the_clinical_copy_alone(printed, client):
    answer = printed(words="Tea helps")
    with as_system():
        section = PlanSection.objects.get()
        copies = [
            ("WHAT_TO_DO", "the son shouts", "Harm"),
            ("ACCESS", "key with no. 4", ""),
            ("USUAL", "walks", ""),
        ]
        for heading, words, why in copies:
            section.pk, section.heading, section.words, section.kept_why = None, heading, words, why
            section.save()
    page = client.get(answer.request["PATH_INFO"].replace("/pdf/", "/print/")).text

    clinical = " ".join(sheets(client.get(answer.request["PATH_INFO"]))).replace("\n", " ")
    theirs = "\n".join(sheets(client.get(f"{answer.request['PATH_INFO']}person/")))

    assert (
        lacking(clinical, "the son shouts", "Kept from the person's portal and paper: Harm", "key with") == []
    )
    assert "How I am most days\nwalks" in theirs
    assert not re.search("shouts|Harm|key with|Getting in", theirs)
    assert "Not on the person's copy: What to do, Getting in." in page


@pytest.mark.parametrize("ended", ["in_error", "discarded"])
def test_what_was_entered_in_error_or_thrown_away_is_printed_by_nobody(printed, world, ended):
    by = world.user("gp_a")
    why = {"in_error_reason": "WRONG_PERSON"} if ended == "in_error" else {}

    answers = [
        printed(copy, number=number, agreed=False, **{f"{ended}_at": NOW, f"{ended}_by": by}, **why)
        for number, copy in enumerate(("", "person/"), start=1)
    ]

    assert [each.status_code for each in answers] == [403] * 2
    assert all("It is not printed." in each.text for each in answers)


def test_typed_words_are_words_on_paper_too_and_fetch_nothing(printed, client, adair):
    answer = printed(words=HOSTILE)

    words = "\n".join(sheets(answer))
    assert "<img src='file:///etc/hostname'><style>*{display:none}</style> Tea & cake" in words
    with pytest.raises(ValueError, match="fetches nothing"):
        printing._Nothing().fetch("file:///etc/hostname")


def test_a_picture_in_a_page_is_not_fetched(tmp_path):
    """Were it let in, a stylesheet of a file would print its words."""
    (tmp_path / "own.css").write_text("p::after { content: 'fetched' }")

    html = f'<link rel="stylesheet" href="file://{tmp_path}/own.css"><p>Tea</p>'
    made = printing.pdf(html, styles=["p { margin: 0 }"])

    assert sheets_of(made) == ["Tea"]


def test_words_in_other_letters_stand_there_and_those_without_a_typeface_are_named(printed, client, caplog):
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False})  # as a server does, later
    answer = printed(words=" ".join((*FOREIGN, VITHKUQI)))

    page = client.get(answer.request["PATH_INFO"].replace("/pdf/", "/print/")).text
    assert lacking("\n".join(sheets(answer)), *FOREIGN, "no typeface for Vithkuqi") == []
    assert "This computer has no typeface for Vithkuqi." in page
    assert "weasyprint" not in caplog.text  # its warnings quote what it prints


def test_the_file_is_kept_nowhere_tells_nobodys_name_and_stands_in_the_audit(printed, adair):
    answer = printed("person/")

    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == 'inline; filename="my-care-plan.pdf"'
    with as_system():
        event = AuditEvent.objects.get(verb="plan.printed_for_person")
    assert (event.kind, event.people) == ("EXPORT", [adair.pk])
    assert event.detail["sha256"] == sha256(answer.content).hexdigest()


def test_paper_about_somebody_sensitive_names_no_practice_and_nobody_who_works_there(printed, adair):
    with as_system():
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
        make_first_contact(adair)

    for copy in ("", "person/"):
        words = "\n".join(sheets(printed(copy, number=len(copy) + 1)))
        assert "Printed by GP, 30" in words
        assert not re.search("Practice A|Hub One|Case Manager 1|Gp A", words)


def test_the_crisis_page_on_paper_is_of_what_was_agreed_last_and_leaves_nothing_blank(printed, client, adair):
    printed(words="Sit her up")
    printed(words="only a draft", number=2, agreed=False)

    words = "\n".join(sheets(client.get(f"/people/{adair.public_id}/crisis/pdf/")))

    assert lacking(words, "What helps\nSit her up", "Crisis page, care plan version 1, agreed 30-Jun") == []
    assert "only a draft" not in words
    assert words.count("Not recorded") >= 9


def test_without_pango_all_else_works_and_a_sentence_says_what_is_missing(printed, client, monkeypatch):
    monkeypatch.setattr(printing, "HTML", None)

    answer = printed()

    assert (answer.status_code, "libpangoft2-1.0-0" in answer.text) == (503, True)
    page = client.get(answer.request["PATH_INFO"].replace("/pdf/", "/print/"))
    assert "No PDF can be made." in page.text
    assert "/pdf/" not in page.text
    with as_system():
        assert not AuditEvent.objects.filter(kind="EXPORT").exists()
