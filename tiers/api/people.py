"""One person's tier for other systems, under the same walls as its pages."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from patients.queries.people import banner_of, reached
from tiers.api.shapes import ExplanationShape
from tiers.forms.people import ExplainForm
from tiers.queries.explain import explain
from wsic import clock
from wsic.accounts.requests import user_of
from wsic.api import asked_to_sign_in, problems
from wsic.audit import actions as audit
from wsic.audit.models import EventKind


@asked_to_sign_in
@require_safe
@api_view(["GET", "HEAD"])
def explanation(request: Request, person_id: UUID) -> Response:
    """As of `on`, YYYY-MM-DD; `known_now=on`: by effective dates alone, with what is known today."""
    user, today = user_of(request._request), clock.today()
    person = get_object_or_404(reached(user), public_id=person_id)
    form = ExplainForm(request.query_params, today=today)
    if form.errors:
        return problems(form)
    why = explain(person, user=user, on=form.day, known_now=form.is_retrospective)
    subject = f"person:{person_id}"
    read = [person.pk, *banner_of(person, user=user, on=today).others]  # as the page: it tells of them too
    audit.record("tier.explained", by=user, kind=EventKind.READ, people=read, subject=subject)
    return Response(ExplanationShape(why).data)
