"""Where a sign that no text has stands, in a sentence by which somebody finds it."""

import pytest

from careplans.forms.contacts import Words
from patients.rules.signs import refuse_signs

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", ""),
        ("Seen at home\n\tby the nurse", ""),
        ("Rang the eldest daughter\x07 twice", "that cannot be read after “the eldest daughter”."),
        ("\u202eRang", "that turns the direction of text at the beginning of it."),
        ("One\nRang her\x07", "cannot be read in line 2, after “Rang her”."),
        ("One\n\x00", "cannot be read at the beginning of line 2."),
        ("A\x07 b\u2066", "cannot be read after “A” (1 more follows)."),
        ("A\u2066 b\x07\x07", "turns the direction of text after “A” (2 more follow)."),
    ],
)
def test_the_first_sign_is_placed_and_the_others_are_counted(words, says):
    said = refuse_signs(words)

    assert bool(said) == bool(says)
    assert says in said
    assert "Delete what stands there and type it again" in said or not says


def test_a_field_of_words_asks_before_anything_else():
    with pytest.raises(Exception, match="in line 2, after “rang”"):
        Words().clean("She\r\nrang\x00")
