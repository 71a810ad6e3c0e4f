"""A form that is sent twice, by a double click or a step back, is taken once."""

import pytest
from django.urls import reverse

from patients.models import AccessReview, AccessReviewStep, CareTeamMember, PersonIdentifier, Preference
from tests.patients.reviews import make_review
from tests.world import World, as_system
from wsic.audit.models import AuditEvent, EventKind
from wsic.organisations.models import Agreement

pytestmark = pytest.mark.django_db


def emergency(world: World) -> tuple[str, dict[str, str]]:
    with as_system():
        number = PersonIdentifier.objects.get(person=world.person("COHEN")).value
    sent = {"nhs_number": number, "birth_date": "19/4/1943", "reason": "VITAL_INTEREST", "confirmed": "on"}
    return reverse("patients:break_glass_open"), sent | {"words": "Found on the floor at home"}


def note(world: World) -> tuple[str, dict[str, str]]:
    sent = {"kind": "TYPE_1", "from_on": "2026-06-30", "said_by": "The person"}
    return reverse("patients:preference_note", args=[world.person("ADAIR").public_id]), sent


def member(world: World) -> tuple[str, dict[str, str]]:
    who = f"{world.organisation('COM').public_id}:{world.user('community_nurse').public_id}"
    sent = {"member": who, "role": "Nurse", "from_on": "2026-06-30"}
    return reverse("patients:care_team_add", args=[world.person("ADAIR").public_id]), sent


def signature(world: World) -> tuple[str, dict[str, str]]:
    sent = {"kind": "HEADS_OF_AGREEMENT", "signed_on": "2026-06-30", "signed_by": "A director"}
    return reverse("patients:agreement_sign", args=[world.organisation("PA").public_id]), sent


def settled(world: World) -> tuple[str, dict[str, str]]:
    sent = {"state": "JUSTIFIED", "note": "The reason holds."}
    return reverse("patients:review_settle", args=[make_review().public_id]), sent


FORMS = [
    (emergency, "gp_a", AccessReview),
    (note, "gp_a", Preference),
    (member, "gp_a", CareTeamMember),
    (signature, "administrator", Agreement),
    (settled, "privacy_officer", AccessReviewStep),
]


def there(model) -> tuple[int, int]:
    """Rows, and writes in the audit."""
    with as_system():
        return model._base_manager.count(), AuditEvent.objects.filter(kind=EventKind.WRITE).count()


@pytest.mark.parametrize(("form", "who", "model"), FORMS)
def test_a_form_sent_twice_is_taken_once(client, sign_in, world, form, who, model):
    path, sent = form(world)
    before = there(model)
    sign_in(who)

    client.post(path, sent)
    once = there(model)
    answer = client.post(path, sent)

    assert once[0] == before[0] + 1
    assert there(model) == once
    assert answer.status_code in {302, 409, 422}
