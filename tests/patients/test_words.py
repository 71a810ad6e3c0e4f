"""Numbers in sentences."""

import pytest

from patients.rules.words import counted

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("number", "says"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (12_345, "12,345 rows")]
)
def test_a_number_has_the_word_that_goes_with_it(number, says):
    assert counted(number, "row", "rows") == says
