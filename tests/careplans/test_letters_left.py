"""Letters whose wording ended before anybody printed them: found, taken back, and their people due again."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from careplans.models import LetterText, SessionOffer
from tests.careplans.letter_texts import make_text
from tests.careplans.test_letter_texts import speak
from tests.careplans.test_letters import choose, due, offered, write
from tests.world import NOW, as_system
from wsic.audit.models import AuditEvent

__all__ = ["due"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def left(client, sign_in, world, due):
    """The address of letters to three who speak Arabic and one who speaks English; of the first two, one was
    printed and one answered, when the wording was withdrawn."""
    with as_system():
        make_text()
        speak(due[:3], *["Arabic"] * 3)
    sign_in("coordinator_1")
    once = uuid.uuid4()
    write(client, world, due[:4], once=once)
    with as_system():
        SessionOffer.objects.filter(person=due[0]).update(awaits_print=False)
        user = world.user("gp_a")
        SessionOffer.objects.filter(person=due[1]).update(
            answer="ACCEPTED", answered_by=user, answered_at=NOW
        )
        LetterText.objects.update(ended_at=NOW, ended_by=world.user("administrator"), ended_why="Not clear")
    return once


def take_back(client, once):
    return client.post(reverse("careplans:letters_wording_ended", args=[once]), follow=True)


def test_they_are_found_and_taken_back_once_and_nobody_else_is(client, world, due, left):
    found = client.get(choose(world))
    detail = reverse("careplans:letters_detail", args=[left])
    assert ("The wording of 1 letter of <" in found.text, f'href="{detail}"' in found.text) == (True, True)
    assert "Take back 1 letter<" in client.get(detail).text

    taken, again = (take_back(client, left) for _ in range(2))

    assert {key for key, each in offered().items() if each.in_error_at} == {due[2].pk}
    assert ("1 letter taken back." in taken.text, "taken back." in again.text) == (True, False)
    assert "Taken back: its wording was replaced or withdrawn before it was printed" in taken.text
    assert "Take back 1 letter<" not in taken.text
    due_again = client.get(choose(world))
    assert detail not in due_again.text
    assert due_again.context["due"].to_ring == found.context["due"].to_ring + 1
    with as_system():
        (event,) = AuditEvent.objects.filter(verb="session.letters_wording_ended")
        assert (event.people, event.subject) == ([due[2].pk], f"letters:{left}")


def test_with_another_wording_they_are_written_to_again(client, world, due, left):
    take_back(client, left)
    with as_system():
        text = make_text(version=2)

    write(client, world, due[2:3])

    with as_system():
        assert SessionOffer.objects.get(person=due[2], in_error_at=None).text_id == text.pk


def test_another_organisation_takes_none_back_and_no_printed_letter_waits_again(
    client, sign_in, world, due, left
):
    sign_in("gp_a")
    assert "Take back 1 letter<" not in client.get(reverse("careplans:letters_detail", args=[left])).text
    take_back(client, left)

    assert not [each for each in offered().values() if each.in_error_at]
    with as_system(), pytest.raises(DatabaseError, match="An offer is answered once"), transaction.atomic():
        SessionOffer.objects.filter(person=due[0]).update(awaits_print=True)
