"""Defects of the frailty_scores feed."""

from wsic.demo.defects import broken, dates, numbers
from wsic.demo.defects.kinds import Kind, fixed, value, versions, whole
from wsic.demo.frailty import DEFICITS, score_text
from wsic.demo.lines import FRAILTY_SCORES, Row, header_line
from wsic.demo.nhs_numbers import PRACTICES
from wsic.demo.people import number_of
from wsic.demo.streams import Draws
from wsic.demo.world import Slots

_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
# Two decimals that no count of 36 rounds to, by more than 0.19 of a deficit (EFI.md).
_BETWEEN = tuple(f"0.{part:02d}" for part in range(100) if abs(part * 0.36 - round(part * 0.36)) > 0.19)


def _nobody(number: str, draws: Draws) -> str:
    """A valid number that nobody in the world has."""
    return number_of(draws.below(PRACTICES), draws.pick(Slots.NOBODY))


def _another_birth_date(row: Row, draws: Draws) -> Row:
    return row | {"birth_date": dates.shifted(row["birth_date"], -1 - draws.below(3000))}


def _born_ten_years_before(row: Row, draws: Draws) -> Row:
    return row | {"birth_date": f"{int(row['birth_date'][:4]) - 10}-03-{1 + draws.below(28):02d}"}


def _before_birth(row: Row, draws: Draws) -> Row:
    return row | {"calculated_on": dates.shifted(row["birth_date"], -1 - draws.below(400))}


def _another_score(row: Row, draws: Draws) -> Row:
    others = [score_text(count) for count in range(DEFICITS + 1) if score_text(count) != row["score"]]
    return row | {"score": draws.pick(others)}


def _score(name: str, reason: str, text: str) -> Kind:
    return fixed(f"score_{name}", reason, "score", text)


_SCORES: tuple[Kind, ...] = (
    _score("missing", "required_missing", ""),
    _score("in_words", "value_not_numeric", "moderate"),
    _score("decimal_comma", "value_not_numeric", "0,25"),
    _score("per_cent", "value_not_numeric", "25%"),
    _score("fraction", "value_not_numeric", "9/36"),
    _score("nan", "value_not_numeric", "NaN"),
    _score("infinite", "value_not_numeric", "inf"),
    # float() and Decimal() read these three; a feed must not.
    _score("exponent", "value_not_numeric", "2.5e-1"),
    _score("underscore", "value_not_numeric", "0.2_5"),
    value("score_full_width", "value_not_numeric", "score", lambda score, _: score.translate(_FULL_WIDTH)),
    _score("with_remark", "value_not_numeric", "0.25 (mild)"),
    _score("count_of_deficits", "value_out_of_range", "36"),
    _score("negative", "value_out_of_range", "-0.11"),
    _score("above_one", "value_out_of_range", "1.03"),
    _score("one_decimal", "score_too_few_decimals", "0.4"),
    _score("of_14_4_deficits", "score_not_a_count", "0.40"),
    value("score_of_no_count", "score_not_a_count", "score", lambda _, draws: draws.pick(_BETWEEN)),
)

_DATES: tuple[Kind, ...] = (
    *dates.shapes("birth_date", "day_first", "29_february_of_a_common_year", "excel_serial"),
    dates.tomorrow("birth_date"),
    fixed("birth_date_missing", "required_missing", "birth_date", ""),
    *dates.shapes("calculated_on"),
    dates.tomorrow("calculated_on"),
    dates.next_century("calculated_on"),
    fixed("calculated_on_missing", "required_missing", "calculated_on", ""),
    whole("calculated_before_birth", "date_before_birth", "calculated_on", _before_birth),
)

_WHO: tuple[Kind, ...] = (
    value("person_unknown", "person_unknown", "nhs_number", _nobody),
    whole("birth_date_of_another", "identity_mismatch", "birth_date", _another_birth_date),
    whole("birth_date_ten_years_off", "identity_mismatch", "birth_date", _born_ten_years_before),
    versions("two_scores", "score", _another_score),
)

KINDS: tuple[Kind, ...] = (
    *numbers.KINDS,
    *_DATES,
    *_SCORES,
    *_WHO,
    *broken.KINDS,
    broken.header_again("nhs_number_invalid", "nhs_number", header_line(FRAILTY_SCORES)),
    broken.nothing_but_commas("nhs_number"),
)
