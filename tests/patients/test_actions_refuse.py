"""An action refuses by itself, whatever page or job comes to call it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from patients.actions import (
    access_reviews,
    agreements,
    break_glass,
    care_teams,
    extracts,
    imports,
    preferences,
    quarantine,
)
from patients.actions.receiving import Upload
from patients.models import (
    CareTeamMember,
    PersonIdentifier,
    Preference,
    PreferenceKind,
    QuarantinedRow,
    ReviewState,
)
from patients.queries import extracts as extract_queries
from patients.queries import import_people
from tests.patients.quarantined import GIVEN, make_import, make_row
from tests.patients.reviews import make_review
from tests.world import NOW, TODAY, World, as_system
from wsic.accounts.models import Membership, User
from wsic.accounts.roles import Role
from wsic.organisations.models import Agreement, AgreementKind
from wsic.work import acting_as

pytestmark = pytest.mark.django_db
Act = Callable[[User], Any]


@pytest.fixture
def refusal(world: World):
    def refusal(name: str, act: Act) -> str:
        user = world.user(name)
        with pytest.raises(PermissionDenied) as refused, acting_as(user, on=TODAY):
            act(user)
        return str(refused.value)

    return refusal


def upload(world: World, code: str, user: User) -> Upload:
    file = SimpleUploadedFile("people.csv", b"nhs_number\n")
    place = world.organisation(code)
    return Upload(source="own", organisation=place, uploaded=file, as_on=TODAY, by=user, at=NOW)


def test_bringing_a_file(world, refusal, settings, tmp_path):
    settings.UPLOADS = tmp_path
    receive = imports.receive_upload
    others = "Your role does not bring in extracts for this organisation."
    of_the_ccg = "Only the clinical commissioning group brings this feed."

    assert refusal("gp_a", lambda user: receive("people", upload(world, "PB", user))) == others
    assert refusal("gp_a", lambda user: extracts.receive_extract(upload(world, "PB", user))) == others
    assert refusal("gp_a", lambda user: receive("organisations", upload(world, "PA", user))) == of_the_ccg
    # In another's name the organisations are no more the CCG's: the feed does not open what the place shuts.
    assert refusal("gp_a", lambda user: receive("organisations", upload(world, "CCG", user))) == others


@pytest.mark.parametrize(
    ("state", "says", "act"),
    [
        ("MAPPING", "does not bring in", lambda row, by: imports.set_mapping(
            imported=row, mapping={}, remember=True, by=by, at=NOW)),
        ("MAPPING", "does not bring in", lambda row, by: imports.start_import(imported=row, by=by, at=NOW)),
        ("MAPPING", "does not bring in", lambda row, by: extracts.start_extract(imported=row, by=by, at=NOW)),
        ("HELD", "does not approve", lambda row, by: imports.approve_import(
            imported=row, seen="", by=by, at=NOW, due_at=NOW)),
        ("HELD", "does not bring in", lambda row, by: imports.refuse_import(
            imported=row, by=by, at=NOW, reason="No")),
    ],
    ids=["match", "start", "start an extract", "approve", "refuse"],
)  # fmt: skip
def test_what_becomes_of_a_file(refusal, state, says, act):
    imported = make_import(state=state)

    assert says in refusal("nurse_a", lambda user: act(imported, user))


def test_what_a_zip_holds(refusal):
    imported = make_import(state="MAPPING")

    says = refusal("nurse_a", lambda user: extract_queries.extract_page(imported, user=user))

    assert "does not bring in" in says


@pytest.mark.parametrize("act", [imports.start_import, extracts.start_extract])
def test_what_was_started_is_not_started_again(refusal, act):
    imported = make_import()

    says = refusal("admin_a", lambda user: act(imported=imported, by=user, at=NOW))

    assert says == "This import has been started already."


@pytest.mark.parametrize("name", ["nobody", "analyst"])
def test_names_of_a_held_file(refusal, name):
    imported = make_import(state="HELD")

    says = refusal(name, lambda user: import_people.people_csv(imported, user=user, today=TODAY))

    assert says == "Your role has nothing to do with imports."


@pytest.mark.parametrize(
    ("says", "act"),
    [
        ("", lambda row, by: quarantine.correct_row(row=row, values={}, by=by, at=NOW, due_at=NOW)),
        ("does not approve changes", lambda row, by: quarantine.approve_identity_change(
            row=row, by=by, at=NOW, due_at=NOW)),
        ("does not mend rows", lambda row, by: quarantine.close_row(row=row, note="No", by=by, at=NOW)),
    ],
    ids=["correct", "approve", "close"],
)  # fmt: skip
def test_what_becomes_of_a_row(refusal, says, act):
    row = make_row()

    assert says in refusal("nurse_a", lambda user: act(row, user))


IDENTITY = {"reason": "identity_mismatch", "column": "birth_date"}


def approve(row: QuarantinedRow) -> Act:
    return lambda user: quarantine.approve_identity_change(row=row, by=user, at=NOW, due_at=NOW)


def test_an_identity_that_was_settled_is_not_approved(world, refusal):
    over = {"overseer": world.organisation("CCG"), "state": "CLOSED", "closed_at": NOW}
    row = make_row(make_import("PB"), "PA", **IDENTITY, **over)

    assert refusal("administrator", approve(row)) == "This row is closed already."


def test_whoever_brought_a_row_for_another_queue_does_not_approve_it(world, refusal):
    """Practice B works with the person, but the row lies with practice A."""
    with as_system():
        number = PersonIdentifier.objects.get(person=world.person("COHEN")).value
    row = make_row(make_import("PB"), "PA", **IDENTITY, given=GIVEN | {"nhs_number": number})

    assert "do not work with the person" in refusal("gp_b", approve(row))


def test_a_role_held_elsewhere_changes_nothing_here(world, refusal):
    """A GP of practice B who reaches Adair as the hub's assistant."""
    person, place = world.person("ADAIR"), world.organisation("COM")
    with as_system():
        Membership.objects.create(
            user=world.user("hsca_1"), organisation=world.organisation("PB"), role=Role.GP, from_on=TODAY
        )
    joins = {"organisation": place, "user": None, "role": "Nursing", "from_on": TODAY}

    says = refusal("hsca_1", lambda user: care_teams.add_member(person=person, **joins, by=user, at=NOW))

    assert says.startswith("The person's practice or hub says")


def test_what_a_person_says(world, refusal):
    adair = world.person("ADAIR")
    given = {"person": adair, "kind": PreferenceKind.TYPE_1, "from_on": TODAY}
    with as_system():
        noted = Preference.objects.create(**given, as_on=TODAY, recorded_at=NOW)
    new = given | {"from_on": TODAY - timedelta(days=1), "to_on": None, "said_by": "Herself", "at": NOW}
    ask = "The person's practice or hub notes what they say about sharing. Ask them."

    assert refusal("hsca_1", lambda user: preferences.note_preference(**new, by=user)) == ask
    assert refusal(
        "hsca_1", lambda user: preferences.end_preference(preference=noted, on=TODAY, by=user, at=NOW)
    ) == ask  # fmt: skip


def test_who_is_on_a_team(world, refusal):
    adair, place = world.person("ADAIR"), world.organisation("COM")
    given = {"person": adair, "organisation": place, "user": None, "role": "Nursing", "from_on": TODAY}
    with as_system():
        member = CareTeamMember.objects.create(**given, recorded_by=world.user("gp_a"), recorded_at=NOW)
    ask = "The person's practice or hub says who is on the care team. Ask them."

    joins = given | {"organisation": world.organisation("COU")}
    assert refusal("hsca_1", lambda user: care_teams.add_member(**joins, by=user, at=NOW)) == ask
    assert refusal("hsca_1", lambda user: care_teams.end_member(member=member, on=TODAY, by=user)) == ask


@pytest.mark.parametrize("name", ["gp_a", "privacy_officer"])
def test_signatures(world, refusal, name):
    place, kind = world.organisation("PA"), AgreementKind.INFORMATION_SHARING
    signed = Agreement.objects.filter(organisation=place, kind=kind).first()
    days = {"withdrawn_on": TODAY, "hand_over_until": TODAY}
    acts: list[Act] = [
        lambda user: agreements.sign_agreement(
            organisation=place, kind=kind, signed_on=TODAY, signed_by="Dr A", by=user, at=NOW),
        lambda user: agreements.withdraw_agreement(organisation=place, kind=kind, **days, by=user),
        lambda user: agreements.take_back_agreement(
            agreement=signed, withdrawal_only=False, reason="Slip", by=user, at=NOW),
    ]  # fmt: skip

    assert {refusal(name, act) for act in acts} == {"Only administrators sign and withdraw agreements."}


def test_an_emergency_and_its_review(refusal):
    review = make_review(state="ASKED")
    emergency = break_glass.Emergency(
        nhs_number="9990000018", birth_date=TODAY, reason="VITAL_INTEREST", words="Found", all_the_same=False
    )
    found, note = ReviewState.JUSTIFIED, "It holds."

    assert "does not open records" in refusal(
        "admin_a", lambda user: break_glass.open_record(emergency=emergency, by=user, on=TODAY, at=NOW)
    )
    assert "Only who opened" in refusal(
        "privacy_officer", lambda user: break_glass.end(review=review, by=user)
    )
    assert "Only who opened" in refusal(
        "privacy_officer", lambda user: access_reviews.answer(review=review, note=note, by=user)
    )
    assert "does not review" in refusal(
        "gp_a", lambda user: access_reviews.settle(review=review, state=found, note=note, by=user)
    )
