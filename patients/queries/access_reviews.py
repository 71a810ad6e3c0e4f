"""Access that somebody took by saying why: the privacy officer's queue, one entry, and one's own questions.

Of the person nothing is shown, to nobody: why, by whom, when and for how long is what is judged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from patients.access import access_reviews as access
from patients.models import AccessReview, AccessReviewStep, CrisisReason, EmergencyReason, ReviewState
from patients.rules import access_reviews as rules
from patients.sets import access_reviews as sets
from wsic.accounts.models import User
from wsic.accounts.roles import Role
from wsic.dates import LONDON
from wsic.relationships import Why

TO_REVIEW, ALL = "TO_REVIEW", "ALL"
TABS = (
    (TO_REVIEW, "To review"),
    (ReviewState.ASKED.value, "Asked"),
    (ReviewState.JUSTIFIED.value, "Justified"),
    (ReviewState.INCIDENT.value, "Incidents"),
    (ALL, "All"),
)


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    """One entry, as the list and its own page show it; `days` since it was opened."""

    public_id: UUID
    reference: str
    kind: str
    opened_by: str
    role: str
    organisation: str
    opened_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    reason: str
    words: str
    over_dissent: bool
    state: str
    state_label: str
    days: int
    pages: int  # about the person, shown under the entry

    @property
    def address(self) -> str:
        return reverse("patients:review_detail", args=[self.public_id])

    @property
    def age(self) -> str:
        return "today" if self.days <= 0 else f"{self.days} day{'' if self.days == 1 else 's'}"


@dataclass(frozen=True, kw_only=True)
class Step:
    at: datetime
    by: str
    state: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """`own`: the reader opened it. `why_not` is None for who may settle it, else why they may not;
    `may_answer` says that a question waits for the reader; `trail` is the address of what who opened it saw
    on those days, for who reviews."""

    line: ReviewLine
    steps: tuple[Step, ...]
    own: bool
    why_not: str | None
    settled: bool
    may_answer: bool
    question: str
    trail: str


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int


def visible(user: User) -> QuerySet[AccessReview]:
    return AccessReview.objects.visible_to(user)


def queue(user: User, *, state: str, kind: str, q: str) -> QuerySet[AccessReview]:
    """
    Entries by age, the oldest first.

    :param state: a ReviewState, TO_REVIEW or ALL
    :param kind: of `Why`, or nothing for both
    :param q: the beginning of a reference, or part of the name of who opened it or of their organisation
    """
    found = _named(visible(user), q).filter(kind=kind) if kind else _named(visible(user), q)
    chosen = {TO_REVIEW: found.filter(state__in=rules.TO_REVIEW), ALL: found}
    return chosen.get(state, found.filter(state=state)).order_by("opened_at", "pk")


def _named(found: QuerySet[AccessReview], q: str) -> QuerySet[AccessReview]:
    if reference := rules.REFERENCE.fullmatch(q):
        written = found.annotate(written=Cast("public_id", CharField()))
        return written.filter(written__startswith=reference[1].lower())
    named = Q(opened_by__display_name__icontains=q) | Q(organisation__name__icontains=q)
    return found.filter(named) if q else found


def tabs(user: User, *, kind: str, q: str) -> tuple[Tab, ...]:
    """How many each tab opens, by the same choice as the list."""
    rows = queue(user, state=ALL, kind=kind, q=q).order_by("state").values_list("state")
    counts: Mapping[str, int] = dict(rows.annotate(Count("pk")))
    members = {TO_REVIEW: rules.TO_REVIEW, ALL: frozenset(counts)}
    return tuple(
        Tab(name, label, sum(counts.get(each, 0) for each in members.get(name, {name})))
        for name, label in TABS
    )


def lines(found: QuerySet[AccessReview], *, at: datetime, first: int, last: int) -> tuple[ReviewLine, ...]:
    return _lines(found.select_related("opened_by", "organisation")[first:last], at)


def waiting(user: User) -> int:
    """How many wait for the privacy officer; nobody else has a queue."""
    return 0 if access.refuse_review(user) else queue(user, state=TO_REVIEW, kind="", q="").count()


def asked_of(user: User, *, at: datetime) -> tuple[ReviewLine, ...]:
    """The user's own entries about which the privacy officer asks."""
    own = AccessReview.objects.filter(opened_by_id=user.pk, state=ReviewState.ASKED)
    return _lines(own.select_related("opened_by", "organisation"), at)


def review_page(review: AccessReview, *, user: User, at: datetime) -> ReviewPage:
    steps = _steps(review, user)
    asked = [each.note for each in steps if each.state == ReviewState.ASKED.label]
    return ReviewPage(
        line=_lines([review], at)[0],
        steps=steps,
        own=review.opened_by_id == user.pk,
        why_not=access.refuse_settle(user, review),
        settled=review.state in rules.SETTLED,
        may_answer=review.state == ReviewState.ASKED and access.refuse_answer(user, review) is None,
        question=asked[-1] if asked else "",
        trail=_trail(review) if access.refuse_settle(user, review) is None else "",
    )


def _trail(review: AccessReview) -> str:
    days = {"from_on": review.opened_at, "until_on": review.ended_at or review.ends_at}
    asked = urlencode({name: at.astimezone(LONDON).date().isoformat() for name, at in days.items()})
    return f"{reverse('audit:of_user', args=[review.opened_by.public_id])}?{asked}"


def _steps(review: AccessReview, user: User) -> tuple[Step, ...]:
    rows: Any = AccessReviewStep.objects.visible_to(user).filter(review=review).order_by("at", "pk")
    return tuple(
        Step(at=each.at, by=each.by.display_name, state=_step_label(each.state), note=each.note)
        for each in rows.select_related("by")
    )


def _step_label(state: str) -> str:
    return "Taken up again" if state == ReviewState.WAITING else ReviewState(state).label


def _lines(reviews: Iterable[AccessReview], at: datetime) -> tuple[ReviewLine, ...]:
    shown = list(reviews)
    pages = sets.pages_under(each.public_id for each in shown) if shown else {}
    return tuple(_line(each, at, pages[each.public_id]) for each in shown)


def _line(review: AccessReview, at: datetime, pages: int) -> ReviewLine:
    known = dict([*EmergencyReason.choices, *CrisisReason.choices])
    return ReviewLine(
        public_id=review.public_id,
        reference=review.reference,
        kind=Why(review.kind).label,
        opened_by=review.opened_by.display_name,
        role=Role(review.role).label,
        organisation=review.organisation.name,
        opened_at=review.opened_at,
        ends_at=review.ends_at,
        ended_at=review.ended_at,
        reason=known.get(review.reason, ""),
        words=review.words,
        over_dissent=review.over_dissent,
        state=review.state,
        state_label=ReviewState(review.state).label,
        days=(at - review.opened_at).days,
        pages=pages,
    )
