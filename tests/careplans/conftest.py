import pytest

from patients.models import PersonDetail, PersonIdentifier
from tests.careplans.crisis import WHY
from tests.careplans.factories import make_plan
from tests.careplans.plans import Pages
from tests.world import as_system


@pytest.fixture
def adair(world):
    return world.person("ADAIR")


@pytest.fixture
def pages(client, sign_in, adair):
    sign_in("case_manager_1")
    return Pages(client, adair)


@pytest.fixture
def planned(adair):
    with as_system():
        make_plan(adair, words="Sit her up", agreed=True)
    return adair


@pytest.fixture
def asked_of_adair(adair) -> dict[str, str]:
    """What is typed to open ADAIR's crisis page."""
    with as_system():
        born = PersonDetail.objects.get(person=adair).birth_date
        number = PersonIdentifier.objects.get(person=adair).value
    return {"nhs_number": number, "birth_date": f"{born:%d/%m/%Y}", **WHY}


@pytest.fixture
def asked(planned, asked_of_adair) -> dict[str, str]:
    """Of one who has a plan."""
    return asked_of_adair


@pytest.fixture
def reader(client, sign_in):
    sign_in("out_of_hours")
    return client
