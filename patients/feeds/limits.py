"""How much a file may unpack to, as the settings say: one limit for the browser, the command and the job."""

from django.conf import settings

from patients.feeds.reading import Limits

MOST_WORKBOOK = (
    400 * 1024**2
)  # bytes unpacked; 100,000 rows are far below, and Excel's own reader takes memory


def limits() -> Limits:
    return Limits(
        unpacked_bytes=settings.UNPACKED_LIMIT, workbook_bytes=min(MOST_WORKBOOK, settings.UNPACKED_LIMIT)
    )
