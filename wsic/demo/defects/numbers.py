"""What happens to NHS numbers on their way through spreadsheets and keyboards."""

from wsic.demo.defects.kinds import Kind, fixed, value
from wsic.demo.streams import Draws

COLUMN = "nhs_number"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


_ZEROS = "0000"  # with a wrong check digit they are what a spreadsheet leaves: another defect


def _check_digit_wrong(number: str, draws: Draws) -> str:
    wrong = f"{number[:9]}{(int(number[9]) + 1 + draws.below(9)) % 10}"
    return f"{number[:9]}{'1' if number[9] != '1' else '2'}" if wrong.endswith(_ZEROS) else wrong


def _neighbours_swapped(number: str, draws: Draws) -> str:
    """Modulus 11 finds every swap of two different neighbours; 9 and 9 in front do not count as such."""
    places = [place for place in range(9) if number[place] != number[place + 1]]
    swapped = [number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in places]
    return draws.pick([wrong for wrong in swapped if not wrong.endswith(_ZEROS)])


def _letter_for_zero(number: str, draws: Draws) -> str:
    return number.replace("0", "O") if "0" in number else f"{number[:9]}O"


def _in_full_width(number: str, draws: Draws) -> str:
    return number.translate(_FULL_WIDTH)


def _in_arabic(number: str, draws: Draws) -> str:
    return number.translate(_ARABIC)


def _exponent_comma(number: str, draws: Draws) -> str:
    return f"{number[0]},{number[1:3]}E+09"


def _exponent(number: str, draws: Draws) -> str:
    """As Excel shows it in a narrow column."""
    return f"{number[0]}.{number[1:6]}E+09"


KINDS: tuple[Kind, ...] = (
    value("nhs_check_digit_wrong", "nhs_number_invalid", COLUMN, _check_digit_wrong),
    value("nhs_neighbours_swapped", "nhs_number_invalid", COLUMN, _neighbours_swapped),
    value("nhs_nine_digits", "nhs_number_invalid", COLUMN, lambda number, _: number[:9]),
    value("nhs_eleven_digits", "nhs_number_invalid", COLUMN, lambda number, _: f"{number}0"),
    fixed("nhs_all_one_digit", "nhs_number_invalid", COLUMN, "4444444444"),  # its check digit is right
    fixed("nhs_all_zero", "nhs_number_invalid", COLUMN, "0000000000"),  # all one digit before zero run
    value("nhs_letter_for_zero", "nhs_number_invalid", COLUMN, _letter_for_zero),
    value("nhs_full_width_digits", "nhs_number_invalid", COLUMN, _in_full_width),
    value("nhs_arabic_digits", "nhs_number_invalid", COLUMN, _in_arabic),
    fixed("nhs_word", "nhs_number_invalid", COLUMN, "UNKNOWN"),
    value("nhs_two_numbers", "nhs_number_invalid", COLUMN, lambda number, _: f"{number}/{number}"),
    value("nhs_decimal", "nhs_number_mangled", COLUMN, lambda number, _: f"{number}.0"),
    value("nhs_exponent", "nhs_number_mangled", COLUMN, _exponent),
    value("nhs_exponent_comma", "nhs_number_mangled", COLUMN, _exponent_comma),
    value("nhs_zero_run", "nhs_number_mangled", COLUMN, lambda number, _: f"{number[:5]}00000"),
    fixed("nhs_missing", "required_missing", COLUMN, ""),
)
