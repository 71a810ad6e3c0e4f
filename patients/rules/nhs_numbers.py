"""The check digit of an NHS number.

It is worked out here, in a microsecond, and held to the package `nhs-number` by a test; the package itself
also refuses numbers of the Scottish range that do not begin with a date, which no feed promises.
"""


def has_check_digit(number: str) -> bool:
    """
    Whether the last of ten ASCII digits fits the nine before it: modulus 11 (NHS Data Dictionary).

    Ten equal digits fit, and are no number all the same.
    """
    a, b, c, d, e, f, g, h, i, check = number.encode()
    weighted = 10 * a + 9 * b + 8 * c + 7 * d + 6 * e + 5 * f + 4 * g + 3 * h + 2 * i + check
    return (weighted - 55 * 48) % 11 == 0
