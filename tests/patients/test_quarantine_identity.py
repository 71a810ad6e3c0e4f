"""Somebody whom another practice wants to take over: whose queue, who approves, and what the others see."""

from pathlib import Path

import pytest

from patients.feeds.sets import people_missing
from patients.models import Import, PersonDetail, Preference, PreferenceKind, QuarantinedRow
from tests.patients.feeds.bringing import bring, details, person, run, stays
from tests.patients.quarantined import row_again
from tests.world import NOW, TODAY, as_system
from wsic.audit.models import AuditEvent
from wsic.jobs import actions as jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def adair(world) -> str:
    with as_system():
        return str(world.person("ADAIR").identifiers.get().value)


@pytest.fixture
def taken(tmp_path: Path, world, adair: str) -> QuarantinedRow:
    """Practice B lists Adair, who is with practice A, with another birth date."""
    with as_system():
        row = person(adair, practice_code="PB", registered_on="2026-06-20", birth_date="1937-12-21")
    bring(tmp_path, "people", [row], by="PB")
    with as_system():
        return QuarantinedRow.objects.get()


@pytest.fixture(autouse=True)
def never_held(monkeypatch) -> None:
    """Lists so short would all wait for a second person."""
    monkeypatch.setattr(people_missing, "MOST_MISSING", 2.0)


def page_of(client, row: QuarantinedRow) -> str:
    return client.get(f"/quarantine/{row.public_id}/").content.decode()


def approve(client, row: QuarantinedRow) -> int:
    return client.post(f"/quarantine/{row.public_id}/approve/").status_code


def run_what_was_sent() -> Import:
    with as_system():
        sent = Import.objects.get(corrects__isnull=False)
        job = jobs.claim(sent.job, at=NOW)
    return run(sent, job)


def test_the_person_s_practice_approves_and_the_person_moves(client, sign_in, taken, adair):
    sign_in("gp_a")
    shown = page_of(client, taken)
    assert "the person leaves the list of Practice A (PA) on 2026-06-20 and is on the list of PB" in shown
    assert "let the person go" in shown

    assert approve(client, taken) == 302
    assert run_what_was_sent().accepted == 1

    assert [(code, to_on is None) for code, _, _, to_on in stays(adair)] == [("PA", False), ("PB", True)]
    assert str(details(adair).birth_date) == "1937-12-21"
    assert row_again(taken).state == "CORRECTED"


def test_of_somebody_marked_sensitive_neither_practice_nor_postcode_is_shown(client, sign_in, taken, world):
    with as_system():
        adair = world.person("ADAIR")
        PersonDetail.objects.filter(person=adair).update(postcode="ZZ9 9ZZ")
        marked = {"from_on": TODAY, "as_on": TODAY, "recorded_at": NOW, "said_by": "PDS"}
        Preference.objects.create(person=adair, kind=PreferenceKind.SENSITIVE, **marked)
    sign_in("gp_a")

    response = client.get(f"/quarantine/{taken.public_id}/")

    identity = response.context["page"].identity
    held = {each.name: (each.held, each.differs) for each in identity.fields}
    assert held["postcode"] == held["practice_code"] == ("Withheld", None)
    assert "Practice A" not in identity.consequence
    assert response.content.decode().count("not compared") == 2
    assert "ZZ9 9ZZ" not in response.content.decode()


def test_whoever_brought_it_sees_it_and_not_where_it_lies(client, sign_in, taken):
    sign_in("gp_b")

    for content in (page_of(client, taken), client.get("/quarantine/?sort=organisation").content.decode()):
        assert "Practice B" in content
        assert "Practice A" not in content
    assert "Approve" not in page_of(client, taken)
    assert approve(client, taken) == 403


def test_it_is_not_found_by_filtering_for_the_other_practice(client, sign_in, taken, world):
    sign_in("gp_b")
    other = world.organisation("PA").public_id

    assert "Practice A" not in client.get(f"/quarantine/?practice={other}").content.decode()


def test_who_closed_it_is_not_said_to_whoever_brought_it(client, sign_in, taken, world):
    sign_in("gp_a")
    client.post(f"/quarantine/{taken.public_id}/close/", {"note": "She lives next door to us"})
    assert "next door" in page_of(client, taken)
    sign_in("gp_b")

    content = page_of(client, taken)

    assert "the person&#x27;s practice or the CCG" in content
    assert "next door" not in content
    assert world.user("gp_a").display_name not in content


def test_the_person_s_practice_does_not_change_the_words_of_another(client, sign_in, taken):
    sign_in("admin_a")

    answer = client.post(f"/quarantine/{taken.public_id}/correct/", {"cell_sex": "F"})

    assert answer.status_code in (403, 422)
    assert "Save and send again" not in page_of(client, taken)
    assert "alone can correct it" in page_of(client, taken)


def test_whom_nobody_has_the_ccg_decides(client, sign_in, tmp_path, world):
    with as_system():
        number = str(world.person("EVANS").identifiers.get().value)
        row = person(number, practice_code="PB", registered_on="2026-06-20", birth_date="1952-09-27")
    bring(tmp_path, "people", [row], by="PB")
    with as_system():
        entry = QuarantinedRow.objects.get()
    sign_in("gp_b")
    assert approve(client, entry) == 403
    sign_in("administrator")
    assert "Approve the row" in page_of(client, entry)

    assert approve(client, entry) == 302
    run_what_was_sent()

    assert stays(number)[-1][0] == "PB"
    with as_system():
        assert AuditEvent.objects.filter(verb="quarantine.identity_approved").count() == 1


def test_the_uploader_who_works_for_both_does_not_approve(client, sign_in, taken, world):
    with as_system():
        Import.objects.filter(pk=taken.imported_by_id).update(uploaded_by=world.user("locum"))
    sign_in("locum")

    assert approve(client, taken) == 403


def test_where_a_practice_has_nobody_else_the_ccg_decides(client, sign_in, tmp_path, world, adair):
    with as_system():
        from_on = world.person("ADAIR").registrations.get().from_on.isoformat()
        row = person(adair, practice_code="PA", registered_on=from_on, birth_date="1937-12-21")
    bring(tmp_path, "people", [row], by="PA")
    with as_system():
        entry = QuarantinedRow.objects.get()
        Import.objects.filter(pk=entry.imported_by_id).update(uploaded_by=world.user("gp_a"))
    sign_in("gp_a")
    assert approve(client, entry) == 403
    sign_in("administrator")
    assert "Save and send again" not in page_of(client, entry)

    assert approve(client, entry) == 302
    run_what_was_sent()

    assert str(details(adair).birth_date) == "1937-12-21"
    assert row_again(entry).state == "CORRECTED"
