"""The page on which the next session of a person is offered, booked and told."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from careplans.forms.offers import AnswerForm, ChangeForm, CloseReviewForm, OfferForm
from careplans.forms.sessions import BookForm, InErrorForm, RecordForm
from careplans.models import SessionPlace
from careplans.queries import sessions as queries
from careplans.queries.due_words import SUGGESTS
from careplans.queries.tasks import colleagues
from careplans.settings import session_settings
from patients.models import Person
from patients.queries.people import BannerPerson, banner_of, died_on
from wsic import clock
from wsic.accounts.models import User
from wsic.accounts.requests import user_of
from wsic.audit import actions as audit
from wsic.audit.models import EventKind
from wsic.pages import page


@dataclass(frozen=True)
class Desk:
    """What the forms about a person's sessions need to know."""

    user: User
    person: Person

    def of_session(self) -> dict[str, Any]:
        named = colleagues(self.user, self.person, on=clock.today())
        return {**self.of_change(), "colleagues": named}

    def of_change(self) -> dict[str, Any]:
        return {"today": clock.today(), "died_on": died_on(self.person, user=self.user)}

    def of_answer(self) -> dict[str, Any]:
        return {"today": clock.today(), "again": session_settings().again}

    def of_offer(self) -> dict[str, Any]:
        return {**self.of_answer(), **self.of_change()}


def desk_page(
    request: HttpRequest, person: Person, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    """:param form: the one that was sent and has problems"""
    user = user_of(request)
    banner = banner_of(person, user=user, on=clock.today())
    recorded_read(user, person, banner)
    panel = queries.sessions_panel(person, user=user, on=clock.today())
    back = request.GET.get("back", "")
    found, sent = _with(form, _forms(Desk(user, person), panel, back=back))
    context = {
        "banner": banner,
        "public_id": person.public_id,
        "panel": panel,
        "forms": found,
        "closing": [(each, _close_form(each.public_id, form, back)) for each in panel.reviews if each.open],
        "may_mark": [each for each in panel.offers if each.may_mark],
        "opened": sent or (SUGGESTS.get(panel.next.list, "") if panel.next.list else ""),
        "problems_of": form,
        "settings": session_settings(),
    }
    return page(request, "careplans/person_sessions.html", context, status=status)


def _with(form: forms.Form | None, found: dict[str, forms.Form]) -> tuple[dict[str, forms.Form], str]:
    """The forms, the one that was sent in its place, and its name."""
    sent = next((name for name, each in found.items() if type(form) is type(each)), "")
    if form is not None and sent:
        found[sent] = form
    for name, each in found.items():
        each.auto_id = f"{name}_%s"  # several on one page, and each label of its own field
    return found, sent


def _close_form(review_id: UUID, sent: forms.Form | None, back: str) -> CloseReviewForm:
    if isinstance(sent, CloseReviewForm) and sent.of == review_id:
        return sent
    return CloseReviewForm(of=review_id, back=back)


def recorded_read(user: User, person: Person, banner: BannerPerson) -> None:
    subject, named = f"person:{person.public_id}", [person.pk, *banner.others]
    audit.record("sessions.read", by=user, kind=EventKind.READ, people=named, subject=subject)


def _forms(desk: Desk, panel: queries.SessionsPanel, *, back: str) -> dict[str, forms.Form]:
    usual: dict[str, Any] = {"back": back, "kind": panel.next.kind}
    of_session = desk.of_session()
    place = SessionPlace.HOME if panel.next.housebound else SessionPlace.PRACTICE
    return {
        "book": BookForm(**of_session, **usual, place=place),
        "record": RecordForm(**of_session, **usual, place=place),
        "offer": OfferForm(**desk.of_offer(), **usual),
        "answer": AnswerForm(**desk.of_answer(), back=back),
        "change": ChangeForm(**desk.of_change(), back=back),
        "in_error": InErrorForm(),
    }
