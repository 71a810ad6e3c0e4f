"""What an authenticator app shows, and what the page that sets one up does."""

import base64
import re
from datetime import timedelta

from tests.world import NOW
from wsic.accounts import codes

SECRET = b"12345678901234567890"


def code(minutes=0.0):
    """What the app shows so many minutes after nine."""
    return codes.code_of(SECRET, int((NOW + timedelta(minutes=minutes)).timestamp()) // codes.STEP)


def secret_on(text) -> bytes:
    """The secret that a page offers, as a person types it into an app."""
    return base64.b32decode(re.search(r"<code>([A-Z2-7 ]+)</code>", text)[1].replace(" ", ""))


def sealed_on(text) -> str:
    return re.search(r'name="sealed" value="([^"]+)"', text)[1]
