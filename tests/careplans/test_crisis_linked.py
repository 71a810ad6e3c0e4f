"""Records of one human being: their crisis page is opened by the number of any, and says what all have."""

import pytest

from patients.actions.reach import refresh_reach
from patients.models import PersonDetail, PersonIdentifier, PersonLink, Preference, PreferenceKind, Reach
from tests.careplans.crisis import FIND, opened
from tests.careplans.factories import make_related
from tests.careplans.paper import sheets
from tests.patients.lists import make_allergy
from tests.world import NOW, SYSTEM, TODAY, as_system

pytestmark = pytest.mark.django_db
NOT_HERE = "the same person has another record, whose allergies and medicines are not here"


@pytest.fixture
def aside(planned, world):
    """A record of another practice, set aside for who has a plan."""
    other = world.person("BELLO")
    with as_system():
        given = {"reason": "TWO_NUMBERS", "recorded_by": world.user("gp_a"), "recorded_at": NOW}
        PersonLink.objects.create(person=other, kept=planned, from_on=TODAY, **given)
        make_allergy(other, world.organisation("PA"), substance="Latex")
    return other


def both(reader, address: str) -> tuple[str, str]:
    """The page and the paper."""
    return reader.get(address).text, " ".join(sheets(reader.get(f"{address}pdf/"))[0].split())


def test_the_number_of_either_record_opens_the_page_with_the_allergies_of_both(reader, asked, planned, aside):
    with as_system():
        born = PersonDetail.objects.get(person=aside).birth_date
        theirs = {"nhs_number": PersonIdentifier.objects.get(person=aside).value}
    theirs["birth_date"] = f"{born:%d/%m/%Y}"

    address = opened(reader, asked | theirs)

    assert address == opened(reader, asked) == f"/people/{planned.public_id}/crisis/"
    for shown in both(reader, address):
        assert ("Latex" in shown, "in the other record" in shown) == (True, True)
        assert NOT_HERE not in shown.lower()
    assert f'href="/people/{aside.public_id}/' not in reader.get(address).text
    assert reader.get(f"/people/{aside.public_id}/crisis/").status_code == 404
    assert reader.post(FIND, asked | theirs | {"birth_date": asked["birth_date"]}).status_code == 422


def test_what_is_marked_on_the_other_record_holds_and_what_is_not_shared_of_it_is_said(
    reader, asked, planned, aside
):
    address = opened(reader, asked)
    with as_system():
        fields = {"person": aside, "from_on": TODAY, "as_on": TODAY, "recorded_at": NOW}
        Preference.objects.create(kind=PreferenceKind.SENSITIVE, **fields)
        PersonDetail.objects.filter(person=planned).update(address="12 Mill Lane")
        typed = dict.fromkeys(("when", "relationship", "document"), "at 12 Mill Lane")
        typed |= {"telephone": "020 7946 0018", "seen_on": TODAY}
        make_related(planned, roles=("ATTORNEY",), **typed)
    for shown in both(reader, address):
        assert ("12 Mill Lane" in shown, "020 7946 0018" in shown) == (False, False)
        assert ("Attorney for health and welfare" in shown, "Number withheld" in shown) == (True, True)

    with as_system():
        Preference.objects.create(kind=PreferenceKind.DIRECT_CARE_DISSENT, **fields)
        refresh_reach(people=[aside.pk], by=SYSTEM)
        assert not Reach.objects.filter(person=aside, why="OUT_OF_HOURS").exists()

    for shown in both(reader, address):
        assert ("Latex" in shown, NOT_HERE in shown.lower()) == (False, True)


def test_who_cares_for_them_is_led_from_a_record_without_a_plan_to_the_one_that_has_it(
    client, sign_in, planned, aside
):
    sign_in("case_manager_1")
    here, there = (f"/people/{each.public_id}/crisis/" for each in (aside, planned))

    for shown in both(client, here):
        assert "The same person has another record, with a plan in force." in shown
    assert f'href="{there}"' in client.get(here).text
    for shown in both(client, there):
        assert "with a plan in force." not in shown
