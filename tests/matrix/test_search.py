"""Searching for somebody else's people says what searching for nobody says."""

import pytest
import time_machine

from patients.models import PersonDetail, PersonIdentifier
from tests.factories import nhs_number
from tests.matrix.machine import TOKEN
from tests.matrix.walls import WALLS, take_down
from tests.world import NOW, World, as_system

pytestmark = pytest.mark.django_db
NOBODY = {"name": "QQQQQ", "number": nhs_number(123_456)}


def asked_about(family_name: str) -> dict[str, str]:
    with as_system():
        detail = PersonDetail.objects.current().get(family_name=family_name)
        number = PersonIdentifier.objects.get(person=detail.person_id).value
    return {"name": family_name, "number": number}


def answer(client, question: str) -> tuple[int, bytes]:
    """Without the token and without the words that were typed, which stand in the form again."""
    response = client.post("/search/", {"q": question})
    body = TOKEN.sub(b"", response.content)
    spaced = f"{question[:3]} {question[3:6]} {question[6:]}"
    for typed in (question, spaced, question.title()):
        body = body.replace(typed.encode(), b"")
    return response.status_code, body


@pytest.mark.parametrize("walls", WALLS)
@pytest.mark.parametrize("how", ["name", "number"])
@pytest.mark.parametrize("whom", ["COHEN", "EVANS"])
def test_not_yours_is_found_as_little_as_nobody(client, sign_in, world: World, monkeypatch, whom, how, walls):
    about = asked_about(whom)
    sign_in("gp_a")
    take_down(walls, monkeypatch)

    with time_machine.travel(NOW, tick=False):  # the page says how long the session is left
        theirs, nobody = answer(client, about[how]), answer(client, NOBODY[how])

    assert theirs == nobody


@pytest.mark.parametrize("how", ["name", "number"])
def test_yours_is_found(client, sign_in, world: World, how):
    about = asked_about("ADAIR")
    sign_in("gp_a")

    assert answer(client, about[how]) != answer(client, NOBODY[how])
