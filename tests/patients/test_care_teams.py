"""/people/<id>/care-team/"""

import pytest

from patients.models import CareTeamMember, Preference, PreferenceKind
from patients.sets.reach import difference
from tests.world import NOW, TODAY, as_system
from tests.wsic.test_reach_facts import reached_by
from wsic.accounts.models import Membership
from wsic.organisations.models import Agreement

pytestmark = pytest.mark.django_db
ONE, NOBODY = (1, 1), (0, 0)


def of(world, what: str = "", name: str = "ADAIR") -> str:
    return f"/people/{world.person(name).public_id}/care-team/{what}"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def key(world, code: str, username: str | None = None) -> str:
    user = world.user(username).public_id if username else ""
    return f"{world.organisation(code).public_id}:{user}"


def add(client, world, member: str, **more):
    sent = {"member": member, "role": "District nursing", "from_on": "2026-06-29"} | more
    return client.post(of(world, "add/"), sent)


@pytest.mark.parametrize("username", [None, "community_nurse"])
def test_who_joins_sees_the_record_and_who_leaves_sees_it_no_more(client, sign_in, world, username):
    sign_in("gp_a")

    assert add(client, world, key(world, "COM", username)).status_code == 302
    assert reached_by(world.user("community_nurse")) == ONE
    with as_system():
        entry = CareTeamMember.objects.get().pk
        assert difference() == (0, 0)
    client.post(of(world, "leave/"), {"entry": entry, "on": str(TODAY)})

    assert reached_by(world.user("community_nurse")) == NOBODY
    assert "(left)" in text(client.get(of(world)))


def test_the_panel_says_who_as_what_and_since_when(client, sign_in, world):
    sign_in("gp_a")
    add(client, world, key(world, "COM", "community_nurse"))

    page = text(client.get(of(world)))

    assert "Community Nurse</b>, Community services" in page
    assert "District nursing, since" in page


def test_who_is_named_is_shown_with_their_number_there(client, sign_in, world):
    with as_system():
        Membership.objects.filter(user=world.user("community_nurse")).update(telephone="020 7946 0501")
    sign_in("gp_a")
    add(client, world, key(world, "COM", "community_nurse"))

    assert "020 7946 0501" in text(client.get(of(world)))
    assert "020 7946 0501" in text(client.get(f"/people/{world.person('ADAIR').public_id}/"))
    withheld = {"person": world.person("ADAIR"), "as_on": TODAY, "recorded_at": NOW, "from_on": TODAY}
    with as_system():
        Preference.objects.create(kind=PreferenceKind.SENSITIVE, **withheld)
    assert "020 7946" not in text(client.get(of(world)))


def test_only_who_has_signed_is_found_and_joins(client, sign_in, world):
    sign_in("gp_a")
    assert "Community services" in text(client.get(of(world), {"q": "commun"}))

    with as_system():
        Agreement.objects.filter(organisation__code="COM").update(withdrawn_on=TODAY)

    assert "Nobody with this name may join" in text(client.get(of(world), {"q": "community"}))
    response = add(client, world, key(world, "COM"))
    assert (response.status_code, reached_by(world.user("community_nurse"))) == (422, NOBODY)


@pytest.mark.parametrize("member", ["", "nonsense", "nonsense:", ":"])
def test_nobody_joins_by_nonsense(client, sign_in, world, member):
    sign_in("gp_a")

    assert add(client, world, member).status_code == 422


def test_somebody_of_another_organisation_does_not_join_in_its_name(client, sign_in, world):
    sign_in("gp_a")

    assert add(client, world, key(world, "COM", "social_care_worker")).status_code == 422


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"role": ""}, "Say what they do for the person"),
        ({"from_on": "2026-07-01"}, "This day is still to come."),
        ({"from_on": "x"}, "Write the day as 30/06/2026."),
    ],
)
def test_what_is_wrong_is_said_in_words(client, sign_in, world, more, says):
    sign_in("gp_a")

    response = add(client, world, key(world, "COM"), **more)

    assert response.status_code == 422
    assert says in text(response)


def test_twice_is_refused(client, sign_in, world):
    sign_in("gp_a")
    add(client, world, key(world, "COM"))

    assert "on the care team already" in text(add(client, world, key(world, "COM")))


@pytest.mark.parametrize("name", ["hsca_1", "admin_a"])
def test_who_only_reads_is_told_whom_to_ask(client, sign_in, world, name):
    sign_in(name)

    assert "says who is on the care team. Ask them." in text(client.get(of(world)))
    assert add(client, world, key(world, "COM")).status_code == 403


def test_who_is_on_the_team_brings_nobody_else_in(client, sign_in, world):
    sign_in("gp_a")
    add(client, world, key(world, "COM"))
    sign_in("community_nurse")

    assert client.get(of(world)).status_code == 200
    assert add(client, world, key(world, "COU")).status_code == 403


def test_an_entry_of_another_persons_team_is_not_there(client, sign_in, world):
    sign_in("gp_a")
    add(client, world, key(world, "COM"))
    with as_system():
        entry = CareTeamMember.objects.get().pk

    response = client.post(of(world, "leave/", "BELLO"), {"entry": entry, "on": str(TODAY)})

    assert response.status_code == 404
    assert reached_by(world.user("community_nurse")) == ONE


@pytest.mark.parametrize("place", ["care-team/", ""])
@pytest.mark.parametrize("username", [None, "community_nurse"])
def test_of_who_is_marked_sensitive_the_team_is_named_to_its_own_alone(
    client, sign_in, world, username, place
):
    """The services of a person tell the borough that they live in."""
    sign_in("gp_a")
    add(client, world, key(world, "COM", username))
    with as_system():
        Preference.objects.create(
            person=world.person("ADAIR"), kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY,
            recorded_at=NOW,
        )  # fmt: skip

    page = f"/people/{world.person('ADAIR').public_id}/{place}"
    to_others = text(client.get(page))
    sign_in("community_nurse")
    to_its_own = text(client.get(page))

    named = ["Community services", "Community Nurse"] if username else ["Community services"]
    assert [name for name in named if f"<b>{name}</b>" in to_others or f"</b>, {name}" in to_others] == []
    assert "<b>Name and organisation withheld</b>" in to_others
    assert "District nursing" in to_others
    assert [name for name in named if name not in to_its_own] == []
