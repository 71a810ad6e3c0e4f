"""NHS numbers of invented people: all begin with 999, a range the NHS does not issue.

Of a million numbers 999 nnn nnn c about one in eleven has no check digit. The last of the nine digits
weighs 2 in the sum, so that behind each eight digits at most one of the ten ninth digits lacks a tenth, and
at least nine are good. That numbers 900,000 of them without gap or repetition.
"""

_PREFIX = "999"
SERIALS = 900_000
SLOTS = 2048  # serials of one practice
PRACTICES = 439  # that many practices have serials; the rest is the reserve
RESERVE = PRACTICES * SLOTS  # 899,072: the first of 928 serials that no practice has

_STEP = 514_229  # prime to 900,000, so that serial -> place is one to one
_START = 271_828
_WEIGHTS = range(10, 1, -1)


def check_digit(nine: str) -> int | None:
    """The tenth digit by modulus 11; None when the remainder is 10 and the number does not exist."""
    check = -_sum(nine) % 11
    return None if check == 10 else check


def nhs_number(serial: int) -> str:
    """The number of a serial below 900,000: another serial, another number."""
    if not 0 <= serial < SERIALS:
        raise ValueError(f"No NHS number for serial {serial}")
    middle, rank = divmod((serial * _STEP + _START) % SERIALS, 9)
    digits = f"{_PREFIX}{middle:05d}"
    missing = _last_without_check(digits)
    last = rank + (missing is not None and missing <= rank)
    return f"{digits}{last}{check_digit(f'{digits}{last}')}"


def _last_without_check(eight: str) -> int | None:
    """The ninth digit that has no tenth, if one of the ten has none: the sum must leave 1 by 11."""
    needed = (1 - _sum(eight)) * 6 % 11  # 6 is the inverse of the weight 2
    return needed if needed < 10 else None


def _sum(digits: str) -> int:
    total = 0
    for weight, digit in zip(_WEIGHTS, digits, strict=False):
        total += weight * int(digit)
    return total
