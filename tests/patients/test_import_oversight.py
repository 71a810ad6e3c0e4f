"""A practice's file that is held: the CCG's administrator may decide on it."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from patients.access import imports as access
from patients.actions import imports as actions
from patients.models import Import
from patients.queries.imports import visible_imports
from patients.rules.importing import held_as
from tests.factories import nhs_number
from tests.patients.feeds.bringing import bring, person
from tests.patients.quarantined import again, make_import
from tests.world import NOW, TODAY, as_system
from tests.wsic.owner import value
from wsic import work
from wsic.audit.models import AuditEvent
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
ADDRESS = "/imports/"


def address(imported: Import, verb: str = "") -> str:
    return f"/imports/{imported.public_id}/{verb}"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path: Path) -> None:
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def held(world, tmp_path: Path) -> Import:
    """Practice A's list of one newcomer, which lacks everybody else, brought by its one GP."""
    rows = [person(nhs_number(4_242), practice_code="PA")]
    imported = bring(tmp_path, "people", rows, by="PA")
    with as_system():
        Import.objects.filter(pk=imported.pk).update(uploaded_by=world.user("gp_a"))
    return again(imported)


@pytest.fixture
def of_the_ccg(world, tmp_path: Path) -> Import:
    return bring(tmp_path, "people", [person(nhs_number(4_242), practice_code="PA")])


def test_a_held_file_of_a_practice_has_the_ccg_for_overseer(held, world):
    assert held.state == "HELD"
    assert held.overseer == world.organisation("CCG")


def test_a_file_that_is_not_held_or_of_the_ccg_has_none(of_the_ccg, world, tmp_path):
    taken = bring(tmp_path, "people", "nhs_number\n", by="PB")

    assert (of_the_ccg.state, of_the_ccg.overseer) == ("HELD", None)
    assert taken.overseer is None


def test_the_administrator_finds_it_in_the_list(client, sign_in, held):
    make_import(file_name="not-held.csv")
    sign_in("administrator")

    content = client.get(ADDRESS).content.decode()

    assert address(held) in content
    assert "not-held.csv" not in content


def test_the_administrator_sees_numbers_and_why_there_are_no_names(client, sign_in, held):
    sign_in("administrator")

    content = client.get(address(held)).content.decode()

    assert "people are not in the file." in content
    assert "You see numbers and no names" in content
    assert not [name for name in ("ADAIR", "BELLO", "Moira") if name in content]
    assert "Approve as the second person" in content


def test_the_practice_sees_the_names(client, sign_in, held):
    sign_in("gp_a")

    content = client.get(address(held)).content.decode()

    assert "ADAIR, Moira" in content
    assert "You see numbers and no names" not in content


def test_the_administrator_approves_it(client, sign_in, held, world):
    user = sign_in("administrator")

    answer = client.post(address(held, "approve/"), {"seen": held_as(held.report)})

    assert answer.url == address(held)
    assert (again(held).state, again(held).approved_by) == ("WAITING", user)
    with as_system():
        event = AuditEvent.objects.get(verb="import.approved")
    assert (event.actor, event.organisation_id) == ("administrator", world.organisation("PA").pk)


def test_the_administrator_refuses_it(client, sign_in, held):
    sign_in("administrator")

    client.post(address(held, "refuse/"), {"reason": "Half the list is missing"})

    assert (again(held).state, again(held).refusal) == ("REFUSED", "Half the list is missing")


def test_the_gp_who_brought_it_still_may_not_approve(client, sign_in, held):
    sign_in("gp_a")

    assert client.post(address(held, "approve/")).status_code == 403
    assert again(held).state == "HELD"


@pytest.mark.parametrize("name", ["analyst", "privacy_officer", "gp_b", "case_manager_1"])
def test_nobody_else_finds_it(client, sign_in, held, name):
    sign_in(name)

    assert client.get(address(held)).status_code == 404
    assert client.post(address(held, "approve/")).status_code == 404


def test_an_overseer_who_brought_the_file_may_not_approve(world, held):
    with as_system():
        Import.objects.filter(pk=held.pk).update(uploaded_by=world.user("administrator"))

    with (
        acting_as(world.user("administrator"), on=TODAY) as user,
        pytest.raises(PermissionDenied, match="You"),
    ):
        actions.approve_import(imported=again(held), seen=held_as(held.report), by=user, at=NOW, due_at=NOW)


def test_a_file_of_a_practice_that_is_not_held_is_not_the_administrators(world):
    imported = make_import(state="MAPPING")

    with acting_as(world.user("administrator"), on=TODAY) as user:
        assert not visible_imports(user).filter(pk=imported.pk).exists()
        assert access.refuse_approve(user, imported)
        assert access.refuse_refuse(user, imported)


def test_in_force_keeps_to_the_administrators_own(client, sign_in, held):
    with as_system():
        Import.objects.filter(pk=held.pk).update(state="DONE")
    own = make_import("CCG")
    sign_in("administrator")

    in_force = client.get(ADDRESS).content.decode().split("In force")[1].split("</section>")[0]

    assert address(own) in in_force
    assert address(held) not in in_force


@pytest.mark.parametrize(("name", "seen"), [("administrator", 1), ("gp_a", 1), ("gp_b", 0)])
def test_the_databases_wall_says_the_same(held, world, name, seen):
    work.enter(world.user(name), on=TODAY)

    assert value("SELECT count(*) FROM patients_import WHERE id = %s", held.pk) == seen
