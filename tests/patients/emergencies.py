"""What the tests of opening a record in an emergency send."""

from tests.factories import nhs_number

PAGE = "/emergency-access/"
WHY = {"reason": "VITAL_INTEREST", "words": "Found on the floor at home", "confirmed": "on"}
NOBODY = nhs_number(800_000)
