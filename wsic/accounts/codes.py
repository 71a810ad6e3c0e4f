"""Codes of the second factor, and how they are kept: secrets sealed, recovery codes as digests.

The codes are RFC 6238's, by the library `cryptography`; what all authenticator apps take is six digits of
SHA-1 every thirty seconds.
"""

import base64
import hmac
import json
import secrets
from datetime import datetime
from hashlib import blake2b

import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20  # RFC 4226, 4: 160 bits
DIGITS, STEP = 6, 30
DRIFT = 1  # steps that a clock may be off, RFC 6238, 5.2
RECOVERY_CODES = 10
# Without the letters and figures that are taken for each other; 10 of 30 are 49 bits.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXZ"


class Unreadable(ValueError):
    """What was sealed was sealed with another key, for somebody else, or too long ago."""


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def seal(secret: bytes, *, whose: str, key: str, at: datetime) -> str:
    """A secret as it may be kept, or stand in a form: for one user, dated, unreadable without the key."""
    content = json.dumps({"whose": whose, "secret": base64.b64encode(secret).decode()})
    return _box(key).encrypt_at_time(content.encode(), int(at.timestamp())).decode()


def unseal(sealed: str, *, whose: str, key: str, at: datetime, within: int | None = None) -> bytes:
    """
    :param within: seconds since it was sealed, None for any time
    :raises Unreadable:
    """
    try:
        if within is None:
            content = json.loads(_box(key).decrypt(sealed.encode()))
        else:
            content = json.loads(_box(key).decrypt_at_time(sealed.encode(), within, int(at.timestamp())))
    except InvalidToken as problem:
        raise Unreadable from problem
    if content["whose"] != whose:
        raise Unreadable
    return base64.b64decode(content["secret"])


def _box(key: str) -> Fernet:
    derived = blake2b(key.encode(), digest_size=32, person=b"second-factor").digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def is_code(given: str) -> bool:
    """Whether it looks like a code of an app; no password is so short."""
    return len(given) == DIGITS and given.isascii() and given.isdigit()


def step_of(given: str, *, secret: bytes, at: datetime, after: int) -> int | None:
    """
    The step of time that a code stands for; None when it is none of now, or was taken before.

    :param after: the last step that was taken, none up to it is taken again
    """
    now = int(at.timestamp()) // STEP
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), given.encode()) and step > after:
            found = step
    return found


def code_of(secret: bytes, step: int) -> str:
    return _totp(secret).generate(step * STEP).decode()


def address_of(secret: bytes, *, username: str) -> str:
    """What an authenticator app reads from the picture."""
    return _totp(secret).get_provisioning_uri(username, "Care co-ordination")


def picture_of(address: str) -> str:
    """A QR code as the address of an image (`data:`): a page may hold no style of its own."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff"))


def typed_form(secret: bytes) -> str:
    """A secret to be typed into an app that cannot see the picture, in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303  what apps take; HMAC needs no collisions away


def new_recovery_codes() -> tuple[str, ...]:
    def one() -> str:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
        return f"{letters[:5]}-{letters[5:]}"

    return tuple(one() for _ in range(RECOVERY_CODES))


def digest_of_code(given: str, *, key: str) -> str:
    """What is kept of a recovery code, however it was typed; so random that a slow hash adds nothing."""
    plain = "".join(each for each in given.upper() if each.isalnum())
    return blake2b(plain.encode(), key=key.encode()[:64], digest_size=32, person=b"recovery").hexdigest()
