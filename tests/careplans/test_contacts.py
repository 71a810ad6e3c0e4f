"""/people/<id>/contacts/: recorded in one line, once, and what follows from them."""

import uuid
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from careplans.models import Contact, Outcome, Task, TaskKind
from patients.models import Preference, PreferenceKind
from tests.careplans.factories import make_contact
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def record(client, person, **sent):
    said = {"once": str(uuid.uuid4()), "with_whom": "PERSON", "on": TODAY.isoformat(), "at": "09:30"}
    address = reverse("careplans:contact_record", args=[person.public_id])
    return client.post(address, said | {"result": "NO_ANSWER"} | sent)


def page(client, person) -> str:
    return " ".join(client.get(reverse("careplans:person_contacts", args=[person.public_id])).text.split())


def checks(person) -> list[tuple[str, str]]:
    """Outcome and words of each safe-and-well check; nothing of one that is open."""
    with as_system():
        found = Task.objects.filter(person=person, kind=TaskKind.SAFE_AND_WELL).order_by("pk")
        return list(found.values_list("outcome", "outcome_words"))


def test_a_call_is_recorded_with_three_answers(client, sign_in, adair):
    sign_in("case_manager_1")

    answer = record(client, adair, result="SPOKE", minutes="6", note="She is better.")

    text = page(client, adair)
    assert (answer.status_code, answer.url) == (302, f"/people/{adair.public_id}/contacts/")
    assert "<b>Spoke by telephone</b>, 6 min<br>She is better." in text
    assert "Last spoken to: <b><time" in text
    with as_system():
        kept = Contact.objects.get()
        assert (kept.role, kept.organisation.code) == ("CASE_MANAGER", "HUB1")
        assert AuditEvent.objects.get(verb="contact.recorded").people == [adair.pk]


@pytest.mark.parametrize(
    ("back", "goes"), [("/register/x/?tier=2", "/register/x/?tier=2"), ("//evil.org/", "/"), ("ASKED", "/")]
)
def test_it_goes_back_to_where_it_was_opened_and_nowhere_else(client, sign_in, adair, back, goes):
    sign_in("case_manager_1")

    assert record(client, adair, back=back).url == goes


def test_a_button_pressed_twice_is_one_contact_and_its_form_records_no_other(client, sign_in, adair):
    sign_in("case_manager_1")
    once = str(uuid.uuid4())

    first, second = (record(client, adair, once=once, note="Once.") for _ in range(2))
    other = record(client, adair, once=once, note="Something else.")

    assert (first.status_code, second.status_code, other.status_code) == (302, 302, 409)
    assert "Something else." in other.text
    with as_system():
        assert Contact.objects.count() == 1


def test_a_third_attempt_raises_a_check_with_a_clock_and_reaching_them_ends_it(client, sign_in, adair):
    user = sign_in("case_manager_1")
    for minute in ("09:10", "09:20"):
        record(client, adair, at=minute)
    assert (checks(adair), "2 without answer, a check" in page(client, adair)) == ([], True)

    record(client, adair)
    with as_system():
        check = Task.objects.get(kind=TaskKind.SAFE_AND_WELL)
    raised = checks(adair)
    record(client, adair, result="SPOKE", at="09:50")

    assert raised == [("", "")]
    assert (check.owner, check.organisation.code, check.due_at - check.raised_at) == (user, "HUB1", 4 * HOUR)
    assert checks(adair) == [("DONE", "Reached.")]


@pytest.mark.parametrize("result", ["NOBODY_IN", "VIDEO_NO_ANSWER"])
def test_visits_and_video_count_too_and_messages_and_professionals_do_not(client, sign_in, adair, result):
    sign_in("hsca_1")
    record(client, adair, result="SENT")
    record(client, adair, with_whom="PROFESSIONAL")
    record(client, adair)
    record(client, adair, with_whom="CARER")
    assert checks(adair) == []

    record(client, adair, result=result)

    assert checks(adair) == [("", "")]


def test_what_was_entered_in_error_counts_no_more_and_shows_no_words(client, sign_in, adair):
    sign_in("case_manager_1")
    for _ in range(3):
        record(client, adair, note="About somebody else.")
    with as_system():
        wrong = Contact.objects.first()
    address = reverse("careplans:contact_retract", args=[adair.public_id])

    for _ in range(2):
        assert client.post(address, {"contact": wrong.public_id, "reason": "WRONG_PERSON"}).status_code == 302

    text = page(client, adair)
    assert checks(adair) == [("NOT_NEEDED", "Fewer attempts without answer than raise a check.")]
    assert text.count("About somebody else.") == 2
    assert "Entered in error: it is about another person" in text


def test_a_next_step_is_a_task_of_who_wrote_it(client, sign_in, adair):
    user = sign_in("hsca_1")

    record(client, adair, next_step="Bring the walking frame", next_step_on="2026-07-02")

    with as_system():
        task = Task.objects.get()
    assert (task.owner, task.words, task.kind) == (user, "Bring the walking frame", "NEXT_STEP")
    assert task.due_at.isoformat() == "2026-07-02T16:00:00+00:00"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"result": ""}, "Choose what came of it"),
        ({"minutes": "601"}, "Enter the minutes as a number from 0 to 600"),
        ({"minutes": "six"}, "Enter the minutes as a number from 0 to 600"),
        ({"on": "2026-07-01"}, "This is still to come"),
        ({"on": "2025-06-29"}, "This is more than a year ago"),
        ({"at": "25:00"}, "Enter the time as 14:30"),
        ({"next_step": "Ring again"}, "Say by which day"),
        ({"next_step_on": "2026-07-02"}, "Say what is done by that day"),
        ({"next_step": "Ring", "next_step_on": "2026-06-29"}, "Choose today or a later day"),
        ({"next_step": "Ring", "next_step_on": "2101-01-01"}, "This day is too far ahead"),
        ({"note": "x" * 2001}, "Write 2,000 characters or fewer"),
        ({"note": "a\u202eb"}, "turns the direction of text after “a”"),
        ({"once": "nonsense"}, "This form is not one of ours"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(client, sign_in, adair, sent, says):
    sign_in("case_manager_1")

    answer = record(client, adair, **({"note": "Kept words."} | sent))

    assert (answer.status_code, says in answer.text) == (422, True)
    assert "Kept words." in answer.text or "note" in sent
    with as_system():
        assert not Contact.objects.exists()


def test_nobody_speaks_to_who_has_died_but_to_their_family(client, sign_in, world):
    dean = world.person("DEAN")
    sign_in("gp_a")

    refused, told = record(client, dean), record(client, dean, with_whom="CARER", result="SPOKE")

    assert (refused.status_code, told.status_code) == (422, 302)
    assert "The person had died by then" in refused.text


def test_who_wrote_it_is_withheld_where_whereabouts_are(client, sign_in, adair):
    with as_system():
        make_contact(adair)
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("gp_a")

    assert "Case Manager, name and organisation withheld" in page(client, adair)


def test_queries_do_not_grow_with_contacts(client, sign_in, adair, django_assert_num_queries):
    sign_in("gp_a")
    with as_system():
        make_contact(adair)
    page(client, adair)
    with CaptureQueriesContext(connection) as of_one:
        page(client, adair)
    with as_system():
        for hours in range(1, 30):
            make_contact(adair, at=NOW - hours * HOUR, outcome=Outcome.REACHED)

    with django_assert_num_queries(len(of_one)):
        text = page(client, adair)

    assert "1 to 20 of 30" in text


def test_a_further_attempt_long_after_leaves_the_check_open(client, sign_in, adair):
    sign_in("case_manager_1")
    for days in (40, 39, 38):
        record(client, adair, on=(TODAY - timedelta(days=days)).isoformat())

    record(client, adair)

    assert checks(adair) == [("", "")]


def test_the_next_step_of_a_contact_entered_in_error_is_not_done_and_not_read(client, sign_in, adair):
    sign_in("case_manager_1")
    record(client, adair, next_step="Ring her son", next_step_on="2026-07-02")
    with as_system():
        wrong = Contact.objects.get()
    address = reverse("careplans:contact_retract", args=[adair.public_id])

    client.post(address, {"contact": wrong.public_id, "reason": "WRONG_PERSON"})

    with as_system():
        task = Task.objects.get()
    detail = reverse("careplans:task_detail", args=[task.public_id])
    sheet = reverse("careplans:front_sheet", args=[adair.public_id])
    assert (task.outcome, task.outcome_words) == ("NOT_NEEDED", "The contact was entered in error.")
    for place in (detail, sheet, "/my-day/", "/my-day/?whose=done"):
        assert "Ring her son" not in client.get(place).text


@pytest.mark.real_clock
@pytest.mark.parametrize(
    ("now", "typed", "kept"),
    [
        ("2026-10-25T01:10:00+00:00", "01:50", "2026-10-25T00:50:00+00:00"),  # 01:10 for the second time
        ("2026-10-25T01:10:00+00:00", "01:05", "2026-10-25T01:05:00+00:00"),
        ("2026-03-29T01:10:00+00:00", "01:30", "2026-03-29T00:30:00+00:00"),  # 02:10; there was no 01:30
    ],
)
def test_a_contact_is_recorded_in_the_night_of_a_clock_change(client, sign_in, adair, now, typed, kept):
    with time_machine.travel(datetime.fromisoformat(now), tick=True):
        sign_in("case_manager_1")
        answer = record(client, adair, on=now[:10], at=typed)

    with as_system():
        assert (answer.status_code, Contact.objects.get().at.isoformat()) == (302, kept)
