"""`manage.py score_efi` never tells scores of one list under the name of another."""

import io

import pytest
from django.core.management import CommandError, call_command

from patients.models import Registration
from tests.factories import PersonFactory
from tests.tiers.codelists.people import CODE_LIST, MEDICINES, coded
from tests.tiers.records import lay_down_list, lay_down_map, write_entries
from tests.world import TODAY, as_system
from tiers.models import DeficitOnset
from wsic.jobs.models import Job, State

pytestmark = pytest.mark.django_db
HEAD = "deficit,system,code,term,above,below,at_least,at_most,sex\n"


def score(*options):
    out = io.StringIO()
    call_command("score_efi", "--as-of", f"{TODAY}", "--format", "csv", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def fallen(world, tmp_path):
    """Somebody who has fallen by the list before, and has not by the one that is active since."""
    practice = world.organisation("PA")
    with as_system():
        lay_down_list(CODE_LIST)
        lay_down_map(MEDICINES)
        person = PersonFactory(practice=practice)
        write_entries(person, practice, [coded("161898004")])
    assert "Falls" in score("--again")
    path = tmp_path / "new.csv"
    path.write_text(f"{HEAD}Falls,snomed,217082002,Accidental fall,,,,,\n")
    call_command("import_codelist", str(path), "--name", "New list", stdout=io.StringIO())
    return person


def test_everybody_is_scored_by_the_new_list(fallen):
    assert "Falls" not in score()


def test_the_retrospective_view_waits_for_the_new_list(fallen):
    with pytest.raises(
        CommandError, match=r"Not scored yet by the lists of now: PA, PB\. Run manage.py score"
    ):
        score("--known-now")
    score()

    assert "Falls" not in score("--known-now")


def test_a_job_that_came_to_nothing_is_done_again(fallen):
    with as_system():
        Job.objects.filter(name="tiers.score").exclude(state=State.DONE).update(state=State.FAILED, attempt=3)

    assert "Falls" not in score()


@pytest.mark.parametrize("kind", ["TEMPORARY", "REGULAR"])
def test_somebody_registered_elsewhere_since_is_scored_there_first(fallen, world, kind):
    with as_system():
        stay = Registration.objects.get(person=fallen, replaced_by=None)
        if kind == "REGULAR":
            Registration.objects.filter(pk=stay.pk).update(to_on=TODAY)
        stay.pk, stay.practice, stay.kind, stay.from_on = None, world.organisation("PB"), kind, TODAY
        stay.save(force_insert=True)

    for practice in ("PA", "PB"):
        assert "Falls" not in score("--practice", practice)


def test_scores_of_another_list_without_a_job_are_refused(fallen):
    with as_system():
        Job.objects.all().delete()

    with pytest.raises(CommandError, match="1 person is still scored by other lists than are active now"):
        score()
    assert "Falls" not in score("--again")
    with as_system():
        assert not DeficitOnset.objects.exists()
