"""What is read of a person in a crisis: one page, also on paper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from careplans.queries.crisis import crisis_page
from patients.queries.people import banner_of, reached
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page


@require_safe
def person_crisis(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    person = get_object_or_404(reached(user), public_id=person_id)
    banner = banner_of(person, user=user, on=today)
    subject, named = f"person:{person_id}", [person.pk, *banner.others]
    audit.record("crisis.read", by=user, kind=EventKind.READ, people=named, subject=subject)
    context = {
        "banner": banner,
        "public_id": person_id,
        "crisis": crisis_page(person, banner=banner, user=user, on=today),
        "printed_at": clock.now(),
    }
    return page(request, "careplans/person_crisis.html", context)
