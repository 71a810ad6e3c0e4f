"""The holistic assessment: recorded, carried on, written by two at once, in error."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from careplans.models import Assessment, AssessmentFinding
from careplans.rules.assessment import SCALES, refuse_score
from tests.careplans.factories import make_assessment
from tests.contracts.rows import statements
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("scale", "score", "wrong"),
    [
        ("barthel", "0", ""),
        ("barthel", "20", ""),
        ("barthel", "21", "Barthel index goes from 0 to 20"),
        ("barthel", "10.5", "Barthel index goes in steps of 1"),
        ("must", "6", ""),
        ("must", "-1", "MUST goes from 0 to 6"),
        ("six_cit", "28", ""),
        ("ascot", "-0.17", ""),
        ("ascot", "1.01", "ASCOT goes from -0.17 to 1.00"),
        ("swemwbs", "6.99", "SWEMWBS goes from 7 to 35"),
    ],
)
def test_a_score_is_on_its_scale(scale, score, wrong):
    assert refuse_score(SCALES[scale], Decimal(score)) == wrong


def at(name: str, row) -> str:
    return reverse(f"careplans:{name}", args=[row.public_id])


def send(client, person, *, upon="", **said):
    return client.post(at("assessment_record", person), {"once": str(uuid.uuid4()), "upon": str(upon)} | said)


def text(client, person) -> str:
    return " ".join(client.get(at("person_assessment", person)).text.split())


def last() -> Assessment:
    with as_system():
        return Assessment.objects.order_by("-pk").first()


def test_what_was_found_is_recorded_shown_and_carried_on(client, sign_in, adair):
    sign_in("hsca_1")
    send(client, adair, falls="SOME", falls_words="Twice on the stairs", barthel="17")
    first = text(client, adair)
    send(client, adair, upon=last().public_id, falls="SOME", falls_words="Twice on the stairs", mood="ACT")
    second = text(client, adair)

    assert "<b>Some concern</b>. Twice on the stairs" in first
    assert "Barthel index <b>17</b> (0 to 20)" in first
    assert '<input type="radio" name="falls" value="SOME"' in first
    assert ("<b>To act on</b>" in second, second.count("Twice on the stairs") >= 2) == (True, True)
    with as_system():
        events = AuditEvent.objects.filter(verb="assessment.recorded", people__contains=[adair.pk])
        assert events.count() == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Nothing is different from what stands"),
        ({"falls_words": "Twice"}, "Falls: say whether it is a concern, beside your words"),
        ({"barthel": "21"}, "Barthel index goes from 0 to 20"),
        ({"barthel": "lots"}, "Enter the score of Barthel index as a number from 0 to 20"),
        ({"falls": "HUGE"}, "Choose from the list"),
        ({"falls": "SOME", "falls_words": "x" * 501}, "Write 500 characters or fewer"),
        ({"falls": "SOME", "once": "none"}, "This form is not one of ours"),
    ],
)
def test_what_cannot_be_is_said_and_kept(client, sign_in, adair, said, sentence):
    sign_in("hsca_1")
    answer = send(client, adair, **said)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert said.get("falls_words", "") in answer.text
    assert last() is None


def test_of_two_who_write_at_once_the_second_reads_the_first(client, sign_in, adair):
    sign_in("hsca_1")
    send(client, adair, falls="SOME", falls_words="Hers")
    sign_in("case_manager_1")
    answer = send(client, adair, falls="ACT", falls_words="Mine")
    upon = last().public_id
    again = send(client, adair, upon=upon, falls="ACT", falls_words="Mine")

    assert answer.status_code == 409
    assert "What stands now:</b> Some concern. Hers" in " ".join(answer.text.split())
    assert ("Mine</textarea>" in answer.text, f'value="{upon}"' in answer.text) == (True, True)
    assert again.status_code == 302
    assert "<b>To act on</b>. Mine" in text(client, adair)


def test_a_form_sent_twice_is_one_assessment(client, sign_in, adair):
    sign_in("hsca_1")
    once = str(uuid.uuid4())
    answers = [send(client, adair, once=once, mood="NONE").status_code for _ in range(2)]

    with as_system():
        assert (answers, Assessment.objects.count()) == ([302, 302], 1)


def test_the_database_keeps_one_line_of_versions(world, adair):
    with as_system():
        first = make_assessment(adair)
        make_assessment(adair)
        for replaces in (None, first):
            with pytest.raises(IntegrityError, match="unique constraint"), transaction.atomic():
                make_assessment(adair, replaces=replaces)


def test_what_was_found_stays_and_in_ones_own_name(world, adair):
    with as_system():
        made = make_assessment(adair)
    with acting_as(world.user("hsca_1"), on=TODAY) as user:
        mine = Assessment.objects.visible_to(user).filter(pk=made.pk)
        for change in ({"barthel": 3}, {"assessed_on": TODAY - DAY}, {"person": world.person("BELLO")}):
            with pytest.raises(IntegrityError, match="never changed but as entered"), transaction.atomic():
                mine.update(**change)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            AssessmentFinding.objects.visible_to(user).filter(assessment=made).update(words="")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            make_assessment(adair, replaces=made)  # the Case Manager's


def test_one_entered_in_error_is_hidden_and_the_one_before_stands(client, sign_in, world, adair):
    with as_system():
        make_assessment(adair, found={"PAIN": ("SOME", "Her knee")})
        wrong = make_assessment(adair, found={"PAIN": ("ACT", "His hip")})
    sign_in("gp_a")
    refused = client.post(at("assessment_in_error", wrong), {"reason": "WRONG_PERSON"})
    sign_in("hsca_1")
    for _ in range(2):
        pressed = client.post(at("assessment_in_error", wrong), {"reason": "WRONG_PERSON"})
        assert pressed.status_code == 302
    shown = text(client, adair)
    stands = last_standing(adair)
    stale = send(client, adair, upon=wrong.public_id, pain="ACT", pain_words="His hip")
    upon = send(client, adair, upon=stands.public_id, pain="NONE")

    assert (refused.status_code, "recorded it. Ask them to mark it" in refused.text) == (422, True)
    assert ("His hip" in shown, "Her knee" in shown, "entered in error" in shown) == (False, True, True)
    assert (stale.status_code, "What stands now:</b> Some concern. Her knee" in stale.text) == (409, True)
    assert upon.status_code == 302


def test_where_only_the_one_in_error_was_there_nothing_comes_back_by_itself(client, sign_in, world, adair):
    with as_system():
        wrong = make_assessment(
            adair, found={"PAIN": ("ACT", "His hip")}, in_error_by=world.user("gp_a"), in_error_at=NOW
        )
    sign_in("hsca_1")
    answer = send(client, adair, upon=wrong.public_id, pain="ACT", pain_words="His hip")

    assert (answer.status_code, "What stands now:</b> Nothing stands" in answer.text) == (409, True)


def last_standing(person) -> Assessment:
    with as_system():
        return Assessment.objects.standing().filter(person=person).order_by("-pk").first()


def test_a_form_of_somebody_else_is_told_of_and_kept(client, sign_in, world, adair):
    sign_in("hsca_1")
    once = str(uuid.uuid4())
    send(client, world.person("BELLO"), once=once, mood="SOME")
    answer = send(client, adair, once=once, mood="SOME", mood_words="Low")

    assert (answer.status_code, "used for somebody else" in answer.text, "Low</textarea>" in answer.text) == (
        409,
        True,
        True,
    )


def test_it_prints_to_write_on(client, sign_in, adair):
    sign_in("hsca_1")
    printed = client.get(at("assessment_print", adair)).text

    assert printed.count('class="writing__space') == 14
    with as_system():
        assert AuditEvent.objects.get(verb="assessment.printed").people == [adair.pk]


def test_statements_do_not_grow_with_assessments(client, sign_in, adair):
    sign_in("hsca_1")
    with as_system():
        make_assessment(adair)
    few = statements(lambda: client.get(at("person_assessment", adair)))
    with as_system():
        for _ in range(25):
            make_assessment(adair)
    many = statements(lambda: client.get(at("person_assessment", adair)))

    assert len(few) == len(many)
