"""A score that a former practice brings, and that contradicts another, lies in the present practice's queue:
its page says who settles it."""

from datetime import date
from pathlib import Path

import pytest

from patients.actions.reach import refresh_reach
from patients.models import Import, PersonDetail, PersonIdentifier, QuarantinedRow, Registration
from tests.patients.feeds.bringing import bring, entries, run
from tests.patients.quarantined import row_again
from tests.world import NOW, SYSTEM, as_system
from tiers.models import FrailtyScore
from wsic.jobs import actions as jobs

pytestmark = pytest.mark.django_db
SAYS = "Practice A brought this row and settles it, by correcting it or with its next file. Ask there"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def contradicted(world, tmp_path: Path) -> QuarantinedRow:
    """Practice A had Evans until May, practice B has had them since; A brings two scores for March."""
    evans = world.person("EVANS")
    with as_system():
        Registration.objects.create(
            person=evans, practice=world.organisation("PB"), from_on=date(2026, 6, 1), as_on=date(2026, 6, 1)
        )
        refresh_reach(people=[evans.pk], by=SYSTEM)
        number = PersonIdentifier.objects.get(person=evans, replaced_by=None).value
        born = PersonDetail.objects.get(person=evans, replaced_by=None).birth_date
    row = {"nhs_number": number, "birth_date": str(born), "calculated_on": "2026-03-31"}
    bring(tmp_path, "frailty_scores", [row | {"score": score} for score in ("0.25", "0.28")], by="PA")
    with as_system():
        return QuarantinedRow.objects.order_by("line").first()


def test_it_lies_in_the_present_practice_s_queue(contradicted, world):
    assert contradicted.organisation_id == world.organisation("PB").pk
    assert entries() == [("OPEN", "conflicting_versions", "score")] * 2


def test_the_present_practice_reads_who_settles_it_and_may_close_it(client, sign_in, contradicted):
    sign_in("gp_b")
    address = f"/quarantine/{contradicted.public_id}/"

    content = client.get(address).content.decode()
    closed = client.post(f"{address}close/", {"note": "They have asked; it does not matter."})

    assert SAYS in content
    assert "Approve" not in content
    assert "Close without importing" in content
    assert (closed.status_code, row_again(contradicted).state) == (302, "CLOSED")


def test_whoever_brought_it_corrects_it_and_the_score_counts(client, sign_in, contradicted):
    sign_in("admin_a")
    values = {f"cell_{name}": value for name, value in contradicted.given_texts.items()}

    answer = client.post(f"/quarantine/{contradicted.public_id}/correct/", values)
    with as_system():
        sent = Import.objects.get(corrects=contradicted)
        job = jobs.claim(sent.job, at=NOW)
    run(sent, job)

    assert answer.status_code == 302
    assert entries() == [("CORRECTED", "conflicting_versions", "score")] * 2
    with as_system():
        assert [str(score.score) for score in FrailtyScore.objects.standing()] == ["0.25000"]
