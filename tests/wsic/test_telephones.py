"""How telephone numbers of staff may be typed, and how they are shown."""

import pytest

from wsic.telephones import NoNumber, telephone

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("", ""),
        ("  ", ""),
        ("02079460311", "020 7946 0311"),
        ("020 7946 0311", "020 7946 0311"),
        ("(020) 7946-0311", "020 7946 0311"),
        ("+44 (0)20 7946 0311", "020 7946 0311"),
        ("0044 20 7946 0311", "020 7946 0311"),
        ("01614960123", "0161 496 0123"),
        ("01132 496012", "0113 249 6012"),
        ("01632 960123", "01632 960 123"),
        ("01632 96012", "01632 960 12"),
        ("07700900318", "07700 900 318"),
        ("03069990123", "0306 999 0123"),
    ],
)
def test_a_number_is_shown_in_its_groups(given, shown):
    assert telephone(given) == shown
    assert telephone(telephone(given)) == shown


@pytest.mark.parametrize(
    "given",
    [
        "7946 0311", "0207946", "020 7946 0311 ext 4", "09098790123", "0400 000 0000", "+1 202 555 0123",
        "020 7946 03111", "O20 7946 0311", "٠٢٠٧٩٤٦٠٣١١", "020794603١١", "020/7946/0311", "0",
    ],
)  # fmt: skip
def test_what_cannot_be_rung_is_refused_in_words(given):
    with pytest.raises(NoNumber, match="with its area code"):
        telephone(given)
