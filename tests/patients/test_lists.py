"""Allergies, medicines and where somebody lives, on the front sheet and on the page of all details."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients.models import PersonLink, Preference, Residence
from tests.factories import OrganisationFactory
from tests.patients.lists import make_allergy, make_medicine
from tests.world import NOW, TODAY, as_system

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOTHING = {"substance": "NKDA", "reaction": "", "status": "NO_KNOWN_ALLERGIES"}


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


@pytest.fixture
def make(world, adair):
    """Lays a row down about ADAIR."""

    def lay(how, **more) -> None:
        with as_system():
            how(adair, world.organisation("PA"), **more)

    return lay


def text(response) -> str:
    return " ".join(response.text.split())


def strip(response) -> str:
    """The cell of allergies in the strip of the front sheet."""
    return text(response).split("<dt>Allergies</dt>")[1].split("</div>")[0]


@pytest.fixture
def sheet(client, sign_in, adair):
    sign_in("gp_a")
    return lambda: client.get(reverse("careplans:front_sheet", args=[adair.public_id]))


@pytest.fixture
def details(client, sign_in, adair):
    sign_in("gp_a")
    return lambda: client.get(reverse("patients:person_detail", args=[adair.public_id]))


def panel(response, name: str) -> str:
    return text(response).split(f'id="{name}"')[1].split("</section>")[0]


def test_without_a_row_nothing_is_said_to_be_known(sheet, details):
    assert "Not recorded" in strip(sheet())
    assert "Not recorded" in panel(details(), "allergies")
    assert "Not recorded" in panel(details(), "medicines")


def test_an_allergy_stands_with_its_reaction_and_its_day(make, sheet, details):
    make(make_allergy)

    assert "Penicillin: Rash" in strip(sheet())
    assert "06-Mar-2024" in strip(sheet())
    assert "Penicillin" in panel(details(), "allergies")


def test_that_none_is_known_is_said_as_it_was_written(make, sheet):
    make(make_allergy, **NOTHING)

    assert "NKDA" in strip(sheet())
    assert "Not recorded" not in strip(sheet())


def test_an_allergy_beside_a_statement_that_none_is_known_wins_and_says_so(make, sheet, details):
    make(make_allergy, **NOTHING, recorded_on=TODAY)
    make(make_allergy)

    assert "Penicillin: Rash" in strip(sheet())
    assert "also recorded that none are known" in strip(sheet())
    assert panel(details(), "allergies").count("contradicted") == 1


@pytest.mark.parametrize("more", [{"status": "RESOLVED"}, {"deleted": True, "status": "ENTERED_IN_ERROR"}])
def test_what_is_over_is_no_allergy_and_no_statement_that_none_is_known(make, sheet, details, more):
    make(make_allergy, **more)

    assert "Not recorded" in strip(sheet())
    assert ("as resolved" in panel(details(), "allergies")) == ("deleted" not in more)


def test_both_sides_of_a_contradiction_are_shown(make, sheet, details):
    for substance in ("Penicillin", "Latex"):
        make(make_allergy, row_id="1", substance=substance, conflicted=True)

    assert "Penicillin" in strip(sheet())
    assert "Latex" in strip(sheet())
    assert "rows contradict each other" in strip(sheet())
    assert panel(details(), "allergies").count("contradicted") == 2


def test_what_does_not_fit_is_counted_and_opens_all(make, sheet, details, adair):
    for day, substance in enumerate(("Latex", "Nuts", "Eggs", "Iodine")):
        make(make_allergy, substance=substance, recorded_on=TODAY - day * DAY)

    found = strip(sheet())
    assert "Iodine" not in found
    assert f'href="{reverse("patients:person_detail", args=[adair.public_id])}#allergies">1 more</a>' in found
    assert all(each in panel(details(), "allergies") for each in ("Latex", "Nuts", "Eggs", "Iodine"))


def test_what_two_sources_say_stands_once(make, details):
    for substance in ("Penicillin", "PENICILLIN"):
        make(make_allergy, substance=substance)

    assert panel(details(), "allergies").casefold().count("penicillin") == 1


def test_a_medicine_stands_with_its_dose_and_the_date_of_its_list(make, sheet, details):
    make(make_medicine, repeat=True)

    for shown in (text(sheet()), panel(details(), "medicines")):
        assert "Paracetamol 500mg tablets" in shown
        assert "Two, four times a day" in shown
        assert "list of" in shown.lower()
    assert "Repeat, since" in panel(details(), "medicines")


@pytest.mark.parametrize(("ended_on", "current"), [(TODAY - DAY, False), (TODAY, False), (TODAY + DAY, True)])
def test_what_has_ended_is_not_current(make, sheet, details, ended_on, current):
    make(make_medicine, ended_on=ended_on)

    assert ("<b>Paracetamol" in text(sheet())) is current  # named else as what has ended lately
    assert ("None is current by that list" in panel(details(), "medicines")) is not current


@pytest.mark.parametrize(("days", "old"), [(0, False), (31, False), (32, True)])
def test_an_old_list_says_that_it_is_old(make, sheet, details, days, old):
    make(make_medicine, listed_on=TODAY - days * DAY)

    assert ("an old list" in text(sheet())) is old
    assert ("an old list" in panel(details(), "medicines")) is old


def test_what_the_newest_list_lacks_is_to_be_checked(make, details, world, adair):
    """Also of a practice that the person has left, whose list never ends anything."""
    make(make_medicine, medicine="Aspirin", listed_on=TODAY - 7 * DAY, dose="One")
    make(make_medicine)
    with as_system():
        left = OrganisationFactory(code="PX")
        make_medicine(adair, left, medicine="Elsewhere", listed_on=TODAY - 9 * DAY, dose="Two")

    lines = {line.medicine: line.behind for line in details().context["lists"].medicines.lines}
    assert lines == {"Aspirin": True, "Elsewhere": True, "Paracetamol 500mg tablets": False}
    assert panel(details(), "medicines").count("to check") == 2


def test_what_two_lists_say_of_a_medicine_the_newer_says(make, details, adair):
    make(make_medicine, listed_on=TODAY - 7 * DAY)
    with as_system():
        make_medicine(adair, OrganisationFactory(code="PX"))
        make_medicine(adair, OrganisationFactory(code="PY"), dose="One")

    lines = [(line.dose, line.listed_on) for line in details().context["lists"].medicines.lines]
    assert lines == [("Two, four times a day", TODAY), ("One", TODAY)]


def test_what_another_record_of_the_person_holds_is_shown_as_such(make, sheet, details, world, adair):
    with as_system():
        other = world.person("BELLO")
        PersonLink.objects.create(
            person=other, kept=adair, from_on=TODAY, reason="TWO_NUMBERS", recorded_by=world.user("gp_a"),
            recorded_at=NOW,
        )  # fmt: skip
        make_allergy(other, world.organisation("PA"), substance="Latex")
        make_medicine(other, world.organisation("PA"), medicine="Warfarin")

    assert "Latex" in strip(sheet())
    assert "in the other record" in strip(sheet())
    assert "in the other record" in panel(details(), "medicines")


def test_statements_do_not_grow(make, sheet):
    make(make_allergy)
    make(make_medicine)
    sheet()
    with CaptureQueriesContext(connection) as of_few:
        sheet()
    for number in range(30):
        make(make_allergy, substance=f"Substance {number}")
        make(make_medicine, medicine=f"Medicine {number}")

    with CaptureQueriesContext(connection) as of_many:
        sheet()
    assert len(of_many) == len(of_few)


def banner(response) -> str:
    return text(response).split("<dt>Lives</dt>")[1].split("</dd>")[0]


@pytest.fixture
def live(adair):
    def lay(kind="CARE_HOME", from_on=TODAY - 9 * DAY, to_on=None) -> None:
        with as_system():
            Residence.objects.create(person=adair, kind=kind, from_on=from_on, to_on=to_on, as_on=TODAY)

    return lay


def test_a_care_home_stands_in_the_banner_with_its_first_day(live, sheet, details):
    live()

    assert "in a care home</b> since" in banner(sheet())
    assert "Care home" in panel(details(), "residence")


@pytest.mark.parametrize(("kind", "to_on"), [("OWN_HOME", None), ("CARE_HOME", TODAY)])
def test_who_is_at_home_or_has_left_is_in_no_home(live, sheet, details, kind, to_on):
    live(kind=kind, to_on=to_on)

    assert "in a" not in banner(sheet())
    assert ("Not recorded now" in panel(details(), "residence")) is (to_on is not None)


def test_where_somebody_marked_sensitive_lives_is_withheld(live, sheet, details, adair):
    live()
    with as_system():
        since = {"from_on": TODAY, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(person=adair, kind="SENSITIVE", **since)

    for shown in (sheet(), details()):
        assert "care home" not in text(shown).lower()
    assert "Withheld" in panel(details(), "residence")
