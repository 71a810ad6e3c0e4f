"""/duty/: who of a team answers what comes in, and what other teams ask of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from careplans.models import Duty, Task, TaskKind
from careplans.queries.owed import NOT_SEEN
from patients.actions.reach import refresh_reach
from patients.models import CareTeamMember, PersonDetail, Preference, PreferenceKind
from tests.world import NOW, TODAY, as_system
from wsic.accounts.models import Membership
from wsic.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def rota(world, name: str, code: str = "HUB1") -> str:
    return reverse(f"careplans:{name}", args=[world.organisation(code).public_id])


def sent(page, **days) -> dict[str, str]:
    """What the page's form sends, with some days chosen anew."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | days


def put(client, world, name: str, on=TODAY) -> None:
    page = client.get(rota(world, "duty"))
    chosen = {on.isoformat(): str(world.user(name).public_id)}
    assert client.post(rota(world, "duty_keep"), sent(page, **chosen)).status_code == 302


def day(client) -> str:
    return " ".join(client.get("/my-day/").text.split())


def test_the_team_keeps_its_rota_and_the_day_says_who_answers_with_a_number(client, sign_in, world):
    sign_in("case_manager_1")
    assert "On duty: nobody named" in day(client)
    put(client, world, "hsca_1")
    with as_system():
        Membership.objects.filter(user__username="hsca_1").update(telephone="020 7946 0318")

    assert 'On duty: Hsca 1 <span class="nowrap">020 7946 0318' in day(client)
    put(client, world, "case_manager_1")
    assert "On duty: Case Manager 1" in day(client)
    with as_system():
        assert [each.replaced_at is None for each in Duty.objects.order_by("pk")] == [False, True]
        assert AuditEvent.objects.filter(verb="duty.changed").count() == 2


def test_nobody_is_overwritten_who_was_chosen_meanwhile(client, sign_in, world):
    sign_in("case_manager_1")
    stale = client.get(rota(world, "duty"))
    put(client, world, "hsca_1")
    mine = sent(stale, **{TODAY.isoformat(): str(world.user("coordinator_1").public_id)})

    refused = client.post(rota(world, "duty_keep"), mine)

    assert refused.status_code == 409
    assert "30-Jun-2026 was changed by somebody else meanwhile" in refused.text
    tomorrow = {(TODAY + DAY).isoformat(): str(world.user("coordinator_1").public_id)}
    assert client.post(rota(world, "duty_keep"), sent(stale, **tomorrow)).status_code == 302
    assert [each.user.username for each in Duty.objects.standing().order_by("on")] == [
        "hsca_1", "coordinator_1",
    ]  # fmt: skip


def test_the_database_rewrites_no_day(client, sign_in, world):
    sign_in("case_manager_1")
    put(client, world, "hsca_1")

    with as_system(), pytest.raises(DatabaseError, match="but replaced"), transaction.atomic():
        Duty.objects.update(user=world.user("gp_a"))


def test_who_is_none_of_the_team_is_not_chosen_and_who_has_left_is_not_shown(client, sign_in, world):
    sign_in("case_manager_1")
    page = client.get(rota(world, "duty"))
    other = {TODAY.isoformat(): str(world.user("gp_a").public_id)}
    assert client.post(rota(world, "duty_keep"), sent(page, **other)).status_code == 422
    put(client, world, "hsca_1")
    with as_system():
        Membership.objects.filter(user__username="hsca_1").update(to_on=TODAY)

    assert "On duty: nobody named" in day(client)
    assert "Hsca 1, who does not work there then" in client.get(rota(world, "duty")).text


def asked(client, adair, to: str, words="Could somebody visit today?"):
    form = client.get(f"/people/{adair.public_id}/tasks/").context["form"]
    given = {"once": form["once"].value(), "words": words, "owner": to, "due_on": TODAY.isoformat()}
    return client.post(f"/people/{adair.public_id}/tasks/add/", given)


def hub(world) -> str:
    return f"at:{world.organisation('HUB1').public_id}"


def test_a_practice_asks_its_hub_which_has_it_on_its_day_at_once(client, sign_in, world, adair):
    sign_in("case_manager_1")
    put(client, world, "hsca_1")
    sign_in("gp_a")
    offered = client.get(f"/people/{adair.public_id}/tasks/").context["form"].fields["owner"].choices
    assert (hub(world), "Ask Hub One: on duty today Hsca 1") in offered
    assert asked(client, adair, hub(world)).status_code == 302

    with as_system():
        task = Task.objects.get()
    assert (task.kind, task.owner, task.organisation.code) == (TaskKind.REQUEST, None, "HUB1")
    sign_in("hsca_1")
    shown = client.get("/my-day/", {"only": "requests"}).context["rows"]
    assert [row.words for row, _ in shown] == ["Asked by Gp A: Could somebody visit today?"]


def test_only_teams_that_care_for_the_person_are_asked_and_none_about_somebody_sensitive(
    client, sign_in, world, adair
):
    sign_in("gp_a")
    other = f"at:{world.organisation('HUB2').public_id}"
    assert asked(client, adair, other).status_code == 422
    with as_system():
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
    sign_in("case_manager_1")

    assert "Ask " not in client.get(f"/people/{adair.public_id}/tasks/").text


def test_about_somebody_who_has_died_no_other_team_is_asked(client, sign_in, world, adair):
    sign_in("gp_a")
    assert "Ask Hub One" in client.get(f"/people/{adair.public_id}/tasks/").text
    with as_system():
        PersonDetail.objects.filter(person=adair).update(died_on=TODAY - DAY)

    assert "Ask Hub One" not in client.get(f"/people/{adair.public_id}/tasks/").text
    refused = asked(client, adair, hub(world))
    assert (refused.status_code, "Could somebody visit today?" in refused.text) == (422, True)
    assert "The person died on 29 June 2026, so no other team is asked for anything." in refused.text
    with as_system():
        assert not Task.objects.exists()


def test_a_day_is_printed_with_room_for_notes_and_the_audit_knows(client, sign_in, world, adair):
    sign_in("gp_a")
    asked(client, adair, hub(world))
    sign_in("case_manager_1")

    page = client.get("/my-day/print/", {"only": "requests"})

    assert [row.person.family_name for row in page.context["page"]["rows"]] == ["ADAIR"]
    assert page.context["facts"] == [("List", "To do"), ("Only", "Requests")]
    with as_system():
        assert adair.pk in AuditEvent.objects.get(verb="day.printed").people


def test_after_a_refusal_the_page_says_who_stands_there_and_the_next_save_is_upon_that(
    client, sign_in, world
):
    sign_in("case_manager_1")
    stale = client.get(rota(world, "duty"))
    put(client, world, "hsca_1")
    mine = {TODAY.isoformat(): str(world.user("coordinator_1").public_id)}

    refused = client.post(rota(world, "duty_keep"), sent(stale, **mine))
    again = client.post(rota(world, "duty_keep"), sent(refused))

    assert "Now: Hsca 1" in refused.text
    assert (refused.status_code, again.status_code) == (409, 302)
    assert Duty.objects.standing().get().user.username == "coordinator_1"


def test_who_begins_later_is_chosen_from_that_day_on_and_a_day_that_passed_is_told(client, sign_in, world):
    sign_in("case_manager_1")
    page = client.get(rota(world, "duty"))
    with as_system():
        Membership.objects.filter(user__username="hsca_1").update(from_on=TODAY + 5 * DAY)
    later, chosen = TODAY + 5 * DAY, str(world.user("hsca_1").public_id)

    assert client.post(rota(world, "duty_keep"), sent(page, **{TODAY.isoformat(): chosen})).status_code == 422
    assert client.post(rota(world, "duty_keep"), sent(page, **{later.isoformat(): chosen})).status_code == 302
    old = {(TODAY - DAY).isoformat(): chosen}
    refused = client.post(rota(world, "duty_keep"), sent(client.get(rota(world, "duty")), **old))
    assert "A day of this page has passed" in refused.text


def test_the_same_form_with_another_team_is_asked_again(client, sign_in, world, adair):
    sign_in("gp_a")
    form = client.get(f"/people/{adair.public_id}/tasks/").context["form"]
    given = {"once": form["once"].value(), "words": "Visit", "due_on": TODAY.isoformat()}
    address = f"/people/{adair.public_id}/tasks/add/"

    own = client.post(address, given | {"owner": str(world.user("gp_a").public_id)})
    other = client.post(address, given | {"owner": hub(world)})

    assert (own.status_code, other.status_code) == (302, 409)


def test_what_a_team_was_asked_that_cares_no_more_is_on_the_day_of_who_asked(client, sign_in, world, adair):
    sign_in("gp_a")
    asked(client, adair, hub(world))
    assert [row.owner for row, _ in client.get("/my-day/", {"whose": "waiting"}).context["rows"]] == [
        "whoever is there, Hub One"
    ]
    assert client.get("/my-day/").context["rows"] == []
    with as_system() as system:
        Preference.objects.create(
            person=adair, kind=PreferenceKind.DIRECT_CARE_DISSENT, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
        refresh_reach(people=[adair.pk], by=system)

    for name in ("gp_a", "nurse_a"):
        sign_in(name)
        rows = [row.words for row, _ in client.get("/my-day/").context["rows"]]
        assert [NOT_SEEN in words for words in rows] == [True], name


def test_who_takes_a_request_in_the_practice_has_not_left_the_hub(client, sign_in, world, adair):
    sign_in("gp_a")
    asked(client, adair, hub(world))
    with as_system():
        Task.objects.update(owner=world.user("nurse_a"))
    sign_in("case_manager_1")

    assert "Nurse A" in client.get("/my-day/", {"whose": "team"}).text
    assert "who has left" not in client.get("/my-day/", {"whose": "team"}).text
    assert client.get("/my-day/", {"only": "left"}).context["rows"] == []


def test_of_somebody_sensitive_neither_who_asked_nor_who_took_it_is_named_elsewhere(
    client, sign_in, world, adair
):
    sign_in("gp_a")
    asked(client, adair, hub(world))
    with as_system():
        Task.objects.update(owner=world.user("nurse_a"))
        Preference.objects.create(
            person=adair, kind=PreferenceKind.SENSITIVE, from_on=TODAY, as_on=TODAY, recorded_at=NOW
        )
        task = Task.objects.get()
    person = f"/people/{adair.public_id}/"
    for name in ("gp_a", "nurse_a"):  # who asked, and a colleague of theirs
        sign_in(name)
        for address in (person, f"{person}tasks/", f"/tasks/{task.public_id}/"):
            assert "Asked by Gp A: Could somebody visit" in client.get(address).text, (name, address)

    sign_in("case_manager_1")
    for address in (person, f"{person}tasks/", f"/tasks/{task.public_id}/", "/my-day/?whose=team"):
        page = client.get(address).text
        assert "Could somebody visit" in page, address
        assert "Nurse A" not in page, address
        assert "Gp A" not in page, address


def test_a_team_of_which_one_member_alone_cares_is_not_asked(client, sign_in, world, adair):
    nurse = world.user("community_nurse")
    with as_system() as system:
        CareTeamMember.objects.create(
            person=adair, user=nurse, organisation=world.organisation("COM"), role="Nurse", from_on=TODAY,
            recorded_by=nurse, recorded_at=NOW,
        )  # fmt: skip
        refresh_reach(people=[adair.pk], by=system)
    sign_in("gp_a")

    assert "Ask Hub One" in client.get(f"/people/{adair.public_id}/tasks/").text
    assert client.get(f"/people/{adair.public_id}/tasks/").text.count("Ask ") == 1
