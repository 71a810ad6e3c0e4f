"""The tiers of one person over time."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from patients.queries.people import banner_of, reached
from tiers import addresses
from tiers.forms.people import HistoryForm
from tiers.queries.history import tier_history
from tiers.views.recording import record_export, record_read
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.pages import page


@require_safe
def person_history(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, today = user_of(request), clock.today()
    person = get_object_or_404(reached(user), public_id=person_id)
    form = HistoryForm(request.GET, today=today)
    printed = request.GET.get("open") == "all"
    record = record_export if printed else record_read
    banner = banner_of(person, user=user, on=today)
    record(user, "tier.history_read", [person.pk, *banner.others], f"person:{person_id}")
    context = {
        "form": form,
        "history": tier_history(person, user=user, on=form.day, known_on=form.known_on, today=today),
        "banner": banner,
        "printed": printed,
        "shown_at": clock.now(),
        "print_address": addresses.history(person_id, form.chosen(), printed=True),
        "why_address": addresses.explained(person_id, form.chosen_day(), opened=False),
    }
    status = 422 if form.errors else 200
    return page(request, "tiers/history.html", context, status=status)
