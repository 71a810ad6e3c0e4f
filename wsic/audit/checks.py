"""`check --deploy`: the spool takes rows on this server, now and not only when the audit fails."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from . import spool


@register(Tags.security, deploy=True)
def check_spool(**_newer_arguments: Any) -> list[CheckMessage]:
    refusal = spool.why_not()
    return [Error(refusal, hint="WSIC_SPOOL names the folder.", id="audit.E001")] if refusal else []
