"""The request is one transaction, in its user's name, closed by its audit rows."""

from datetime import timedelta

import pytest

from tests.world import TODAY, as_system
from tests.wsic import owner
from wsic.accounts.models import Membership
from wsic.audit.models import AuditEvent, EventKind
from wsic.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.wsic.probe_urls")]


FROM_A_REQUEST = {"address": "127.0.0.1"}
NO_AUDIT = "REVOKE EXECUTE ON FUNCTION audit_append(jsonb) FROM wsic_app"


def audited() -> list[tuple[str, str]]:
    with as_system():
        return list(AuditEvent.objects.filter(**FROM_A_REQUEST).order_by("pk").values_list("verb", "kind"))


def test_a_page_is_rendered_inside_the_transaction_of_its_user(client, sign_in):
    sign_in("gp_b")

    response = client.get("/probe/people/")

    assert response.content.split() == [b"COHEN"]


def test_reading_leaves_its_audit_row_with_user_role_and_organisation(client, sign_in, world):
    user = sign_in("gp_b")

    client.get("/probe/people/")

    with as_system():
        event = AuditEvent.objects.get(**FROM_A_REQUEST)
    assert (event.user_id, event.actor, event.role) == (user.pk, "gp_b", "GP")
    assert event.organisation_id == world.organisation("PB").pk


def test_a_page_that_records_nothing_itself_is_recorded_by_its_address(client, sign_in):
    user = sign_in("gp_a")

    client.get("/organisations/?q=somebody")

    with as_system():
        event = AuditEvent.objects.get(**FROM_A_REQUEST)
    assert (event.verb, event.kind, event.subject) == ("page.read", EventKind.READ, "/organisations/")
    assert (event.user_id, event.detail) == (user.pk, {})


@pytest.mark.parametrize("address", ["/", "/organisations/"])
def test_no_page_is_shown_while_the_audit_cannot_be_written(client, sign_in, address):
    sign_in("gp_a")
    owner.execute(NO_AUDIT)

    assert client.get(address).status_code == 503


def test_a_refused_view_leaves_nothing_but_its_denial(client, sign_in):
    sign_in("gp_a")

    response = client.get("/probe/refuse/")

    assert response.status_code == 403
    assert b"Only a clinician may do this." in response.content
    assert not Job.objects.exists()
    assert audited() == [("request.refused", EventKind.DENIAL)]


@pytest.mark.parametrize("address", ["/probe/hide/", "/probe/403/", "/nowhere/at/all/"])
def test_every_kind_of_refusal_is_one_denial(client, sign_in, address):
    sign_in("gp_a")

    client.get(address)

    assert audited() == [("request.refused", EventKind.DENIAL)]


def test_a_page_not_found_says_nothing_of_why(client, sign_in):
    sign_in("gp_a")

    response = client.get("/probe/hide/")

    assert response.status_code == 404
    assert b"practice B" not in response.content


def test_what_somebody_typed_into_the_address_bar_is_not_recorded(client, sign_in):
    sign_in("gp_a")

    client.get("/people/9990000018/COHEN/")

    with as_system():
        assert AuditEvent.objects.get(**FROM_A_REQUEST).subject == ""


def test_a_page_that_breaks_while_rendering_takes_its_writes_back(client, sign_in):
    sign_in("gp_a")
    client.raise_request_exception = False

    response = client.get("/probe/break-while-rendering/")

    assert response.status_code == 500
    assert not Job.objects.exists()
    assert audited() == []


def test_a_statement_that_fails_does_not_break_the_next_request(client, sign_in):
    sign_in("gp_a")
    client.raise_request_exception = False

    broken = client.get("/probe/break-the-database/")
    sound = client.get("/probe/write/")

    assert (broken.status_code, sound.status_code) == (500, 200)
    assert audited() == [("probe.written", EventKind.WRITE)]


def test_no_audit_no_page(client, sign_in):
    sign_in("gp_b")
    owner.execute(NO_AUDIT)

    response = client.get("/probe/people/")

    assert response.status_code == 503
    assert b"COHEN" not in response.content
    assert response.headers["Cache-Control"] == "no-store"


def test_no_audit_no_write(client, sign_in):
    sign_in("gp_b")
    owner.execute(NO_AUDIT)

    response = client.get("/probe/write/")

    assert response.status_code == 503
    assert not Job.objects.exists()


def test_a_disabled_user_is_out_on_the_next_request(client, sign_in):
    user = sign_in("gp_a")
    before = client.get("/probe/people/")
    user.is_active = False
    user.save(update_fields=["is_active"])

    after = client.get("/probe/people/")

    assert before.status_code == 200
    assert (after.status_code, after.url.split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize(("days", "seen"), [(0, b""), (1, b"COHEN ")])
def test_a_membership_ends_on_its_last_day_excluded(client, sign_in, days, seen):
    user = sign_in("gp_b")
    with as_system():
        Membership.objects.filter(user=user).update(to_on=TODAY + timedelta(days=days))

    response = client.get("/probe/people/")

    assert response.content == seen


def test_an_expired_panel_moves_the_window_to_sign_in(client, db):
    response = client.get("/probe/people/", headers={"HX-Request": "true"})

    assert (response.status_code, response.content) == (401, b"")
    assert response.headers["HX-Redirect"] == "/sign-in/"


def test_nothing_is_kept_by_a_cache(client, sign_in):
    sign_in("gp_a")

    assert client.get("/probe/people/").headers["Cache-Control"] == "no-store"
