"""The alert to the privacy officers: a reference and no more, because a mailbox has no walls."""

from django.conf import settings
from django.core.mail import send_mail

SUBJECT = "A record was opened in an emergency: {reference}"
TEXT = """\
A record was opened in an emergency. Its reference is {reference}.

Sign in to Care co-ordination and open Access reviews: the entry says who opened it, when and why.
This message names nobody on purpose. Please do not add names or numbers when you answer or forward it.
"""


def send_alert(*, reference: str) -> bool:
    """False where nobody is to be told: the queue is all there is then."""
    if not settings.PRIVACY_MAILBOX:
        return False
    words = {"reference": reference}
    send_mail(SUBJECT.format(**words), TEXT.format(**words), None, settings.PRIVACY_MAILBOX)
    return True
