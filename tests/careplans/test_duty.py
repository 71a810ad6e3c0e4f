"""/duty/: who of a team answers what comes in, and what other teams ask of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from careplans.models import Duty, Task, TaskKind
from patients.models import Preference, PreferenceKind
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
    assert "Hsca 1, who has left" in client.get(rota(world, "duty")).text


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


def test_a_day_is_printed_with_room_for_notes_and_the_audit_knows(client, sign_in, world, adair):
    sign_in("gp_a")
    asked(client, adair, hub(world))
    sign_in("case_manager_1")

    page = client.get("/my-day/print/", {"only": "requests"})

    assert [row.person.family_name for row in page.context["page"]["rows"]] == ["ADAIR"]
    assert page.context["facts"] == [("List", "To do"), ("Only", "Requests")]
    with as_system():
        assert adair.pk in AuditEvent.objects.get(verb="day.printed").people
