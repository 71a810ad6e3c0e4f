"""NHS numbers of invented people: all begin with 999, a range the NHS does not issue.

Of the million numbers 999 nnn nnn c about one in eleven has no check digit. The last of the nine digits
weighs 2 in the sum, so that for each five digits in the middle at most one of the ten last digits has none, and
at least nine are good: that numbers 900,000 of them without gap or repetition.
"""

_PREFIX = "999"
SERIALS = 900_000
SLOTS = 2048  # serials of one practice
PRACTICES = 439  # that many practices have serials; the rest is the reserve
RESERVE = PRACTICES * SLOTS  # 899,072: the first of 928 serials that no practice has

_STEP = 514_229  # prime to 900,000, so that serial -> place is one to one
_START = 271_828


def check_digit(nine: str) -> int | None:
    """The tenth digit by modulus 11; None when the remainder is 10 and the number does not exist."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return None if check == 10 else check


def nhs_number(serial: int) -> str:
    """The number of a serial below 900,000: another serial, another number."""
    if not 0 <= serial < SERIALS:
        raise ValueError(f"No NHS number for serial {serial}")
    middle, rank = divmod((serial * _STEP + _START) % SERIALS, 9)
    for last in range(10):
        nine = f"{_PREFIX}{middle:05d}{last}"
        check = check_digit(nine)
        if check is None:
            continue
        if rank == 0:
            return f"{nine}{check}"
        rank -= 1
    raise AssertionError("Nine of ten last digits have a check digit")
