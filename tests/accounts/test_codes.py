"""Codes of an app by the book, and what is kept of them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.world import NOW
from wsic.accounts import codes

pytestmark = pytest.mark.fast
RFC = b"12345678901234567890"  # RFC 6238, appendix B; its eight digits end in our six
KEY, OTHER = "one key", "another key"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    assert codes.step_of(code, secret=RFC, at=datetime.fromtimestamp(seconds, UTC), after=0) == seconds // 30


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_a_step_off(steps, taken):
    now = int(NOW.timestamp()) // codes.STEP

    found = codes.step_of(codes.code_of(RFC, now + steps), secret=RFC, at=NOW, after=0)

    assert found == (now + steps if taken else None)


def test_a_step_that_was_taken_is_not_taken_again_nor_one_before():
    now = int(NOW.timestamp()) // codes.STEP
    of_now, before = codes.code_of(RFC, now), codes.code_of(RFC, now - 1)

    assert codes.step_of(of_now, secret=RFC, at=NOW, after=now - 1) == now
    assert codes.step_of(of_now, secret=RFC, at=NOW, after=now) is None
    assert codes.step_of(before, secret=RFC, at=NOW, after=now) is None


@pytest.mark.parametrize("given", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "12 456"])
def test_what_is_no_code(given):
    assert not codes.is_code(given)


def test_a_sealed_secret_opens_for_its_user_with_its_key_in_time():
    sealed = codes.seal(RFC, whose="a", key=KEY, at=NOW)

    assert codes.unseal(sealed, whose="a", key=KEY, at=NOW, within=60) == RFC
    assert RFC.decode() not in sealed
    for wrong in (
        {"whose": "b", "key": KEY, "at": NOW},
        {"whose": "a", "key": OTHER, "at": NOW},
        {"whose": "a", "key": KEY, "at": NOW + timedelta(seconds=61)},
    ):
        with pytest.raises(codes.Unreadable):
            codes.unseal(sealed, within=60, **wrong)


def test_a_secret_that_is_kept_opens_after_years():
    sealed = codes.seal(RFC, whose="a", key=KEY, at=NOW - timedelta(days=2000))

    assert codes.unseal(sealed, whose="a", key=KEY, at=NOW) == RFC


def test_recovery_codes_are_ten_and_different_and_kept_as_digests():
    new = codes.new_recovery_codes()

    assert len(set(new)) == 10
    assert codes.digest_of_code(new[0].lower().replace("-", " "), key=KEY) == codes.digest_of_code(
        new[0], key=KEY
    )
    assert codes.digest_of_code(new[0], key=KEY) != codes.digest_of_code(new[0], key=OTHER)
    assert new[0][:5] not in codes.digest_of_code(new[0], key=KEY).upper()


def test_the_picture_holds_no_style_and_loads_nothing():
    address = codes.address_of(RFC, username="gp_a")
    picture = codes.picture_of(address)

    assert address.startswith("otpauth://totp/Care%20co-ordination:gp_a?")
    assert picture.startswith("data:image/svg+xml")
    assert "style" not in picture
    assert codes.typed_form(RFC).startswith("GEZD GNBV")
