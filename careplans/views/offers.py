"""A session offered and answered; a review asked for and closed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from careplans import addresses
from careplans.access import people as access
from careplans.access import sessions as sessions_access
from careplans.actions import offers as actions
from careplans.actions.once import UsedForm
from careplans.forms.offers import AnswerForm, ChangeForm, CloseReviewForm, OfferForm
from careplans.forms.sessions import InErrorForm, beside_words
from careplans.models import SessionOffer
from careplans.queries import sessions as queries
from careplans.views.session_desk import Desk, desk_page
from patients.models import Person
from patients.queries.people import reached
from patients.views.going import go
from wsic import clock
from wsic.access import require
from wsic.accounts.requests import inside, user_of


@require_POST
def session_offer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_plan(user, person))
    form = OfferForm(request.POST, **Desk(user, person).of_offer())
    if not form.is_valid():
        return desk_page(request, person, form, status=422)
    try:
        actions.offer_session(
            person=person, made=form.made(), once=form.cleaned_data["once"], by=user, at=clock.now()
        )
    except UsedForm as refused:
        form.add_error(None, str(refused))
        return desk_page(request, person, form, status=409)
    return _gone(request, person, form.back_to)


@require_POST
def offer_answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    user, offer = user_of(request), _offer(request, offer_id)
    require(access.refuse_plan(user, offer.person))
    form = AnswerForm(request.POST, **Desk(user, offer.person).of_answer())
    if form.is_valid() and (refusal := sessions_access.refuse_answer(user, offer)):
        form.add_error(None, beside_words(refusal, form.cleaned_data["words"]))
    answered = form.answered() if form.is_valid() else None
    if answered is None:
        return desk_page(request, offer.person, form, status=422)
    actions.answer_offer(offer=offer, answered=answered, by=user, at=clock.now())
    return _gone(request, offer.person, form.back_to)


@require_POST
def offer_in_error(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    user, offer, form = user_of(request), _offer(request, offer_id), InErrorForm(request.POST)
    require(access.refuse_plan(user, offer.person))
    if offer.in_error_at:  # the button was pressed twice
        return _gone(request, offer.person, "")
    if form.is_valid() and (refusal := sessions_access.refuse_take_back(user, offer)):
        form.add_error(None, refusal)
    if not form.is_valid():
        return desk_page(request, offer.person, form, status=422)
    actions.take_back_offer(offer=offer, reason=form.why(), by=user, at=clock.now())
    return _gone(request, offer.person, "")


@require_POST
def review_ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, person = user_of(request), _person(request, person_id)
    require(access.refuse_plan(user, person))
    form = ChangeForm(request.POST, **Desk(user, person).of_change())
    if not form.is_valid():
        return desk_page(request, person, form, status=422)
    try:
        actions.ask_review(
            person=person, change=form.change(), once=form.cleaned_data["once"], by=user, at=clock.now()
        )
    except UsedForm as refused:
        form.add_error(None, str(refused))
        return desk_page(request, person, form, status=409)
    return _gone(request, person, form.back_to)


@require_POST
def review_close(request: HttpRequest, review_id: UUID) -> HttpResponse:
    user = user_of(request)
    review = get_object_or_404(queries.reviews_of(user), public_id=review_id)
    require(access.refuse_plan(user, review.person))
    form = CloseReviewForm(request.POST, of=review.public_id)
    if form.is_valid() and (refusal := sessions_access.refuse_close_review(user, review)):
        form.add_error(None, beside_words(refusal, form.cleaned_data["words"]))
    if not form.is_valid():
        return desk_page(request, review.person, form, status=422)
    actions.close_review(review=review, words=form.cleaned_data["words"], by=user, at=clock.now())
    return _gone(request, review.person, form.back_to)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(reached(user_of(request)), public_id=person_id)


def _offer(request: HttpRequest, offer_id: UUID) -> SessionOffer:
    return get_object_or_404(queries.offers_of(user_of(request)), public_id=offer_id)


def _gone(request: HttpRequest, person: Person, back_to: str) -> HttpResponse:
    return go(request, inside(request, back_to or addresses.sessions(person.public_id)))
