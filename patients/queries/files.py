"""How far a file sent by browser is looked into while somebody waits; the job reads the rest."""

from django.conf import settings

from patients.feeds.reading import Limits

_UNPACKED_IN_A_REQUEST = 2 * 1024**3  # bytes; about 10 seconds of unpacking
BROWSER_LIMITS = Limits(
    unpacked_bytes=min(_UNPACKED_IN_A_REQUEST, settings.UNPACKED_LIMIT),
    workbook_bytes=min(400 * 1024**2, settings.UNPACKED_LIMIT),
)
