import pytest

from tests.patients.emergencies import WHY
from tests.patients.test_break_glass import number_of


@pytest.fixture
def emergency(world) -> dict[str, str]:
    """What is typed to open the record of COHEN of practice B."""
    return {"nhs_number": number_of("COHEN", world), "birth_date": "19/4/1943", **WHY}
