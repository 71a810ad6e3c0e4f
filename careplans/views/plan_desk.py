"""The page of a person's care plan, with the forms that stand on it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from careplans import plan_addresses
from careplans.forms.plan_offers import PlanAnswerForm, PlanOfferForm, PlanReviewForm
from careplans.queries import plans as queries
from careplans.queries.plan_offers import offers_panel
from careplans.queries.unsaved import left_unsaved
from careplans.settings import session_settings
from careplans.views.plans import about
from patients.models import Person
from patients.queries.people import died_on, reached
from wsic import clock
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.pages import page


@dataclass(frozen=True)
class PlanDesk:
    """What the forms about a person's plan need to know."""

    user: User
    person: Person

    def of_answer(self) -> dict[str, Any]:
        return {"today": clock.today(), "again": session_settings().again}

    def of_offer(self) -> dict[str, Any]:
        return {**self.of_answer(), "died_on": died_on(self.person, user=self.user)}

    def of_review(self, panel: queries.PlansPanel) -> dict[str, Any]:
        agreed_on = panel.current.version.agreed_on if panel.current else None
        died = died_on(self.person, user=self.user)
        return {"today": clock.today(), "agreed_on": agreed_on, "died_on": died}


@require_safe
def person_plan(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return plan_desk(request, get_object_or_404(reached(user_of(request)), public_id=person_id))


def plan_desk(
    request: HttpRequest, person: Person, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    """:param form: the one that was sent and has problems"""
    user = user_of(request)
    panel, desk = queries.plans_panel(person, user=user), PlanDesk(user, person)
    draft = None if panel.why_not else panel.draft
    context = {
        **about(request, person),
        "panel": panel,
        "shown": panel.current,
        "body": plan_addresses.body(panel.current, draft) if panel.current else None,
        "begins": "" if panel.draft or panel.why_not else plan_addresses.begin(person.public_id),
        "versions": plan_addresses.versions(panel),
        "left": plan_addresses.each_of(left_unsaved(person, user=user)),
        "offers": offers_panel(person, user=user),
        "offering": form if isinstance(form, PlanOfferForm) else PlanOfferForm(**desk.of_offer()),
        "answering": form if isinstance(form, PlanAnswerForm) else PlanAnswerForm(**desk.of_answer()),
        "reviewing": form if isinstance(form, PlanReviewForm) else PlanReviewForm(**desk.of_review(panel)),
        "problems_of": form,
    }
    return page(request, "careplans/person_plan.html", context, status=status)
