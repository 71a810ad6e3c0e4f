"""A care plan offered and answered; the plan in force read through."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from careplans import plan_addresses
from careplans.access import people as access
from careplans.access import plans as plans_access
from careplans.actions import plan_offers as actions
from careplans.actions import plan_reviews
from careplans.actions.once import UsedForm
from careplans.actions.plans import WrittenMeanwhile
from careplans.forms.plan_offers import PlanAnswerForm, PlanOfferForm, PlanReviewForm
from careplans.forms.sessions import beside_words
from careplans.models import PlanOffer
from careplans.queries.plan_offers import plan_offers_of, plan_reviews_of
from careplans.queries.plans import plans_panel
from careplans.views.plan_desk import PlanDesk, plan_desk
from careplans.views.plans import plan_asked
from patients.models import Person
from patients.queries.people import reached
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import user_of


@require_POST
def plan_offer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user = user_of(request)
    person = get_object_or_404(reached(user), public_id=person_id)
    require(access.refuse_plan(user, person))
    form = PlanOfferForm(request.POST, **PlanDesk(user, person).of_offer())
    if not form.is_valid():
        return plan_desk(request, person, form, status=422)
    try:
        actions.offer_plan(
            person=person, made=form.made(), once=form.cleaned_data["once"], by=user, at=clock.now()
        )
    except UsedForm as refused:
        form.add_error(None, str(refused))
        return plan_desk(request, person, form, status=409)
    return _gone(person)


@require_POST
def plan_offer_answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    user, offer = user_of(request), _offer(request, offer_id)
    require(access.refuse_plan(user, offer.person))
    form = PlanAnswerForm(request.POST, **PlanDesk(user, offer.person).of_answer())
    if form.is_valid() and (refusal := plans_access.refuse_answer(user, offer)):
        form.add_error(None, beside_words(refusal, form.cleaned_data["words"]))
    answered = form.answered() if form.is_valid() else None
    if answered is None:
        return plan_desk(request, offer.person, form, status=422)
    actions.answer_plan_offer(offer=offer, answered=answered, by=user, at=clock.now())
    return _gone(offer.person)


@require_POST
def plan_offer_in_error(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    user, offer = user_of(request), _offer(request, offer_id)
    require(plans_access.refuse_take_back(user, offer))
    actions.take_back_plan_offer(offer=offer, by=user, at=clock.now())
    return _gone(offer.person)


@require_POST
def plan_review(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    user, plan = user_of(request), plan_asked(request, plan_id)
    require(access.refuse_plan(user, plan.person))
    panel = plans_panel(plan.person, user=user)
    form = PlanReviewForm(request.POST, **PlanDesk(user, plan.person).of_review(panel))
    if not form.is_valid():
        return plan_desk(request, plan.person, form, status=422)
    once = form.cleaned_data["once"]
    try:
        plan_reviews.review_plan(plan=plan, reviewed=form.reviewed(), once=once, by=user, at=clock.now())
    except (WrittenMeanwhile, UsedForm) as refused:
        form.add_error(None, beside_words(str(refused), form.cleaned_data["words"]))
        return plan_desk(request, plan.person, form, status=409)
    return _gone(plan.person)


@require_POST
def plan_review_in_error(request: HttpRequest, review_id: UUID) -> HttpResponse:
    user = user_of(request)
    review = get_object_or_404(plan_reviews_of(user), public_id=review_id)
    require(plans_access.refuse_take_back(user, review))
    plan_reviews.take_back_review(review=review, by=user, at=clock.now())
    return _gone(review.person)


def _offer(request: HttpRequest, offer_id: UUID) -> PlanOffer:
    return get_object_or_404(plan_offers_of(user_of(request)), public_id=offer_id)


def _gone(person: Person) -> HttpResponse:
    return redirect(plan_addresses.plan_of(person.public_id))
