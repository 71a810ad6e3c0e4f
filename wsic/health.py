"""For a load balancer: is the process there, and can it serve."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wsic.audit import spool


@login_not_required
@transaction.non_atomic_requests  # a view's savepoint needs the database
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 whenever the process answers; touches nothing."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@transaction.non_atomic_requests  # a view's savepoint needs the database
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when not; what waits for the audit is said and is no reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    waiting = spool.waiting()
    more = f"{waiting} lines wait in the spool of the audit\n" if waiting else ""
    return HttpResponse(f"ready\n{more}", content_type="text/plain")
